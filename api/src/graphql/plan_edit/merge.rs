//! Edits that were made from an older version, of other fields than what was changed since.

use std::collections::{BTreeMap, BTreeSet};

use entity::{WorkPackageId, change, change_subject, work_package};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::edit::PlanEdit;
use super::parse;
use crate::error::Result;
use crate::planning::Draft;
use crate::write::Change;

/// Changes of a work package that are looked back over at most.
const MOST: u64 = 100;

/// Changes that one statement reads: the body of one may have thousands of rows.
const AT_ONCE: usize = 10;

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
    let subjects = of_row.order_by_desc(change_subject::Column::Seq).limit(MOST).all(connection).await?;
    let mut columns = BTreeSet::new();
    for some in subjects.chunks(AT_ONCE) {
        for change in changes_of(connection, id, some).await? {
            let (before, after) = change.versions();
            if after.is_some_and(|after| after <= version) {
                return Ok(Some(columns));
            }
            columns.extend(change.columns.into_iter().map(|(column, ..)| column));
            if before == Some(version) {
                return Ok(Some(columns));
            }
        }
    }
    Ok(None)
}

/// What some changes of one campaign have changed of a work package, the latest first.
async fn changes_of(
    connection: &impl ConnectionTrait,
    id: WorkPackageId,
    subjects: &[change_subject::Model],
) -> Result<Vec<Change>> {
    let Some(scope) = subjects.first().map(|subject| subject.scope_id) else { return Ok(Vec::new()) };
    let rows = change::Entity::find()
        .filter(change::Column::ScopeId.eq(scope))
        .filter(change::Column::Seq.is_in(subjects.iter().map(|subject| subject.seq)))
        .order_by_desc(change::Column::Seq)
        .all(connection)
        .await?;
    let own = |row: change::Model| {
        let changes: Vec<Change> = serde_json::from_str(&row.body).ok()?;
        changes.into_iter().find(|change| change.is_of::<work_package::Model>() && change.is_about(id))
    };
    Ok(rows.into_iter().filter_map(own).collect())
}
