//! From JSON to a [`PlanFile`]: every fault of the text, of its names and of single rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use entity::LagUnit;
use serde_json::Value;

use super::format::{Anchor, Campaign, Exception, PlanFile, Target, VERSION};
use super::node::{Fault, Faults, Node};
use super::read_directory::{calendar, department, person, time_zone, workspace};
use super::{read_plan, read_plan::Outline};
use crate::plan::Directory;

/// The longest text, in characters.
pub(super) const TEXT: usize = 20_000;

/// The days of a week, Monday first.
pub(super) const WEEK: [&str; 7] = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

/// Names that a file may use: its own, and those of the workspace that it is for.  What both have is used as the
/// workspace has it.
pub(super) struct Names<'a> {
    directory: Option<&'a Directory>,
    /// Of who and what names none.
    pub zone: String,
    own: BTreeSet<String>,
    pub calendars: BTreeMap<String, Arc<schedule::Calendar>>,
    pub people: BTreeSet<String>,
    pub departments: BTreeSet<String>,
    pub anchors: BTreeMap<String, NaiveDate>,
}

/// Reads the text of a plan file that is meant for a workspace, or for one that is yet to be made.
///
/// # Errors
/// All faults, each with its path.
pub fn read(text: &str, directory: Option<&Directory>) -> Result<PlanFile, Vec<Fault>> {
    let faults = Faults::default();
    // Editors of Windows put a byte-order mark before everything else.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            faults.note("(file)", format!("is not JSON: {error}"));
            return faults.or(None);
        }
    };
    let file = read_file(&Node::root(&value, &faults), directory);
    faults.or(file)
}

fn read_file(root: &Node<'_>, directory: Option<&Directory>) -> Option<PlanFile> {
    root.expect_keys(&[
        "leadtime",
        "workspace",
        "calendars",
        "people",
        "departments",
        "campaign",
        "anchors",
        "workPackages",
        "dependencies",
        "baselines",
    ]);
    if let Some(version) = root.need("leadtime").filter(|version| version.raw() != VERSION) {
        version.fault(format!("expected {VERSION:?}"));
    }
    let zone = default_zone(root, directory);
    let workspace = root.get("workspace").and_then(|node| workspace(&node, &zone));
    let mut names = Names::of(directory, zone);
    let calendars = each(root, "calendars", |node| calendar(node, &mut names));
    let people = each(root, "people", |node| person(node, &mut names));
    let departments = each(root, "departments", |node| department(node, &mut names));
    let empty = Value::Object(serde_json::Map::new());
    let node = root.need("campaign").unwrap_or_else(|| root.absent("campaign", &empty));
    let calendar = node.need("calendar").and_then(|node| {
        node.refer("calendar", |name| {
            names.calendars.get(name).map(|days| (name.to_owned(), Arc::clone(days)))
        })
    });
    let anchors = each(root, "anchors", |node| anchor(node, &mut names));
    // Where the calendar is unknown, the rest is looked at as if weekdays were worked: the fault is noted.
    let (calendar, days) = match calendar {
        Some(known) => known,
        None => (String::new(), Arc::new(schedule::Calendar::new([true; 7], []).ok()?)),
    };
    let dates = Dates { anchors: &names.anchors, calendar: &days };
    let campaign = campaign(&node, calendar, &names, &dates);
    let mut outline = Outline::default();
    let work_packages = each(root, "workPackages", |node| outline.work_package(node, &names, &dates));
    outline.check(root);
    let dependencies = each(root, "dependencies", |node| outline.dependency(node));
    let baselines = each(root, "baselines", |node| read_plan::baseline(node, &outline));
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

/// The zone of who and what names none: that of the workspace, as the database has it or else as the file does; of a file
/// without a workspace that of its campaign, which the workspace is made by; else UTC.
fn default_zone(root: &Node<'_>, directory: Option<&Directory>) -> String {
    if let Some(known) = directory {
        return known.workspace.time_zone.clone();
    }
    let of = |key| Some(root.get(key)?.get("timeZone")?.raw().to_owned());
    of("workspace").or_else(|| of("campaign")).unwrap_or_else(|| "UTC".to_owned())
}

/// Reads all items of a list; what cannot be read is noted and left out.
pub(super) fn each<T>(root: &Node<'_>, key: &str, read: impl FnMut(&Node<'_>) -> Option<T>) -> Vec<T> {
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
        }
    }

    /// Notes a name of the file's own, which it may give once.
    pub(super) fn add(&mut self, node: &Node<'_>, what: &str, name: &str) {
        if !self.own.insert(format!("{what} {name}")) {
            let article = if what.starts_with('a') { "an" } else { "a" };
            node.fault(format!("there is {article} {what} {name:?} already"));
        }
    }

    /// Whether the workspace has a calendar of this name with other days.
    pub(super) fn differs(&self, name: &str, week: schedule::Week, exceptions: &[Exception]) -> bool {
        let known =
            self.directory.and_then(|known| known.calendars.iter().find(|known| known.row.name == name));
        let days = |known: &crate::plan::Calendar| {
            known.exceptions.iter().map(|day| (day.on_date, day.working)).collect::<BTreeSet<_>>()
        };
        let own = || exceptions.iter().map(|day| (day.date, day.working)).collect();
        known.is_some_and(|known| crate::plan::week(known.row.week) != week || days(known) != own())
    }
}

