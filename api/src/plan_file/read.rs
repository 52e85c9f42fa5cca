//! From JSON to a [`PlanFile`]: every fault of the text, of its names and of single rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use entity::LagUnit;
use serde_json::Value;

use super::format::{Anchor, Calendar, Campaign, DaysOff, Department, Exception, Person, PlanFile, VERSION};
use super::node::{Fault, Faults, Node, WEEK};
use super::{read_plan, read_plan::Outline};
use crate::plan::Directory;

/// Names that a file may use: its own, and those of the workspace that it is for.  What both have is used as
/// the workspace has it.
pub struct Names<'a> {
    directory: Option<&'a Directory>,
    /// Of who and what names none.
    pub zone: String,
    own: BTreeSet<String>,
    calendars: BTreeMap<String, Arc<schedule::Calendar>>,
    people: BTreeSet<String>,
    departments: BTreeSet<String>,
    anchors: BTreeMap<String, NaiveDate>,
    /// By code.
    pub(super) work_packages: BTreeSet<String>,
    /// The campaign's calendar, which offsets from anchors count on.
    days: Option<Arc<schedule::Calendar>>,
}

/// Reads the text of a plan file as JSON.
///
/// # Errors
/// What makes it none.
pub fn parse(text: &str) -> Result<Value, Vec<Fault>> {
    // Editors of Windows put a byte-order mark before everything else.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text)
        .map_err(|error| vec![Fault { path: "(file)".to_owned(), message: format!("is not JSON: {error}") }])
}

/// Reads a plan that is meant for a workspace, or for one that is yet to be made.
///
/// # Errors
/// All faults, each with its path.
pub fn read(plan: &Value, directory: Option<&Directory>) -> Result<PlanFile, Vec<Fault>> {
    let faults = Faults::default();
    let file = read_file(&Node::root(plan, &faults), directory);
    faults.or(file)
}

fn read_file(root: &Node<'_>, directory: Option<&Directory>) -> Option<PlanFile> {
    root.expect_keys(&PlanFile::KEYS);
    if let Some(version) = root.need("leadtime").filter(|version| version.raw() != VERSION) {
        version.fault(format!("expected {VERSION:?}"));
    }
    let zone = default_zone(root, directory);
    let mut names = Names::of(directory, zone);
    let workspace = root.get("workspace").and_then(|node| node.object(&names));
    let calendars = each(root, "calendars", |node| calendar(node, &mut names));
    let people = each(root, "people", |node| person(node, &mut names));
    let departments = each(root, "departments", |node| department(node, &mut names));
    let anchors = each(root, "anchors", |node| anchor(node, &mut names));
    let empty = Value::Object(serde_json::Map::new());
    let node = root.need("campaign").unwrap_or_else(|| root.absent("campaign", &empty));
    names.days = node.get("calendar").and_then(|node| names.calendars.get(node.raw()).cloned());
    let campaign = node.object(&names);
    let mut outline = Outline::default();
    let work_packages = each(root, "workPackages", |node| outline.work_package(node, &mut names));
    outline.check(root);
    let dependencies = each(root, "dependencies", |node| outline.dependency(node, &names));
    let baselines: Vec<_> = each(root, "baselines", |node| node.object(&names));
    read_plan::check_baselines(root, &baselines);
    Some(PlanFile {
        leadtime: VERSION,
        workspace,
        calendars,
        people,
        departments,
        campaign: campaign?,
        anchors,
        work_packages,
        dependencies,
        baselines,
    })
}

/// The zone of who and what names none: that of the workspace, as the database has it or else as the file
/// does; of a file without a workspace that of its campaign, which the workspace is made by; else UTC.
fn default_zone(root: &Node<'_>, directory: Option<&Directory>) -> String {
    if let Some(known) = directory {
        return known.workspace.time_zone.clone();
    }
    let of = |key| Some(root.get(key)?.get("timeZone")?.raw().to_owned());
    of("workspace").or_else(|| of("campaign")).unwrap_or_else(|| "UTC".to_owned())
}

/// Reads all items of a list; what cannot be read is noted and left out.
fn each<T>(root: &Node<'_>, key: &str, read: impl FnMut(&Node<'_>) -> Option<T>) -> Vec<T> {
    root.list(key).iter().filter_map(read).collect()
}

impl<'a> Names<'a> {
    fn of(directory: Option<&'a Directory>, zone: String) -> Self {
        let calendars = directory.map_or(&[][..], |known| &known.calendars);
        let people = directory.map_or(&[][..], |known| &known.people);
        let departments = directory.map_or(&[][..], |known| &known.departments);
        Self {
            directory,
            zone,
            own: BTreeSet::new(),
            calendars: calendars
                .iter()
                .map(|known| (known.row.name.clone(), Arc::clone(&known.days)))
                .collect(),
            people: people.iter().map(|known| known.row.email.clone()).collect(),
            departments: departments.iter().map(|known| known.row.name.clone()).collect(),
            anchors: BTreeMap::new(),
            work_packages: BTreeSet::new(),
            days: None,
        }
    }

    /// Notes a name of the file's own, which it may give once.
    pub(super) fn add(&mut self, node: &Node<'_>, what: &str, name: &str) {
        if !self.own.insert(format!("{what} {name}")) {
            let article = if what.starts_with(['a', 'e']) { "an" } else { "a" };
            node.fault(format!("there is {article} {what} {name:?} already"));
        }
    }

