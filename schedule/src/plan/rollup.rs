//! Phases: what their leaves add up to.

use chrono::NaiveDate;

use crate::boundary::{Boundary, Span};
use crate::campaign::{Mode, Task};
use crate::network::{Key, Network, NodeId, PhaseId, Place};
use crate::plan::slack::Slack;
use crate::progress::Progress;
use crate::table::Table;

/// The roll-up of one phase.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Phase {
    /// From the first start to the last finish of its leaves.
    pub span: Span,
    /// The first and the last day that its leaves show; an event that closes a Friday shows Friday.
    pub days: (NaiveDate, NaiveDate),
    /// The dates that somebody typed for it, if it is planned manually.
    pub manual: Option<Span>,
    /// Per cent done, rounded down: weighted by estimated hours where every task has them and they are not
    /// all 0, else by duration; by number where all leaves are milestones.  100 only when all leaves are
    /// done.
    pub progress: u8,
    /// Whether any leaf is critical.
    pub critical: bool,
    /// How many leaves it has.
    pub leaf_count: u32,
}

#[derive(Clone, Debug)]
pub(super) struct Rollup(Table<PhaseId, Option<Phase>>);

impl Rollup {
    pub(super) fn new<K: Key>(
        network: &Network<K>,
        planned: &Table<NodeId, Span>,
        slack: &Table<NodeId, Slack>,
    ) -> Self {
        let mut sums = Table::filled(Sum::EMPTY, network.phases.len());
        if sums.len() == 0 {
            return Self(Table::from(Vec::new()));
        }
        for task in network.wbs().iter().rev() {
            let sum = match network.place(*task) {
                Place::Phase(phase) => sums[phase],
                Place::Leaf(node) => Sum::of_leaf(network, node, planned[node], slack[node].critical),
            };
            if let Some(Place::Phase(parent)) = network.parent(*task).map(|parent| network.place(parent)) {
                sums[parent] = sums[parent].and(sum);
            }
        }
        let phases = network.phases.iter().zip(sums.iter());
        Self(phases.map(|(phase, sum)| sum.phase(network.task(phase.task))).collect())
    }

    pub(super) fn phase(&self, phase: PhaseId) -> Option<Phase> {
        self.0[phase]
    }
}

#[derive(Clone, Copy, Debug)]
struct Sum {
    span: Span,
    days: (NaiveDate, NaiveDate),
    critical: bool,
    leaf_count: u32,
    progress: Progress,
}

impl Sum {
    const EMPTY: Self = Self {
        span: Span::EMPTY,
        days: (NaiveDate::MAX, NaiveDate::MIN),
        critical: false,
        leaf_count: 0,
        progress: Progress::NONE,
    };

    fn of_leaf<K: Key>(network: &Network<K>, node: NodeId, span: Span, critical: bool) -> Self {
        let row = &network.nodes[node];
        let task = network.task(row.task);
        Self {
            span,
            days: task.kind.days(span),
            critical,
            leaf_count: 1,
            progress: Progress::of_leaf(task, row, 0.0),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            span: self.span.cover(other.span),
            days: (self.days.0.min(other.days.0), self.days.1.max(other.days.1)),
            critical: self.critical || other.critical,
            leaf_count: self.leaf_count + other.leaf_count,
            progress: self.progress.and(other.progress),
        }
    }

    fn phase<K>(&self, task: &Task<K>) -> Option<Phase> {
        let manual = match task.mode {
            Mode::Manual { start: Some(start), finish: Some(finish) } => {
                Some(Span { start: Boundary::opening(start), finish: Boundary::closing(finish) })
            }
            Mode::Manual { .. } | Mode::Automatic => None,
        };
        let progress = self.progress.percent()?;
        let Self { span, days, critical, leaf_count, .. } = *self;
        Some(Phase { span, days, manual, progress, critical, leaf_count })
    }
}
