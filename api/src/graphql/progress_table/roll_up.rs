use std::collections::BTreeMap;

use chrono::NaiveDate;
use schedule::TaskId;

use super::dates::Dates;
use super::row::whole;
use crate::graphql::department::Department;
use crate::graphql::enums::{LateOrigin, LateStatus};
use crate::graphql::work_package::WorkPackage;
use crate::graphql::written::written;
use crate::plan::{Facts, RollUp, STATUSES, Snapshot};

/// A group of work in sum.
pub(crate) struct Progress<'a> {
    snapshot: &'a Snapshot,
    sum: RollUp,
}

impl<'a> Progress<'a> {
    pub(super) const fn of(snapshot: &'a Snapshot, sum: RollUp) -> Self {
        Self { snapshot, sum }
    }

    pub(super) const fn planned(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.sum.planned
    }

    pub(super) const fn forecast(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.sum.forecast
    }

    /// Days with the working days of the campaign's calendar between them.
    fn dates(&self, days: Option<(NaiveDate, NaiveDate)>) -> Option<Dates> {
        let (start, finish) = days?;
        let campaign = self.snapshot.network().campaign();
        let calendar = campaign.calendars.get(usize::from(campaign.calendar.0))?;
        let (opening, closing) = (schedule::Boundary::opening(start), schedule::Boundary::closing(finish));
        Some(Dates { start, finish, days: calendar.working_days(opening, closing) })
    }

    fn progress(&self) -> i32 {
        self.sum.value.progress.map_or(0, i32::from)
    }

    fn counts(&self) -> Vec<StatusCount> {
        let counted = STATUSES.iter().zip(self.sum.counts).filter(|(_, (all, _))| *all > 0);
        counted.map(|(status, (all, own))| StatusCount { status: *status, all, own }).collect()
    }
}

fn count(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

written! {
    /// A group of tasks and milestones in sum, as of the table's day.
    impl['a] Progress<'a> as "ProgressSummary";
    /// How many tasks and milestones there are.
    workPackageCount: i32 = |it| count(it.sum.leaf_count());
    /// The first and last day, as planned.
    planned: Option<Dates> = |it| it.dates(it.sum.planned);
    /// The first and last day, as forecast.
    forecast: Option<Dates> = |it| it.dates(it.sum.forecast);
    /// Progress in percent, 0 to 100, rounded down, and below 100 while any work package is open.  Weights are estimated
    /// hours if every task has them, else durations, else 1 (only milestones).
    progress: i32 = |it| it.progress();
    /// Per cent that should be done by the close of the day; rounded down.
    expectedProgress: Option<i32> = |it| it.sum.value.expected_percent().map(whole);
    /// The schedule performance index: earned over planned value.  Below 1 is behind; absent while nothing is planned.
    spi: Option<f64> = |it| it.sum.value.spi().map(|spi| (spi * 10_000.0).round() / 10_000.0);
    /// The most pressing status of any of it.
    lateStatus: LateStatus = |it| it.sum.status().into();
    /// Whose doing that is.
    lateOrigin: Option<LateOrigin> = |it| it.sum.origin().map(Into::into);
    /// How many stand how, the most pressing first; statuses that none has are left out.
    counts: Vec<StatusCount> = |it| it.counts();
}

/// How many stand so.
#[derive(Clone, Copy)]
pub(crate) struct StatusCount {
    status: schedule::LateStatus,
    all: u32,
    own: u32,
}

written! {
    /// How many tasks and milestones stand so, and by whose doing.
    impl[] StatusCount as "LateStatusCount";
    /// How.
    lateStatus: LateStatus = |it| it.status.into();
    /// How many.
    count: i32 = |it| count(it.all);
    /// Of them, late by their own doing.
    ownCount: i32 = |it| count(it.own);
    /// Of them, late by the doing of others.
    inheritedCount: i32 = |it| match it.status {
        schedule::LateStatus::Late | schedule::LateStatus::AtRisk | schedule::LateStatus::DoneLate => {
            count(it.all - it.own)
        }
        schedule::LateStatus::Done
        | schedule::LateStatus::Behind
        | schedule::LateStatus::OnTrack
        | schedule::LateStatus::Ahead
        | schedule::LateStatus::NotDue => 0,
    };
}

/// A phase in sum.
pub(crate) struct PhaseRollUp<'a> {
    pub task: TaskId,
    pub progress: Progress<'a>,
}

written! {
    /// The work of a phase in sum, whatever the filter.
    impl['a] PhaseRollUp<'a> as "PhaseProgress";
    /// The phase.
    phase: WorkPackage<'a> = |it| WorkPackage { snapshot: it.progress.snapshot, task: it.task };
    /// Its work.
    summary: Progress<'a> = |it| Progress { snapshot: it.progress.snapshot, sum: it.progress.sum.clone() };
}

/// A department in sum; none is work that has no department.
pub(crate) struct DepartmentRollUp<'a> {
    place: Option<usize>,
    progress: Progress<'a>,
}

impl<'a> DepartmentRollUp<'a> {
    /// Of each department that has any of these leaves; those without one last.
    pub(super) fn all(snapshot: &'a Snapshot, facts: &Facts, leaves: &[TaskId]) -> Vec<Self> {
        let mut by_department = BTreeMap::<usize, Vec<TaskId>>::new();
        for task in leaves {
            let id = snapshot.row(*task).department_id;
            let place = id.and_then(|id| snapshot.directory.department(id)).unwrap_or(usize::MAX);
            by_department.entry(place).or_default().push(*task);
        }
        let sum = |(place, leaves): (usize, Vec<TaskId>)| Self {
            place: (place != usize::MAX).then_some(place),
            progress: Progress::of(snapshot, RollUp::new(snapshot, &facts.outlook, &leaves)),
        };
        by_department.into_iter().map(sum).collect()
    }
}

written! {
    /// The work of a department in sum.
    impl['a] DepartmentRollUp<'a> as "DepartmentProgress";
    /// The department; absent for work that has none.
    department: Option<Department<'a>> = |it| {
        it.place.and_then(|place| Department::at(&it.progress.snapshot.directory, place))
    };
    /// Its work.
    summary: Progress<'a> = |it| Progress { snapshot: it.progress.snapshot, sum: it.progress.sum.clone() };
}
