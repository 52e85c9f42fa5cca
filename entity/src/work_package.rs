//! Work packages: the rows of a plan.

use macros::{Documented, RowReader};
use sea_orm::entity::prelude::*;

use crate::{
    AnchorId, CalendarId, CampaignId, ConstraintKind, DepartmentId, Direction, Edge, Firmness, Mode,
    Priority, UserId, WorkPackageId, WorkPackageKind, WorkspaceId,
};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(
    table_name = "work_package",
    model_attrs(derive(Default, RowReader), row_reader(given(workspace_id, campaign_id)))
)]
pub struct Model {
    /// Opaque id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: WorkPackageId,
    /// Whose.
    pub workspace_id: WorkspaceId,
    /// Of which campaign.
    pub campaign_id: CampaignId,
    /// From 1, unique in the campaign: the 42 of `D11-42`.
    pub number: i32,
    /// Its id in another system, unique in the campaign.
    pub external_id: Option<String>,
    /// The phase that it is in.
    pub parent_id: Option<WorkPackageId>,
    /// Its place among its siblings.
    pub position: i32,
    /// What it is.
    pub kind: WorkPackageKind,
    /// What is to be done.
    pub title: String,
    /// The same at length.
    pub description: Option<String>,
    /// Who does it.
    pub department_id: Option<DepartmentId>,
    /// The one person in charge.
    pub accountable_id: Option<UserId>,
    /// The calendar it goes by, where that is not its department's.
    pub calendar_id: Option<CalendarId>,
    /// Whether its dates follow from the logic.
    pub mode: Mode,
    /// As soon or as late as possible.
    pub direction: Direction,
    /// Working days of a task; unset is one day.
    pub duration_days: Option<i32>,
    /// Which end of its day a milestone stands at.
    pub milestone_edge: Option<Edge>,
    /// The start as typed.
    pub manual_start_on: Option<Date>,
    /// The finish as typed.
    pub manual_finish_on: Option<Date>,
    /// What its dates are held to.
    pub constraint_kind: Option<ConstraintKind>,
    /// The day of that.
    pub constraint_on: Option<Date>,
    /// Whether it holds against a link.
    pub constraint_wins: bool,
    /// What its finish must not pass.
    pub deadline_on: Option<Date>,
    /// How firm that is.
    pub deadline_firmness: Option<Firmness>,
    /// Working days to keep free before its deadline or anchor.
    pub buffer_days: i32,
    /// The anchor that it leads to.
    pub anchor_id: Option<AnchorId>,
    /// The first day, as planned.
    pub planned_start_on: Date,
    /// The last day, as planned.
    pub planned_finish_on: Date,
    /// Actual start date.  Null while it has not begun.
    pub actual_start_on: Option<Date>,
    /// When it was finished.
    pub actual_finish_on: Option<Date>,
    /// Per cent, 0 to 100.
    pub progress: i16,
    /// Working days left, as typed.
    pub remaining_days: Option<i32>,
    /// Whether it is finished, at 100 % or has happened.
    pub done: bool,
    /// Hours of work.
    pub estimate_hours: Option<i32>,
    /// How pressing people say it is.
    pub priority: Priority,
    /// Why it cannot go on.
    pub blocked_reason: Option<String>,
    /// One a line.
    pub labels: String,
    /// The ids of people who work on it beside the one in charge, one a line.
    pub collaborators: String,
    /// When somebody last reported on it.
    pub reported_on: Option<Date>,
    /// Increments on every change.
    pub version: i32,
    /// Time of creation.
    pub created_at: DateTimeUtc,
    /// Time of the latest change.
    pub updated_at: DateTimeUtc,
}

/// The columns of a work package that lists of deadlines show.
#[derive(Clone, Debug, RowReader)]
pub struct DueWork {
    /// Opaque id.
    pub id: WorkPackageId,
    /// Its number in the campaign.
    pub number: i32,
    /// What it is.
    pub kind: WorkPackageKind,
    /// Its title.
    pub title: String,
    /// The department that does it.
    pub department_id: Option<DepartmentId>,
    /// The person who is accountable.
    pub accountable_id: Option<UserId>,
    /// Which end of its day a milestone is at.
    pub milestone_edge: Option<Edge>,
    /// How firm its deadline is.
    pub deadline_firmness: Option<Firmness>,
    /// Per cent done.
    pub progress: i16,
    /// Whether it is finished.
    pub done: bool,
}

