//! Calendar events that an edit of a plan cancels.  Feeds tell of them for as long as what was deleted can be
//! restored: a calendar that has imported a file, and does not subscribe, keeps them otherwise.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::cancelled_event::{Column, Entity, EventTopic, Model};
use entity::{AnchorKind, WorkPackageKind, anchor, work_package};
use sea_orm::sea_query::OnConflict;
use sea_orm::{EntityTrait, IntoActiveModel, Iterable};

use crate::error::Result;
use crate::plan::{self, Snapshot};
use crate::sheet::topic_of;
use crate::write::Write;

/// Rows that one statement inserts at most.
const ROWS: usize = 500;

/// An event of a plan.
#[derive(Clone, Copy)]
enum Occurrence<'a> {
    Work(EventTopic, &'a work_package::Model),
    Anchor(&'a anchor::Model),
}

/// Saves the events of a plan that there are no more after an edit.
pub(super) async fn save_cancelled(write: &Write<'_>, before: &Snapshot, after: &Snapshot) -> Result<()> {
    // With the campaign's key those of all its events change.
    let is_renamed = before.campaign.key != after.campaign.key;
    let gone = if is_renamed { occurrences(before).collect() } else { gone(before, after) };
    let row = |occurrence: &Occurrence<'_>| occurrence.cancelled(before, write.caller.now);
    let mut rows: Vec<_> = gone.iter().map(row).collect();
    rows.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    rows.dedup_by(|a, b| a.key == b.key);
    let is_key = |column: &Column| matches!(column, Column::CampaignId | Column::Key);
    let again = OnConflict::columns(Column::iter().filter(is_key))
        .update_columns(Column::iter().filter(|column| !is_key(column)))
        .to_owned();
    for some in rows.chunks(ROWS) {
        let some = some.iter().cloned().map(IntoActiveModel::into_active_model);
        let insert = Entity::insert_many(some).on_conflict(again.clone());
        insert.exec_without_returning(write.transaction()).await?;
    }
    Ok(())
}

fn occurrences(snapshot: &Snapshot) -> impl Iterator<Item = Occurrence<'_>> {
    let of_work = |row| topics(row).map(move |topic| Occurrence::Work(topic, row));
    snapshot.work_packages.iter().flat_map(of_work).chain(snapshot.anchors.iter().map(Occurrence::Anchor))
}

/// What calendars show of a work package.
fn topics(row: &work_package::Model) -> impl Iterator<Item = EventTopic> + use<> {
    let of_kind = match row.kind {
        WorkPackageKind::Task => Some(EventTopic::Work),
        WorkPackageKind::Milestone => Some(EventTopic::Milestone),
        WorkPackageKind::Phase => None,
    };
    row.deadline_on.map(|_| EventTopic::Deadline).into_iter().chain(of_kind)
}

/// The events of a plan that there are no more after an edit.  Those of a work package are its own; an anchor
/// may have taken the name of another.
fn gone<'a>(before: &'a Snapshot, after: &'a Snapshot) -> Vec<Occurrence<'a>> {
    let of_work = before.work_packages.since(&after.work_packages).flat_map(|(now, row)| {
        let left: Vec<_> = now.into_iter().flat_map(topics).collect();
        topics(row).filter(move |topic| !left.contains(topic)).map(move |topic| Occurrence::Work(topic, row))
    });
    let left: HashSet<_> = after.anchors.iter().map(called).collect();
    let of_anchors = before.anchors.iter().filter(|row| !left.contains(&called(row)));
    of_work.chain(of_anchors.map(Occurrence::Anchor)).collect()
}

/// What tells the events of anchors apart.
fn called(row: &anchor::Model) -> (AnchorKind, &str) {
    (row.kind, if row.kind == AnchorKind::Custom { &row.name } else { "" })
}

impl Occurrence<'_> {
    fn cancelled(self, before: &Snapshot, at: chrono::DateTime<chrono::Utc>) -> Model {
        let campaign = &before.campaign;
        let (key, topic, title, (start_on, finish_on)) = match self {
            Self::Work(topic, row) => {
                let key = exchange::row_key(&campaign.key, row.number, topic_of(topic));
                (key, topic, &row.title, days(topic, row))
            }
            Self::Anchor(row) => {
                let key = exchange::anchor_key(&campaign.key, plan::anchor_kind(row.kind), &row.name);
                (key, EventTopic::Anchor, &row.name, (row.on_date, row.on_date))
            }
        };
        let work = match self {
            Self::Work(_, row) => Some(row),
            Self::Anchor(_) => None,
        };
        let people = work.map(|row| row.accountable_id.into_iter().chain(row.collaborator_ids()));
        let people: Vec<_> = people.into_iter().flatten().map(|id| id.to_string()).collect();
        Model {
            campaign_id: campaign.id,
            key,
            topic,
            title: title.clone(),
            start_on,
            finish_on,
            department_id: work.and_then(|row| row.department_id),
            people: people.join("\n"),
            seq: campaign.seq + 1,
            at,
        }
    }
}

/// The first and the last day of an event of a work package.
fn days(topic: EventTopic, row: &work_package::Model) -> (NaiveDate, NaiveDate) {
    match row.deadline_on.filter(|_| topic == EventTopic::Deadline) {
        Some(day) => (day, day),
        None => (row.planned_start_on, row.planned_finish_on),
    }
}
