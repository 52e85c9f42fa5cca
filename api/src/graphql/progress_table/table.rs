use chrono::{Days, NaiveDate};
use schedule::{Subject, TaskId};

use super::filter::ProgressFilter;
use super::roll_up::{DepartmentRollUp, PhaseRollUp, Progress};
use super::row::Row;
use crate::error::Result;
use crate::graphql::anchor::Anchor;
use crate::graphql::campaign::Campaign;
use crate::graphql::dependency::Dependency;
use crate::graphql::finding::Finding;
use crate::graphql::scalar::{Date, Id};
use crate::graphql::text::Locale;
use crate::graphql::view_id::ViewId;
use crate::graphql::written::written;
use crate::plan::{Facts, RollUp, Snapshot};

/// A campaign as of a day.
pub(crate) struct ProgressTable<'a> {
    snapshot: &'a Snapshot,
    facts: &'a Facts,
    locale: Locale,
    /// The rows that are asked for.
    tasks: Vec<TaskId>,
    id: String,
}

impl<'a> ProgressTable<'a> {
    /// The rows that a filter leaves; all without one.
    pub(crate) fn new(
        (snapshot, facts): (&'a Snapshot, &'a Facts),
        locale: Locale,
        filter: Option<&ProgressFilter>,
    ) -> Result<Self> {
        let tasks = match filter {
            Some(filter) => filter.tasks(snapshot, facts)?,
            None => snapshot.network().wbs().to_vec(),
        };
        let id = ViewId::of("table", snapshot.campaign.id).and_facts(facts).and_digest(filter).to_string();
        Ok(Self { snapshot, facts, locale, tasks, id })
    }

    fn rows(&self) -> Vec<Row<'a>> {
        let (snapshot, facts, locale) = (self.snapshot, self.facts, self.locale);
        self.tasks.iter().map(|task| Row { snapshot, facts, task: *task, locale }).collect()
    }

    /// Links whose ends are both among the rows.
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

    fn leaves(&self) -> Vec<TaskId> {
        self.tasks.iter().copied().filter(|task| self.snapshot.is_leaf(*task)).collect()
    }

    fn whole(&self) -> Progress<'a> {
        Progress::of(self.snapshot, RollUp::new(self.snapshot, &self.facts.outlook, &self.leaves()))
    }

    fn phases(&self) -> Vec<PhaseRollUp<'a>> {
        let phase = |task: &TaskId| {
            let roll_up = self.facts.phase(self.snapshot, *task)?.clone();
            Some(PhaseRollUp { task: *task, progress: Progress::of(self.snapshot, roll_up) })
        };
        self.tasks.iter().filter_map(phase).collect()
    }

    fn departments(&self) -> Vec<DepartmentRollUp<'a>> {
        DepartmentRollUp::all(self.snapshot, self.facts, &self.leaves())
    }

    /// Days off between the first day, planned or forecast, and the last.
    fn non_working_days(&self) -> Vec<Date> {
        let sum = self.whole();
        let ends = |(first, last): (NaiveDate, NaiveDate)| [first, last];
        let network = self.snapshot.network();
        let calendar = network.campaign().calendars.get(usize::from(network.campaign().calendar.0));
        let Some(calendar) = calendar else { return Vec::new() };
        days_off(calendar, sum.planned().map(ends).into_iter().chain(sum.forecast().map(ends)).flatten())
    }

    fn findings(&self) -> Vec<Finding<'a>> {
        let (snapshot, facts, locale) = (self.snapshot, self.facts, self.locale);
        facts.findings.iter().map(|row| Finding { snapshot, facts, row, locale }).collect()
    }

    fn anchors(&self) -> Vec<AnchorForecast<'a>> {
        let of = |(place, row)| AnchorForecast { snapshot: self.snapshot, facts: self.facts, place, row };
        (0..).zip(&self.snapshot.anchors).map(of).collect()
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

