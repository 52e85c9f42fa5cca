use chrono::NaiveDate;
use macros::serialised_object;
use schedule::{Subject, TaskId};

use super::filter::ProgressFilter;
use super::roll_up::{DepartmentRollUp, PhaseRollUp, Progress};
use super::row::{Row, days_off};
use crate::error::Result;
use crate::graphql::anchor::Anchor;
use crate::graphql::campaign::Campaign;
use crate::graphql::dependency::Dependency;
use crate::graphql::finding::Finding;
use crate::graphql::scalar::{Date, Id};
use crate::graphql::text::Locale;
use crate::graphql::view_id::ViewId;
use crate::plan::{RollUp, Snapshot, StatusReport};

/// A campaign as of a day.
pub(crate) struct ProgressTable<'a> {
    snapshot: &'a Snapshot,
    report: &'a StatusReport,
    locale: Locale,
    /// The rows that are asked for.
    tasks: Vec<TaskId>,
    id: String,
}

impl<'a> ProgressTable<'a> {
    /// The rows that a filter leaves; all without one.
    pub(crate) fn new(
        (snapshot, report): (&'a Snapshot, &'a StatusReport),
        locale: Locale,
        filter: Option<&ProgressFilter>,
    ) -> Result<Self> {
        let tasks = match filter {
            Some(filter) => filter.tasks(snapshot, report)?,
            None => snapshot.network().wbs().to_vec(),
        };
        let id = ViewId::of("table", snapshot.campaign.id).and_report(report).and_digest(filter).to_string();
        Ok(Self { snapshot, report, locale, tasks, id })
    }

    fn leaves(&self) -> Vec<TaskId> {
        self.tasks.iter().copied().filter(|task| self.snapshot.is_leaf(*task)).collect()
    }

    fn whole(&self) -> Progress<'a> {
        Progress::of(self.snapshot, RollUp::new(&self.report.outlook, &self.leaves()))
    }
}

/// A campaign's whole Gantt as of the close of a day.  It is one picture, so it is not paged.
#[serialised_object(name = "ProgressTable")]
impl<'a> ProgressTable<'a> {
    /// Opaque id for client caches.  Equal for the same campaign, as-of date, baseline and filter.
    fn id(&self) -> Id<String> {
        Id(self.id.clone())
    }

    /// The day.
    fn as_of(&self) -> Date {
        Date(self.report.as_of())
    }

    /// The rows, in the order of the outline.
    fn rows(&self) -> Vec<Row<'a>> {
        let (snapshot, report, locale) = (self.snapshot, self.report, self.locale);
        self.tasks.iter().map(|task| Row { snapshot, report, task: *task, locale }).collect()
    }

    /// The dependencies between the rows.
    fn links(&self) -> Vec<Dependency<'a>> {
        let network = self.snapshot.network();
        let mut shown = vec![false; network.campaign().tasks.len()];
        for task in &self.tasks {
            if let Some(place) = shown.get_mut(task.index()) {
                *place = true;
            }
        }
        let is_shown =
            |id| network.find(id).and_then(|task| shown.get(task.index())).copied().unwrap_or_default();
        let snapshot = self.snapshot;
        let links = snapshot.dependencies.iter();
        let links = links.filter(|row| is_shown(&row.predecessor_id) && is_shown(&row.successor_id));
        links.map(|row| Dependency { snapshot, row }).collect()
    }

    /// The days off of the campaign's calendar within the span of the plan and the forecast.
    fn non_working_days(&self) -> Vec<Date> {
        let sum = self.whole();
        let ends = |(first, last): (NaiveDate, NaiveDate)| [first, last];
        let network = self.snapshot.network();
        let calendar = network.campaign().calendars.get(usize::from(network.campaign().calendar.0));
        let Some(calendar) = calendar else { return Vec::new() };
        days_off(calendar, sum.sum.planned.map(ends).into_iter().chain(sum.sum.forecast.map(ends)).flatten())
    }

    /// Everything that there is to say of the campaign, whatever the filter, the most pressing first.
    fn findings(&self) -> Vec<Finding<'a>> {
        let (snapshot, report, locale) = (self.snapshot, self.report, self.locale);
        report.findings.iter().map(|row| Finding { snapshot, report, row, locale }).collect()
    }

    /// The work of all rows in sum.
    fn total(&self) -> Progress<'a> {
        self.whole()
    }

    /// The work of each phase among the rows in sum, in the order of the outline.
    fn phases(&self) -> Vec<PhaseRollUp<'a>> {
        let phase = |task: &TaskId| {
            let roll_up = self.report.phase(*task)?.clone();
            Some(PhaseRollUp { task: *task, progress: Progress::of(self.snapshot, roll_up) })
        };
        self.tasks.iter().filter_map(phase).collect()
    }

    /// The work of each department among the rows in sum, in the departments' order.
    fn departments(&self) -> Vec<DepartmentRollUp<'a>> {
        DepartmentRollUp::all(self.snapshot, self.report, &self.leaves())
    }

    /// The campaign's anchors, by date, with what the forecast says of each.
    fn anchors(&self) -> Vec<AnchorForecast<'a>> {
        let of = |(place, row)| AnchorForecast { snapshot: self.snapshot, report: self.report, place, row };
        (0..).zip(&self.snapshot.anchors).map(of).collect()
    }

    /// The day on which the last work is planned to be done.
    fn planned_finish(&self) -> Option<Date> {
        self.report.everything().planned.map(|(_, last)| Date(last))
    }

    /// The day on which the last work is forecast to be done.
    fn forecast_finish(&self) -> Option<Date> {
        self.report.everything().forecast.map(|(_, last)| Date(last))
    }

    /// Working days between the forecast finish and the required finish; negative if the forecast misses it.
    fn required_finish_slack(&self) -> Option<i32> {
        let network = self.snapshot.network().campaign();
        let target = network.required_finish?;
        let calendar = network.calendars.get(usize::from(network.calendar.0))?;
        Some(calendar.working_days(self.report.outlook.finish()?, boundary(target)))
    }

    /// The campaign.
    fn campaign(&self) -> Campaign<'a> {
        Campaign::planned(self.snapshot)
    }
}

