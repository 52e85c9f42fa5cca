use chrono::NaiveDate;
use entity::WorkPackageId;
use schedule::{Boundary, Planned, Standing, TaskId};

use super::dates::{Actual, Dates, Variance};
use super::reason::Reason;
use super::root_cause::RootCause;
use super::table::days_off;
use crate::graphql::department::Department;
use crate::graphql::enums::{
    DayEdge, LateOrigin, LateStatus, Priority, SchedulingMode, WorkPackageKind, WorkStatus,
};
use crate::graphql::finding::Finding;
use crate::graphql::scalar::{Date, Id};
use crate::graphql::text::Locale;
use crate::graphql::user::User;
use crate::graphql::view_id::ViewId;
use crate::graphql::work_package::{Constraint, Deadline, WorkPackage};
use crate::graphql::written::written;
use crate::plan::{Facts, RollUp, Snapshot};

/// One work package as of a day.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub snapshot: &'a Snapshot,
    pub facts: &'a Facts,
    pub task: TaskId,
    pub locale: Locale,
}

impl<'a> Row<'a> {
    fn work_package(&self) -> WorkPackage<'a> {
        WorkPackage { snapshot: self.snapshot, task: self.task }
    }

    pub(super) fn stored(&self) -> &'a entity::work_package::Model {
        self.snapshot.row(self.task)
    }

    fn leaf(&self) -> Option<Planned> {
        self.snapshot.plan.leaf(self.task)
    }

    fn standing(&self) -> Option<Standing> {
        self.facts.outlook.standing(self.task)
    }

    /// First and last day, as planned.
    fn planned(&self) -> Option<Dates> {
        let (start, finish) = self.snapshot.plan.days(self.task)?;
        Some(Dates { start, finish, days: self.working_days(start, finish) })
    }

    fn baseline(&self) -> Option<Dates> {
        let (start, finish) = self.facts.outlook.baseline()?.days(self.task)?;
        Some(Dates { start, finish, days: self.working_days(start, finish) })
    }

    /// First and last day, as forecast.
    pub(crate) fn forecast(&self) -> Option<Dates> {
        let (start, finish) = match self.standing() {
            Some(standing) => self.snapshot.network().task(self.task).kind.days(standing.forecast),
            None => self.facts.phase(self.snapshot, self.task)?.forecast?,
        };
        Some(Dates { start, finish, days: self.working_days(start, finish) })
    }

    /// Working days from one day to another of its own calendar; 0 of a milestone.
    fn working_days(&self, start: NaiveDate, finish: NaiveDate) -> i32 {
        if self.stored().kind == entity::WorkPackageKind::Milestone {
            return 0;
        }
        let calendar = self.snapshot.network().calendar_of(self.task);
        calendar.working_days(Boundary::opening(start), Boundary::closing(finish))
    }

    fn variance(&self) -> Option<Variance> {
        let (planned, baseline) = (self.planned()?, self.baseline()?);
        let (start, finish) = match self.standing().and_then(|standing| standing.variance) {
            Some(found) => (found.start, found.finish),
            None => (
                self.signed_days(baseline.start, planned.start),
                self.signed_days(baseline.finish, planned.finish),
            ),
        };
        Some(Variance { start, finish, duration: planned.days - baseline.days })
    }

    /// Working days from one day to another, the first not counted; negative if the other comes before.
    fn signed_days(&self, from: NaiveDate, to: NaiveDate) -> i32 {
        let calendar = self.snapshot.network().calendar_of(self.task);
        calendar.working_days(Boundary::closing(from), Boundary::closing(to))
    }

    /// Progress that should be reached by the close of the day, in whole per cent.
    fn expected_progress(&self) -> Option<i32> {
        let percent = match self.standing() {
            Some(standing) => Some(standing.expected.percent()),
            None => self.facts.phase(self.snapshot, self.task)?.value.expected_percent(),
        };
        percent.map(whole)
    }

    /// Whether it has no slack left.
    pub(crate) fn is_critical(&self) -> bool {
        self.leaf().map_or_else(
            || self.snapshot.plan.phase(self.task).is_some_and(|phase| phase.critical),
            |planned| planned.critical,
        )
    }

    /// How it stands.
    pub(crate) fn late_status(&self) -> LateStatus {
        let status = match self.standing() {
            Some(standing) => standing.status,
            None => self
                .facts
                .phase(self.snapshot, self.task)
                .map_or(schedule::LateStatus::NotDue, RollUp::status),
        };
        status.into()
    }

    /// Whose doing its lateness is.
    pub(crate) fn late_origin(&self) -> Option<LateOrigin> {
        match self.standing() {
            Some(standing) => standing.origin.map(Into::into),
            None => self.facts.phase(self.snapshot, self.task)?.origin().map(Into::into),
        }
    }

    fn root_cause(&self) -> Option<RootCause<'a>> {
        let is_late = self.standing().is_some_and(|standing| standing.origin.is_some());
        let cause = is_late.then(|| self.facts.outlook.root_cause(self.task)).flatten()?;
        Some(RootCause { snapshot: self.snapshot, cause })
    }

    fn actual(&self) -> Option<Actual> {
        let (start, finish) = match self.facts.phase(self.snapshot, self.task) {
            Some(phase) => (phase.actual_start, phase.actual_finish()),
            None => (self.stored().actual_start_on, self.stored().actual_finish_on),
        };
        start.or(finish).map(|_| Actual { start, finish })
    }

    /// Days off of its own calendar, from its first day to its last, planned or forecast; none where its calendar is the
    /// campaign's.
    fn non_working_days(&self) -> Option<Vec<Date>> {
        let network = self.snapshot.network();
        let calendar = network.calendar_of(self.task);
        let of_campaign = network.campaign().calendars.get(usize::from(network.campaign().calendar.0))?;
        if std::ptr::eq(calendar, &raw const **of_campaign) {
            return None;
        }
        let spans = [self.planned(), self.forecast()].into_iter().flatten();
        let ends: Vec<_> = spans.flat_map(|dates| [dates.start, dates.finish]).collect();
        Some(days_off(calendar, ends.into_iter()))
    }

    fn findings(&self) -> Vec<Finding<'a>> {
        let (snapshot, facts, locale) = (self.snapshot, self.facts, self.locale);
        facts.of(self.task).map(|row| Finding { snapshot, facts, row, locale }).collect()
    }
}

