//! What a plan file says of its workspace: calendars, people, departments.

use std::collections::BTreeSet;
use std::sync::Arc;

use entity::{Role, field};

use super::format::{Calendar, DaysOff, Department, Exception, Person, Workspace};
use super::node::Node;
use super::read::{Names, TEXT, WEEK, each};

pub(super) fn workspace(node: &Node<'_>, zone: &str) -> Option<Workspace> {
    node.expect_keys(&["name", "timeZone"]);
    let name = node.need("name").and_then(|name| name.name());
    Some(Workspace { time_zone: time_zone(node, zone)?, name: name? })
}

/// A zone by its IANA name, or the one of what names none.
pub(super) fn time_zone(node: &Node<'_>, otherwise: &str) -> Option<String> {
    let Some(zone) = node.get("timeZone") else { return Some(otherwise.to_owned()) };
    zone.refer("time zone", field::time_zone)
}

pub(super) fn calendar(node: &Node<'_>, names: &mut Names<'_>) -> Option<Calendar> {
    node.expect_keys(&["name", "week", "source", "knownThrough", "exceptions"]);
    let name = node.need("name").and_then(|name| name.name());
    let week: Vec<_> = each(node, "week", |day| {
        day.refer("day of the week", |name| WEEK.iter().find(|day| **day == name).copied())
    });
    let exceptions = each(node, "exceptions", |node| {
        node.expect_keys(&["date", "working", "name"]);
        let date = node.need("date").and_then(|date| date.date());
        let working = node.need("working").and_then(|working| working.boolean());
        let name = node.get("name").and_then(|name| name.name());
        Some(Exception { date: date?, working: working?, name })
    });
    let mut days = BTreeSet::new();
    for day in exceptions.iter().filter(|day| !days.insert(day.date)) {
        node.fault(format!("has the exception of {} twice", day.date));
    }
    let name = name?;
    let pattern = WEEK.map(|day| week.contains(&day));
    let days = schedule::Calendar::new(pattern, exceptions.iter().map(|day| (day.date, day.working)));
    names.add(node, "calendar", &name);
    match days {
        Err(error) => node.fault(error.to_string()),
        Ok(_) if names.differs(&name, pattern, &exceptions) => {
            node.fault(format!(
                "the workspace has a calendar {name:?} with other days: give this one another name"
            ));
        }
        Ok(days) => drop(names.calendars.insert(name.clone(), Arc::new(days))),
    }
    let week = WEEK.into_iter().filter(|day| week.contains(day)).collect();
    let source = node.get("source").and_then(|source| source.text(TEXT));
    let known_through = node.get("knownThrough").and_then(|date| date.date());
    Some(Calendar { name, week, source, known_through, exceptions })
}

pub(super) fn person(node: &Node<'_>, names: &mut Names<'_>) -> Option<Person> {
    node.expect_keys(&["email", "name", "role", "locale", "timeZone", "daysOff"]);
    let email = node.need("email").and_then(|email| email.email());
    let name = node.need("name").and_then(|name| name.name());
    let role = node.get("role").map_or(Some(Role::Member), |role| role.word());
    let locale = node
        .get("locale")
        .map_or(Some("en".to_owned()), |locale| locale.refer("locale (en or zh)", field::locale));
    let (time_zone, days_off) = (time_zone(node, &names.zone), each(node, "daysOff", days_off));
    let email = email?;
    names.add(node, "person", &email);
    names.people.insert(email.clone());
    Some(Person { email, name: name?, role: role?, locale: locale?, time_zone: time_zone?, days_off })
}

pub(super) fn days_off(node: &Node<'_>) -> Option<DaysOff> {
    node.expect_keys(&["start", "finish", "reason"]);
    let start = node.need("start").and_then(|date| date.date());
    let finish = node.need("finish").and_then(|date| date.date());
    let reason = node.get("reason").and_then(|reason| reason.text(TEXT));
    let (start, finish) = (start?, finish?);
    if finish < start {
        node.fault("finishes before it starts");
    }
    Some(DaysOff { start, finish, reason })
}

pub(super) fn department(node: &Node<'_>, names: &mut Names<'_>) -> Option<Department> {
    node.expect_keys(&["name", "colour", "lead", "members", "calendar", "capacity", "daysOff"]);
    let name = node.need("name").and_then(|name| name.name());
    let person = |node: &Node<'_>| {
        node.refer("person", |email| {
            let email = email.to_lowercase();
            names.people.contains(&email).then_some(email)
        })
    };
    let lead = node.get("lead").and_then(|node| person(&node));
    let mut members = each(node, "members", person);
    members.sort_unstable();
    members.dedup();
    let known = |name: &str| names.calendars.contains_key(name).then(|| name.to_owned());
    let calendar = node.get("calendar").and_then(|calendar| calendar.refer("calendar", known));
    let colour = node.get("colour").and_then(|node| colour(&node));
    let capacity = node.get("capacity").and_then(|capacity| capacity.int(0..=100_000));
    let name = name?;
    names.add(node, "department", &name);
    names.departments.insert(name.clone());
    Some(Department {
        name,
        colour,
        lead,
        members,
        calendar,
        capacity,
        days_off: each(node, "daysOff", days_off),
    })
}

pub(super) fn colour(node: &Node<'_>) -> Option<String> {
    let text = node.raw();
    let is_colour = text.len() == 7
        && text.strip_prefix('#').is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    if !is_colour {
        node.fault("expected a colour as #1f77b4");
    }
    is_colour.then(|| text.to_lowercase())
}
