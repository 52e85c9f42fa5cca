//! The enums of the schema, each a copy of one of ours with descriptions for the reader of the API.

use async_graphql::Enum;

use super::written::word;

/// What a member may do in a workspace.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "entity::Role")]
pub(crate) enum Role {
    /// Everything, roles and deleting the workspace included.
    Owner,
    /// People, departments, calendars and settings.
    Admin,
    /// Plans any campaign.
    Manager,
    /// Updates work of their own departments.
    Member,
    /// Reads.
    Viewer,
}

/// How far a campaign is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "entity::CampaignStatus")]
pub(crate) enum CampaignStatus {
    /// Proposed.
    Draft,
    /// Planned, not yet agreed.
    Planned,
    /// Agreed.
    Approved,
    /// Under way.
    Running,
    /// Over, not yet looked back on.
    Ended,
    /// Looked back on.
    Reviewed,
    /// Given up.
    Cancelled,
}

/// Which of the usual fixed nodes of a campaign an anchor is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "entity::AnchorKind")]
pub(crate) enum AnchorKind {
    /// Warm-up begins.
    WarmUp,
    /// Sales begin.
    Launch,
    /// Sales end.
    End,
    /// Prizes are issued.
    PrizeIssue,
    /// Prizes can no longer be claimed.
    PrizeClaim,
    /// Any other.
    Custom,
}

/// Who sets an anchor.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "entity::AnchorOrigin")]
pub(crate) enum AnchorOrigin {
    /// The platform: locked.
    Channel,
    /// The company.
    Company,
}

/// Which end of a day a moment stands at: a launch at 00:00 of its day is `START_OF_DAY`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "entity::Edge")]
pub(crate) enum DayEdge {
    /// Its opening.
    StartOfDay,
    /// Its close.
    EndOfDay,
}

/// What a work package is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "entity::WorkPackageKind")]
pub(crate) enum WorkPackageKind {
    /// Work of one day or more.
    Task,
    /// A moment.
    Milestone,
    /// What holds others; its dates are rolled up.
    Phase,
}

/// Whether dates follow from the logic of the plan.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "entity::Mode")]
pub(crate) enum SchedulingMode {
    /// They do.
    Automatic,
    /// They are kept as typed.
    Manual,
}

/// Where in the room that its links leave a work package is placed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "entity::Direction")]
pub(crate) enum Direction {
    /// As soon as possible.
    Asap,
    /// As late as possible.
    Alap,
}

/// What the dates of a work package are held to, beside its links.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "entity::ConstraintKind")]
pub(crate) enum ConstraintKind {
    /// It starts on the day or later.
    StartNoEarlierThan,
    /// It starts on the day or before.
    StartNoLaterThan,
    /// It finishes on the day or later.
    FinishNoEarlierThan,
    /// It finishes on the day or before.
    FinishNoLaterThan,
    /// It starts on the day.
    MustStartOn,
    /// It finishes on the day.
    MustFinishOn,
}

/// How firm a deadline is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "entity::Firmness")]
pub(crate) enum Firmness {
    /// Missing it costs.
    Firm,
    /// A wish.
    Soft,
}

/// Which ends a dependency ties.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "entity::LinkType")]
pub(crate) enum DependencyType {
    /// The successor starts after the predecessor's finish.
    FinishToStart,
    /// It starts after the predecessor's start.
    StartToStart,
    /// It finishes after the predecessor's finish.
    FinishToFinish,
    /// It finishes after the predecessor's start.
    StartToFinish,
}

/// What days a lag is counted in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "entity::LagUnit")]
pub(crate) enum LagUnit {
    /// Of the successor's calendar.
    WorkingDay,
    /// All of them.
    CalendarDay,
}

/// How pressing people say that work is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "entity::Priority")]
pub(crate) enum Priority {
    /// It can wait.
    Low,
    /// As planned.
    Normal,
    /// Before others.
    High,
    /// Now.
    Urgent,
}

/// How work stands against its plan as of a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "schedule::LateStatus")]
pub(crate) enum LateStatus {
    /// Done in time.
    Done,
    /// Done after its baseline, or where the logic had it, or after its deadline.
    DoneLate,
    /// Not done, and its planned finish or its deadline has passed.
    Late,
    /// Not late yet; forecast after its planned finish or deadline, or beyond what its anchor leaves.
    AtRisk,
    /// Progress is below what is expected, the forecast still in time.
    Behind,
    /// As planned.
    OnTrack,
    /// Progress is above what is expected by the threshold.
    Ahead,
    /// Planned to start after the day.
    NotDue,
}

/// Whose doing lateness is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "schedule::LateOrigin")]
pub(crate) enum LateOrigin {
    /// It would be late had its predecessors been on time.
    Own,
    /// It would be on time had its predecessors been.
    Inherited,
}

