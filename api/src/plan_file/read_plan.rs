//! The plan in a plan file: work packages in their outline, dependencies between them, baselines.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::{ConstraintKind, Direction, LagUnit, LinkType, Mode, Priority, WorkPackageKind};

use super::format::{Baseline, BaselineRow, Constraint, Deadline, Dependency, WorkPackage};
use super::node::Node;
use super::read::{Dates, Names, TEXT, each};

/// The longest duration, lag or buffer, in days.
const DAYS: i32 = 100_000;

/// The keys of a work package.
const KEYS: [&str; 28] = [
    "wbs",
    "number",
    "kind",
    "title",
    "description",
    "department",
    "accountable",
    "calendar",
    "mode",
    "direction",
    "duration",
    "edge",
    "start",
    "finish",
    "constraint",
    "constraintWins",
    "deadline",
    "buffer",
    "anchor",
    "actualStart",
    "actualFinish",
    "progress",
    "remaining",
    "estimateHours",
    "priority",
    "blockedReason",
    "labels",
    "reportedOn",
];

/// The codes read so far.
#[derive(Default)]
pub(super) struct Outline {
    kinds: BTreeMap<String, WorkPackageKind>,
    children: BTreeMap<String, u32>,
    numbers: BTreeSet<i32>,
    unnumbered: bool,
    links: BTreeSet<(String, String, LinkType)>,
}

