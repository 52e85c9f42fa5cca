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
