//! Dates that a row itself gives: constraints, manual dates, actual dates.

use chrono::NaiveDate;

use crate::boundary::{Boundary, Span};
use crate::calendar::Calendar;
use crate::campaign::{Constraint, ConstraintKind, Mode, Task};
use crate::network::{Node, Role, Side};

/// How a constraint bears on a start.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Bind {
    NoEarlier,
    NoLater,
    Must,
}

impl Constraint {
    /// How it binds, and which end of work.
    fn bind(self) -> (Bind, Side) {
        match self.kind {
            ConstraintKind::StartNoEarlierThan => (Bind::NoEarlier, Side::Start),
            ConstraintKind::StartNoLaterThan => (Bind::NoLater, Side::Start),
            ConstraintKind::MustStartOn => (Bind::Must, Side::Start),
            ConstraintKind::FinishNoEarlierThan => (Bind::NoEarlier, Side::Finish),
            ConstraintKind::FinishNoLaterThan => (Bind::NoLater, Side::Finish),
            ConstraintKind::MustFinishOn => (Bind::Must, Side::Finish),
        }
    }

    /// The constraint of an event that closes a day: the close of the date, worked or not.
    pub(crate) fn close(self) -> (Bind, Boundary) {
        (self.bind().0, Boundary::closing(self.date))
    }

    /// The constraint as a rank of the node's start.
    ///
    /// An event has one end only, so its constraints of either kind mean that end of the date.
    pub(crate) fn start_rank(self, node: &Node, calendar: &Calendar) -> (Bind, i32) {
        let (bind, side) = self.bind();
        let is_off = i32::from(!calendar.is_working(self.date));
        let rank = match (node.role.side(side), bind) {
            (Side::Closing, _) => calendar.rank(Boundary::closing(self.date)),
            (Side::Start | Side::Opening, Bind::NoLater) => {
                calendar.rank(Boundary::opening(self.date)) - is_off
            }
            (Side::Start | Side::Opening, Bind::NoEarlier | Bind::Must) => {
                calendar.rank(Boundary::opening(self.date))
            }
            (Side::Finish, Bind::NoEarlier) => {
                calendar.rank(Boundary::closing(self.date)) + is_off - node.duration
            }
            (Side::Finish, Bind::NoLater | Bind::Must) => {
                calendar.rank(Boundary::closing(self.date)) - node.duration
            }
        };
        (bind, rank)
    }
}

impl<K> Task<K> {
    /// The span that its actual dates fix; one of them gives the other by the duration.
    pub(crate) fn actual_span(&self, node: &Node, calendar: &Calendar) -> Option<Span> {
        fixed_span(node, calendar, self.actual_start, self.actual_finish)
    }

    /// The span of its manual dates; one of them gives the other by the duration.
    pub(crate) fn manual_span(&self, node: &Node, calendar: &Calendar) -> Option<Span> {
        match self.mode {
            Mode::Automatic => None,
            Mode::Manual { start, finish } => fixed_span(node, calendar, start, finish),
        }
    }

    /// Working days left of a duration: typed, else `ceil(duration × (1 − progress))`.
    pub(crate) fn remaining_of(&self, duration: i32) -> i32 {
        let left = 100 - i32::from(self.progress);
        self.remaining.unwrap_or_else(|| (duration * left + 99) / 100)
    }
}

/// The span of given first and last days, kept as given even on days off.
fn fixed_span(
    node: &Node,
    calendar: &Calendar,
    start: Option<NaiveDate>,
    finish: Option<NaiveDate>,
) -> Option<Span> {
    let (opens, closes) = (start.map(Boundary::opening), finish.map(Boundary::closing));
    match node.role {
        Role::OpeningMilestone => finish.or(start).map(|date| Span::at(Boundary::opening(date))),
        Role::ClosingMilestone => finish.or(start).map(|date| Span::at(Boundary::closing(date))),
        Role::Work => match (opens, closes) {
            (None, None) => None,
            (Some(start), Some(finish)) => Some(Span { start, finish }),
            (Some(start), None) => {
                Some(Span { start, finish: calendar.closing(calendar.rank(start) + node.duration) })
            }
            (None, Some(finish)) => {
                Some(Span { start: calendar.opening(calendar.rank(finish) - node.duration), finish })
            }
        },
        Role::Latest | Role::Earliest => None,
    }
}
