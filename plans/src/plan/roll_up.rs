//! Groups of work packages as of a day: phases, departments, the whole campaign.

use chrono::NaiveDate;
use entity::WorkPackageId;
use schedule::{EarnedValue, LateOrigin, LateStatus, Outlook, TaskId};

/// The late statuses, the most pressing first: the order of [`RollUp::counts`], and what a group's own is.
pub const STATUSES: [LateStatus; 8] = [
    LateStatus::Late,
    LateStatus::AtRisk,
    LateStatus::Behind,
    LateStatus::OnTrack,
    LateStatus::Ahead,
    LateStatus::NotDue,
    LateStatus::DoneLate,
    LateStatus::Done,
];

/// The leaves of a group in sum.
#[derive(Clone, Debug)]
pub struct RollUp {
    /// First and last day, as planned.
    pub planned: Option<(NaiveDate, NaiveDate)>,
    /// First and last day, as forecast.
    pub forecast: Option<(NaiveDate, NaiveDate)>,
    /// When the first of it was begun.
    pub actual_start: Option<NaiveDate>,
    /// When the last of it was finished so far.
    last_actual_finish: Option<NaiveDate>,
    /// Progress and what is expected of it.
    pub value: EarnedValue,
    /// Leaves by status, in the order of [`STATUSES`]: all, and those late by their own doing.
    pub counts: [(u32, u32); 8],
}

impl RollUp {
    /// Sums leaves up.
    #[must_use]
    pub fn new(outlook: &Outlook<WorkPackageId>, leaves: &[TaskId]) -> Self {
        let mut sum = Self {
            planned: None,
            forecast: None,
            actual_start: None,
            last_actual_finish: None,
            value: outlook.earned_value(leaves.iter().copied()),
            counts: [(0, 0); 8],
        };
        for task in leaves {
            sum.add(outlook, *task);
        }
        sum
    }

    fn add(&mut self, outlook: &Outlook<WorkPackageId>, task: TaskId) {
        let Some(task_outlook) = outlook.task_outlook(task) else { return };
        let row = outlook.plan().network().task(task);
        let forecast = row.kind.days(task_outlook.forecast);
        self.planned = span(self.planned, outlook.plan().days(task));
        self.forecast = span(self.forecast, Some(forecast));
        self.actual_start = [self.actual_start, row.actual_start].into_iter().flatten().min();
        self.last_actual_finish = self.last_actual_finish.max(row.actual_finish);
        let of_status =
            STATUSES.iter().zip(&mut self.counts).find(|(status, _)| **status == task_outlook.status);
        if let Some((_, (all, own))) = of_status {
            *all += 1;
            *own += u32::from(task_outlook.origin == Some(LateOrigin::Own));
        }
    }

    /// How many leaves there are.
    #[must_use]
    pub fn leaf_count(&self) -> u32 {
        self.counts.iter().map(|(all, _)| all).sum()
    }

    /// How many leaves have a status.
    #[must_use]
    pub fn count(&self, status: LateStatus) -> u32 {
        let found = STATUSES.iter().zip(&self.counts).find(|(of, _)| **of == status);
        found.map_or(0, |(_, (all, _))| *all)
    }

    /// The most pressing status of a leaf.
    #[must_use]
    pub fn status(&self) -> LateStatus {
        let found = STATUSES.iter().zip(&self.counts).find(|(_, (all, _))| *all > 0);
        found.map_or(LateStatus::NotDue, |(status, _)| *status)
    }

    /// Whose doing that is: their own, where any of these leaves is late by its own doing.
    #[must_use]
    pub fn origin(&self) -> Option<LateOrigin> {
        let status = self.status();
        let is_late = matches!(status, LateStatus::Late | LateStatus::AtRisk | LateStatus::DoneLate);
        let own =
            STATUSES.iter().zip(&self.counts).find(|(of, _)| **of == status).map_or(0, |(_, (_, own))| *own);
        is_late.then_some(if own > 0 { LateOrigin::Own } else { LateOrigin::Inherited })
    }

    /// Whether all of it is done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(self.status(), LateStatus::Done | LateStatus::DoneLate)
    }

    /// When it was finished, if it is.
    #[must_use]
    pub fn actual_finish(&self) -> Option<NaiveDate> {
        self.last_actual_finish.filter(|_| self.is_done())
    }
}

/// The least span that holds both.
fn span(
    a: Option<(NaiveDate, NaiveDate)>,
    b: Option<(NaiveDate, NaiveDate)>,
) -> Option<(NaiveDate, NaiveDate)> {
    match (a, b) {
        (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
        (a, b) => a.or(b),
    }
}
