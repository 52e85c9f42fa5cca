//! What a link asks of its successor, and what a successor leaves to its predecessor (SCHEDULING.md §3).
//!
//! A node's position is kept twice: as boundaries, and as ranks on its own calendar.  Between plain leaves of
//! one calendar a link is an addition of ranks; between calendars, from typed dates and through phases it
//! goes by boundaries.

use std::hint::select_unpredictable;

use crate::boundary::{Boundary, Span};
use crate::calendar::Calendar;
use crate::network::{Arc, Key, Network, Node, NodeId, Role, Side, Wait};
use crate::table::Table;

/// A span as ranks of the calendar of the node that has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Ranks {
    pub(crate) start: i32,
    pub(crate) finish: i32,
}

/// Where nodes are.
#[derive(Clone, Debug)]
pub(crate) struct Positions {
    pub(crate) ranks: Table<NodeId, Ranks>,
    pub(crate) spans: Table<NodeId, Span>,
    /// Whether every plain leaf is where its ranks say.  Agreed dates of a baseline may be days off, which
    /// ranks do not tell from the working day before.
    pub(crate) are_ranked: bool,
}

impl Positions {
    pub(crate) fn with_capacity(len: usize) -> Self {
        Self { ranks: Table::with_capacity(len), spans: Table::with_capacity(len), are_ranked: true }
    }

    pub(crate) fn push(&mut self, ranks: Ranks, span: Span) {
        self.ranks.push(ranks);
        self.spans.push(span);
    }

    pub(crate) fn set(&mut self, node: NodeId, ranks: Ranks, span: Span) {
        self.ranks[node] = ranks;
        self.spans[node] = span;
    }
}

impl Ranks {
    pub(crate) fn of(span: Span, calendar: &Calendar) -> Self {
        Self { start: calendar.rank(span.start), finish: calendar.rank(span.finish) }
    }

    /// Working days from start to finish.
    pub(crate) fn length(self) -> i32 {
        self.finish - self.start
    }

    /// Types of links alternate without a pattern: a branch on the side would often be predicted wrongly.
    #[inline]
    pub(crate) fn end(self, side: Side) -> i32 {
        select_unpredictable(side.opens(), self.start, self.finish)
    }
}

impl Span {
    pub(crate) fn end(self, side: Side) -> Boundary {
        if side.opens() { self.start } else { self.finish }
    }
}

impl Node {
    /// Where the node is if its start has a rank.
    #[inline]
    pub(crate) fn at(&self, start: i32, calendar: &Calendar) -> (Ranks, Span) {
        let ranks = Ranks { start, finish: start + self.duration };
        (ranks, self.role.span(ranks, calendar))
    }
}

impl Role {
    /// The boundaries of ranks: a start is the last boundary of its rank, a finish the first.
    #[inline]
    pub(crate) fn span(self, ranks: Ranks, calendar: &Calendar) -> Span {
        match self {
            Self::Work => {
                Span { start: calendar.opening(ranks.start), finish: calendar.closing(ranks.finish) }
            }
            Self::OpeningMilestone => Span::at(calendar.opening(ranks.finish)),
            Self::ClosingMilestone | Self::Latest | Self::Earliest => {
                Span::at(calendar.closing(ranks.finish))
            }
        }
    }
}

impl Arc {
    /// The rank of the start of a successor of `length` working days that meets the link, if the predecessor
    /// is at `positions`.
    #[inline]
    pub(crate) fn start_asked(&self, (length, calendar): (i32, &Calendar), positions: &Positions) -> i32 {
        let end = if self.is_between_plain() && positions.are_ranked {
            positions.ranks[self.peer].end(self.from) + self.lag
        } else {
            self.end_asked(calendar, positions)
        };
        select_unpredictable(self.to.opens(), end, end - length)
    }

    /// The rank of the successor's end that meets the link, by boundaries.
    ///
    /// A finish waits for a finish to the day.  A finish that waits for a start takes the hand-over at the
    /// end of the working day before, as in Microsoft Project.
    fn end_asked(&self, calendar: &Calendar, positions: &Positions) -> i32 {
        if self.to == Side::Closing {
            return calendar.rank(self.close_asked(calendar, positions));
        }
        let demand = self.demand(positions.spans[self.peer], calendar);
        let rank = calendar.rank(demand);
        let is_within = self.to == Side::Finish && !self.from.opens() && calendar.closing(rank) < demand;
        rank + i32::from(is_within)
    }

