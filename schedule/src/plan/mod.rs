//! The passes: from a network to early, late and planned dates with their slack and their reason
//! (SCHEDULING.md §4).
//!
//! | file | holds |
//! |---|---|
//! | `arc` | what a link asks of its successor, and leaves to its predecessor |
//! | `typed` | dates that the row itself gives: constraints, manual and actual dates |
//! | `forward`, `backward` | the two passes |
//! | `event` | events that close a day, in both passes |
//! | `alap` | the second forward pass, which places as-late-as-possible work |
//! | `driver` | what puts a work package where it is |
//! | `reason` | how that is told |
//! | `grounds`, `limit` | what late work can name, and what keeps it from being later |
//! | `slack` | what a work package can slip |
//! | `rollup` | phases |

mod alap;
mod arc;
mod backward;
mod driver;
mod event;
mod forward;
mod grounds;
mod limit;
mod reason;
mod rollup;
mod slack;
mod typed;

use std::sync::Arc;

use chrono::NaiveDate;

use crate::boundary::{Boundary, Span};
use crate::calendar::Calendar;
use crate::campaign::Direction;
use crate::error::Error;
use crate::network::{Key, Network, Node, NodeId, Place, Role, Stage, TaskId};
use crate::table::Table;

use alap::Alap;
pub(crate) use arc::{Positions, Ranks};
use backward::Typed;
pub(crate) use driver::Driver;
pub use driver::Reason;
pub(crate) use forward::{BoundaryRanks, Placed};
pub(crate) use grounds::Grounds;
pub use rollup::Phase;
use rollup::Rollup;
use slack::Slack;
pub(crate) use typed::Bind;

/// The plan of one campaign: a pure function of its rows.
#[derive(Clone, Debug)]
pub struct Plan<K> {
    network: Arc<Network<K>>,
    pub(crate) early: Positions,
    pub(crate) late: Positions,
    /// Where leaves are placed, if any of them as late as possible; else all are placed early.
    pub(crate) alap: Option<Alap>,
    pub(crate) drivers: Table<NodeId, Driver>,
    slack: Table<NodeId, Slack>,
    rollup: Rollup,
    finish: Option<Boundary>,
}

/// The plan of one work package that is not a phase.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Planned {
    /// Where it is placed: early, or as late as possible.
    pub span: Span,
    /// As soon as its predecessors, the campaign's start and its constraint allow.
    pub early: Span,
    /// As late as its successors, its deadline, its anchor and its constraint allow.
    pub late: Span,
    /// Working days of its own calendar.
    pub duration: i32,
    /// Working days that it can slip without anything passing its required date; negative if something
    /// already does.
    pub total_slack: i32,
    /// Working days that it can slip without moving any successor.
    pub free_slack: i32,
    /// Working days between its early finish and its deadline.
    pub slack_to_deadline: Option<i32>,
    /// Not done, and without total slack; manual work that lies wholly on days off, only if it is negative.
    pub critical: bool,
    /// What decides its planned dates.
    pub reason: Reason,
}

impl<K: Key> Plan<K> {
    /// Plans a network.
    ///
    /// # Errors
    /// [`Error::DateOutOfRange`] if a date of the plan lies outside 1900-01-01 … 2199-12-31.
    pub fn new(network: Arc<Network<K>>) -> Result<Self, Error<K>> {
        let mut passes = forward::pass(&network)?;
        let finish = passes.finish;
        let ends = backward::ends(&network, &passes);
        let late = backward::pass(&network, (&passes.positions, &passes.drivers), &ends, Typed::Own)?;
        let alap =
            if network.has_alap { Some(Alap::new(&network, &mut passes, &late, &ends)?) } else { None };
        let planned = alap.as_ref().map_or(&passes.positions, |alap| &alap.placed);
        let slack = slack::of(&network, (&passes.positions, &late, planned), &ends, &passes.drivers);
        let rollup = Rollup::new(&network, &planned.spans, &slack);
        let (early, drivers) = (passes.positions, passes.drivers);
        Ok(Self { network, early, late, alap, drivers, slack, rollup, finish })
    }

    /// The network that is planned.
    #[must_use]
    pub fn network(&self) -> &Arc<Network<K>> {
        &self.network
    }

    /// The latest early finish; `None` without any work.
    #[must_use]
    pub fn finish(&self) -> Option<Boundary> {
        self.finish
    }

    /// The plan of a leaf; `None` for a phase.
    #[must_use]
    pub fn leaf(&self, task: TaskId) -> Option<Planned> {
        match self.network.place(task) {
            Place::Leaf(node) => Some(self.planned(node)),
            Place::Phase(_) => None,
        }
    }

    /// The roll-up of a phase; `None` for a leaf and for a phase without leaves.
    #[must_use]
    pub fn phase(&self, task: TaskId) -> Option<Phase> {
        match self.network.place(task) {
            Place::Leaf(_) => None,
            Place::Phase(phase) => self.rollup.phase(phase),
        }
    }

