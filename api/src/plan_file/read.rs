//! From JSON to a [`PlanFile`]: every fault of the text, of its names and of single rows.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;

use super::format::{Anchor, Calendar, Department, Person, PlanFile, VERSION};
use super::names::Names;
use super::node::{Fault, Faults, Node, WEEK};
use super::{read_plan, read_plan::Outline};
use crate::plan::Directory;

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
        Ok(_)
            if names.differs(
                name,
                pattern,
                &exceptions.iter().map(|day| (day.date, day.working)).collect(),
            ) =>
        {
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
