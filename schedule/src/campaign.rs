//! What is given: the rows of one campaign as they are stored, before anything is planned.

use std::sync::Arc;

use chrono::NaiveDate;
use macros::Documented;

use crate::boundary::Span;
use crate::calendar::Calendar;

/// Everything that the plan of one campaign depends on.
///
/// `K` is the caller's key of a work package.  Calendars, departments and anchors are named by their position
/// in the lists here, people by any number of the caller's.
#[derive(Clone, Debug)]
pub struct Campaign<K> {
    /// The day on which work may begin.
    pub start: NaiveDate,
    /// When everything is to be done: late dates are measured from here, else from the latest early finish.
    pub required_finish: Option<Target>,
    /// The calendars that the other rows name.
    pub calendars: Vec<Arc<Calendar>>,
    /// The calendar of work packages that name none and whose department has none: the campaign's, else its
    /// workspace's.
    pub calendar: CalendarId,
    /// The departments that work packages name.
    pub departments: Vec<Department>,
    /// The fixed nodes of the campaign, in no particular order.
    pub anchors: Vec<Anchor>,
    /// Work packages; siblings in WBS order.
    pub tasks: Vec<Task<K>>,
    /// Dependencies between work packages.
    pub links: Vec<Link<K>>,
}

impl<K> Campaign<K> {
    /// The calendar that a work package is planned on: its own, else its department's, else the campaign's.
    pub(crate) fn calendar_of(&self, task: &Task<K>) -> CalendarId {
        let department = task.department.and_then(|id| self.departments.get(usize::from(id.0)));
        task.calendar.or(department.and_then(|row| row.calendar)).unwrap_or(self.calendar)
    }
}

/// A calendar, by its position in [`Campaign::calendars`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct CalendarId(pub u16);

/// A department, by its position in [`Campaign::departments`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct DepartmentId(pub u16);

/// An anchor, by its position in [`Campaign::anchors`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AnchorId(pub u16);

/// A person, by a number that only the caller can read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PersonId(pub u32);

/// What a department contributes to the plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Department {
    /// The calendar of its work packages that name none.
    pub calendar: Option<CalendarId>,
    /// How many work packages it can carry at once on a day; `None` is not limited.
    pub capacity: Option<u32>,
}

/// Which end of its day a fixed date means.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Edge {
    /// 00:00, when the day begins: "launch 11-11 00:00".
    StartOfDay,
    /// 24:00, when the day ends: "prizes issued by 11-20".
    EndOfDay,
}

/// A date with the end of the day that is meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Target {
    /// The date.
    pub date: NaiveDate,
    /// Which end of it.
    pub edge: Edge,
}

/// A fixed node of a campaign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Anchor {
    /// What happens then.
    pub kind: AnchorKind,
    /// When.
    pub target: Target,
    /// Who fixed it.
    pub origin: AnchorOrigin,
}

/// What happens at an anchor.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AnchorKind {
    /// The public warm-up begins.
    WarmUp,
    /// The campaign goes live.
    Launch,
    /// The campaign is over.
    End,
    /// Prizes have been issued.
    PrizeIssue,
    /// Prizes can no longer be claimed.
    PrizeClaim,
    /// Anything else; takes no part in the order of anchors.
    Custom,
}

/// Who fixed an anchor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AnchorOrigin {
    /// The platform or channel: locked.
    Channel,
    /// The company itself.
    Company,
}

/// One work package.
#[derive(Clone, Debug)]
pub struct Task<K> {
    /// The caller's key, unique in the campaign.
    pub key: K,
    /// The phase that it belongs to.
    pub parent: Option<K>,
    /// Work, an event, or a phase.
    pub kind: Kind,
    /// Its own calendar; else its department's, else the campaign's.
    pub calendar: Option<CalendarId>,
    /// Whether its dates follow from the logic or are kept as typed.
    pub mode: Mode,
    /// Placed as soon or as late as possible.
    pub direction: Direction,
    /// A date that it must keep to.
    pub constraint: Option<Constraint>,
    /// Where a constraint and a link disagree the link wins, unless this is set (Microsoft Project's
    /// behaviour).
    pub constraint_wins: bool,
    /// A date that its finish must not pass.  It caps late dates and never moves an as-soon-as-possible task.
    pub deadline: Option<Deadline>,
    /// Working days to keep free before its deadline and its anchor; 0 or more.
    pub buffer: i32,
    /// The anchor that it must be ready for, else its phase's, else the campaign's required finish.
    pub anchor: Option<AnchorId>,
    /// When work began.
    pub actual_start: Option<NaiveDate>,
    /// When work was done.
    pub actual_finish: Option<NaiveDate>,
    /// Per cent done, 0–100.
    pub progress: u8,
    /// Working days left, where somebody has said; else what `progress` leaves of the duration, rounded up.
    pub remaining: Option<i32>,
    /// Estimated hours: its weight in progress and earned value where every task has them.
    pub estimated_hours: Option<u32>,
    /// Who does it.
    pub department: Option<DepartmentId>,
    /// The one person in charge.
    pub accountable: Option<PersonId>,
}

