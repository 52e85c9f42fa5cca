use chrono::{Days, NaiveDate};
use entity::WorkPackageId;
use macros::serialised_object;
use schedule::{Boundary, Planned, TaskId, TaskOutlook};

use super::dates::{Actual, Dates, Variance};
use super::reason::Reason;
use super::root_cause::RootCause;
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
use crate::plan::{Snapshot, StatusReport, TaskReport};

/// One work package as of a day.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub snapshot: &'a Snapshot,
    pub report: &'a StatusReport,
    pub task: TaskId,
    pub locale: Locale,
}

impl<'a> Row<'a> {
    pub(super) fn stored(&self) -> &'a entity::work_package::Model {
        self.snapshot.row(self.task)
    }

    fn as_of_day(&self) -> TaskReport<'a> {
        TaskReport { snapshot: self.snapshot, report: self.report, task: self.task }
    }

    fn leaf(&self) -> Option<Planned> {
        self.as_of_day().leaf()
    }

    fn task_outlook(&self) -> Option<TaskOutlook> {
        self.as_of_day().outlook()
    }

    /// From one day to another, with the working days of its own calendar; 0 of a milestone.
    fn span(&self, start: NaiveDate, finish: NaiveDate) -> Dates {
        Dates::of(self.snapshot, self.task, (start, finish))
    }

    /// Working days from one day to another, the first not counted; negative if the other comes before.
    fn signed_days(&self, from: NaiveDate, to: NaiveDate) -> i32 {
        let calendar = self.snapshot.network().calendar_of(self.task);
        calendar.working_days(Boundary::closing(from), Boundary::closing(to))
    }
}

/// The whole per cent that are reached.
pub(super) fn whole(percent: f64) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a percentage of 0 to 100")]
    let whole = (percent + 1e-9).floor() as i32;
    whole
}

/// One row of a progress table: a work package as of the table's day.
#[serialised_object(name = "ProgressRow")]
impl<'a> Row<'a> {
    /// Opaque id for client caches.  Equal for the same work package, as-of date and baseline.
    fn id(&self) -> Id<ViewId> {
        Id(ViewId::of("self", self.stored().id).and_report(self.report))
    }

    /// The id of the work package.
    fn work_package_id(&self) -> Id<WorkPackageId> {
        Id(self.stored().id)
    }

    /// Key: the campaign's key and a number that is never given again, such as `D11-42`.
    fn key(&self) -> String {
        self.work_package().full_key()
    }