/// The whole per cent that are reached.
pub(super) fn whole(percent: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a percentage of 0 to 100")]
    let whole = (percent + 1e-9).floor() as i32;
    whole
}

written! {
    /// One row of a progress table: a work package as of the table's day.
    impl['a] Row<'a> as "ProgressRow";
    /// Opaque id for client caches.  Equal for the same work package, as-of date and baseline.
    id: Id<ViewId> = |row| Id(ViewId::of("row", row.stored().id).and_facts(row.facts));
    /// The id of the work package.
    workPackageId: Id<WorkPackageId> = |row| Id(row.stored().id);
    /// What people call it by: `D11-42`.
    key: String = |row| row.work_package().key();
    /// Its code in the outline: `3.2.1`.
    wbs: &'a str = |row| row.snapshot.wbs(row.task);
    /// How many phases it lies in: 0 at the top.
    depth: i32 = |row| row.snapshot.depth(row.task).into();
    /// The id of the phase that it is in.
    parentId: Option<Id<WorkPackageId>> = |row| row.stored().parent_id.map(Id);
    /// What it is.
    kind: WorkPackageKind = |row| row.stored().kind.into();
    /// What is to be done.
    title: &'a str = |row| &row.stored().title;
    /// The department that does it.
    department: Option<Department<'a>> = |row| row.work_package().department();
    /// The person in charge.
    accountable: Option<User<'a>> = |row| row.work_package().accountable();
    /// How far it is, as people report it.
    status: WorkStatus = |row| row.work_package().status();
    /// Why it cannot go on.
    blockedReason: Option<&'a str> = |row| row.stored().blocked_reason.as_deref();
    /// How pressing people say it is.
    priority: Priority = |row| row.stored().priority.into();
    /// Progress in percent, 0 to 100, as reported.  For a phase the weighted progress of its work packages, below 100 while
    /// any of them is open.  Weights are estimated hours if every task has them, else durations, else 1 (only milestones).
    progress: i32 = |row| row.snapshot.progress(row.task);
    /// Per cent that should be done by the close of the day, on the baseline's dates where it has them; rounded down.
    expectedProgress: Option<i32> = |row| row.expected_progress();
    /// Working days that are left of it.
    remainingDays: Option<i32> = |row| row.standing().map(|standing| standing.remaining);
    /// Whether its dates follow from the logic of the plan.
    mode: SchedulingMode = |row| row.stored().mode.into();
    /// Which end of its day a milestone stands at; absent for others.
    milestoneEdge: Option<DayEdge> = |row| row.stored().milestone_edge.map(Into::into);
    /// What its dates are held to.
    constraint: Option<Constraint> = |row| Constraint::of(row.stored());
    /// What its finish must not pass.
    deadline: Option<Deadline> = |row| Deadline::of(row.stored());
    /// Working days kept free before its deadline or anchor.
    bufferDays: i32 = |row| row.stored().buffer_days;
    /// Where the plan has it.
    planned: Option<Dates> = |row| row.planned();
    /// Where the baseline has it.
    baseline: Option<Dates> = |row| row.baseline();
    /// When it really was begun and finished.
    actual: Option<Actual> = |row| row.actual();
    /// Where it is headed, as of the day.
    forecast: Option<Dates> = |row| row.forecast();
    /// Planned less baseline, in working days.
    variance: Option<Variance> = |row| row.variance();
    /// Working days that it can slip without anything passing its required date; negative if something already does.
    totalSlack: Option<i32> = |row| row.leaf().map(|planned| planned.total_slack);
    /// Working days that it can slip without moving any successor.
    freeSlack: Option<i32> = |row| row.leaf().map(|planned| planned.free_slack);
    /// Working days between its early finish and its deadline.
    slackToDeadline: Option<i32> = |row| row.leaf().and_then(|planned| planned.slack_to_deadline);
    /// Working days between its late finish and its forecast finish; negative if the forecast misses what follows.
    forecastSlack: Option<i32> = |row| row.standing().map(|standing| standing.forecast_slack);
    /// Whether it has no slack left; of a phase, whether anything in it has none.
    critical: bool = |row| row.is_critical();
    /// How it stands; of a phase, the most pressing of its work.
    lateStatus: LateStatus = |row| row.late_status();
    /// Whose doing its lateness is: absent where it is not late.
    lateOrigin: Option<LateOrigin> = |row| row.late_origin();
    /// Working days that it is forecast to finish late; 0 where it is not.
    delayDays: Option<i32> = |row| row.standing().map(|standing| standing.delay);
    /// Where its lateness began; absent where it is not late.
    rootCause: Option<RootCause<'a>> = |row| row.root_cause();
    /// What decides its planned dates.
    reason: Reason<'a> = |row| Reason::of_plan(row.snapshot, row.task);
    /// What decides its forecast.
    forecastReason: Reason<'a> = |row| Reason::of_forecast(row.snapshot, row.facts, row.task);
    /// Non-working dates of its calendar between its first and its last date, planned or forecast.  Null if it uses the
    /// campaign's calendar: use `ProgressTable.nonWorkingDays`.
    nonWorkingDays: Option<Vec<Date>> = |row| row.non_working_days();
    /// What there is to say of it, the most pressing first.
    findings: Vec<Finding<'a>> = |row| row.findings();
    /// The same work package with all that it stores.
    workPackage: WorkPackage<'a> = |row| row.work_package();
}
