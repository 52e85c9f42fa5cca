//! The plan in a plan file: work packages in their outline, dependencies between them, baselines.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::{ConstraintKind, Direction, LinkType, Mode, WorkPackageKind};

use super::format::{Baseline, BaselineRow, Dependency, WorkPackage};
use super::node::Node;
use super::read::Names;

/// The codes read so far.
#[derive(Default)]
pub(super) struct Outline {
    children: BTreeMap<String, u32>,
    numbers: BTreeSet<i32>,
    unnumbered: bool,
    links: BTreeSet<(String, String, LinkType)>,
}

impl Outline {
    pub(super) fn work_package(&mut self, node: &Node<'_>, names: &mut Names<'_>) -> Option<WorkPackage> {
        let code = node.get("wbs").and_then(|node| self.code(&node, names));
        let number = self.number(node);
        let row = node.object::<WorkPackage>(names)?;
        if let Some(id) = &row.external_id {
            names.add(node, "external id", id);
        }
        code.map(|()| WorkPackage { number, ..row })
    }

    /// A code that follows on those before it: siblings count from 1, children after their phase.
    fn code(&mut self, node: &Node<'_>, names: &mut Names<'_>) -> Option<()> {
        let code = node.raw().to_owned();
        let (parent, last) = code.rsplit_once('.').unwrap_or(("", &code));
        let expected = self.children.get(parent).map_or(1, |count| count + 1);
        if !parent.is_empty() && !names.work_packages.contains(parent) {
            node.fault(format!("its phase {parent:?} does not come before it"));
            return None;
        }
        if last != expected.to_string() {
            node.fault(format!(
                "expected {:?}: codes of siblings count from 1 in their order",
                join(parent, expected)
            ));
            return None;
        }
        self.children.insert(parent.to_owned(), expected);
        names.work_packages.insert(code);
        Some(())
    }

    /// The number that it is called by; where the first has none, all are numbered in their order.
    fn number(&mut self, node: &Node<'_>) -> i32 {
        let given = node.get("number").and_then(|number| number.int(1..=i32::MAX));
        self.unnumbered |= self.numbers.is_empty() && given.is_none();
        let next = i32::try_from(self.numbers.len() + 1).unwrap_or(i32::MAX);
        let number = if self.unnumbered { next } else { given.unwrap_or(next) };
        if given.is_some() == self.unnumbered {
            node.fault("give every work package a number, or none");
        } else if !self.numbers.insert(number) {
            node.fault(format!("there is a work package of number {number} already"));
        }
        self.numbers.insert(number);
        number
    }

    /// What only the whole outline shows.
    pub(super) fn check(&self, root: &Node<'_>) {
        for node in root.list("workPackages") {
            let Some(wbs) = node.get("wbs") else { continue };
            let is_phase = node.get("kind").is_some_and(|kind| kind.raw() == "PHASE");
            if self.children.contains_key(wbs.raw()) && !is_phase {
                node.fault("has children, so its kind has to be PHASE");
            }
        }
    }

    pub(super) fn dependency(&mut self, node: &Node<'_>, names: &Names<'_>) -> Option<Dependency> {
        let link: Dependency = node.object(names)?;
        if link.predecessor == link.successor {
            node.fault("links a work package to itself");
        }
        if !self.links.insert((link.predecessor.clone(), link.successor.clone(), link.link_type)) {
            node.fault("is there already: a pair is linked once a type");
        }
        Some(link)
    }
}

fn join(parent: &str, number: u32) -> String {
    if parent.is_empty() { number.to_string() } else { format!("{parent}.{number}") }
}

/// What contradicts itself within one work package.
pub(super) fn check_work_package(row: &WorkPackage, node: &Node<'_>) {
    let wrong = |is_wrong: bool, message: &str| {
        if is_wrong {
            node.fault(message);
        }
    };
    let is_before = |finish: Option<NaiveDate>, start: Option<NaiveDate>| {
        finish.zip(start).is_some_and(|(finish, start)| finish < start)
    };
    let is_phase = row.kind == WorkPackageKind::Phase;
    let is_milestone = row.kind == WorkPackageKind::Milestone;
    wrong(
        is_milestone != row.edge.is_some(),
        "a milestone has an edge, START_OF_DAY or END_OF_DAY; nothing else has",
    );
    wrong(row.duration.is_some() && (is_phase || is_milestone), "only tasks have a duration");
    wrong(
        row.mode == Mode::Automatic && (row.start.is_some() || row.finish.is_some()),
        "start and finish are typed only where mode is MANUAL",
    );
    wrong(is_before(row.finish, row.start), "finish is before start");
    wrong(is_before(row.actual_finish, row.actual_start), "actualFinish is before actualStart");
    let has_progress = row.actual_start.is_some()
        || row.actual_finish.is_some()
        || row.progress > 0
        || row.remaining.is_some();
    wrong(is_phase && has_progress, "a phase has no actuals, progress or remaining of its own: its work has");
    wrong(is_phase && row.direction == Direction::Alap, "a phase has no direction of its own: its work has");
    let binds_phase =
        |kind| matches!(kind, ConstraintKind::StartNoEarlierThan | ConstraintKind::FinishNoLaterThan);
    wrong(
        is_phase && row.constraint.as_ref().is_some_and(|constraint| !binds_phase(constraint.kind)),
        "a phase can only be held by START_NO_EARLIER_THAN or FINISH_NO_LATER_THAN",
    );
    let is_done = row.actual_finish.is_some() || row.progress == 100;
    wrong(is_milestone && row.remaining.is_some_and(|days| days > 0), "a milestone has no days remaining");
    let has_begun = row.actual_start.is_some() || row.progress > 0;
    wrong(!has_begun && !is_done && row.remaining == Some(0), "has 0 days remaining, and has not begun");
    wrong(is_done && row.remaining.is_some_and(|days| days > 0), "is done, and has days remaining");
}

pub(super) fn check_baseline(_: &Baseline, node: &Node<'_>) {
    let mut seen = BTreeSet::new();
    for row in node.list("rows") {
        if row.get("wbs").is_some_and(|wbs| !seen.insert(wbs.raw().to_owned())) {
            row.fault("is there already: a baseline has a work package once");
        }
    }
}

pub(super) fn check_baseline_row(row: &BaselineRow, node: &Node<'_>) {
    if row.finish < row.start {
        node.fault("finish is before start");
    }
}

/// One active, and each name once.
pub(super) fn check_baselines(root: &Node<'_>, baselines: &[Baseline]) {
    let mut names = BTreeSet::new();
    let is_unique = baselines.iter().all(|baseline| names.insert(&baseline.name));
    let active = baselines.iter().filter(|baseline| baseline.active).count();
    if let Some(node) = root.get("baselines") {
        if !is_unique {
            node.fault("two baselines have one name");
        }
        if active > 1 {
            node.fault("only one baseline can be active");
        }
    }
}
