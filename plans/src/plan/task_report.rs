//! A work package as of a day: what a status report says of it, and of a phase what its work comes to.

use chrono::NaiveDate;
use schedule::{LateOrigin, LateStatus, Planned, TaskId, TaskOutlook};

use super::roll_up::RollUp;
use super::snapshot::Snapshot;
use super::status_report::StatusReport;

/// A work package as of a day.
#[derive(Clone, Copy, Debug)]
pub struct TaskReport<'a> {
    /// Its campaign.
    pub snapshot: &'a Snapshot,
    /// The campaign as of the day.
    pub report: &'a StatusReport,
    /// Which work package.
    pub task: TaskId,
}

impl TaskReport<'_> {
    /// What the plan says of it; `None` of a phase.
    #[must_use]
    pub fn leaf(&self) -> Option<Planned> {
        self.snapshot.plan.leaf(self.task)
    }

    /// How it stands; `None` of a phase.
    #[must_use]
    pub fn outlook(&self) -> Option<TaskOutlook> {
        self.report.outlook.task_outlook(self.task)
    }

    /// First and last day of the baseline.
    #[must_use]
    pub fn baseline(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.report.outlook.baseline()?.days(self.task)
    }

    /// First and last day of the forecast.
    #[must_use]
    pub fn forecast(&self) -> Option<(NaiveDate, NaiveDate)> {
        match self.outlook() {
            Some(outlook) => Some(self.snapshot.network().task(self.task).kind.days(outlook.forecast)),
            None => self.report.phase(self.task)?.forecast,
        }
    }

    /// The days on which it was begun and finished.
    #[must_use]
    pub fn actual(&self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let row = self.snapshot.row(self.task);
        match self.report.phase(self.task) {
            Some(phase) => (phase.actual_start, phase.actual_finish()),
            None => (row.actual_start_on, row.actual_finish_on),
        }
    }

    /// Whether it has no slack left; of a phase, whether anything in it has none.
    #[must_use]
    pub fn is_critical(&self) -> bool {
        self.leaf().map_or_else(
            || self.snapshot.plan.phase(self.task).is_some_and(|phase| phase.critical),
            |planned| planned.critical,
        )
    }

    /// How it stands; of a phase, the most pressing of its work.
    #[must_use]
    pub fn late_status(&self) -> LateStatus {
        match self.outlook() {
            Some(outlook) => outlook.status,
            None => self.report.phase(self.task).map_or(LateStatus::NotDue, RollUp::status),
        }
    }

    /// Whose doing its lateness is; `None` where it is not late.
    #[must_use]
    pub fn late_origin(&self) -> Option<LateOrigin> {
        match self.outlook() {
            Some(outlook) => outlook.origin,
            None => self.report.phase(self.task)?.origin(),
        }
    }

    /// Where its lateness began; `None` of a phase and where it is not late.
    #[must_use]
    pub fn root_cause(&self) -> Option<schedule::RootCause> {
        let is_late = self.outlook().is_some_and(|outlook| outlook.origin.is_some());
        is_late.then(|| self.report.outlook.root_cause(self.task)).flatten()
    }
}