    /// The planned span of a leaf, or the rolled-up one of a phase; `None` for a phase without leaves.
    #[must_use]
    pub fn span(&self, task: TaskId) -> Option<Span> {
        match self.network.place(task) {
            Place::Leaf(node) => Some(self.span_of(node)),
            Place::Phase(phase) => self.rollup.phase(phase).map(|phase| phase.span),
        }
    }

    /// The first and the last planned day of a work package; `None` for a phase without leaves.
    #[must_use]
    pub fn days(&self, task: TaskId) -> Option<(NaiveDate, NaiveDate)> {
        match self.network.place(task) {
            Place::Leaf(node) => Some(self.network.task(task).kind.days(self.span_of(node))),
            Place::Phase(phase) => self.rollup.phase(phase).map(|phase| phase.days),
        }
    }

    /// Late positions by deadlines, anchors and constraints alone, where nothing says when the campaign is to
    /// end; `None` if something does, and the plan's own late positions are those.
    pub(crate) fn late_by_dates(&self) -> Option<Positions> {
        if self.network.campaign().required_finish.is_some() {
            return None;
        }
        let never = BoundaryRanks::new(&self.network, Boundary::LAST);
        backward::pass(&self.network, (&self.early, &self.drivers), &never, Typed::Own).ok()
    }

    fn planned(&self, node: NodeId) -> Planned {
        let Slack { total, free, critical } = self.slack[node];
        let row = self.network.nodes[node];
        let (early, late) = (self.early.spans[node], self.late.spans[node]);
        let late = match (row.stage, row.role) {
            // The close of the last working day within its late position, or its early one on a day off after
            // that.
            (Stage::Open, Role::ClosingMilestone) => {
                let close = self.network.calendar_of_node(node).last_close(late.finish);
                Span::at(if early.finish <= late.finish { close.max(early.finish) } else { close })
            }
            (Stage::Open, Role::Work | Role::OpeningMilestone | Role::Latest | Role::Earliest) => late,
            (Stage::Started | Stage::Finished, _) => Span { start: early.start, ..late },
        };
        Planned {
            span: self.span_of(node),
            early,
            late,
            duration: row.duration,
            total_slack: total,
            free_slack: free,
            slack_to_deadline: self.slack_to_deadline(node),
            critical,
            reason: self.reason(node),
        }
    }

    /// Where a node is placed.
    pub(crate) fn placed(&self) -> &Positions {
        self.alap.as_ref().map_or(&self.early, |alap| &alap.placed)
    }

    pub(crate) fn span_of(&self, node: NodeId) -> Span {
        self.placed().spans[node]
    }

    pub(crate) fn deadline_of(&self, node: NodeId) -> Option<Boundary> {
        self.network.deadline_of(node)
    }

    pub(crate) fn slack_of(&self, node: NodeId) -> Slack {
        self.slack[node]
    }

    pub(crate) fn is_critical(&self, node: NodeId) -> bool {
        self.slack[node].critical
    }

    pub(crate) fn slack_to_deadline(&self, node: NodeId) -> Option<i32> {
        let calendar = self.network.calendar_of_node(node);
        let deadline = self.network.deadline_of(node)?;
        Some(calendar.limit_rank(self.network.nodes[node].role, deadline) - self.early.ranks[node].finish)
    }
}

impl<K: Key> Network<K> {
    pub(crate) fn calendar_of_node(&self, node: NodeId) -> &Calendar {
        self.calendar(self.nodes[node].calendar)
    }

    pub(crate) fn is_alap(&self, node: &Node) -> bool {
        !node.plain && self.task(node.task).direction == Direction::Alap
    }

    /// The boundary that the finish of a node must not pass, by its deadline alone.
    pub(crate) fn deadline_of(&self, node: NodeId) -> Option<Boundary> {
        let row = &self.nodes[node];
        if row.plain {
            return None;
        }
        let date = self.task(row.task).deadline?.date;
        Some(row.role.end_of(date))
    }
}

impl Role {
    /// Whether the first day of a span, which may lie on days off, comes after a day that closes at `close`.
    pub(crate) fn begins_after(self, span: Span, close: Boundary) -> bool {
        match self {
            Self::ClosingMilestone => span.finish > close,
            Self::Work | Self::OpeningMilestone | Self::Latest | Self::Earliest => span.start >= close,
        }
    }

    /// The finish of a node whose last day is `date`.
    pub(crate) fn end_of(self, date: NaiveDate) -> Boundary {
        match self {
            Self::OpeningMilestone => Boundary::opening(date),
            Self::Work | Self::ClosingMilestone | Self::Latest | Self::Earliest => Boundary::closing(date),
        }
    }
}