impl Outline {
    pub(super) fn work_package(
        &mut self,
        node: &Node<'_>,
        names: &Names<'_>,
        dates: &Dates<'_>,
    ) -> Option<WorkPackage> {
        node.expect_keys(&KEYS);
        let wbs = node.need("wbs").and_then(|node| self.code(&node));
        let number = self.number(node);
        let kind = node.need("kind").and_then(|kind| kind.word());
        let title = node.need("title").and_then(|title| title.text(500));
        let text = |key| node.get(key).and_then(|node: Node<'_>| node.text(TEXT));
        let date = |key| dates.get(node, key);
        let int = |key, range| node.get(key).and_then(|node: Node<'_>| node.int(range));
        let row = WorkPackage {
            wbs: wbs.unwrap_or_default(),
            number,
            kind: kind.unwrap_or(WorkPackageKind::Task),
            title: title.unwrap_or_default(),
            description: text("description"),
            department: refer(node, "department", |name| names.departments.contains(name)),
            accountable: refer(node, "accountable", |email| names.people.contains(email)),
            calendar: refer(node, "calendar", |name| names.calendars.contains_key(name)),
            mode: node.get("mode").and_then(|mode| mode.word()).unwrap_or(Mode::Automatic),
            direction: node.get("direction").and_then(|word| word.word()).unwrap_or(Direction::Asap),
            duration: int("duration", 1..=DAYS),
            edge: node.get("edge").and_then(|edge| edge.word()),
            start: date("start"),
            finish: date("finish"),
            constraint: node.get("constraint").and_then(|node| constraint(&node, dates)),
            constraint_wins: node.get("constraintWins").and_then(|wins| wins.boolean()).unwrap_or(false),
            deadline: node.get("deadline").and_then(|node| deadline(&node, dates)),
            buffer: int("buffer", 0..=DAYS).unwrap_or(0),
            anchor: refer(node, "anchor", |name| names.anchors.contains_key(name)),
            actual_start: date("actualStart"),
            actual_finish: date("actualFinish"),
            progress: int("progress", 0..=100).unwrap_or(0),
            remaining: int("remaining", 0..=DAYS),
            estimate_hours: int("estimateHours", 0..=1_000_000),
            priority: node.get("priority").and_then(|word| word.word()).unwrap_or(Priority::Normal),
            blocked_reason: text("blockedReason"),
            labels: each(node, "labels", label),
            reported_on: date("reportedOn"),
        };
        check_row(node, &row);
        kind.map(|_| row).filter(|row| !row.wbs.is_empty() && !row.title.is_empty())
    }

    /// A code that follows on those before it: siblings count from 1, children after their phase.
    fn code(&mut self, node: &Node<'_>) -> Option<String> {
        let code = node.raw().to_owned();
        let (parent, last) = code.rsplit_once('.').unwrap_or(("", &code));
        let expected = self.children.get(parent).map_or(1, |count| count + 1);
        if !parent.is_empty() && !self.kinds.contains_key(parent) {
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
        self.kinds.insert(code.clone(), WorkPackageKind::Task);
        Some(code)
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

    pub(super) fn dependency(&mut self, node: &Node<'_>) -> Option<Dependency> {
        node.expect_keys(&["predecessor", "successor", "type", "lag", "lagUnit"]);
        let end = |key| node.need(key).and_then(|node| self.refer(&node));
        let (predecessor, successor) = (end("predecessor"), end("successor"));
        let link_type = node.get("type").map_or(Some(LinkType::FinishToStart), |word| word.word());
        let lag = node.get("lag").map_or(Some(0), |lag| lag.int(-DAYS..=DAYS));
        let lag_unit = node.get("lagUnit").map_or(Some(LagUnit::WorkingDay), |unit| unit.word());
        let (predecessor, successor, link_type) = (predecessor?, successor?, link_type?);
        if predecessor == successor {
            node.fault("links a work package to itself");
        }
        if !self.links.insert((predecessor.clone(), successor.clone(), link_type)) {
            node.fault("is there already: a pair is linked once a type");
        }
        Some(Dependency { predecessor, successor, link_type, lag: lag?, lag_unit: lag_unit? })
    }

    fn refer(&self, node: &Node<'_>) -> Option<String> {
        node.refer("work package", |code| self.kinds.contains_key(code).then(|| code.to_owned()))
    }
}

fn join(parent: &str, number: u32) -> String {
    if parent.is_empty() { number.to_string() } else { format!("{parent}.{number}") }
}

fn refer(node: &Node<'_>, key: &str, is_known: impl Fn(&str) -> bool) -> Option<String> {
    let what = if key == "accountable" { "person" } else { key };
    let read = |name: &str| if key == "accountable" { name.to_lowercase() } else { name.to_owned() };
    node.get(key)?.refer(what, |name| Some(read(name)).filter(|name| is_known(name)))
}

/// A word that work is found by: one line.
fn label(node: &Node<'_>) -> Option<String> {
    let label = node.text(50)?;
    if label.contains('\n') {
        node.fault("is more than one line");
    }
    Some(label)
}

fn constraint(node: &Node<'_>, dates: &Dates<'_>) -> Option<Constraint> {
    node.expect_keys(&["kind", "date"]);
    let kind = node.need("kind").and_then(|kind| kind.word());
    Some(Constraint { date: dates.need(node, "date")?, kind: kind? })
}

fn deadline(node: &Node<'_>, dates: &Dates<'_>) -> Option<Deadline> {
    node.expect_keys(&["date", "firmness"]);
    let firmness = node.get("firmness").map_or(Some(entity::Firmness::Firm), |word| word.word());
    Some(Deadline { date: dates.need(node, "date")?, firmness: firmness? })
}

/// What contradicts itself within one work package.
fn check_row(node: &Node<'_>, row: &WorkPackage) {
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

pub(super) fn baseline(node: &Node<'_>, outline: &Outline) -> Option<Baseline> {
    node.expect_keys(&["name", "takenAt", "active", "rows"]);
    let name = node.need("name").and_then(|name| name.name());
    let taken_at = node.need("takenAt").and_then(|moment| moment.moment());
    let active = node.get("active").map_or(Some(false), |active| active.boolean());
    let mut seen = BTreeSet::new();
    let rows = node.get("rows").map(|_| {
        each(node, "rows", |node| {
            let row = baseline_row(node, outline)?;
            if !seen.insert(row.wbs.clone()) {
                node.fault("is there already: a baseline has a work package once");
            }
            Some(row)
        })
    });
    Some(Baseline { name: name?, taken_at: taken_at?, active: active?, rows })
}

fn baseline_row(node: &Node<'_>, outline: &Outline) -> Option<BaselineRow> {
    node.expect_keys(&["wbs", "start", "finish"]);
    let wbs = node.need("wbs").and_then(|node| outline.refer(&node));
    let start = node.need("start").and_then(|date| date.date());
    let finish = node.need("finish").and_then(|date| date.date());
    let (start, finish) = (start?, finish?);
    if finish < start {
        node.fault("finish is before start");
    }
    Some(BaselineRow { wbs: wbs?, start, finish })
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
