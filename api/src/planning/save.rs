//! Campaigns under their lock, and what differs saved.

use std::sync::Arc;

use chrono::TimeDelta;
use entity::change::Scope;
use entity::{AnchorKind, CampaignId, anchor, campaign, progress_report, slip, work_package, workspace};
use sea_orm::sea_query::{ExprTrait, IntoCondition};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select, Set,
};

use super::Planned;
use super::cancelled::save_cancelled;
use crate::error::{Error, Result};
use crate::plan::{Difference, Identified, Snapshot, Table, Version};
use crate::refusal::Code;
use crate::store::sql::Values;
use crate::write::{Row, Write};

/// How long a deleted campaign can be restored.
pub const RESTORABLE: TimeDelta = TimeDelta::days(30);

/// Rows whose planned dates one statement updates at most.
const ROWS: usize = 500;

/// The row of a workspace, which nobody changes until the transaction ends: plans of one workspace are edited
/// side by side, and never while its calendars, departments and days off are changed.  It is locked before
/// any campaign is.
///
/// # Errors
/// [`Code::NotFound`].
pub async fn lock_workspace(write: &Write<'_>, which: impl IntoCondition) -> Result<workspace::Model> {
    let rows = workspace::Entity::find().filter(which.into_condition()).lock_shared();
    Ok(rows.one(write.transaction()).await?.ok_or(Code::NotFound)?)
}

/// The snapshot of a campaign as it is at this moment, with its row locked until the transaction ends.
///
/// # Errors
/// [`Code::NotFound`].
pub async fn open(write: &Write<'_>, id: CampaignId) -> Result<Arc<Snapshot>> {
    locked(write, id, campaign::Entity::live()).await
}

/// The same of a campaign that may be deleted, as long as it can be restored.
///
/// # Errors
/// [`Code::NotFound`].
pub async fn open_deleted(write: &Write<'_>, id: CampaignId) -> Result<Arc<Snapshot>> {
    let is_there = campaign::Column::DeletedAt.is_null();
    let since = campaign::Column::DeletedAt.gt(write.caller.now - RESTORABLE);
    locked(write, id, campaign::Entity::find().filter(is_there.or(since))).await
}

async fn locked(write: &Write<'_>, id: CampaignId, among: Select<campaign::Entity>) -> Result<Arc<Snapshot>> {
    let transaction = write.transaction();
    let find = among.filter(campaign::Column::Id.eq(id));
    let workspace = find.clone().select_only().column(campaign::Column::WorkspaceId).into_query();
    let of = lock_workspace(write, workspace::Column::Id.in_subquery(workspace)).await?;
    let row = find.lock_exclusive().one(transaction).await?.ok_or(Code::NotFound)?;
    let version = Version {
        campaign_id: id,
        workspace_id: row.workspace_id,
        seq: row.seq,
        directory_seq: of.directory_seq,
    };
    let found = write.snapshots().fetch_within(transaction, &version).await?;
    found.ok_or_else(|| Error::internal("a locked campaign that is not there"))
}

/// Saves what differs between a campaign and its draft: the campaign as it is stored then.
///
/// # Errors
/// What the database answers.
pub async fn save(write: &mut Write<'_>, planned: Planned) -> Result<Snapshot> {
    let Planned { before, mut after, reports, withdrawn } = planned;
    let links = after.dependencies.difference(&before.dependencies);
    write.delete_all(links.gone).await?;
    save_anchors(write, &before, &mut after).await?;
    save_work_packages(write, &before.work_packages, &mut after).await?;
    write.insert_all(links.new).await?;
    update(write, links.changed, &mut after.dependencies).await?;
    save_slips(write, &before, &mut after).await?;
    save_reports(write, reports, withdrawn).await?;
    save_acknowledgements(write, &before, &mut after).await?;
    save_cancelled(write, &before, &after).await?;
    after.campaign = write.update(&before.campaign, after.campaign.clone()).await?;
    // The change log moves it on, under the lock, where there is anything to log.
    let is_changed = write.has_changed(Scope::Campaign(after.campaign.id));
    after.campaign.seq = before.campaign.seq + i64::from(is_changed);
    Ok(after)
}

/// Inserts a campaign that is new, with its plan.
///
/// # Errors
/// What the database answers.
pub async fn insert(write: &mut Write<'_>, new: &Snapshot) -> Result<()> {
    write.insert(new.campaign.clone()).await?;
    write.insert_all(new.anchors.iter().cloned()).await?;
    // In the order of the outline: a phase before what is in it.
    write.insert_all(new.network().wbs().iter().map(|task| new.row(*task).clone())).await?;
    write.insert_all(new.dependencies.iter().cloned()).await
}

/// Updates rows, and keeps them as they were saved: with their versions.
async fn update<M: Row + Identified>(
    write: &mut Write<'_>,
    changed: Vec<(M, M)>,
    rows: &mut Table<M>,
) -> Result<()> {
    for (old, row) in changed {
        rows.put(write.update(&old, row).await?);
    }
    Ok(())
}

