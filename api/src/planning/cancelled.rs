//! Calendar events that an edit of a plan cancels.  Feeds tell of them for as long as what was deleted can be
//! restored: a calendar that has imported a file, and does not subscribe, keeps them otherwise.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::cancelled_event::{Column, Entity, EventTopic, Model};
use entity::{WorkPackageKind, anchor, work_package};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::error::Result;
use crate::plan::{self, Snapshot};
use crate::sheet::topic_of;
use crate::store::sql;
use crate::write::Write;

/// Rows that one statement deletes at most.
const ROWS: usize = 500;

/// An event of a plan.
#[derive(Clone, Copy)]
enum Occurrence<'a> {
    Work(EventTopic, &'a work_package::Model),
    Anchor(&'a anchor::Model),
}

/// What tells the events of a campaign apart.
#[derive(PartialEq, Eq, Hash)]
enum Identity<'a> {
    Work(EventTopic, i32),
    Anchor(entity::AnchorKind, &'a str),
}

/// Saves the events of a plan that there are no more after an edit.
pub(super) async fn save_cancelled(write: &Write<'_>, before: &Snapshot, after: &Snapshot) -> Result<()> {
    // With the campaign's key those of all its events change.
    let is_renamed = before.campaign.key != after.campaign.key;
    let left: HashSet<_> =
        if is_renamed { HashSet::new() } else { occurrences(after).map(Occurrence::identity).collect() };
    let gone = occurrences(before).filter(|occurrence| !left.contains(&occurrence.identity()));
    let row = |occurrence: Occurrence<'_>| occurrence.cancelled(before, write.caller.now);
    let mut rows: Vec<_> = gone.map(row).collect();
    rows.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    rows.dedup_by(|a, b| a.key == b.key);
    for some in rows.chunks(ROWS) {
        Entity::delete_many()
            .filter(Column::CampaignId.eq(before.campaign.id))
            .filter(Column::Key.is_in(some.iter().map(|row| row.key.as_str())))
            .exec(write.transaction())
            .await?;
    }
    sql::insert(write.transaction(), &rows).await
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

impl<'a> Occurrence<'a> {
    fn identity(self) -> Identity<'a> {
        match self {
            Self::Work(topic, row) => Identity::Work(topic, row.number),
            Self::Anchor(row) if row.kind == entity::AnchorKind::Custom => {
                Identity::Anchor(row.kind, &row.name)
            }
            Self::Anchor(row) => Identity::Anchor(row.kind, ""),
        }
    }

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
