//! The enums of columns: each the only declaration of its values, their text in the database (`rename_all`),
//! their name in the API and in plan files (the same in capitals) and their documentation ([`Documented`]).

use macros::Documented;
use sea_orm::{DeriveActiveEnum, EnumIter};

/// Role of a member in a workspace: what they are permitted to do there.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Role {
    /// Everything, including roles and deleting the workspace.
    Owner,
    /// Manages people, departments, calendars and settings.
    Admin,
    /// Plans every campaign.
    Manager,
    /// Updates work of their own departments.
    Member,
    /// Reads.
    Viewer,
}

/// Status of a membership.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum MembershipStatus {
    /// Active: the member has access.
    Active,
    /// Suspended by an administrator: no access until resumed.
    Suspended,
    /// Ended: the member left or was removed.
    Left,
}

/// Why a session ended before it expired.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum SessionEnd {
    /// The user signed out of it.
    SignedOut,
    /// The user signed out of all sessions.
    SignedOutEverywhere,
    /// An administrator signed the user out.
    SignedOutByAdmin,
    /// The user's password was changed.
    PasswordChanged,
    /// Its refresh token was used a second time: two clients have it.
    Reused,
}

/// Scope of a token for scripts, within the permissions of the user it acts as.  Every token reads.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Scope {
    /// Read.
    Read,
    /// Report progress.
    #[sea_orm(string_value = "progress:write")]
    ProgressWrite,
    /// Change plans.
    #[sea_orm(string_value = "plan:write")]
    PlanWrite,
    /// Manage people, departments, calendars, settings and tokens.
    Admin,
    /// Show a calendar feed at an address with the token's text, and nothing else.
    Calendar,
    /// Show the page of one campaign at an address with the token's text, and nothing else.
    Share,
}

impl Scope {
    /// Whether a token of this scope is good for an address alone: whoever has the address sees what it
    /// shows.
    #[must_use]
    pub const fn is_of_address(self) -> bool {
        matches!(self, Self::Calendar | Self::Share)
    }
}

/// Action recorded in the audit log.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum AuditAction {
    /// A new user registered an account with its first workspace.
    Registered,
    /// A user signed in.
    SignedIn,
    /// A sign-in was refused.
    SignInRefused,
    /// A refresh token was used a second time, and its session was ended.
    SessionReused,
    /// A user signed out of one session.
    SignedOut,
    /// A user signed out of all sessions.
    SignedOutEverywhere,
    /// An administrator signed a member out.
    MemberSignedOut,
    /// A user changed their password.
    PasswordChanged,
    /// A password reset link was sent.
    PasswordResetRequested,
    /// A password reset link was used.
    PasswordReset,
    /// A workspace was created.
    WorkspaceCreated,
    /// Settings of a workspace were changed.
    WorkspaceUpdated,
    /// A workspace was deleted.
    WorkspaceDeleted,
    /// An invitation to a workspace was sent.
    MemberInvited,
    /// An invitation was revoked.
    InvitationRevoked,
    /// An invitation was accepted.
    InvitationAccepted,
    /// The role of a member was changed.
    RoleChanged,
    /// The departments of a member were changed.
    DepartmentsChanged,
    /// A member was suspended.
    MemberSuspended,
    /// A suspended member was given access again.
    MemberResumed,
    /// A member left or was removed.
    MemberLeft,
    /// A token for scripts was created.
    TokenCreated,
    /// A token for scripts was used: at most one entry an hour.
    TokenUsed,
    /// A token for scripts was replaced.
    TokenRotated,
    /// A token for scripts was revoked.
    TokenRevoked,
    /// A campaign was deleted.
    CampaignDeleted,
    /// A deleted campaign was restored.
    CampaignRestored,
    /// A mutation was refused for lack of permission.
    Refused,
}

/// Purpose of a link sent by e-mail.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum LinkPurpose {
    /// Registers an account with its first workspace.
    Registration,
    /// Sets a new password.
    PasswordReset,
}

