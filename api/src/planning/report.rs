//! Reports of progress on the work of a draft.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{ReportId, WorkPackageId, progress_report, work_package};

use super::Draft;
use crate::clock::new_id;
use crate::refusal::{Code, Refusal};

/// What somebody reports about work; what is absent stays as it is, or follows from the rest.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Per cent done, 0 to 100.
    pub progress: Option<i16>,
    /// Actual start date.
    pub actual_start: Option<NaiveDate>,
    /// Actual finish date.
    pub actual_finish: Option<NaiveDate>,
    /// Working days left.
    pub remaining_days: Option<i32>,
    /// Why it cannot go on; none of work that is not blocked any more.
    pub blocked_reason: Option<Option<String>>,
    /// What is said with it.
    pub note: Option<String>,
}

impl Draft {
    /// Takes in what somebody reports.  A first report begins the work, 100 % finishes it today, and less
    /// than that opens it again.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::NotOnPhase`]; [`Code::FutureDate`] of an actual date after today.
    pub fn report(&mut self, id: WorkPackageId, report: Report) -> Result<(), Refusal> {
        let today = self.today;
        let Report { progress, actual_start, actual_finish, remaining_days, blocked_reason, note } = report;
        if [actual_start, actual_finish].into_iter().flatten().any(|date| date > today) {
            return Err(Refusal::from(Code::FutureDate).with("today", &today));
        }
        let now = self.now;
        let row = self.work_mut(id)?;
        let before = row.clone();
        let finishes = actual_finish.is_some() || progress == Some(100);
        let reopens = !finishes && progress.is_some();
        if reopens {
            row.actual_finish_on = None;
        }
        if finishes {
            row.actual_finish_on = actual_finish.or(row.actual_finish_on).or(Some(today));
            row.remaining_days = None;
        }
        let begins = finishes || progress.is_some_and(|progress| progress > 0) || remaining_days.is_some();
        let begun = row.actual_start_on.or(begins.then(|| row.actual_finish_on.unwrap_or(today)));
        row.actual_start_on = actual_start.or(begun);
        row.progress = if finishes { 100 } else { progress.unwrap_or(row.progress) };
        row.remaining_days = remaining_days.or(row.remaining_days.filter(|_| progress.is_none()));
        row.blocked_reason = blocked_reason.unwrap_or_else(|| row.blocked_reason.take());
        row.reported_on = Some(today);
        row.done = row.is_reported_done();
        let report = kept(&before, row, (now, today), note);
        self.reports.push(report);
        Ok(())
    }
}

/// A report as it is kept: what was known of the work package before and is known now.
fn kept(
    before: &work_package::Model,
    after: &work_package::Model,
    (at, reported_on): (DateTime<Utc>, NaiveDate),
    note: Option<String>,
) -> progress_report::Model {
    progress_report::Model {
        id: ReportId(new_id()),
        campaign_id: after.campaign_id,
        work_package_id: after.id,
        at,
        reported_on,
        user_id: None,
        progress: after.progress,
        actual_start_on: after.actual_start_on,
        actual_finish_on: after.actual_finish_on,
        remaining_days: after.remaining_days,
        blocked_reason: after.blocked_reason.clone(),
        note,
        previous_progress: before.progress,
        previous_actual_start_on: before.actual_start_on,
        previous_actual_finish_on: before.actual_finish_on,
        previous_remaining_days: before.remaining_days,
        previous_blocked_reason: before.blocked_reason.clone(),
        previous_reported_on: before.reported_on,
    }
}
