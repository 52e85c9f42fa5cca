//! What is wrong with rows that cannot be planned.

use chrono::NaiveDate;

use crate::campaign::{AnchorId, CalendarId, DepartmentId, LinkType};

/// Why the rows of a campaign cannot be planned: the rule, and the key of the row that breaks it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Error<K> {
    /// Two work packages have one key.
    #[error("duplicate key {0:?}")]
    DuplicateKey(K),
    /// A work package names a parent that is not there.
    #[error("{key:?} names an unknown parent {parent:?}")]
    UnknownParent {
        /// The work package.
        key: K,
        /// The parent that it names.
        parent: K,
    },
    /// A work package with children is not a phase: it has a duration of its own.
    #[error("{0:?} has children and a duration of its own")]
    PhaseWithDuration(K),
    /// Work packages are each other's ancestors; from one of them upwards.
    #[error("the hierarchy runs in a circle: {0:?}")]
    HierarchyCycle(Vec<K>),
    /// A phase has a property that only work has.
    #[error("phase {key:?} cannot have {property:?}")]
    NotOnPhase {
        /// The phase.
        key: K,
        /// What it cannot have.
        property: PhaseProperty,
    },
    /// A calendar that is not in the list.
    #[error("{key:?} names an unknown calendar {calendar:?}")]
    UnknownCalendar {
        /// The work package; `None` where the campaign or a department names it.
        key: Option<K>,
        /// What it names.
        calendar: CalendarId,
    },
    /// A department that is not in the list.
    #[error("{key:?} names an unknown department {department:?}")]
    UnknownDepartment {
        /// The work package.
        key: K,
        /// What it names.
        department: DepartmentId,
    },
    /// An anchor that is not in the list.
    #[error("{key:?} names an unknown anchor {anchor:?}")]
    UnknownAnchor {
        /// The work package; `None` where an edit names it.
        key: Option<K>,
        /// What it names.
        anchor: AnchorId,
    },
    /// A number outside its range.
    #[error("{field:?} of {key:?} is {value}, outside its range")]
    NumberOutOfRange {
        /// The work package; the successor where a lag is meant.
        key: K,
        /// Which number.
        field: Number,
        /// What was given.
        value: i32,
    },
    /// A date outside 1900-01-01 … 2199-12-31, given or computed.
    #[error("a date of {key:?} lies outside 1900-01-01 … 2199-12-31")]
    DateOutOfRange {
        /// The work package; `None` for a date of the campaign or of an anchor.
        key: Option<K>,
    },
    /// A finish before its start, typed or actual.
    #[error("{key:?} finishes on {finish}, before its start on {start}")]
    FinishBeforeStart {
        /// The work package.
        key: K,
        /// Its first day.
        start: NaiveDate,
        /// Its last day.
        finish: NaiveDate,
    },
    /// Work remains on a work package that has an actual finish, or is at 100 %.
    #[error("{key:?} is done and has {remaining} working days remaining")]
    FinishedWithRemaining {
        /// The work package.
        key: K,
        /// The working days given.
        remaining: i32,
    },
    /// A link names a work package that is not there.
    #[error("a link names an unknown key {0:?}")]
    UnknownKey(K),
    /// A work package is linked to itself.
    #[error("{0:?} is linked to itself")]
    SelfLink(K),
    /// A work package is linked to a phase that it lies in.
    #[error("{predecessor:?} and {successor:?} are linked, and one lies in the other")]
    LinkToAncestor {
        /// One end.
        predecessor: K,
        /// The other.
        successor: K,
    },
    /// Links, through the hierarchy too, run in a circle; each key waits for the one before it, the first for
    /// the last.
    #[error("the links run in a circle: {0:?}")]
    Cycle(Vec<K>),
    /// A link that is to be removed is not there.
    #[error("no {link_type:?} link leads from {predecessor:?} to {successor:?}")]
    UnknownLink {
        /// The predecessor.
        predecessor: K,
        /// The successor.
        successor: K,
        /// The type.
        link_type: LinkType,
    },
    /// A work package is to follow one that is not its sibling.
    #[error("{key:?} cannot come after {after:?}, which is not its sibling")]
    NoSibling {
        /// The work package.
        key: K,
        /// What it is to follow.
        after: K,
    },
    /// A milestone or a phase is to have a duration.
    #[error("{0:?} has no duration of its own to set")]
    NoDuration(K),
    /// More rows than a plan can number.
    #[error("a campaign holds at most {MAX_ROWS} work packages and as many links")]
    TooLarge,
}

/// The most work packages, and the most links, of one campaign.
pub const MAX_ROWS: usize = 1 << 24;

/// The largest lag, duration, buffer or remaining duration, in days: all of 1900–2199.
pub const MAX_DAYS: i32 = 109_573;

/// A number of a work package or of a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Number {
    /// 1 … [`MAX_DAYS`].
    Duration,
    /// 0 … [`MAX_DAYS`].
    Buffer,
    /// 0 … [`MAX_DAYS`]; 0 of a milestone.
    Remaining,
    /// 0 … 100.
    Progress,
    /// −[`MAX_DAYS`] … [`MAX_DAYS`].
    Lag,
}

/// What a phase cannot have, since its leaves have it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PhaseProperty {
    /// Its start and finish are those of its leaves.
    Actuals,
    /// Its progress is its leaves' progress.
    Progress,
    /// Remaining duration.
    Remaining,
    /// Constraints other than `StartNoEarlierThan` and `FinishNoLaterThan`.
    Constraint,
    /// As late as possible is said of each leaf.
    Direction,
}