/// Status of a campaign, in the order of its life.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum CampaignStatus {
    /// Proposed.
    Draft,
    /// Planned, not yet approved.
    Planned,
    /// Approved.
    Approved,
    /// Running.
    Running,
    /// Ended, not yet reviewed.
    Ended,
    /// Reviewed afterwards.
    Reviewed,
    /// Cancelled.
    Cancelled,
}

/// Kind of an anchor.  A campaign has each at most once, except `CUSTOM`.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum AnchorKind {
    /// Warm-up begins.
    WarmUp,
    /// Sales begin.
    Launch,
    /// Sales end.
    End,
    /// Prizes are issued.
    PrizeIssue,
    /// Last moment to claim prizes.
    PrizeClaim,
    /// Any other; its name says which.
    Custom,
}

/// Who sets the date of an anchor.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum AnchorOrigin {
    /// The sales channel: the date is locked.
    Channel,
    /// The company.
    Company,
}

/// End of a day: a launch at 00:00 of its day is at `START_OF_DAY`.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Edge {
    /// 00:00, when the day begins.
    StartOfDay,
    /// 24:00, when the day ends.
    EndOfDay,
}

/// Kind of a work package.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum WorkPackageKind {
    /// Work of one working day or more.
    #[default]
    Task,
    /// Event without a duration, at one end of a day.
    Milestone,
    /// Parent of other work packages; its dates are rolled up from them.
    Phase,
}

/// Scheduling mode of a work package.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Mode {
    /// Dates are computed from links, constraints and calendars.
    #[default]
    Automatic,
    /// Dates are kept as typed.
    Manual,
}

/// Where a work package is placed in the time that its links leave.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Direction {
    /// As soon as possible.
    #[default]
    Asap,
    /// As late as possible.
    Alap,
}

/// Kind of a date constraint.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ConstraintKind {
    /// Starts on the date or later.
    StartNoEarlierThan,
    /// Starts on the date or earlier.
    StartNoLaterThan,
    /// Finishes on the date or later.
    FinishNoEarlierThan,
    /// Finishes on the date or earlier.
    FinishNoLaterThan,
    /// Starts on the date.
    MustStartOn,
    /// Finishes on the date.
    MustFinishOn,
}

/// Firmness of a deadline.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Firmness {
    /// Must be met: missing it costs.
    Firm,
    /// Preferred.
    Soft,
}

/// Type of a dependency: which ends of the two work packages it links.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
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

/// Unit of a lag.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum LagUnit {
    /// Working days of the successor's calendar.
    WorkingDay,
    /// Calendar days.
    CalendarDay,
}

/// Priority of a work package, as people set it.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Priority {
    /// Can wait.
    Low,
    /// As planned.
    #[default]
    Normal,
    /// Before others.
    High,
    /// Immediately.
    Urgent,
}

/// Which date was moved.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum SlipKind {
    /// The deadline of a work package.
    Deadline,
    /// The planned finish of a work package, which had passed, by dates or a duration that somebody typed.
    PlannedFinish,
    /// The date of an anchor.
    Anchor,
}

/// Why a date was moved.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum SlipCategory {
    /// More was asked for than was known.
    Scope,
    /// It was more work than was thought.
    Estimate,
    /// People were missing: ill, on leave, or busy with other work.
    People,
    /// Work of others in the plan came late.
    Dependency,
    /// A supplier or an agency came late.
    Supplier,
    /// It had to be done again.
    Quality,
    /// Something else was more important.
    Priority,
    /// The channel changed its dates or rules.
    Channel,
    /// Another reason, which the text says.
    Other,
}

/// What has become of a proposal.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ProposalStatus {
    /// Nobody has decided on it.
    Open,
    /// Its edits were done.
    Accepted,
    /// Its edits are not done.
    Declined,
    /// The proposer has taken it back.
    Withdrawn,
}

/// Status of an import that is done after the answer.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum, Documented,
)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ImportStatus {
    /// It has not begun.
    Waiting,
    /// The file is being read, or its plan is being written.
    Running,
    /// The campaign is created; of a dry run, everything is checked.
    Done,
    /// Something is wrong with the file or its fields: nothing was created, and `userErrors` says what to
    /// correct.
    Refused,
    /// A fault of the server: nothing was created, and the same file can be sent again.
    Failed,
}