/// How dates of a file are read: as they stand, or so many days from an anchor.
pub(super) struct Dates<'a> {
    anchors: &'a BTreeMap<String, NaiveDate>,
    calendar: &'a schedule::Calendar,
}

impl Dates<'_> {
    /// The date under a key, if there is one.
    pub(super) fn get(&self, node: &Node<'_>, key: &str) -> Option<NaiveDate> {
        node.get(key).and_then(|node| self.read(&node))
    }

    /// The date that has to stand under a key.
    pub(super) fn need(&self, node: &Node<'_>, key: &str) -> Option<NaiveDate> {
        node.need(key).and_then(|node| self.read(&node))
    }

    fn read(&self, node: &Node<'_>) -> Option<NaiveDate> {
        if !node.is_object() {
            return node.date();
        }
        node.expect_keys(&["anchor", "offset", "unit"]);
        let anchor = node.need("anchor")?.refer("anchor", |name| self.anchors.get(name).copied());
        let offset = node.need("offset")?.int(-100_000..=100_000);
        let unit = node.get("unit").map_or(Some(LagUnit::WorkingDay), |unit| unit.word());
        let (anchor, offset) = (anchor?, offset?);
        let date = match unit? {
            LagUnit::CalendarDay => anchor.checked_add_signed(chrono::TimeDelta::days(offset.into())),
            LagUnit::WorkingDay => working_day_from(self.calendar, anchor, offset),
        };
        let date = date.filter(|date| schedule::Boundary::covers(*date));
        if date.is_none() {
            node.fault("lies outside 1900-01-01 … 2199-12-31");
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
    node.expect_keys(&["kind", "name", "date", "edge", "origin"]);
    let kind = node.need("kind").and_then(|kind| kind.word());
    let name = node.need("name").and_then(|name| name.name());
    let date = node.need("date").and_then(|date| date.date());
    let edge = node.need("edge").and_then(|edge| edge.word());
    let origin = node.get("origin").map_or(Some(entity::AnchorOrigin::Company), |origin| origin.word());
    let (kind, name, date) = (kind?, name?, date?);
    names.add(node, "anchor named", &name);
    let called = super::anchor_name(kind, &name);
    if names.anchors.insert(called.clone(), date).is_some() {
        node.fault(format!("there is an anchor {called:?} already"));
    }
    Some(Anchor { kind, name, date, edge: edge?, origin: origin? })
}

fn campaign(node: &Node<'_>, calendar: String, names: &Names<'_>, dates: &Dates<'_>) -> Option<Campaign> {
    node.expect_keys(&[
        "key",
        "name",
        "theme",
        "owner",
        "goals",
        "audience",
        "channel",
        "timeZone",
        "calendar",
        "start",
        "requiredFinish",
        "status",
    ]);
    let text = |key| node.get(key).and_then(|node: Node<'_>| node.text(TEXT));
    let key = node.need("key").and_then(|node| campaign_key(&node));
    let name = node.need("name").and_then(|name| name.name());
    let owner = node.need("owner").and_then(|owner| {
        owner.refer("person", |email| {
            let email = email.to_lowercase();
            names.people.contains(&email).then_some(email)
        })
    });
    let start = dates.need(node, "start");
    let required_finish = node.get("requiredFinish").and_then(|node| {
        node.expect_keys(&["date", "edge"]);
        let edge = node.get("edge").map_or(Some(entity::Edge::EndOfDay), |edge| edge.word());
        Some(Target { date: dates.need(&node, "date")?, edge: edge? })
    });
    let status = node.get("status").map_or(Some(entity::CampaignStatus::Draft), |status| status.word());
    let (start, zone) = (start?, time_zone(node, &names.zone));
    if required_finish.as_ref().is_some_and(|target| target.date < start) {
        node.fault("requiredFinish is before start");
    }
    Some(Campaign {
        key: key?,
        name: name?,
        theme: text("theme"),
        owner: owner?,
        goals: text("goals"),
        audience: text("audience"),
        channel: text("channel"),
        time_zone: zone?,
        calendar,
        start,
        required_finish,
        status: status?,
    })
}

fn campaign_key(node: &Node<'_>) -> Option<String> {
    let key = node.raw();
    let is_key = (1..=16).contains(&key.len())
        && key.starts_with(|c: char| c.is_ascii_uppercase())
        && key.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if !is_key {
        node.fault("expected 1 to 16 capital letters and digits, the first a letter");
    }
    is_key.then(|| key.to_owned())
}