impl From<&Model> for DueWork {
    fn from(row: &Model) -> Self {
        Self {
            id: row.id,
            number: row.number,
            kind: row.kind,
            title: row.title.clone(),
            department_id: row.department_id,
            accountable_id: row.accountable_id,
            milestone_edge: row.milestone_edge,
            deadline_firmness: row.deadline_firmness,
            progress: row.progress,
            done: row.done,
        }
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// What contradicts itself within one work package.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Documented)]
pub enum RowRule {
    /// a milestone has an edge, `START_OF_DAY` or `END_OF_DAY`; nothing else has
    MilestoneEdge,
    /// only tasks have a duration
    DurationOfTasks,
    /// start and finish are typed only where mode is MANUAL
    TypedDatesOfManual,
    /// finish is before start
    FinishBeforeStart,
    /// actualFinish is before actualStart
    ActualFinishBeforeStart,
    /// a phase has no actuals, progress or remaining of its own: its work has
    ProgressOfPhase,
    /// a phase has no direction of its own: its work has
    DirectionOfPhase,
    /// a phase can only be held by `START_NO_EARLIER_THAN` or `FINISH_NO_LATER_THAN`
    ConstraintOfPhase,
    /// a milestone has no days remaining
    RemainingOfMilestone,
    /// has 0 days remaining, and has not begun
    NothingRemainingUnbegun,
    /// is done, and has days remaining
    RemainingOfDone,
}

impl RowRule {
    /// The rule in English.
    #[must_use]
    pub fn message(self) -> &'static str {
        Self::VALUES.iter().find(|(rule, ..)| *rule == self).map_or("", |(.., message)| message)
    }
}

/// Whether work of a kind is done by its progress in per cent and its actual dates: finished, at 100 %, or an
/// event that has happened.
pub(crate) const fn is_done(
    kind: WorkPackageKind,
    progress: i16,
    (actual_start, actual_finish): (Option<Date>, Option<Date>),
) -> bool {
    let has_happened = matches!(kind, WorkPackageKind::Milestone) && actual_start.is_some();
    actual_finish.is_some() || progress >= 100 || has_happened
}

impl Model {
    /// The people who work on it beside the one in charge.
    pub fn collaborator_ids(&self) -> impl Iterator<Item = UserId> {
        self.collaborators.lines().filter_map(UserId::parse)
    }

    /// Whether somebody is in charge of it or works on it.
    #[must_use]
    pub fn is_work_of(&self, user: UserId) -> bool {
        self.accountable_id == Some(user) || self.collaborator_ids().any(|id| id == user)
    }

    /// Whether it is done by what was reported.
    #[must_use]
    pub fn is_reported_done(&self) -> bool {
        is_done(self.kind, self.progress, (self.actual_start_on, self.actual_finish_on))
    }

    /// The rules of one row that it breaks.
    pub fn broken_rules(&self) -> impl Iterator<Item = RowRule> {
        let is_phase = self.kind == WorkPackageKind::Phase;
        let is_milestone = self.kind == WorkPackageKind::Milestone;
        let is_before = |finish: Option<Date>, start: Option<Date>| {
            finish.zip(start).is_some_and(|(finish, start)| finish < start)
        };
        let has_begun = self.actual_start_on.is_some() || self.progress > 0;
        let has_progress = has_begun || self.actual_finish_on.is_some() || self.remaining_days.is_some();
        let is_done = self.actual_finish_on.is_some() || self.progress == 100;
        let has_typed_dates = self.manual_start_on.or(self.manual_finish_on).is_some();
        let binds_phase =
            |kind| matches!(kind, ConstraintKind::StartNoEarlierThan | ConstraintKind::FinishNoLaterThan);
        let is_left = self.remaining_days.is_some_and(|days| days > 0);
        let nothing_is_left = self.remaining_days == Some(0);
        let rules = [
            (is_milestone != self.milestone_edge.is_some(), RowRule::MilestoneEdge),
            (self.duration_days.is_some() && (is_phase || is_milestone), RowRule::DurationOfTasks),
            (self.mode == Mode::Automatic && has_typed_dates, RowRule::TypedDatesOfManual),
            (is_before(self.manual_finish_on, self.manual_start_on), RowRule::FinishBeforeStart),
            (is_before(self.actual_finish_on, self.actual_start_on), RowRule::ActualFinishBeforeStart),
            (is_phase && has_progress, RowRule::ProgressOfPhase),
            (is_phase && self.direction == Direction::Alap, RowRule::DirectionOfPhase),
            (
                is_phase && self.constraint_kind.is_some_and(|kind| !binds_phase(kind)),
                RowRule::ConstraintOfPhase,
            ),
            (is_milestone && is_left, RowRule::RemainingOfMilestone),
            (!has_begun && !is_done && nothing_is_left, RowRule::NothingRemainingUnbegun),
            (is_done && is_left, RowRule::RemainingOfDone),
        ];
        rules.into_iter().filter_map(|(is_broken, rule)| is_broken.then_some(rule))
    }
}