    /// Whether the workspace has a calendar of this name with other days.
    fn differs(&self, name: &str, week: schedule::Week, exceptions: &[Exception]) -> bool {
        let known =
            self.directory.and_then(|known| known.calendars.iter().find(|known| known.row.name == name));
        let days = |known: &crate::plan::Calendar| {
            known.exceptions.iter().map(|day| (day.on_date, day.working)).collect::<BTreeSet<_>>()
        };
        let own = || exceptions.iter().map(|day| (day.date, day.working)).collect();
        known.is_some_and(|known| crate::plan::week(known.row.week) != week || days(known) != own())
    }
}

/// What refers to something else of the file or of its workspace.
impl Node<'_> {
    /// A person by e-mail.
    pub(super) fn person(&self, names: &Names<'_>) -> Option<String> {
        self.refer("person", |email| Some(email.to_lowercase()).filter(|email| names.people.contains(email)))
    }

    /// A department by name.
    pub(super) fn department(&self, names: &Names<'_>) -> Option<String> {
        self.refer("department", |name| names.departments.get(name).cloned())
    }

    /// A calendar by name.
    pub(super) fn calendar(&self, names: &Names<'_>) -> Option<String> {
        self.refer("calendar", |name| names.calendars.contains_key(name).then(|| name.to_owned()))
    }

    /// An anchor by its kind or its name.
    pub(super) fn anchor(&self, names: &Names<'_>) -> Option<String> {
        self.refer("anchor", |name| names.anchors.contains_key(name).then(|| name.to_owned()))
    }

    /// A work package by its code.
    pub(super) fn work_package(&self, names: &Names<'_>) -> Option<String> {
        self.refer("work package", |code| names.work_packages.get(code).cloned())
    }

    /// A date as it stands, or so many days from an anchor.
    pub(super) fn date_of_plan(&self, names: &Names<'_>) -> Option<NaiveDate> {
        if !self.is_object() {
            return self.date();
        }
        self.expect_keys(&["anchor", "offset", "unit"]);
        let anchor = self.need("anchor")?.refer("anchor", |name| names.anchors.get(name).copied());
        let offset = self.need("offset")?.int::<i32>(-100_000..=100_000);
        let unit = self.get("unit").map_or(Some(LagUnit::WorkingDay), |unit| unit.word());
        let (anchor, offset) = (anchor?, offset?);
        let date = match unit? {
            LagUnit::CalendarDay => anchor.checked_add_signed(chrono::TimeDelta::days(offset.into())),
            // Where the calendar is unknown, which is noted, any day will do.
            LagUnit::WorkingDay => names
                .days
                .as_ref()
                .map_or(Some(anchor), |calendar| working_day_from(calendar, anchor, offset)),
        };
        let date = date.filter(|date| schedule::Boundary::covers(*date));
        if date.is_none() {
            self.fault("lies outside 1900-01-01 … 2199-12-31");
        }
        date
    }
}

/// The so many-th working day after a date, or before it; 0 is the date itself.
fn working_day_from(calendar: &schedule::Calendar, date: NaiveDate, offset: i32) -> Option<NaiveDate> {
    match offset {
        0 => Some(date),
        1.. => Some(calendar.add(schedule::Boundary::closing(date), offset).ok()?.date_closed()),
        ..0 => Some(calendar.add(schedule::Boundary::opening(date), offset).ok()?.date_opened()),
    }
}

fn anchor(node: &Node<'_>, names: &mut Names<'_>) -> Option<Anchor> {
    let anchor: Anchor = node.object(names)?;
    names.add(node, "anchor named", &anchor.name);
    let called = super::anchor_name(anchor.kind, &anchor.name);
    if names.anchors.insert(called.clone(), anchor.date).is_some() {
        node.fault(format!("there is an anchor {called:?} already"));
    }
    Some(anchor)
}

fn calendar(node: &Node<'_>, names: &mut Names<'_>) -> Option<Calendar> {
    let mut calendar: Calendar = node.object(names)?;
    let mut days = BTreeSet::new();
    for day in calendar.exceptions.iter().filter(|day| !days.insert(day.date)) {
        node.fault(format!("has the exception of {} twice", day.date));
    }
    let Calendar { name, week, exceptions, .. } = &mut calendar;
    let pattern = WEEK.map(|day| week.contains(&day));
    let days = schedule::Calendar::new(pattern, exceptions.iter().map(|day| (day.date, day.working)));
    names.add(node, "calendar", name);
    match days {
        Err(error) => node.fault(error.to_string()),
        Ok(_) if names.differs(name, pattern, exceptions) => {
            node.fault(format!(
                "the workspace has a calendar {name:?} with other days: give this one another name"
            ));
        }
        Ok(days) => drop(names.calendars.insert(name.clone(), Arc::new(days))),
    }
    *week = WEEK.into_iter().filter(|day| week.contains(day)).collect();
    Some(calendar)
}

fn person(node: &Node<'_>, names: &mut Names<'_>) -> Option<Person> {
    let person: Person = node.object(names)?;
    names.add(node, "person", &person.email);
    names.people.insert(person.email.clone());
    Some(person)
}

fn department(node: &Node<'_>, names: &mut Names<'_>) -> Option<Department> {
    let mut department: Department = node.object(names)?;
    department.members.sort_unstable();
    department.members.dedup();
    names.add(node, "department", &department.name);
    names.departments.insert(department.name.clone());
    Some(department)
}

pub(super) fn check_days_off(run: &DaysOff, node: &Node<'_>) {
    if run.finish < run.start {
        node.fault("finishes before it starts");
    }
}

pub(super) fn check_campaign(campaign: &Campaign, node: &Node<'_>) {
    if campaign.required_finish.as_ref().is_some_and(|target| target.date < campaign.start) {
        node.fault("requiredFinish is before start");
    }
}
