//! A plan of another program, made to fit the workspace that it goes into.

use entity::UserId;
use exchange::{Converted, Note};
use serde_json::{Value, json};

use crate::plan::Directory;

/// The calendar of a workspace that has none yet.
const WEEKDAYS: &str = "Monday to Friday";

/// Gives a plan that names no calendar the workspace's default; in a workspace that is yet to be made, Monday
/// to Friday.
pub fn give_calendar(plan: &mut Value, known: Option<&Directory>) {
    let Some(campaign) = plan.get_mut("campaign").and_then(Value::as_object_mut) else { return };
    if campaign.get("calendar").is_some_and(|calendar| !calendar.is_null()) {
        return;
    }
    let default = known.and_then(|known| known.calendars.iter().find(|calendar| calendar.row.is_default));
    let name = default.map_or(WEEKDAYS, |calendar| &calendar.row.name);
    campaign.insert("calendar".to_owned(), Value::from(name));
    if default.is_none()
        && let Some(calendars) = plan.get_mut("calendars").and_then(Value::as_array_mut)
    {
        calendars.push(json!({ "name": WEEKDAYS, "week": ["MON", "TUE", "WED", "THU", "FRI"] }));
    }
}

/// Leaves out people who are no members of the workspace, with a note of each: whoever imports a plan does
/// not invite people by it.  A campaign without a known owner is owned by whoever imports it.
pub fn leave_out_strangers(converted: &mut Converted, known: &Directory, importer: UserId) {
    let is_member =
        |email: &str| known.people.iter().any(|person| person.row.email.eq_ignore_ascii_case(email));
    let plan = &mut converted.plan;
    let strangers: Vec<String> = items(plan, "people")
        .filter_map(|person| Some(person.get("email")?.as_str()?.to_owned()))
        .filter(|email| !is_member(email))
        .collect();
    for email in &strangers {
        let note = Note {
            place: "people".to_owned(),
            what: email.clone(),
            why: "is no member of the workspace, and left out: invite them first".to_owned(),
        };
        converted.notes.push(note);
    }
    let is_stranger = |value: &Value| {
        value.as_str().is_some_and(|email| strangers.iter().any(|known| known.eq_ignore_ascii_case(email)))
    };
    if let Some(people) = plan.get_mut("people").and_then(Value::as_array_mut) {
        people.retain(|person| !person.get("email").is_some_and(is_stranger));
    }
    for (list, fields) in
        [("workPackages", ["accountable", "collaborators"]), ("departments", ["lead", "members"])]
    {
        for item in items(plan, list).filter_map(Value::as_object_mut) {
            for field in fields {
                match item.get_mut(field) {
                    Some(Value::Array(people)) => people.retain(|person| !is_stranger(person)),
                    Some(person) if is_stranger(&*person) => *person = Value::Null,
                    Some(_) | None => {}
                }
            }
        }
    }
    let importer = known.person(importer).and_then(|at| known.people.get(at));
    if let (Some(campaign), Some(importer)) =
        (plan.get_mut("campaign").and_then(Value::as_object_mut), importer)
    {
        let owner = campaign.entry("owner").or_insert(Value::Null);
        if owner.is_null() || is_stranger(&*owner) {
            *owner = Value::from(importer.row.email.as_str());
        }
    }
}

/// The items of a list; none where there is no such list.
fn items<'a>(plan: &'a mut Value, list: &str) -> impl Iterator<Item = &'a mut Value> {
    plan.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten()
}
