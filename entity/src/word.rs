//! What columns may hold, where that is one of a few words.

use sea_orm::{DeriveActiveEnum, EnumIter};

/// What a member may do in a workspace.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Role {
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

/// Whether somebody is in a workspace.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum MembershipStatus {
    /// They are.
    Active,
    /// They were shut out, until an administrator lets them in again.
    Suspended,
    /// They went, or were removed.
    Left,
}

/// Why a session ended before its time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum SessionEnd {
    /// They signed out there.
    SignedOut,
    /// They signed out everywhere.
    SignedOutEverywhere,
    /// An administrator signed them out.
    SignedOutByAdmin,
    /// Their password was changed.
    PasswordChanged,
    /// A refresh token came a second time: two have it.
    Reused,
}

/// What a token for scripts may do of what its person may.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
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
    /// People, departments, calendars, settings and tokens.
    Admin,
}

/// What the audit log remembers.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum AuditAction {
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

/// What a link sent by e-mail is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum LinkPurpose {
    /// The first workspace of somebody new.
    Registration,
    /// A new password.
    PasswordReset,
}

/// How far a campaign is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum CampaignStatus {
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

/// Which of the usual nodes of a campaign.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
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
    /// Prizes can no longer be claimed.
    PrizeClaim,
    /// Any other.
    Custom,
}

/// Who sets an anchor.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum AnchorOrigin {
    /// The platform: locked.
    Channel,
    /// The company.
    Company,
}

/// Which end of a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Edge {
    /// Its opening.
    StartOfDay,
    /// Its close.
    EndOfDay,
}

/// What a work package is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum WorkPackageKind {
    /// Work of one day or more.
    Task,
    /// A moment.
    Milestone,
    /// What holds others; its dates are rolled up.
    Phase,
}

/// Whether dates follow from the logic.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Mode {
    /// They do.
    Automatic,
    /// They are kept as typed.
    Manual,
}

/// Where in its room a work package is placed.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Direction {
    /// As soon as possible.
    Asap,
    /// As late as possible.
    Alap,
}

/// What dates are held to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ConstraintKind {
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
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Firmness {
    /// Missing it costs.
    Firm,
    /// A wish.
    Soft,
}

/// Which ends a link ties.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum LinkType {
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
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum LagUnit {
    /// Of the successor's calendar.
    WorkingDay,
    /// All of them.
    CalendarDay,
}

/// How pressing people say that work is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum Priority {
    /// It can wait.
    Low,
    /// As planned.
    Normal,
    /// Before others.
    High,
    /// Now.
    Urgent,
}