/// How much a finding weighs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "schedule::Severity")]
pub(crate) enum Severity {
    /// A promise to others is broken, or will be.
    Critical,
    /// Late, or impossible as planned.
    Error,
    /// Will be late if nobody acts, or cannot be relied upon.
    Warning,
    /// Good to know.
    Info,
}

/// What a finding says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "schedule::Code")]
pub(crate) enum FindingCode {
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

/// How far work is, as people report it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
pub(crate) enum WorkStatus {
    /// Nobody has begun.
    NotStarted,
    /// Begun, not finished.
    InProgress,
    /// Not finished, and cannot go on for the reason given.
    Blocked,
    /// Finished.
    Done,
}

/// What decides the dates of a work package.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
pub(crate) enum ReasonKind {
    /// The campaign's start.
    CampaignStart,
    /// A dependency: the driving one.
    Dependency,
    /// A date constraint of the work package or of a phase above it; for as-late-as-possible work also of a successor.
    Constraint,
    /// The deadline that as-late-as-possible work is placed before: its own, or that of a successor.
    Deadline,
    /// The anchor that as-late-as-possible work is placed before: its own, or that of a successor.
    Anchor,
    /// Placed as late as the campaign's required finish allows.
    RequiredFinish,
    /// A day off: its calendar moves it to the next working day.
    Calendar,
    /// What really happened.
    Actual,
    /// Typed dates of manual work: its own, or for as-late-as-possible work those of a successor.
    Manual,
    /// The day that is asked for has passed: work that has not happened comes after it.
    StatusDate,
    /// Its duration.
    Duration,
    /// The work packages in it: it is a phase.
    RollUp,
}

word! {
    Role,
    MembershipStatus,
    TokenScope,
    AuditAction,
    CampaignStatus,
    AnchorKind,
    AnchorOrigin,
    DayEdge,
    WorkPackageKind,
    SchedulingMode,
    Direction,
    ConstraintKind,
    Firmness,
    DependencyType,
    LagUnit,
    Priority,
    LateStatus,
    LateOrigin,
    Severity,
    FindingCode,
    DeadlineKind,
    ReasonKind,
    Weekday,
    WorkStatus,
}

/// A day of the week.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
pub(crate) enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Weekday {
    /// The week, in the order of calendars.
    pub(crate) const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];
}

/// What a day of the stream of deadlines is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
pub(crate) enum DeadlineKind {
    /// A campaign's anchor.
    Anchor,
    /// The deadline of a work package.
    Deadline,
    /// The planned finish of a task or milestone.
    Due,
}

/// Whether somebody is in a workspace.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "entity::MembershipStatus")]
pub(crate) enum MembershipStatus {
    /// They are.
    Active,
    /// They were shut out, until an administrator lets them in again.
    Suspended,
    /// They went, or were removed.
    Left,
}

/// What a token for scripts may do of what its person may.  Every token reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "entity::Scope")]
pub(crate) enum TokenScope {
    /// Read.
    Read,
    /// Report progress.
    ProgressWrite,
    /// Change plans.
    PlanWrite,
    /// People, departments, calendars, settings and tokens.
    Admin,
}

/// What the audit log remembers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(remote = "entity::AuditAction")]
pub(crate) enum AuditAction {
    /// Somebody new made an account and their first workspace.
    Registered,
    /// Somebody signed in.
    SignedIn,
    /// A sign-in was refused.
    SignInRefused,
    /// A refresh token came a second time, and its session was ended.
    SessionReused,
    /// Somebody signed out, of one session.
    SignedOut,
    /// Somebody signed out of all sessions.
    SignedOutEverywhere,
    /// An administrator signed a member out.
    MemberSignedOut,
    /// Somebody changed their password.
    PasswordChanged,
    /// A link for a new password was sent.
    PasswordResetRequested,
    /// Somebody used such a link.
    PasswordReset,
    /// A workspace was made.
    WorkspaceCreated,
    /// The settings of a workspace were changed.
    WorkspaceUpdated,
    /// A workspace was deleted.
    WorkspaceDeleted,
    /// Somebody was asked into a workspace.
    MemberInvited,
    /// An invitation was taken back.
    InvitationRevoked,
    /// Somebody came.
    InvitationAccepted,
    /// A member was given another role.
    RoleChanged,
    /// A member was moved between departments.
    DepartmentsChanged,
    /// A member was shut out.
    MemberSuspended,
    /// A member was let in again.
    MemberResumed,
    /// A member left, or was removed.
    MemberLeft,
    /// A token for scripts was made.
    TokenCreated,
    /// A token for scripts was used: at most one entry an hour.
    TokenUsed,
    /// A token for scripts was replaced.
    TokenRotated,
    /// A token for scripts was revoked.
    TokenRevoked,
    /// Something was refused for want of permission.
    Refused,
}
