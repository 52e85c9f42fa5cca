//! The stable codes of findings and how severe each is: the table of SCHEDULING.md §6.

use macros::Documented;

/// Code of a finding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Documented)]
pub enum Code {
    /// Not done, and its last planned day has passed.
    Overdue,
    /// Not started, and its first planned day has passed.
    OverdueStart,
    /// To be done within some working days.
    DueSoon,
    /// To be started within some working days.
    StartSoon,
    /// Progress is below what is expected by more than the threshold: speed up.
    BehindProgress,
    /// Progress is above what is expected by more than the threshold: brake.
    TooFast,
    /// The forecast finish is after the planned one.
    ForecastLate,
    /// The deadline has passed, and it is not done.
    DeadlineMissed,
    /// The forecast finish is after the deadline.
    DeadlineAtRisk,
    /// The forecast of something that leads to an anchor passes it.
    AnchorAtRisk,
    /// Not started, and the day is the last on which it can start and still make its anchor or deadline.
    LastSafeStart,
    /// Total slack is negative.
    NegativeSlack,
    /// Total slack is zero.
    NoSlack,
    /// Total slack is small.
    LowSlack,
    /// A firm deadline has fewer free days before it than asked.
    FirmDeadlineNoBuffer,
    /// More of the buffer is used than of its chain is done.
    BufferBurn,
    /// It starts soon, and a predecessor is late.
    LatePredecessor,
    /// It has started while a predecessor that it waits for is open.
    StartedOutOfSequence,
    /// Manual or actual dates break a link.
    DependencyViolated,
    /// A constraint and a link disagree.
    ConstraintConflict,
    /// A manual or a must date hides that the logic says later.
    AtRiskMasked,
    /// Anchors are not in the order warm-up < launch < end ≤ prize issue ≤ prize claim.
    AnchorOrder,
    /// A company anchor lies on the days of an industry event that the campaign is not part of.
    NodeCollision,
    /// A holiday stretches it, or it falls on a worked weekend that its department does not work.
    HolidaySqueeze,
    /// A manual date or a deadline is a day off.
    NonWorkingDate,
    /// Actual dates and progress contradict each other or the day.
    InvalidActuals,
    /// A child lies beyond the manual dates of its phase.
    ChildOutsidePhase,
    /// The planned finish is after the baseline's.
    SlippedFromBaseline,
    /// Planned finish or deadline was moved later again and again.
    RepeatSlip,
    /// In progress, and nothing was reported for some working days.
    Stale,
    /// It reaches beyond the last day for which its calendar's holidays are known.
    CalendarUnknown,
    /// Starts soon, and nobody is in charge.
    Unassigned,
    /// Starts soon, and no department does it.
    NoDepartment,
    /// Starts soon, and nobody has said how long it takes.
    NoDates,
    /// Starts soon, and follows nothing.
    NoPredecessor,
    /// Starts soon, and leads to nothing.
    NoSuccessor,
    /// A person or a department has more in parallel than its capacity.
    OverAllocated,
    /// The person in charge is off during it.
    PersonOff,
}

/// Severity of a finding, the most severe first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Documented)]
pub enum Severity {
    /// A promise to others is broken, or will be.
    Critical,
    /// Late, or impossible as planned.
    Error,
    /// Will be late if nobody acts, or cannot be relied upon.
    Warning,
    /// Good to know.
    Info,
}

impl Code {
    /// The name in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::VALUES.iter().find(|(code, ..)| *code == self).map_or("", |(_, name, _)| name)
    }

    /// How much a finding of this code weighs.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::DeadlineMissed | Self::AnchorAtRisk => Severity::Critical,
            Self::Overdue
            | Self::DeadlineAtRisk
            | Self::NegativeSlack
            | Self::DependencyViolated
            | Self::AnchorOrder
            | Self::InvalidActuals => Severity::Error,
            Self::OverdueStart
            | Self::BehindProgress
            | Self::ForecastLate
            | Self::LastSafeStart
            | Self::FirmDeadlineNoBuffer
            | Self::BufferBurn
            | Self::LatePredecessor
            | Self::StartedOutOfSequence
            | Self::ConstraintConflict
            | Self::AtRiskMasked
            | Self::NodeCollision
            | Self::ChildOutsidePhase
            | Self::RepeatSlip
            | Self::Stale
            | Self::CalendarUnknown
            | Self::Unassigned
            | Self::NoDates
            | Self::OverAllocated
            | Self::PersonOff => Severity::Warning,
            Self::DueSoon
            | Self::StartSoon
            | Self::TooFast
            | Self::NoSlack
            | Self::LowSlack
            | Self::HolidaySqueeze
            | Self::NonWorkingDate
            | Self::SlippedFromBaseline
            | Self::NoDepartment
            | Self::NoPredecessor
            | Self::NoSuccessor => Severity::Info,
        }
    }
}