written! {
    /// A campaign's whole Gantt as of the close of a day.  It is one picture, so it is not paged.
    impl['a] ProgressTable<'a> as "ProgressTable";
    /// Opaque id for client caches.  Equal for the same campaign, as-of date, baseline and filter.
    id: Id<String> = |table| Id(table.id.clone());
    /// The day.
    asOf: Date = |table| Date(table.facts.as_of());
    /// The rows, in the order of the outline.
    rows: Vec<Row<'a>> = |table| table.rows();
    /// The dependencies between the rows.
    links: Vec<Dependency<'a>> = |table| table.links();
    /// The days off of the campaign's calendar within the span of the plan and the forecast.
    nonWorkingDays: Vec<Date> = |table| table.non_working_days();
    /// Everything that there is to say of the campaign, whatever the filter, the most pressing first.
    findings: Vec<Finding<'a>> = |table| table.findings();
    /// The work of all rows in sum.
    total: Progress<'a> = |table| table.whole();
    /// The work of each phase among the rows in sum, in the order of the outline.
    phases: Vec<PhaseRollUp<'a>> = |table| table.phases();
    /// The work of each department among the rows in sum, in the departments' order.
    departments: Vec<DepartmentRollUp<'a>> = |table| table.departments();
    /// The campaign's anchors, by date, with what the forecast says of each.
    anchors: Vec<AnchorForecast<'a>> = |table| table.anchors();
    /// The day on which the last work is planned to be done.
    plannedFinish: Option<Date> = |table| table.facts.everything(table.snapshot).planned.map(|(_, last)| Date(last));
    /// The day on which the last work is forecast to be done.
    forecastFinish: Option<Date> = |table| table.facts.everything(table.snapshot).forecast.map(|(_, last)| Date(last));
    /// Working days between the forecast finish and the required finish; negative if the forecast misses it.
    requiredFinishSlack: Option<i32> = |table| table.required_finish_slack();
    @objects {
        /// The campaign.
        campaign: Campaign<'a> = |table| Campaign::planned(table.snapshot);
    }
}

impl ProgressTable<'_> {
    fn required_finish_slack(&self) -> Option<i32> {
        let network = self.snapshot.network().campaign();
        let target = network.required_finish?;
        let calendar = network.calendars.get(usize::from(network.calendar.0))?;
        Some(calendar.working_days(self.facts.outlook.finish()?, boundary(target)))
    }
}

/// An anchor, and what the forecast says of it.
#[derive(Clone, Copy)]
pub(crate) struct AnchorForecast<'a> {
    snapshot: &'a Snapshot,
    facts: &'a Facts,
    place: u16,
    row: &'a entity::anchor::Model,
}

impl AnchorForecast<'_> {
    /// Working days by which what leads to it is forecast to pass it; 0 if nothing does.
    fn late_days(&self) -> i32 {
        let subject = Subject::Anchor(schedule::AnchorId(self.place));
        let is_about_it = |finding: &&schedule::Finding| {
            finding.subject == subject && finding.code == schedule::Code::AnchorAtRisk
        };
        let found = self.facts.findings.iter().find(is_about_it).map(|finding| finding.days);
        // The finding goes by the first anchor that work leads to; what names this one is looked at itself.
        let named = self.snapshot.work_packages.iter().filter(|row| row.anchor_id == Some(self.row.id));
        let tasks = named.filter_map(|row| self.snapshot.network().find(&row.id));
        let leaves = tasks.flat_map(|task| {
            let own = self.snapshot.is_leaf(task).then_some(task);
            self.snapshot.leaves_of(task).chain(own)
        });
        leaves.filter_map(|leaf| self.passes_by(leaf)).chain(found).max().unwrap_or(0)
    }

    /// Working days by which open work is forecast to pass it.
    fn passes_by(&self, leaf: TaskId) -> Option<i32> {
        if self.snapshot.is_done(leaf) {
            return None;
        }
        let network = self.snapshot.network();
        let target = network.campaign().anchors.get(usize::from(self.place))?.target;
        let finish = self.facts.outlook.standing(leaf)?.forecast.finish;
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

written! {
    /// An anchor, and whether the forecast holds it.
    impl['a] AnchorForecast<'a> as "AnchorForecast";
    /// The anchor.
    anchor: Anchor<'a> = |it| Anchor(it.row);
    /// Whether anything that leads to it is forecast to pass it.
    isAtRisk: bool = |it| it.late_days() > 0;
    /// Working days by which it is; 0 where nothing does.
    lateDays: i32 = |it| it.late_days();
    /// Days from the table's day to the anchor; negative once it has passed.
    daysLeft: i32 = |it| {
        i32::try_from((it.row.on_date - it.facts.as_of()).num_days()).unwrap_or(i32::MAX)
    };
}
