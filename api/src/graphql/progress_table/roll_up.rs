use std::collections::BTreeMap;

use chrono::NaiveDate;
use macros::serialised_object;
use schedule::TaskId;

use super::dates::Dates;
use super::row::whole;
use crate::graphql::department::Department;
use crate::graphql::enums::{LateOrigin, LateStatus};
use crate::graphql::scalar::Date;
use crate::graphql::work_package::WorkPackage;
use crate::plan::{RollUp, STATUSES, Snapshot, StatusReport};

/// A group of work in sum.
pub(crate) struct Progress<'a> {
    snapshot: &'a Snapshot,
    pub(super) sum: RollUp,
}

impl<'a> Progress<'a> {
    pub(super) const fn of(snapshot: &'a Snapshot, sum: RollUp) -> Self {
        Self { snapshot, sum }
    }

    /// Days with the working days of the campaign's calendar between them.
    fn dates(&self, days: Option<(NaiveDate, NaiveDate)>) -> Option<Dates> {
        let (start, finish) = days?;
        let campaign = self.snapshot.network().campaign();
        let calendar = campaign.calendars.get(usize::from(campaign.calendar.0))?;
        let (opening, closing) = (schedule::Boundary::opening(start), schedule::Boundary::closing(finish));
        let duration_days = calendar.working_days(opening, closing);
        Some(Dates { start: Date(start), finish: Date(finish), duration_days })
    }
}

fn count(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// A group of tasks and milestones in sum, as of the table's day.
#[serialised_object(name = "ProgressSummary")]
impl Progress<'_> {
    /// How many tasks and milestones there are.
    fn work_package_count(&self) -> i32 {
        count(self.sum.leaf_count())
    }

    /// The first and last day, as planned.
    fn planned(&self) -> Option<Dates> {
        self.dates(self.sum.planned)
    }

    /// The first and last day, as forecast.
    fn forecast(&self) -> Option<Dates> {
        self.dates(self.sum.forecast)
    }

    /// Progress in percent, 0 to 100, rounded down, and below 100 while any work package is open.  Weights
    /// are estimated hours if every task has them, else durations, else 1 (only milestones).
    fn progress(&self) -> i32 {
        self.sum.value.progress.map_or(0, i32::from)
    }

    /// Per cent that should be done by the close of the day; rounded down.
    fn expected_progress(&self) -> Option<i32> {
        self.sum.value.expected_percent().map(whole)
    }

    /// The schedule performance index: earned over planned value.  Below 1 is behind; absent while nothing is
    /// planned.
    fn spi(&self) -> Option<f64> {
        self.sum.value.spi().map(|spi| (spi * 10_000.0).round() / 10_000.0)
    }

    /// The most pressing status of any of it.
    fn late_status(&self) -> LateStatus {
        self.sum.status().into()
    }

    /// Whose doing that is.
    fn late_origin(&self) -> Option<LateOrigin> {
        self.sum.origin().map(Into::into)
    }

    /// How many stand how, the most pressing first; statuses that none has are left out.
    fn counts(&self) -> Vec<StatusCount> {
        let counted = STATUSES.iter().zip(self.sum.counts).filter(|(_, (all, _))| *all > 0);
        counted.map(|(status, (all, own))| StatusCount { status: *status, all, own }).collect()
    }
}

/// How many stand so.
#[derive(Clone, Copy)]
pub(crate) struct StatusCount {
    status: schedule::LateStatus,
    all: u32,
    own: u32,
}

/// How many tasks and milestones stand so, and by whose doing.
#[serialised_object(name = "LateStatusCount")]
impl StatusCount {
    /// How.
    fn late_status(&self) -> LateStatus {
        self.status.into()
    }

    /// How many.
    fn count(&self) -> i32 {
        count(self.all)
    }

    /// Of them, late by their own doing.
    fn own_count(&self) -> i32 {
        count(self.own)
    }

    /// Of them, late by the doing of others.
    fn inherited_count(&self) -> i32 {
        match self.status {
            schedule::LateStatus::Late | schedule::LateStatus::AtRisk | schedule::LateStatus::DoneLate => {
                count(self.all - self.own)
            }
            schedule::LateStatus::Done
            | schedule::LateStatus::Behind
            | schedule::LateStatus::OnTrack
            | schedule::LateStatus::Ahead
            | schedule::LateStatus::NotDue => 0,
        }
    }
}

/// A phase in sum.
pub(crate) struct PhaseRollUp<'a> {
    pub task: TaskId,
    pub progress: Progress<'a>,
}

/// The work of a phase in sum, whatever the filter.
#[serialised_object(name = "PhaseProgress")]
impl<'a> PhaseRollUp<'a> {
    /// The phase.
    fn phase(&self) -> WorkPackage<'a> {
        WorkPackage { snapshot: self.progress.snapshot, task: self.task }
    }

    /// Its work.
    fn summary(&self) -> Progress<'a> {
        Progress { snapshot: self.progress.snapshot, sum: self.progress.sum.clone() }
    }
}

/// A department in sum; none is work that has no department.
pub(crate) struct DepartmentRollUp<'a> {
    place: Option<usize>,
    progress: Progress<'a>,
}

impl<'a> DepartmentRollUp<'a> {
    /// Of each department that has any of these leaves; those without one last.
    pub(super) fn all(snapshot: &'a Snapshot, report: &StatusReport, leaves: &[TaskId]) -> Vec<Self> {
        let mut by_department = BTreeMap::<usize, Vec<TaskId>>::new();
        for task in leaves {
            let id = snapshot.row(*task).department_id;
            let place = id.and_then(|id| snapshot.directory.department(id)).unwrap_or(usize::MAX);
            by_department.entry(place).or_default().push(*task);
        }
        let sum = |(place, leaves): (usize, Vec<TaskId>)| Self {
            place: (place != usize::MAX).then_some(place),
            progress: Progress::of(snapshot, RollUp::new(&report.outlook, &leaves)),
        };
        by_department.into_iter().map(sum).collect()
    }
}

/// The work of a department in sum.
#[serialised_object(name = "DepartmentProgress")]
impl<'a> DepartmentRollUp<'a> {
    /// The department; absent for work that has none.
    fn department(&self) -> Option<Department<'a>> {
        self.place.and_then(|place| Department::at(&self.progress.snapshot.directory, place))
    }

    /// Its work.
    fn summary(&self) -> Progress<'a> {
        Progress { snapshot: self.progress.snapshot, sum: self.progress.sum.clone() }
    }
}
