//! Reports of progress: each what was known of a work package afterwards, and before.

use macros::RowReader;
use sea_orm::entity::prelude::*;

use crate::{CampaignId, ReportId, UserId, WorkPackageId, WorkPackageKind, work_package};

/// One row.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "progress_report", model_attrs(derive(RowReader)))]
pub struct Model {
    /// Opaque id; sorts by time.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ReportId,
    /// Of which campaign.
    pub campaign_id: CampaignId,
    /// Of which work package, which may be deleted.
    pub work_package_id: WorkPackageId,
    /// Time of the report.
    pub at: DateTimeUtc,
    /// The day where the campaign runs.
    pub reported_on: Date,
    /// Who reported.
    pub user_id: Option<UserId>,
    /// Per cent, 0 to 100.
    pub progress: i16,
    /// Actual start date.
    pub actual_start_on: Option<Date>,
    /// Actual finish date.
    pub actual_finish_on: Option<Date>,
    /// Working days left.
    pub remaining_days: Option<i32>,
    /// Why the work cannot go on.
    pub blocked_reason: Option<String>,
    /// What was said with it.
    pub note: Option<String>,
    /// Progress before.
    pub previous_progress: i16,
    /// Actual start date before.
    pub previous_actual_start_on: Option<Date>,
    /// Actual finish date before.
    pub previous_actual_finish_on: Option<Date>,
    /// Working days left before.
    pub previous_remaining_days: Option<i32>,
    /// Why it could not go on before.
    pub previous_blocked_reason: Option<String>,
    /// The day of the report before.
    pub previous_reported_on: Option<Date>,
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Sets what is known of a work package to what was known before the report.
    pub fn forget(&self, row: &mut work_package::Model) {
        row.progress = self.previous_progress;
        row.actual_start_on = self.previous_actual_start_on;
        row.actual_finish_on = self.previous_actual_finish_on;
        row.remaining_days = self.previous_remaining_days;
        row.blocked_reason.clone_from(&self.previous_blocked_reason);
        row.reported_on = self.previous_reported_on;
        row.done = row.is_reported_done();
    }

    /// The progress that it tells of, in per cent.
    #[must_use]
    pub fn percent(&self, kind: WorkPackageKind) -> i16 {
        let done = work_package::is_done(kind, self.progress, (self.actual_start_on, self.actual_finish_on));
        if done { 100 } else { self.progress }
    }

    /// The progress that was known before it, in per cent.
    #[must_use]
    pub fn previous_percent(&self, kind: WorkPackageKind) -> i16 {
        let actual = (self.previous_actual_start_on, self.previous_actual_finish_on);
        if work_package::is_done(kind, self.previous_progress, actual) { 100 } else { self.previous_progress }
    }
}
