//! A campaign as a file of Microsoft Project.

use std::io::{self, Write};

use schedule::Edge;

use super::assemble::{ANCHORS, REQUIRED_FINISH};
use super::custom::{FIELDS, Field};
use super::out::{Out, moment};
use super::write_calendar::write_calendar;
use super::write_task::{write_event, write_task};
use super::{CLOSES, MINUTES_PER_DAY, OPENS};
use crate::name::Named;
use crate::sheet::{Language, Sheet};
use crate::spreadsheet::people;

/// Writes a campaign as XML of Microsoft Project: calendars, tasks, links, people, a baseline and what was
/// reported.  What Project has no field for stands in custom fields; anchors are milestones below everything
/// else.
///
/// # Errors
/// What `out` answers.
pub fn mspdi(sheet: &Sheet, mut out: impl Write) -> io::Result<()> {
    let mut out = Out::new(&mut out);
    write_facts(&mut out, sheet);
    out.within("ExtendedAttributes", |out| {
        for field in &FIELDS {
            write_field(out, field, sheet.language);
        }
    });
    out.within("Calendars", |out| {
        for (uid, calendar) in (1..).zip(&sheet.calendars) {
            write_calendar(out, uid, calendar);
        }
    });
    out.within("Tasks", |out| write_tasks(out, sheet));
    out.within("Resources", |out| write_resources(out, sheet));
    out.within("Assignments", |out| write_assignments(out, sheet));
    out.finish()
}

fn write_facts(out: &mut Out<'_>, sheet: &Sheet) {
    let campaign = &sheet.campaign;
    let start = moment(campaign.start, Edge::StartOfDay);
    let finish = campaign.planned.map_or(campaign.start, |span| span.finish);
    // What Project 2010 and later call themselves by.
    out.leaf("SaveVersion", 14);
    out.leaf("Name", format!("{}.xml", campaign.key));
    out.leaf("Title", &campaign.name);
    out.leaf("Subject", &campaign.key);
    out.maybe("Manager", people(sheet, true).get(campaign.owner));
    out.leaf("CreationDate", moment(sheet.as_of, Edge::EndOfDay));
    out.leaf("LastSaved", moment(sheet.as_of, Edge::EndOfDay));
    out.flag("ScheduleFromStart", true);
    out.leaf("StartDate", start);
    out.leaf("FinishDate", moment(finish, Edge::EndOfDay));
    out.leaf("CalendarUID", 1);
    out.leaf("DefaultStartTime", OPENS);
    out.leaf("DefaultFinishTime", CLOSES);
    out.leaf("MinutesPerDay", MINUTES_PER_DAY);
    out.leaf("MinutesPerWeek", MINUTES_PER_DAY * 5);
    out.leaf("DaysPerMonth", 20);
    // Days.
    out.leaf("DurationFormat", 7);
    out.flag("HonorConstraints", false);
    out.leaf("WeekStartDay", 1);
    out.leaf("StatusDate", moment(sheet.as_of, Edge::EndOfDay));
    out.leaf("CurrentDate", moment(sheet.as_of, Edge::EndOfDay));
}

fn write_field(out: &mut Out<'_>, (id, name, field): &(&str, &str, Field), language: Language) {
    out.within("ExtendedAttribute", |out| {
        out.leaf("FieldID", id);
        out.leaf("FieldName", name);
        out.leaf("Alias", field.alias(language));
    });
}

/// Work packages, and below them the days that are given.
fn write_tasks(out: &mut Out<'_>, sheet: &Sheet) {
    let mut links = vec![Vec::new(); sheet.rows.len()];
    for link in &sheet.links {
        if let Some(of_row) = links.get_mut(link.successor) {
            of_row.push(link);
        }
    }
    for ((uid, row), links) in (1..).zip(&sheet.rows).zip(&links) {
        write_task(out, sheet, uid, row, links);
    }
    let name = match sheet.language {
        Language::English => "Anchors",
        Language::Chinese => "节点",
    };
    let mut uid = sheet.rows.len() + 1;
    let (start, zone) = (sheet.campaign.start, &sheet.campaign.time_zone);
    write_event(out, uid, 1, name, (start, Edge::StartOfDay), &format!("{ANCHORS}{zone}"));
    if let Some(target) = sheet.campaign.required_finish {
        uid += 1;
        let name = match sheet.language {
            Language::English => "Required finish",
            Language::Chinese => "要求完成",
        };
        write_event(out, uid, 2, name, target, REQUIRED_FINISH);
    }
    for anchor in &sheet.anchors {
        uid += 1;
        let meaning = format!("{} {}", anchor.kind.name(), anchor.origin.name());
        write_event(out, uid, 2, &anchor.name, (anchor.date, anchor.edge), &meaning);
    }
}

fn write_resources(out: &mut Out<'_>, sheet: &Sheet) {
    for (uid, person) in (1..).zip(&sheet.people) {
        out.within("Resource", |out| {
            out.leaf("UID", uid);
            out.leaf("ID", uid);
            out.leaf("Name", &person.name);
            out.leaf("Type", 1);
            out.leaf("IsNull", 0);
            out.leaf("EmailAddress", &person.email);
        });
    }
}

/// Who is in charge first: that is who reading puts in charge again.
fn write_assignments(out: &mut Out<'_>, sheet: &Sheet) {
    let of_row = |(task, row): (usize, &'_ crate::sheet::Row)| {
        let people = row.accountable.into_iter().chain(row.collaborators.iter().copied());
        people.map(move |person| (task, person + 1)).collect::<Vec<_>>()
    };
    for (uid, (task, person)) in (1..).zip((1..).zip(&sheet.rows).flat_map(of_row)) {
        out.within("Assignment", |out| {
            out.leaf("UID", uid);
            out.leaf("TaskUID", task);
            out.leaf("ResourceUID", person);
            out.leaf("Units", 1);
        });
    }
}
