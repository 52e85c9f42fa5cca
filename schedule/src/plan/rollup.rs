//! Phases: what their leaves add up to.

use chrono::NaiveDate;

use crate::boundary::{Boundary, Span};
use crate::campaign::{Mode, Task};
use crate::network::{Key, Network, NodeId, PhaseId, Place};
use crate::slack::Slack;
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
    /// Per cent done, rounded down, weighted by estimated hours where every leaf has them, else by duration; by
    /// number where all leaves are milestones.
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
                Place::Leaf(node) => Sum::of_leaf(network, node, planned[node], slack[node].total),
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

/// Progress and its weight, added up.
#[derive(Clone, Copy, Debug)]
struct Weighted {
    done: u64,
    weight: u64,
}

impl Weighted {
    const NONE: Self = Self { done: 0, weight: 0 };

    fn new(progress: u64, weight: u64) -> Self {
        Self { done: progress * weight, weight }
    }

    fn and(self, other: Self) -> Self {
        Self { done: self.done + other.done, weight: self.weight + other.weight }
    }

    fn percent(self) -> Option<u8> {
        u8::try_from(self.done.checked_div(self.weight)?).ok()
    }
}

#[derive(Clone, Copy, Debug)]
struct Sum {
    span: Span,
    days: (NaiveDate, NaiveDate),
    critical: bool,
    leaf_count: u32,
    /// `None` as soon as one leaf has no estimate.
    by_hours: Option<Weighted>,
    by_duration: Weighted,
    by_number: Weighted,
}

impl Sum {
    const EMPTY: Self = Self {
        span: Span::EMPTY,
        days: (NaiveDate::MAX, NaiveDate::MIN),
        critical: false,
        leaf_count: 0,
        by_hours: Some(Weighted::NONE),
        by_duration: Weighted::NONE,
        by_number: Weighted::NONE,
    };

    fn of_leaf<K: Key>(network: &Network<K>, node: NodeId, span: Span, total_slack: i32) -> Self {
        let row = &network.nodes[node];
        let task = network.task(row.task);
        let progress = if task.is_done() { 100 } else { u64::from(task.progress) };
        Self {
            span,
            days: task.kind.days(span),
            critical: total_slack <= 0 && !task.is_done(),
            leaf_count: 1,
            by_hours: task.estimated_hours.map(|hours| Weighted::new(progress, u64::from(hours))),
            by_duration: Weighted::new(progress, u64::from(row.duration.unsigned_abs())),
            by_number: Weighted::new(progress, 1),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            span: self.span.cover(other.span),
            days: (self.days.0.min(other.days.0), self.days.1.max(other.days.1)),
            critical: self.critical || other.critical,
            leaf_count: self.leaf_count + other.leaf_count,
            by_hours: self.by_hours.zip(other.by_hours).map(|(one, other)| one.and(other)),
            by_duration: self.by_duration.and(other.by_duration),
            by_number: self.by_number.and(other.by_number),
        }
    }

    fn phase<K>(&self, task: &Task<K>) -> Option<Phase> {
        let manual = match task.mode {
            Mode::Manual { start: Some(start), finish: Some(finish) } => {
                Some(Span { start: Boundary::opening(start), finish: Boundary::closing(finish) })
            }
            Mode::Manual { .. } | Mode::Automatic => None,
        };
        let weighted = [self.by_hours, Some(self.by_duration), Some(self.by_number)];
        let progress = weighted.into_iter().flatten().find_map(Weighted::percent)?;
        let Self { span, days, critical, leaf_count, .. } = *self;
        Some(Phase { span, days, manual, progress, critical, leaf_count })
    }
}
