//! Baselines of a campaign: taken from its plan, activated, deleted, and the plan rolled back to one.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{
    BaselineId, CampaignId, Mode, WorkPackageId, WorkPackageKind, baseline, baseline_row, work_package,
};
use schedule::Boundary;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::Draft;
use crate::error::Result;
use crate::plan::{Snapshot, Table};
use crate::refusal::{Code, Refusal};
use crate::write::{Change, Write};

/// Baselines that a campaign has at most.
const MOST: usize = 50;

/// First and last day of work packages.
pub type Days = HashMap<WorkPackageId, (NaiveDate, NaiveDate)>;

/// The baselines of a campaign that are not deleted.
///
/// # Errors
/// What the database answers.
pub async fn baselines(connection: &impl ConnectionTrait, id: CampaignId) -> Result<Vec<baseline::Model>> {
    let live = baseline::Entity::live().filter(baseline::Column::CampaignId.eq(id));
    Ok(live.all(connection).await?)
}

/// Takes a baseline of the plan as it was before the draft.
///
/// # Errors
/// [`Code::AlreadyTaken`] of a name that another has, [`Code::TooLarge`] where there are too many.
pub async fn take_baseline(write: &mut Write<'_>, draft: &mut Draft, new: baseline::Model) -> Result<()> {
    let others = baselines(write.transaction(), new.campaign_id).await?;
    if others.iter().any(|other| other.name == new.name) {
        return Err(Code::AlreadyTaken.at("name").into());
    }
    if others.len() >= MOST {
        return Err(Refusal::from(Code::TooLarge).with("max", &MOST).into());
    }
    let days = planned(draft.before());
    let row = |(id, (start_on, finish_on)): (&WorkPackageId, &(NaiveDate, NaiveDate))| baseline_row::Model {
        campaign_id: new.campaign_id,
        baseline_id: new.id,
        work_package_id: *id,
        start_on: *start_on,
        finish_on: *finish_on,
    };
    let rows: Vec<_> = days.iter().map(row).collect();
    let activates = new.active;
    if activates {
        deactivate(write, others).await?;
    }
    write.insert(new).await?;
    write.insert_all(rows).await?;
    if activates {
        draft.rows.baseline = days;
    }
    Ok(())
}

/// Activates a baseline: variances are counted from it.
///
/// # Errors
/// What the database answers.
pub async fn activate_baseline(write: &mut Write<'_>, draft: &mut Draft, row: baseline::Model) -> Result<()> {
    if row.active {
        return Ok(());
    }
    deactivate(write, baselines(write.transaction(), row.campaign_id).await?).await?;
    draft.rows.baseline = days_of(write.transaction(), row.id).await?;
    let active = baseline::Model { active: true, ..row.clone() };
    write.update(&row, active).await?;
    Ok(())
}

/// Deletes a baseline; without an active one no variances are counted.
///
/// # Errors
/// What the database answers.
pub async fn delete_baseline(write: &mut Write<'_>, draft: &mut Draft, row: baseline::Model) -> Result<()> {
    if row.active {
        draft.rows.baseline = Days::new();
    }
    let deleted = baseline::Model { active: false, deleted_at: Some(write.caller.now), ..row.clone() };
    write.update(&row, deleted).await?;
    Ok(())
}

/// Rolls the plan back to a baseline: work that has not begun has its days again.
///
/// # Errors
/// What the database answers; the refusal of a rule that the plan breaks on the way.
pub async fn roll_back(write: &Write<'_>, draft: &mut Draft, id: BaselineId) -> Result<()> {
    let days = days_of(write.transaction(), id).await?;
    draft.set_durations(&days);
    let planned = draft.clone().plan()?;
    draft.type_dates(&days, &planned.after);
    Ok(())
}

