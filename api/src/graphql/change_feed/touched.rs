//! Which rows of the feed a change of the change log was about.

use std::collections::BTreeMap;

use entity::{
    WorkPackageId, anchor, baseline, calendar, calendar_exception, campaign, day_off, department,
    department_member, dependency, membership, plan_proposal, progress_report, slip, work_package, workspace,
};
use serde_json::Value;
use uuid::Uuid;

use super::content::Content;
use super::object::FeedKind;
use super::position::Place;
use crate::write::Change;

/// Rows by the sequence number of their last change.
#[derive(Default)]
pub(super) struct Touched(BTreeMap<Place, i64>);

impl Touched {
    /// Adds the rows of a change, as its body tells them.
    pub(super) fn add(&mut self, seq: i64, body: &str, content: &Content<'_>) {
        let mut touch = |places: Vec<Place>| self.0.extend(places.into_iter().map(|place| (place, seq)));
        // That of an import by an earlier version is no list of rows.
        let Ok(changes) = serde_json::from_str::<Vec<Change>>(body) else { return touch(content.places()) };
        for change in &changes {
            touch(places(change));
            // What shows in rows that were not written: codes in the outline, and the campaign's key.
            if change.is_of::<work_package::Model>() {
                touch(shifted(change, content));
            }
            // A deletion was the tombstone of all of them.
            let shows_all = ALL.iter().any(|name| column(change, name).is_some());
            if change.is_of::<campaign::Model>() && shows_all {
                touch(content.places());
            }
            if change.is_of::<day_off::Model>() {
                touch(carriers(change, content));
            }
        }
    }

    /// Rows in the order of their last changes.
    pub(super) fn in_order(self) -> Vec<(i64, Place)> {
        let mut rows: Vec<_> = self.0.into_iter().map(|(place, seq)| (seq, place)).collect();
        rows.sort_unstable();
        rows
    }
}

/// Columns of a campaign whose changes show in all of its rows.
const ALL: [&str; 2] = ["key", "deleted_at"];

/// Whether a change may be about all rows of its scope, as far as its body shows without being read.
pub(super) fn may_show_all(body: &str) -> bool {
    !body.starts_with('[') || ALL.iter().any(|name| body.contains(&format!("[\"{name}\",")))
}

/// A column's value before and after, where it was changed.
fn column<'a>(change: &'a Change, name: &str) -> Option<(&'a Value, &'a Value)> {
    let found = change.columns.iter().find(|(column, ..)| column == name);
    found.map(|(_, before, after)| (before, after))
}

/// The work packages whose codes in the outline follow from the place of one that was changed: those in it,
/// and those that came or come after it.
fn shifted(change: &Change, content: &Content<'_>) -> Vec<Place> {
    let (parent, position) = (column(change, "parent_id"), column(change, "position"));
    let Some(id) = key(change, 0).map(WorkPackageId).filter(|_| parent.or(position).is_some()) else {
        return Vec::new();
    };
    let (parent_now, position_now) = content.place_of(id).unwrap_or_default();
    let parents = parent.map_or([parent_now; 2], |(before, after)| [uuid(before), uuid(after)]);
    let positions = position.map_or([position_now; 2], |(before, after)| {
        [before, after].map(|value| value.as_i64().unwrap_or(i64::MAX))
    });
    let after = parents.into_iter().zip(positions);
    let after = after.flat_map(|(parent, position)| content.after(parent.map(WorkPackageId), position));
    content.below(id).into_iter().chain(after).collect()
}

/// The person or the department that days off are of.
fn carriers(change: &Change, content: &Content<'_>) -> Vec<Place> {
    let columns = [("user_id", FeedKind::User), ("department_id", FeedKind::Department)];
    let named = columns.into_iter().filter_map(|(name, kind)| {
        let (before, after) = column(change, name)?;
        Some((kind, uuid(after).or_else(|| uuid(before))?))
    });
    named.chain(key(change, 0).and_then(|id| content.carrier(id))).collect()
}

fn uuid(value: &Value) -> Option<Uuid> {
    value.as_str()?.parse().ok()
}

/// A part of the primary key.
fn key(change: &Change, at: usize) -> Option<Uuid> {
    uuid(change.key.get(at)?)
}

/// The rows of the feed that show a changed row.
fn places(change: &Change) -> Vec<Place> {
    use FeedKind as Kind;
    let shown: &[(Kind, usize)] = match () {
        () if change.is_of::<workspace::Model>() => &[(Kind::Workspace, 0)],
        () if change.is_of::<membership::Model>() => &[(Kind::User, 1)],
        () if change.is_of::<department::Model>() => &[(Kind::Department, 0)],
        () if change.is_of::<department_member::Model>() => &[(Kind::Department, 0), (Kind::User, 1)],
        () if change.is_of::<calendar::Model>() || change.is_of::<calendar_exception::Model>() => {
            &[(Kind::Calendar, 0)]
        }
        () if change.is_of::<day_off::Model>() => &[(Kind::DayOff, 0)],
        () if change.is_of::<campaign::Model>() => &[(Kind::Campaign, 0)],
        () if change.is_of::<anchor::Model>() => &[(Kind::Anchor, 0)],
        () if change.is_of::<work_package::Model>() => &[(Kind::WorkPackage, 0)],
        () if change.is_of::<dependency::Model>() => &[(Kind::Dependency, 0)],
        () if change.is_of::<baseline::Model>() => &[(Kind::Baseline, 0)],
        () if change.is_of::<slip::Model>() => &[(Kind::Slip, 0)],
        () if change.is_of::<progress_report::Model>() => &[(Kind::ProgressReport, 0)],
        () if change.is_of::<plan_proposal::Model>() => &[(Kind::PlanProposal, 0)],
        // Acknowledgements are no rows of the feed.
        () => &[],
    };
    shown.iter().filter_map(|(kind, at)| Some((*kind, key(change, *at)?))).collect()
}