impl<K> Task<K> {
    /// An unstarted work package with nothing set but its kind.
    pub const fn new(key: K, kind: Kind) -> Self {
        Self {
            key,
            parent: None,
            kind,
            calendar: None,
            mode: Mode::Automatic,
            direction: Direction::Asap,
            constraint: None,
            constraint_wins: false,
            deadline: None,
            buffer: 0,
            anchor: None,
            actual_start: None,
            actual_finish: None,
            progress: 0,
            remaining: None,
            estimated_hours: None,
            department: None,
            accountable: None,
        }
    }

    /// Whether it is done: finished, or reported at 100 %; an event, once it has happened.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        let has_happened = matches!(self.kind, Kind::Milestone(_)) && self.actual_start.is_some();
        self.actual_finish.is_some() || self.progress >= 100 || has_happened
    }

    /// Whether work on it has begun, as far as anybody has said.
    #[must_use]
    pub const fn is_started(&self) -> bool {
        self.actual_start.is_some() || self.actual_finish.is_some() || self.progress > 0
    }
}

/// What a work package is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Work of so many working days, 1 or more; without a duration it is planned as one day, as Microsoft
    /// Project does, and found as `NO_DATES`.
    Task(Option<i32>),
    /// An event on one end of a day.
    Milestone(Edge),
    /// Has children; its dates are rolled up from them.
    Phase,
}

impl Kind {
    /// The first and the last day of a span, as this kind of work package shows it: an event has one day, on
    /// the side of its instant that its edge says.
    #[must_use]
    pub fn days(self, span: Span) -> (NaiveDate, NaiveDate) {
        match self {
            Self::Task(_) | Self::Phase => (span.start.date_opened(), span.finish.date_closed()),
            Self::Milestone(Edge::StartOfDay) => (span.start.date_opened(), span.start.date_opened()),
            Self::Milestone(Edge::EndOfDay) => (span.finish.date_closed(), span.finish.date_closed()),
        }
    }
}

/// Who decides the dates of a work package.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// The logic: links, constraints and calendars.
    Automatic,
    /// Whoever typed them: two of start, finish and duration give the third, and without any date the logic
    /// places it.  Links still push its successors.  On a phase they are the dates that its children should
    /// keep to.
    Manual {
        /// The first day.
        start: Option<NaiveDate>,
        /// The last day.
        finish: Option<NaiveDate>,
    },
}

/// Towards which end of its slack a work package is placed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// As soon as possible.
    Asap,
    /// As late as its successors, its deadline and its anchor allow.
    Alap,
}

/// A date that a work package must keep to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Constraint {
    /// How the date binds.
    pub kind: ConstraintKind,
    /// The date: of the first day for a start, of the last day for a finish.
    pub date: NaiveDate,
}

impl Constraint {
    /// Whether the date must be met exactly.
    pub(crate) const fn is_must(self) -> bool {
        matches!(self.kind, ConstraintKind::MustStartOn | ConstraintKind::MustFinishOn)
    }
}

/// How a constraint binds.  A phase can have `StartNoEarlierThan` and `FinishNoLaterThan`, which bind its
/// leaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConstraintKind {
    /// The first day is not before the date.
    StartNoEarlierThan,
    /// The first day is not after the date.
    StartNoLaterThan,
    /// The last day is not before the date.
    FinishNoEarlierThan,
    /// The last day is not after the date.
    FinishNoLaterThan,
    /// The first day is the date.
    MustStartOn,
    /// The last day is the date.
    MustFinishOn,
}

/// A date that a finish must not pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Deadline {
    /// The last good day.
    pub date: NaiveDate,
    /// Whether it can be talked about.
    pub firmness: Firmness,
}

/// Whether a deadline can be talked about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Firmness {
    /// It cannot.
    Firm,
    /// It can.
    Soft,
}

/// A dependency: the successor waits for the predecessor.
///
/// The same type twice on one pair is the same link; the row given last holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Link<K> {
    /// What comes first; a phase stands for its leaves.
    pub predecessor: K,
    /// What waits; a phase stands for its leaves.
    pub successor: K,
    /// Which ends are tied.
    pub link_type: LinkType,
    /// How long to wait; negative overlaps.
    pub lag: i32,
    /// What `lag` counts.
    pub lag_unit: LagUnit,
}

impl<K> Link<K> {
    /// The usual link: start the working day after the predecessor's finish.
    pub const fn finish_to_start(predecessor: K, successor: K) -> Self {
        Self {
            predecessor,
            successor,
            link_type: LinkType::FinishToStart,
            lag: 0,
            lag_unit: LagUnit::WorkingDay,
        }
    }
}

/// Which end of the predecessor binds which end of the successor.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Documented)]
pub enum LinkType {
    /// The successor starts after the predecessor's finish.
    FinishToStart,
    /// The successor starts after the predecessor's start.
    StartToStart,
    /// The successor finishes after the predecessor's finish.
    FinishToFinish,
    /// The successor finishes after the predecessor's start.
    StartToFinish,
}

/// What a lag counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LagUnit {
    /// Working days of the successor's calendar.
    WorkingDay,
    /// Days as they come.
    CalendarDay,
}