    /// The boundary that an event that closes a day is asked not to come before.
    ///
    /// It follows a finish to the day, whether its own calendar works that day or not; an event that opens a
    /// day, at the close of that day; and the start of work, as a finish does.
    pub(crate) fn close_asked(&self, calendar: &Calendar, positions: &Positions) -> Boundary {
        let demand = self.demand(positions.spans[self.peer], calendar);
        match self.from {
            _ if self.lag != 0 => demand,
            Side::Finish | Side::Closing => demand,
            Side::Opening => demand + 1,
            Side::Start => calendar.closing(calendar.rank(demand)),
        }
    }

    /// The boundary before which the successor's end breaks the link, whether that is a working day or not.
    ///
    /// A finish that waits for a start keeps the link at the end of the working day before, as in
    /// [`Arc::end_asked`].
    pub(crate) fn kept_from(&self, calendar: &Calendar, positions: &Positions) -> Boundary {
        let demand = || self.demand(positions.spans[self.peer], calendar);
        match self.to {
            Side::Closing => self.close_asked(calendar, positions),
            Side::Finish if self.from.opens() => calendar.closing(calendar.rank(demand())),
            Side::Start | Side::Opening | Side::Finish => demand(),
        }
    }

    /// The boundary that the successor's end is asked not to come before, on the successor's calendar.
    ///
    /// Of the boundaries between two working days it is the first, unless a predecessor of another calendar
    /// ends between them.
    pub(crate) fn demand(&self, predecessor: Span, calendar: &Calendar) -> Boundary {
        let origin = predecessor.end(self.from);
        match self.wait {
            _ if self.lag == 0 => origin,
            Wait::WorkingDays | Wait::SameCalendar => calendar.closing(calendar.rank(origin) + self.lag),
            Wait::CalendarDays => origin + self.lag,
            Wait::Member => origin,
        }
    }

    /// The rank of the latest finish of a predecessor of `length` working days that leaves the successor
    /// where it is at `positions`: the inverse of [`Arc::start_asked`].
    #[inline]
    pub(crate) fn finish_left<K: Key>(
        &self,
        network: &Network<K>,
        (length, calendar): (i32, &Calendar),
        positions: &Positions,
    ) -> i32 {
        let end = if self.is_between_plain() {
            positions.ranks[self.peer].end(self.to) - self.lag
        } else {
            self.end_left(network, calendar, positions)
        };
        select_unpredictable(self.from.opens(), end + length, end)
    }

    /// The rank of the predecessor's end that leaves the successor where it is, by boundaries.
    fn end_left<K: Key>(&self, network: &Network<K>, calendar: &Calendar, positions: &Positions) -> i32 {
        self.end_by(calendar, self.left(network, positions))
    }

    /// The rank of the predecessor's end that comes no later than a boundary.
    pub(crate) fn end_by(&self, calendar: &Calendar, boundary: Boundary) -> i32 {
        if self.from.opens() { calendar.rank_begun(boundary) } else { calendar.rank(boundary) }
    }

    /// The latest boundary at which the predecessor's end still leaves the successor where it is: the inverse
    /// of [`Arc::demand`].
    ///
    /// What a relay leaves has been settled by the leaves behind it, each on its own calendar.
    pub(crate) fn left<K: Key>(&self, network: &Network<K>, positions: &Positions) -> Boundary {
        let successor = &network.nodes[self.peer];
        let calendar = network.calendar(successor.calendar);
        let bound = positions.spans[self.peer].end(self.to);
        let settled = match (self.from, self.to) {
            _ if !successor.role.is_leaf() => bound,
            (Side::Opening, Side::Closing) if self.lag == 0 => bound - 1,
            (Side::Start, Side::Closing) if self.lag != 0 => bound,
            (Side::Start, Side::Finish | Side::Closing) | (Side::Opening, Side::Finish) => {
                calendar.opening(calendar.rank(bound))
            }
            (Side::Finish | Side::Closing, _) | (_, Side::Start | Side::Opening | Side::Closing) => bound,
        };
        match self.wait {
            _ if self.lag == 0 => settled,
            Wait::WorkingDays | Wait::SameCalendar => calendar.opening(calendar.rank(bound) - self.lag),
            Wait::CalendarDays => settled - self.lag,
            Wait::Member => settled,
        }
    }
}

impl Calendar {
    /// The rank of the last working day that begins at or before a boundary.
    pub(crate) fn rank_begun(&self, boundary: Boundary) -> i32 {
        let rank = self.rank(boundary);
        if self.opening(rank) > boundary { rank - 1 } else { rank }
    }
}