/// An anchor, and what the forecast says of it.
#[derive(Clone, Copy)]
pub(crate) struct AnchorForecast<'a> {
    snapshot: &'a Snapshot,
    report: &'a StatusReport,
    place: u16,
    row: &'a entity::anchor::Model,
}

impl AnchorForecast<'_> {
    /// Working days by which open work is forecast to pass it.
    fn passes_by(&self, leaf: TaskId) -> Option<i32> {
        if self.snapshot.is_done(leaf) {
            return None;
        }
        let network = self.snapshot.network();
        let target = network.campaign().anchors.get(usize::from(self.place))?.target;
        let finish = self.report.outlook.task_outlook(leaf)?.forecast.finish;
        let days = network.calendar_of(leaf).working_days(boundary(target), finish);
        (days > 0).then_some(days)
    }
}

fn boundary(target: schedule::Target) -> schedule::Boundary {
    match target.edge {
        schedule::Edge::StartOfDay => schedule::Boundary::opening(target.date),
        schedule::Edge::EndOfDay => schedule::Boundary::closing(target.date),
    }
}

/// An anchor, and whether the forecast holds it.
#[serialised_object(name = "AnchorForecast")]
impl<'a> AnchorForecast<'a> {
    /// The anchor.
    fn anchor(&self) -> Anchor<'a> {
        Anchor(self.row)
    }

    /// Whether anything that leads to it is forecast to pass it.
    fn is_at_risk(&self) -> bool {
        self.late_days() > 0
    }

    /// Working days by which it is; 0 where nothing does.
    fn late_days(&self) -> i32 {
        let subject = Subject::Anchor(schedule::AnchorId(self.place));
        let is_about_it = |finding: &&schedule::Finding| {
            finding.subject == subject && finding.code == schedule::Code::AnchorAtRisk
        };
        let found = self.report.findings.iter().find(is_about_it).map(|finding| finding.days);
        // The finding goes by the first anchor that work leads to; what names this one is looked at itself.
        let named = self.snapshot.work_packages.iter().filter(|row| row.anchor_id == Some(self.row.id));
        let tasks = named.filter_map(|row| self.snapshot.network().find(&row.id));
        let leaves = tasks.flat_map(|task| {
            let own = self.snapshot.is_leaf(task).then_some(task);
            self.snapshot.leaves_of(task).chain(own)
        });
        leaves.filter_map(|leaf| self.passes_by(leaf)).chain(found).max().unwrap_or(0)
    }

    /// Days from the table's day to the anchor; negative once it has passed.
    fn days_left(&self) -> i32 {
        i32::try_from((self.row.on_date - self.report.as_of()).num_days()).unwrap_or(i32::MAX)
    }
}