/// Saves anchors before the work that leads to them; work that led to one that is gone is detached first.
async fn save_anchors(write: &mut Write<'_>, before: &Snapshot, after: &mut Snapshot) -> Result<()> {
    let Difference { gone, new, changed } = after.anchors.difference(&before.anchors);
    if !gone.is_empty() {
        let mut values = Values::default();
        let ids = values.bind_all(gone.iter().map(|row| row.id));
        let sql = format!("update work_package set anchor_id = null where anchor_id in ({ids})");
        values.execute(write.transaction(), sql).await?;
        write.delete_all(gone).await?;
    }
    make_room(write, &changed).await?;
    update(write, changed, &mut after.anchors).await?;
    write.insert_all(new).await
}

/// Saves reports of progress as the caller's, save those that come back.
async fn save_reports(
    write: &mut Write<'_>,
    reports: Vec<progress_report::Model>,
    withdrawn: Vec<progress_report::Model>,
) -> Result<()> {
    let caller = write.caller.user_id();
    let own = |row: progress_report::Model| progress_report::Model { user_id: row.user_id.or(caller), ..row };
    write.insert_all(reports.into_iter().map(own)).await?;
    write.delete_all(withdrawn).await
}

/// Saves slips as the caller's, save those that come back.
async fn save_slips(write: &mut Write<'_>, before: &Snapshot, after: &mut Snapshot) -> Result<()> {
    let Difference { gone, new, changed: _ } = after.slips.difference(&before.slips);
    let caller = write.caller.user_id();
    let new: Vec<_> =
        new.into_iter().map(|row| slip::Model { user_id: row.user_id.or(caller), ..row }).collect();
    after.slips.extend(new.iter().cloned());
    write.delete_all(gone).await?;
    write.insert_all(new).await
}

async fn save_acknowledgements(write: &mut Write<'_>, before: &Snapshot, after: &mut Snapshot) -> Result<()> {
    let Difference { gone, new, changed } = after.acknowledgements.difference(&before.acknowledgements);
    write.delete_all(gone).await?;
    update(write, changed, &mut after.acknowledgements).await?;
    write.insert_all(new).await
}

/// Gives anchors that get another name or kind a name and a kind of their own for the moment, where there are
/// several: two that exchange theirs would collide.
async fn make_room(write: &Write<'_>, changed: &[(anchor::Model, anchor::Model)]) -> Result<()> {
    let is_called_otherwise =
        |(old, row): &&(anchor::Model, anchor::Model)| old.name != row.name || old.kind != row.kind;
    let called_otherwise: Vec<_> = changed.iter().filter(is_called_otherwise).collect();
    if called_otherwise.len() < 2 {
        return Ok(());
    }
    for (old, row) in called_otherwise {
        let name = if old.name == row.name { old.name.clone() } else { old.id.to_string() };
        let kind = if old.kind == row.kind { old.kind } else { AnchorKind::Custom };
        let moved = anchor::ActiveModel { name: Set(name), kind: Set(kind), ..old.clone().into() };
        moved.update(write.transaction()).await?;
    }
    Ok(())
}

pub(super) async fn save_work_packages(
    write: &mut Write<'_>,
    before: &Table<work_package::Model>,
    after: &mut Snapshot,
) -> Result<()> {
    let Difference { gone, mut new, changed } = after.work_packages.difference(before);
    // In the order of the outline: a phase before what is in it.
    let network = after.network();
    new.sort_by_cached_key(|row| network.find(&row.id).map(|task| network.wbs_rank(task)));
    write.insert_all(new).await?;
    let (moved, entered): (Vec<_>, Vec<_>) =
        changed.into_iter().partition(|(old, row)| has_only_moved(old, row));
    let now = write.caller.now;
    let of_now = |(old, row)| (old, work_package::Model { updated_at: now, ..row });
    update(write, entered.into_iter().map(of_now).collect(), &mut after.work_packages).await?;
    save_dates(write, &moved).await?;
    write.delete_all(gone).await
}

/// Whether two rows differ in their planned dates alone.
fn has_only_moved(old: &work_package::Model, new: &work_package::Model) -> bool {
    let (planned_start_on, planned_finish_on) = (new.planned_start_on, new.planned_finish_on);
    work_package::Model { planned_start_on, planned_finish_on, ..old.clone() } == *new
}

/// Saves planned dates, of hundreds of rows with each statement.
async fn save_dates(
    write: &mut Write<'_>,
    moved: &[(work_package::Model, work_package::Model)],
) -> Result<()> {
    for some in moved.chunks(ROWS) {
        let mut values = Values::default();
        let row = |(_, row): &(_, work_package::Model)| {
            let (id, first, last) = (row.id, row.planned_start_on, row.planned_finish_on);
            format!("({}, {}, {})", values.bind(id), values.bind(first), values.bind(last))
        };
        let rows = some.iter().map(row).collect::<Vec<_>>().join(", ");
        // Both databases call the columns of a list of values so.
        let sql = format!(
            "update work_package set planned_start_on = moved.column2, planned_finish_on = moved.column3
            from (values {rows}) as moved where work_package.id = moved.column1"
        );
        values.execute(write.transaction(), sql).await?;
        for (old, new) in some {
            write.note(Some(old), Some(new));
        }
    }
    Ok(())
}