/// Undoes changes of baselines, the latest first.  One that was taken is deleted.
///
/// # Errors
/// [`Code::ChangedSince`] where a baseline is not as a change left it.
pub async fn revert_baselines(write: &mut Write<'_>, draft: &mut Draft, changes: &[Change]) -> Result<()> {
    let changes: Vec<_> = changes.iter().filter(|change| change.is_of::<baseline::Model>()).collect();
    if changes.is_empty() {
        return Ok(());
    }
    let of_campaign = baseline::Column::CampaignId.eq(draft.campaign().id);
    let before = baseline::Entity::find().filter(of_campaign).all(write.transaction()).await?;
    let mut after = before.iter().cloned().collect::<Table<_>>();
    let since = || Refusal::from(Code::ChangedSince).with("table", &"baseline");
    for change in changes.into_iter().rev() {
        if let Some(taken) = change.inserted::<baseline::Model>() {
            let row = after.get_mut(taken.id).filter(|row| row.deleted_at.is_none()).ok_or_else(since)?;
            (row.active, row.deleted_at) = (false, Some(write.caller.now));
        } else {
            change.revert(&mut after).map_err(|_since| since())?;
        }
    }
    let is_whole = |row: &baseline::Model| {
        let same = after.iter().filter(|other| other.deleted_at.is_none() && other.name == row.name);
        row.deleted_at.is_some() || same.count() == 1
    };
    if !after.iter().all(is_whole) || after.iter().filter(|row| row.active).count() > 1 {
        return Err(since().into());
    }
    let active = after.iter().find(|row| row.active).map(|row| row.id);
    draft.rows.baseline = match active {
        Some(id) => days_of(write.transaction(), id).await?,
        None => Days::new(),
    };
    let mut pairs: Vec<_> = before.into_iter().zip(after).collect();
    // One is active at most, at every moment.
    pairs.sort_by_key(|(_, row)| row.active);
    for (old, row) in pairs {
        write.update(&old, row).await?;
    }
    Ok(())
}

async fn deactivate(write: &mut Write<'_>, rows: Vec<baseline::Model>) -> Result<()> {
    for row in rows.into_iter().filter(|row| row.active) {
        let inactive = baseline::Model { active: false, ..row.clone() };
        write.update(&row, inactive).await?;
    }
    Ok(())
}

async fn days_of(connection: &impl ConnectionTrait, id: BaselineId) -> Result<Days> {
    let rows = baseline_row::Entity::find().filter(baseline_row::Column::BaselineId.eq(id));
    let rows = rows.all(connection).await?;
    Ok(rows.into_iter().map(|row| (row.work_package_id, (row.start_on, row.finish_on))).collect())
}

/// The days of a plan; none of a phase without work.
fn planned(snapshot: &Snapshot) -> Days {
    let days = |row: &work_package::Model| {
        let task = snapshot.network().find(&row.id)?;
        Some((row.id, snapshot.plan.days(task)?))
    };
    snapshot.work_packages.iter().filter_map(days).collect()
}

impl Draft {
    /// Gives tasks that have not begun the durations that they had, and takes the dates back that were typed
    /// since.
    fn set_durations(&mut self, days: &Days) {
        let before = std::sync::Arc::clone(&self.before);
        self.rows.work_packages.change(|row| {
            let (start, finish) = days.get(&row.id).filter(|_| is_movable(row))?;
            if (row.planned_start_on, row.planned_finish_on) == (*start, *finish) {
                return None;
            }
            let mut row = row.clone();
            (row.mode, row.manual_start_on, row.manual_finish_on) = (Mode::Automatic, None, None);
            let calendar = before.directory.calendar(before.calendar_of(&row));
            let calendar = calendar.and_then(|place| before.directory.calendars.get(place));
            let worked = calendar.map(|calendar| {
                calendar.days.working_days(Boundary::opening(*start), Boundary::closing(*finish))
            });
            if let Some(worked) = worked.filter(|days| *days > 0 && row.kind == WorkPackageKind::Task) {
                row.duration_days = Some(worked);
            }
            Some(row)
        });
    }

    /// Types the dates of work that has not begun, where they do not follow from the plan.
    fn type_dates(&mut self, days: &Days, planned: &Snapshot) {
        self.rows.work_packages.change(|row| {
            let (start, finish) = days.get(&row.id).filter(|_| is_movable(row))?;
            let now = planned.network().find(&row.id).and_then(|task| planned.plan.days(task));
            (now != Some((*start, *finish))).then(|| work_package::Model {
                mode: Mode::Manual,
                manual_start_on: Some(*start),
                manual_finish_on: Some(*finish),
                ..row.clone()
            })
        });
    }
}

/// Work that a roll-back moves: none that has begun, and no phase.
fn is_movable(row: &work_package::Model) -> bool {
    row.kind != WorkPackageKind::Phase && row.actual_start_on.is_none() && row.progress == 0 && !row.done
}