    /// Its code in the outline: `3.2.1`.
    fn wbs(&self) -> &'a str {
        self.snapshot.wbs(self.task)
    }

    /// How many phases it lies in: 0 at the top.
    fn depth(&self) -> i32 {
        self.snapshot.depth(self.task).into()
    }

    /// The id of the phase that it is in.
    fn parent_id(&self) -> Option<Id<WorkPackageId>> {
        self.stored().parent_id.map(Id)
    }

    /// What it is.
    fn kind(&self) -> WorkPackageKind {
        self.stored().kind.into()
    }

    /// What is to be done.
    fn title(&self) -> &'a str {
        &self.stored().title
    }

    /// The department that does it.
    fn department(&self) -> Option<Department<'a>> {
        self.work_package().department_in_charge()
    }

    /// The person in charge.
    fn accountable(&self) -> Option<User<'a>> {
        self.work_package().person_in_charge()
    }

    /// How far it is, as people report it.
    fn status(&self) -> WorkStatus {
        self.work_package().reported_status()
    }

    /// Why it cannot go on.
    fn blocked_reason(&self) -> Option<&'a str> {
        self.stored().blocked_reason.as_deref()
    }

    /// How pressing people say it is.
    fn priority(&self) -> Priority {
        self.stored().priority.into()
    }

    /// Progress in percent, 0 to 100, as reported.  For a phase the weighted progress of its work packages,
    /// below 100 while any of them is open.  Weights are estimated hours if every task has them, else
    /// durations, else 1 (only milestones).
    fn progress(&self) -> i32 {
        self.snapshot.progress(self.task)
    }

    /// Per cent that should be done by the close of the day, on the baseline's dates where it has them;
    /// rounded down.
    fn expected_progress(&self) -> Option<i32> {
        let percent = match self.task_outlook() {
            Some(task_outlook) => Some(task_outlook.expected.percent()),
            None => self.report.phase(self.task)?.value.expected_percent(),
        };
        percent.map(whole)
    }

    /// Working days that are left of it.
    fn remaining_days(&self) -> Option<i32> {
        self.task_outlook().map(|outlook| outlook.remaining)
    }

    /// Whether its dates follow from the logic of the plan.
    fn mode(&self) -> SchedulingMode {
        self.stored().mode.into()
    }

    /// Which end of its day a milestone stands at; absent for others.
    fn milestone_edge(&self) -> Option<DayEdge> {
        self.stored().milestone_edge.map(Into::into)
    }

    /// What its dates are held to.
    fn constraint(&self) -> Option<Constraint> {
        Constraint::of(self.stored())
    }

    /// What its finish must not pass.
    fn deadline(&self) -> Option<Deadline> {
        Deadline::of(self.stored())
    }

    /// Working days kept free before its deadline or anchor.
    fn buffer_days(&self) -> i32 {
        self.stored().buffer_days
    }

    /// Where the plan has it.
    fn planned(&self) -> Option<Dates> {
        let (start, finish) = self.snapshot.plan.days(self.task)?;
        Some(self.span(start, finish))
    }

    /// Where the baseline has it.
    fn baseline(&self) -> Option<Dates> {
        let (start, finish) = self.as_of_day().baseline()?;
        Some(self.span(start, finish))
    }

    /// When it really was begun and finished.
    fn actual(&self) -> Option<Actual> {
        let (start, finish) = self.as_of_day().actual();
        start.or(finish).map(|_| Actual { start: start.map(Date), finish: finish.map(Date) })
    }

    /// Where it is headed, as of the day.
    pub(crate) fn forecast(&self) -> Option<Dates> {
        let (start, finish) = self.as_of_day().forecast()?;
        Some(self.span(start, finish))
    }

    /// Planned less baseline, in working days.
    fn variance(&self) -> Option<Variance> {
        let (planned, baseline) = (self.planned()?, self.baseline()?);
        let (start_days, finish_days) = match self.task_outlook().and_then(|outlook| outlook.variance) {
            Some(found) => (found.start, found.finish),
            None => (
                self.signed_days(baseline.start.0, planned.start.0),
                self.signed_days(baseline.finish.0, planned.finish.0),
            ),
        };
        let duration_days = planned.duration_days - baseline.duration_days;
        Some(Variance { start_days, finish_days, duration_days })
    }

    /// Working days that it can slip without anything passing its required date; negative if something
    /// already does.
    fn total_slack(&self) -> Option<i32> {
        self.leaf().map(|planned| planned.total_slack)
    }

    /// Working days that it can slip without moving any successor.
    fn free_slack(&self) -> Option<i32> {
        self.leaf().map(|planned| planned.free_slack)
    }

    /// Working days between its early finish and its deadline.
    fn slack_to_deadline(&self) -> Option<i32> {
        self.leaf().and_then(|planned| planned.slack_to_deadline)
    }

    /// Working days between its late finish and its forecast finish; negative if the forecast misses what
    /// follows.
    fn forecast_slack(&self) -> Option<i32> {
        self.task_outlook().map(|outlook| outlook.forecast_slack)
    }

    /// Whether it has no slack left; of a phase, whether anything in it has none.
    pub(crate) fn is_critical(&self) -> bool {
        self.as_of_day().is_critical()
    }

    /// How it stands; of a phase, the most pressing of its work.
    pub(crate) fn late_status(&self) -> LateStatus {
        self.as_of_day().late_status().into()
    }

    /// Whose doing its lateness is: absent where it is not late.
    pub(crate) fn late_origin(&self) -> Option<LateOrigin> {
        self.as_of_day().late_origin().map(Into::into)
    }

    /// Working days that it is forecast to finish late; 0 where it is not.
    fn delay_days(&self) -> Option<i32> {
        self.task_outlook().map(|outlook| outlook.delay)
    }

    /// Where its lateness began; absent where it is not late.
    fn root_cause(&self) -> Option<RootCause<'a>> {
        self.as_of_day().root_cause().map(|cause| RootCause { snapshot: self.snapshot, cause })
    }

    /// What decides its planned dates.
    fn reason(&self) -> Reason<'a> {
        Reason::of_plan(self.snapshot, self.task)
    }

    /// What decides its forecast.
    fn forecast_reason(&self) -> Reason<'a> {
        Reason::of_forecast(self.snapshot, self.report, self.task)
    }

    /// Non-working dates of its calendar between its first and its last date, planned or forecast.  Null if
    /// it uses the campaign's calendar: use `ProgressTable.nonWorkingDays`.
    fn non_working_days(&self) -> Option<Vec<Date>> {
        let network = self.snapshot.network();
        let calendar = network.calendar_of(self.task);
        let of_campaign = network.campaign().calendars.get(usize::from(network.campaign().calendar.0))?;
        if std::ptr::eq(calendar, &raw const **of_campaign) {
            return None;
        }
        let spans = [self.planned(), self.forecast()].into_iter().flatten();
        let ends: Vec<_> = spans.flat_map(|dates| [dates.start.0, dates.finish.0]).collect();
        Some(days_off(calendar, ends.into_iter()))
    }

    /// What there is to say of it, the most pressing first.
    fn findings(&self) -> Vec<Finding<'a>> {
        let (snapshot, report, locale) = (self.snapshot, self.report, self.locale);
        report.of(self.task).map(|row| Finding { snapshot, report, row, locale }).collect()
    }

    /// The same work package with all that it stores.
    fn work_package(&self) -> WorkPackage<'a> {
        WorkPackage { snapshot: self.snapshot, task: self.task }
    }
}

/// Days off of a calendar, from the first of some days to the last.
pub(super) fn days_off(
    calendar: &schedule::Calendar,
    days: impl Iterator<Item = NaiveDate> + Clone,
) -> Vec<Date> {
    let Some((first, last)) = days.clone().min().zip(days.max()) else { return Vec::new() };
    let span = std::iter::successors(Some(first), |day| day.checked_add_days(Days::new(1)));
    span.take_while(|day| *day <= last).filter(|day| !calendar.is_working(*day)).map(Date).collect()
}
