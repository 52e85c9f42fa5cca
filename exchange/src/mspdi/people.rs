//! Resources of Microsoft Project as people.

use std::collections::HashMap;

use super::calendar::Calendars;
use super::xml::Element;
use crate::draft::Draft;
use crate::plan::DaysOff;

/// One resource on one task.
pub struct Assignment {
    pub task: i64,
    pub resource: i64,
    /// Whether it is there for a share of its time.
    pub is_partial: bool,
}

impl Assignment {
    /// `None` where nobody is assigned.
    pub fn of(element: &Element) -> Option<Self> {
        let (task, resource) = (element.int("TaskUID")?, element.int("ResourceUID")?);
        let units: f64 = element.text("Units").and_then(|units| units.parse().ok()).unwrap_or(1.0);
        (resource > 0).then_some(Self { task, resource, is_partial: (units - 1.0).abs() > 0.001 })
    }
}

/// Who works on what.
#[derive(Default)]
pub struct People {
    /// E-mail addresses by task, in the order of assignment.
    by_task: HashMap<i64, Vec<String>>,
}

impl People {
    pub fn new(
        resources: &[Element],
        assignments: &[Assignment],
        calendars: &mut Calendars,
        draft: &mut Draft,
    ) -> Self {
        for resource in resources {
            if let Some(email) = resource.text("EmailAddress") {
                draft.add_person(resource.text("Name").unwrap_or_default(), email);
                add_days_off(resource, email, calendars, draft);
            }
        }
        let by_uid: HashMap<_, _> =
            resources.iter().filter_map(|known| Some((known.int("UID")?, known))).collect();
        let mut emails: HashMap<i64, Option<String>> = HashMap::new();
        let mut people = Self::default();
        for assignment in assignments {
            let Some(resource) = by_uid.get(&assignment.resource) else { continue };
            let place = format!("resource {:?}", resource.text("Name").unwrap_or_default());
            if assignment.is_partial {
                draft.tally(&place, "units of an assignment", "people are on work or not on it");
            }
            let email =
                emails.entry(assignment.resource).or_insert_with(|| email_of(resource, &place, draft));
            people.by_task.entry(assignment.task).or_default().extend(email.clone());
        }
        people
    }

    /// Who is in charge of a task: the first who was assigned; and the others.
    pub fn of(&self, task: i64) -> (Option<String>, Vec<String>) {
        let Some((first, others)) = self.by_task.get(&task).and_then(|emails| emails.split_first()) else {
            return (None, Vec::new());
        };
        let mut distinct: Vec<String> = Vec::new();
        for other in others.iter().filter(|other| *other != first) {
            if !distinct.contains(other) {
                distinct.push(other.clone());
            }
        }
        (Some(first.clone()), distinct)
    }
}

/// Who a resource is; what is no person is noted, as is who cannot be told.
fn email_of(resource: &Element, place: &str, draft: &mut Draft) -> Option<String> {
    // Material and costs have other types.
    if resource.int("Type").is_some_and(|kind| kind != 1) {
        draft.tally(place, "a resource that is no person", "only people do work here");
        return None;
    }
    match resource.text("EmailAddress") {
        Some(email) => Some(email.to_lowercase()),
        None => draft.person(resource.text("Name")?, place),
    }
}

/// Days that a person's own calendar has off, those that follow each other as one run.
fn add_days_off(resource: &Element, email: &str, calendars: &mut Calendars, draft: &mut Draft) {
    let Some(calendar) = resource.int("CalendarUID") else { return };
    let days = calendars.own_days_off(calendar, draft);
    let email = email.to_lowercase();
    let Some(person) = draft.plan.people.iter_mut().find(|person| person.email == email) else { return };
    for (date, reason) in days {
        match person.days_off.last_mut() {
            Some(run) if run.finish.succ_opt() == Some(date) && run.reason == reason => run.finish = date,
            _ => person.days_off.push(DaysOff { start: date, finish: date, reason }),
        }
    }
}
