//! What a link asks of its successor, and what a successor leaves to its predecessor (SCHEDULING.md §3).

use crate::boundary::{Boundary, Span};
use crate::calendar::Calendar;
use crate::network::{Arc, Side, Wait};

impl Arc {
    /// The boundary that the successor's end is asked not to come before, on the successor's calendar.
    ///
    /// Of the boundaries between two working days it is the first, unless a predecessor of another calendar ends
    /// between them.
    pub(crate) fn demand(&self, predecessor: Span, calendar: &Calendar) -> Boundary {
        let origin = predecessor.end(self.from);
        match self.wait {
            _ if self.lag == 0 => origin,
            Wait::WorkingDays => calendar.closing(calendar.rank(origin) + self.lag),
            Wait::CalendarDays => origin + self.lag,
            Wait::Member => origin,
        }
    }

    /// The rank of the successor's finish that meets a demand.
    ///
    /// A finish waits for a finish to the day.  A start that a finish waits for is the hand-over at the end of the
    /// working day before, as in Microsoft Project.
    pub(crate) fn finish_rank(&self, demand: Boundary, calendar: &Calendar) -> i32 {
        let rank = calendar.rank(demand);
        match self.from {
            Side::Finish if calendar.closing(rank) < demand => rank + 1,
            Side::Finish | Side::Start => rank,
        }
    }

    /// The latest boundary at which the predecessor's end still leaves the successor where it is: the inverse of
    /// [`Arc::demand`].
    pub(crate) fn leaves(&self, successor: Span, calendar: &Calendar) -> Boundary {
        let bound = successor.end(self.to);
        let settled = match (self.from, self.to) {
            (Side::Finish, Side::Finish) => bound,
            (Side::Start, Side::Finish) | (_, Side::Start) => calendar.opening(calendar.rank(bound)),
        };
        match self.wait {
            _ if self.lag == 0 => settled,
            Wait::WorkingDays => calendar.opening(calendar.rank(bound) - self.lag),
            Wait::CalendarDays => settled - self.lag,
            Wait::Member => settled,
        }
    }
}

impl Span {
    pub(crate) fn end(self, side: Side) -> Boundary {
        match side {
            Side::Start => self.start,
            Side::Finish => self.finish,
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
