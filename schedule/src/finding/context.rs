//! What every rule looks at.

use chrono::NaiveDate;

use crate::boundary::Boundary;
use crate::calendar::Calendar;
use crate::campaign::Task;
use crate::finding::{Code, Detail, Finding, Records, Subject, Thresholds};
use crate::network::{Key, Network, Node, NodeId, Place, Role, TaskId};
use crate::outlook::Outlook;
use crate::plan::Plan;

/// Plan, as-of facts, records and thresholds.
pub(super) struct Context<'a, K> {
    pub(super) outlook: &'a Outlook<K>,
    pub(super) records: &'a Records<K>,
    pub(super) thresholds: Thresholds,
    /// The leaves that have not begun.
    waiting: Vec<NodeId>,
    /// The leaves that have begun and are not done.
    begun: Vec<NodeId>,
}

/// One leaf that is not done, with what most rules ask of it.
#[derive(Clone, Copy)]
pub(super) struct Open<'a, K> {
    pub(super) id: NodeId,
    pub(super) node: &'a Node,
    pub(super) task: &'a Task<K>,
}

impl<'a, K: Key> Context<'a, K> {
    pub(super) fn new(outlook: &'a Outlook<K>, records: &'a Records<K>, thresholds: Thresholds) -> Self {
        let network = outlook.network();
        let (mut waiting, mut begun) = (Vec::new(), Vec::new());
        for (id, node) in network.nodes.enumerate().filter(|(_, node)| node.role.is_leaf()) {
            let task = network.task(node.task);
            match (task.is_done(), task.is_started()) {
                (true, _) => {}
                (false, true) => begun.push(id),
                (false, false) => waiting.push(id),
            }
        }
        Self { outlook, records, thresholds, waiting, begun }
    }

    pub(super) fn network(&self) -> &'a Network<K> {
        self.outlook.network()
    }

    pub(super) fn plan(&self) -> &'a Plan<K> {
        self.outlook.plan()
    }

    pub(super) fn as_of(&self) -> NaiveDate {
        self.outlook.as_of()
    }

    /// The leaves that are not done.
    pub(super) fn open(&self) -> impl Iterator<Item = Open<'a, K>> {
        self.begun().chain(self.waiting())
    }

    /// The leaves that have not begun.
    pub(super) fn waiting(&self) -> impl Iterator<Item = Open<'a, K>> {
        self.leaves(&self.waiting)
    }

    /// The leaves that have begun and are not done.
    pub(super) fn begun(&self) -> impl Iterator<Item = Open<'a, K>> {
        self.leaves(&self.begun)
    }

    fn leaves(&self, ids: &[NodeId]) -> impl Iterator<Item = Open<'a, K>> {
        let network = self.network();
        ids.iter().map(move |id| {
            let node = &network.nodes[*id];
            Open { id: *id, node, task: network.task(node.task) }
        })
    }

    pub(super) fn leaf(&self, task: TaskId) -> Option<Open<'a, K>> {
        let network = self.network();
        match network.place(task) {
            Place::Leaf(id) => Some(Open { id, node: &network.nodes[id], task: network.task(task) }),
            Place::Phase(_) => None,
        }
    }

    pub(super) fn calendar(&self, node: &Node) -> &'a Calendar {
        self.network().calendar(node.calendar)
    }

    /// The first and last planned day of a leaf.
    pub(super) fn days(&self, leaf: &Open<'_, K>) -> (NaiveDate, NaiveDate) {
        leaf.task.kind.days(self.plan().span_of(leaf.id))
    }

    /// Working days from the close of the day to the beginning of the leaf's first planned day: 0 starts on the next
    /// working day, negative is today or earlier.
    pub(super) fn days_to_start(&self, leaf: &Open<'_, K>) -> i32 {
        let close = self.outlook.close(leaf.id);
        let is_closing = leaf.node.role == Role::ClosingMilestone;
        self.plan().placed().ranks[leaf.id].start - i32::from(is_closing) - close
    }

    /// Where today begins.
    pub(super) fn today(&self) -> Boundary {
        Boundary::opening(self.as_of())
    }

    /// A finding about a leaf, with its criticality.
    pub(super) fn about(&self, code: Code, leaf: &Open<'_, K>, on: NaiveDate, days: i32) -> Finding {
        Finding {
            code,
            severity: code.severity(),
            subject: Subject::Task(leaf.node.task),
            detail: Detail::None,
            on,
            days,
            critical: self.plan().is_critical(leaf.id),
            origin: None,
            root_cause: None,
        }
    }

    /// A finding about a leaf that is late, with whose doing that is.
    pub(super) fn about_late(&self, code: Code, leaf: &Open<'_, K>, on: NaiveDate, days: i32) -> Finding {
        let lateness = &self.outlook.lateness;
        let is_late = lateness.delay(leaf.id).days > 0;
        Finding {
            origin: self.outlook.status(leaf.id).1,
            root_cause: is_late.then(|| self.network().nodes[lateness.root(leaf.id)].task),
            ..self.about(code, leaf, on, days)
        }
    }
}

/// What the rules have found so far.
#[derive(Default)]
pub(super) struct Found(Vec<Finding>);

impl Found {
    pub(super) fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.0
    }
}
