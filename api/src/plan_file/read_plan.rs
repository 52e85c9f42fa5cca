//! The plan in a plan file: work packages in their outline, dependencies between them, baselines.

use std::collections::{BTreeMap, BTreeSet};

use entity::LinkType;

use super::format_plan::{Baseline, Dependency, WorkPackage};
use super::names::Names;
use super::node::Node;

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
