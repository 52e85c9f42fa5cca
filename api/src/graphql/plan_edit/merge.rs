//! Edits that were made from an older version, of other fields than what was changed since.

use std::collections::{BTreeMap, BTreeSet};

use entity::{WorkPackageId, change, change_subject, work_package};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::edit::PlanEdit;
use super::parse;
use crate::error::Result;
use crate::planning::Draft;
use crate::write::Change;

/// Changes of a work package that are looked back over at most.
const MOST: usize = 100;

/// Reads what was changed of each work package since the version that an edit was made from, where the edit may
/// be merged.
pub(super) async fn read_changed_since(
    connection: &impl ConnectionTrait,
    draft: &mut Draft,
    edits: &[PlanEdit],
) -> Result<()> {
    let asked: BTreeMap<_, _> = edits.iter().filter_map(PlanEdit::merged_from).collect();
    for (id, version) in asked {
        let Ok(id) = parse::work_package_id(id) else { continue };
        let is_stale = draft.row(id).is_ok_and(|row| row.version > version);
        if is_stale && let Some(columns) = changed_since(connection, id, version).await? {
            draft.merge(id, columns);
        }
    }
    Ok(())
}

/// The columns of a work package that were changed since a version; none where the change log does not reach
/// back to it.
async fn changed_since(
    connection: &impl ConnectionTrait,
    id: WorkPackageId,
    version: i32,
) -> Result<Option<BTreeSet<String>>> {
    let of_row = change_subject::Entity::find().filter(change_subject::Column::WorkPackageId.eq(id));
    let subjects = of_row.order_by_desc(change_subject::Column::Seq).all(connection).await?;
    let mut columns = BTreeSet::new();
    for subject in subjects.into_iter().take(MOST) {
        let of_change = change::Entity::find_by_id((subject.scope_id, subject.seq)).one(connection).await?;
        let changes = of_change.and_then(|row| serde_json::from_str::<Vec<Change>>(&row.body).ok());
        let is_it = |change: &Change| change.is_of::<work_package::Model>() && change.is_about(id);
        let Some(change) = changes.into_iter().flatten().find(is_it) else { continue };
        let (before, after) = change.versions();
        if after.is_some_and(|after| after <= version) {
            return Ok(Some(columns));
        }
        columns.extend(change.columns.into_iter().map(|(column, ..)| column));
        if before == Some(version) {
            return Ok(Some(columns));
        }
    }
    Ok(None)
}
