//! What every rule looks at.

use chrono::NaiveDate;

use crate::boundary::Boundary;
use crate::calendar::Calendar;
use crate::campaign::Task;
use crate::finding::{Code, Finding, Params, Records, Subject, Thresholds};
use crate::network::{ArcId, Key, Network, Node, NodeId, Place, Role, TaskId};
use crate::outlook::Outlook;
use crate::plan::{Phase, Plan};
use crate::table::{Id, Table};

/// Plan, status as of a day, records and thresholds.
pub(super) struct Context<'a, K> {
    pub(super) outlook: &'a Outlook<K>,
    pub(super) records: &'a Records<K>,
    pub(super) thresholds: Thresholds,
    /// The leaves that have not begun.
    waiting: Vec<NodeId>,
    /// The leaves that have begun and are not done.
    begun: Vec<NodeId>,
    /// Of those that are not done, the leaves on which more bears than links.
    special: Vec<NodeId>,
    /// The phases of which a leaf is not done.
    phases: Vec<OpenPhase<'a, K>>,
}

/// A phase of which a leaf is not done.
#[derive(Clone, Copy)]
pub(super) struct OpenPhase<'a, K> {
    pub(super) id: TaskId,
    pub(super) task: &'a Task<K>,
    pub(super) planned: Phase,
    /// The leaf that is forecast last.
    pub(super) last: NodeId,
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
        let (mut waiting, mut begun, mut special) = (Vec::new(), Vec::new(), Vec::new());
        for (id, node) in network.nodes.enumerate().filter(|(_, node)| node.role.is_leaf()) {
            match (node.is_done, network.is_begun(node)) {
                (true, _) => {}
                (false, true) => begun.push(id),
                (false, false) => waiting.push(id),
            }
            if !node.plain && !node.is_done {
                special.push(id);
            }
        }
        let phases = open_phases(outlook);
        Self { outlook, records, thresholds, waiting, begun, special, phases }
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

    /// Of those that are not done, the leaves on which more bears than links: dates, limits, actuals.
    pub(super) fn special(&self) -> impl Iterator<Item = Open<'a, K>> {
        self.leaves(&self.special)
    }

    fn leaves(&self, ids: &[NodeId]) -> impl Iterator<Item = Open<'a, K>> {
        let network = self.network();
        ids.iter().map(move |id| {
            let node = &network.nodes[*id];
            Open { id: *id, node, task: network.task(node.task) }
        })
    }

    /// The phases of which a leaf is not done.
    pub(super) fn phases(&self) -> &[OpenPhase<'a, K>] {
        &self.phases
    }

    /// A finding about a phase; lateness is that of the leaf that is forecast last.
    pub(super) fn about_phase(
        &self,
        code: Code,
        phase: &OpenPhase<'_, K>,
        since: NaiveDate,
        days: i32,
    ) -> Finding {
        let node = &self.network().nodes[phase.last];
        let leaf = Open { id: phase.last, node, task: self.network().task(node.task) };
        let critical = phase.planned.critical;
        Finding { subject: Subject::Task(phase.id), critical, ..self.about_late(code, &leaf, since, days) }
    }

    /// The arc that asks most of a node in the plan, whatever placed it.
    pub(super) fn driving(&self, id: NodeId) -> Option<ArcId> {
        let node = &self.network().nodes[id];
        if node.plain {
            return self.plan().drivers[id].arc();
        }
        self.network().linked(id, (node.duration, self.calendar(node)), self.plan().placed()).arc.some()
    }

    pub(super) fn open_leaf(&self, id: NodeId, node: &'a Node) -> Open<'a, K> {
        Open { id, node, task: self.network().task(node.task) }
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

    /// Working days from the day to the last planned day: 0 is the day, negative has passed.
    pub(super) fn days_to_finish(&self, leaf: &Open<'_, K>) -> i32 {
        let is_opening = leaf.node.role == Role::OpeningMilestone;
        self.plan().placed().ranks[leaf.id].finish + i32::from(is_opening) - self.outlook.close(leaf.id)
    }

    /// Working days from the day to the first planned day: 0 is the day, negative has passed.
    pub(super) fn days_to_start(&self, leaf: &Open<'_, K>) -> i32 {
        let close = self.outlook.close(leaf.id);
        let is_closing = leaf.node.role == Role::ClosingMilestone;
        self.plan().placed().ranks[leaf.id].start + 1 - i32::from(is_closing) - close
    }

    /// Where today begins.
    pub(super) fn today(&self) -> Boundary {
        Boundary::opening(self.as_of())
    }

    /// A finding about a leaf, with its criticality.
    pub(super) fn about(&self, code: Code, leaf: &Open<'_, K>, since: NaiveDate, days: i32) -> Finding {
        Finding {
            code,
            severity: code.severity(),
            subject: Subject::Task(leaf.node.task),
            params: Params::None,
            since,
            days,
            critical: self.plan().is_critical(leaf.id),
            origin: None,
            root_cause: None,
        }
    }

    /// A finding about a leaf that is late, with whose doing that is.
    pub(super) fn about_late(&self, code: Code, leaf: &Open<'_, K>, since: NaiveDate, days: i32) -> Finding {
        let lateness = &self.outlook.lateness;
        let is_late = lateness.delay(leaf.id).days > 0;
        Finding {
            origin: self.outlook.status(leaf.id).1,
            root_cause: is_late.then(|| self.network().nodes[lateness.root(leaf.id)].task),
            ..self.about(code, leaf, since, days)
        }
    }
}

fn open_phases<K: Key>(outlook: &Outlook<K>) -> Vec<OpenPhase<'_, K>> {
    let (network, plan) = (outlook.network(), outlook.plan());
    if network.phases.len() == 0 {
        return Vec::new();
    }
    let forecast = |node: NodeId| outlook.forecast.positions.spans[node].finish;
    let mut last: Table<TaskId, Option<NodeId>> = Table::filled(None, network.campaign().tasks.len());
    for task in network.wbs().iter().rev() {
        if let Place::Leaf(node) = network.place(*task) {
            last[*task] = Some(node).filter(|_| !network.task(*task).is_done());
        }
        if let Some((parent, own)) = network.parent(*task).zip(last[*task]) {
            let is_later = last[parent].is_none_or(|other| forecast(own) >= forecast(other));
            last[parent] = if is_later { Some(own) } else { last[parent] };
        }
    }
    let phases = network.phases.iter().map(|phase| phase.task);
    let open = phases.filter_map(|id| {
        Some(OpenPhase { id, task: network.task(id), planned: plan.phase(id)?, last: last[id]? })
    });
    open.collect()
}

/// What the rules have found so far.
pub(super) struct Found(Vec<Finding>);

impl Found {
    pub(super) fn with_capacity(findings: usize) -> Self {
        Self(Vec::with_capacity(findings))
    }

    pub(super) fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.0
    }
}
