//! What the fields of edits are read by: ranges, texts, and ids of what the campaign and its workspace have.

use async_graphql::{ID, MaybeUndefined};
use entity::{AnchorId, CalendarId, DepartmentId, DependencyId, UserId, WorkPackageId};

use crate::graphql::slip::SlipReasonInput;
use crate::people::field;
use crate::planning::{Draft, SlipReason};
use crate::refusal::{At, Code, Refusal};

/// The largest duration, buffer and remaining duration, in working days.
pub(super) const MAX_DAYS: i32 = 100_000;

/// The longest description and the longest reason, in characters.
const LONGEST_TEXT: usize = 20_000;

/// People who work on a work package at most, beside the one in charge.
const MOST_COLLABORATORS: usize = 50;

/// Sets or clears a column by a field that may be left out.
pub(super) fn set<G, V>(
    column: &mut Option<V>,
    given: &MaybeUndefined<G>,
    parse: impl FnOnce(&G) -> Result<V, Refusal>,
) -> Result<(), Refusal> {
    match given {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => *column = None,
        MaybeUndefined::Value(value) => *column = Some(parse(value)?),
    }
    Ok(())
}

pub(super) fn within(value: i32, range: std::ops::RangeInclusive<i32>) -> Result<i32, Refusal> {
    if range.contains(&value) {
        return Ok(value);
    }
    Err(Refusal::from(Code::OutOfRange).with("min", range.start()).with("max", range.end()))
}

/// A text of 20,000 characters at most.
pub(crate) fn text(text: &str) -> Result<String, Refusal> {
    let is_fine = text.chars().count() <= LONGEST_TEXT;
    if is_fine {
        Ok(text.to_owned())
    } else {
        Err(Refusal::from(Code::OutOfRange).with("max", &LONGEST_TEXT))
    }
}

/// An id in another system that no other work package of the campaign has.
pub(super) fn external_id(draft: &Draft, given: &str, own: WorkPackageId) -> Result<String, Refusal> {
    let external_id = field::name(given).at("externalId")?;
    let is_taken = draft.has_external_id(&external_id, own);
    if is_taken { Err(Code::AlreadyTaken.at("externalId")) } else { Ok(external_id) }
}

pub(super) fn work_package_id(id: &ID) -> Result<WorkPackageId, Refusal> {
    WorkPackageId::parse(id).ok_or(Code::NotFound.into())
}

pub(super) fn dependency_id(id: &ID) -> Result<DependencyId, Refusal> {
    DependencyId::parse(id).ok_or(Code::NotFound.into())
}

pub(super) fn anchor_id(id: &ID) -> Result<AnchorId, Refusal> {
    AnchorId::parse(id).ok_or(Code::NotFound.into())
}

pub(super) fn department(draft: &Draft, id: &ID) -> Result<DepartmentId, Refusal> {
    let known = |id: &DepartmentId| draft.before().directory.department(*id).is_some();
    DepartmentId::parse(id).filter(known).ok_or(Code::NotFound.at("departmentId"))
}

pub(super) fn person(draft: &Draft, id: &ID) -> Result<UserId, Refusal> {
    let directory = &draft.before().directory;
    let is_member = |id: &UserId| {
        let person = directory.person(*id).and_then(|place| directory.people.get(place));
        person.is_some_and(|person| person.status == entity::MembershipStatus::Active)
    };
    UserId::parse(id).filter(is_member).ok_or(Code::NotFound.into())
}

/// People who work on something beside the one in charge, as the column has them.
pub(super) fn collaborators(draft: &Draft, ids: &[ID]) -> Result<String, Refusal> {
    if ids.len() > MOST_COLLABORATORS {
        return Err(Refusal::from(Code::TooLarge).with("max", &MOST_COLLABORATORS).at("collaboratorIds"));
    }
    let mut lines = Vec::with_capacity(ids.len());
    for (id, at) in ids.iter().zip(0..) {
        let id = person(draft, id).at(&at.to_string()).at("collaboratorIds")?.to_string();
        if !lines.contains(&id) {
            lines.push(id);
        }
    }
    Ok(lines.join("\n"))
}

pub(super) fn slip_reason(given: Option<&SlipReasonInput>) -> Result<Option<SlipReason>, Refusal> {
    let Some(SlipReasonInput { category, text: given }) = given else { return Ok(None) };
    let text = given.as_ref().map(|given| text(given).at("text").at("slipReason")).transpose()?;
    Ok(Some(SlipReason { category: (*category).into(), text }))
}

pub(super) fn calendar(draft: &Draft, id: &ID) -> Result<CalendarId, Refusal> {
    let known = |id: &CalendarId| draft.before().directory.calendar(*id).is_some();
    CalendarId::parse(id).filter(known).ok_or(Code::NotFound.at("calendarId"))
}

pub(super) fn anchor(draft: &Draft, id: &ID) -> Result<AnchorId, Refusal> {
    anchor_id(id).and_then(|id| Ok(draft.anchor(id)?.id)).at("anchorId")
}
