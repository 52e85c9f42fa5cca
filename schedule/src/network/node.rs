//! Nodes and arcs: what the passes walk over.

use super::{NodeId, TaskId};
use crate::campaign::{CalendarId, LinkType};

/// One step of the passes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Node {
    /// The leaf, or the phase that a relay stands for.
    pub(crate) task: TaskId,
    /// Working days; 0 for a milestone and a relay.
    pub(crate) duration: i32,
    pub(crate) calendar: CalendarId,
    pub(crate) role: Role,
    /// It has not begun, and nothing but links and the campaign's start and finish bears on it: no need to
    /// look at its row.
    pub(crate) plain: bool,
    /// It does not start before the campaign: it has no predecessor, or one that binds its finish to a
    /// finish, which Microsoft Project keeps within the project.
    pub(crate) from_start: bool,
    pub(crate) stage: Stage,
    /// It is a leaf that is done.
    pub(crate) is_done: bool,
}

/// How far a leaf has come, by its actual dates.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Stage {
    Open,
    Started,
    Finished,
}

/// How a node takes its place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// A span of working days.
    Work,
    /// An event when a working day begins.
    OpeningMilestone,
    /// An event when a working day ends.
    ClosingMilestone,
    /// The latest that its predecessors ask: a phase's finish, or what a link demands of each leaf of a
    /// phase.
    Latest,
    /// The earliest of its predecessors: a phase's start.
    Earliest,
}

impl Role {
    pub(crate) const fn is_leaf(self) -> bool {
        matches!(self, Self::Work | Self::OpeningMilestone | Self::ClosingMilestone)
    }

    /// The end of this node that `side` of a link means: an event has one end, whatever the type of the link.
    pub(crate) const fn side(self, side: Side) -> Side {
        match self {
            Self::OpeningMilestone => Side::Opening,
            Self::ClosingMilestone => Side::Closing,
            Self::Work | Self::Latest | Self::Earliest => side,
        }
    }
}

/// One end of a span, or the one end of an event.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Side {
    /// The start of work.
    Start,
    /// The finish of work.
    Finish,
    /// An event that opens a day: a start.
    Opening,
    /// An event that closes a day: a finish.
    Closing,
}

impl Side {
    /// Whether it is a start.
    pub(crate) const fn opens(self) -> bool {
        matches!(self, Self::Start | Self::Opening)
    }
}

impl LinkType {
    pub(crate) const fn sides(self) -> (Side, Side) {
        match self {
            Self::FinishToStart => (Side::Finish, Side::Start),
            Self::StartToStart => (Side::Start, Side::Start),
            Self::FinishToFinish => (Side::Finish, Side::Finish),
            Self::StartToFinish => (Side::Start, Side::Finish),
        }
    }
}

/// A link as the passes see it, from one of its ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arc {
    /// The node at the other end.
    pub(crate) peer: NodeId,
    /// Of a tie to a leaf that a gate hands a demand down to, 1 if the demand includes a lag.
    pub(crate) lag: i32,
    pub(crate) link_type: LinkType,
    /// The end of the predecessor that counts.
    pub(crate) from: Side,
    /// The end of the successor that is bound.
    pub(crate) to: Side,
    pub(crate) wait: Wait,
}

/// How an arc waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Wait {
    /// Not at all: it ties a leaf to an end of its phase.
    Member,
    /// Working days between two plain leaves of one calendar, whose ranks can be compared as they are.
    SameCalendar,
    /// Working days of the successor's calendar.
    WorkingDays,
    /// Days as they come.
    CalendarDays,
}

impl Arc {
    pub(crate) fn is_between_plain(&self) -> bool {
        self.wait == Wait::SameCalendar
    }
}
