//! What edits are checked against beside the rows of their campaign.

use std::collections::{BTreeMap, BTreeSet};

use entity::{campaign, change};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::edit::PlanEdit;
use crate::error::Result;
use crate::planning::Draft;
use crate::write::Change;

/// Changes that one statement reads: the body of one may have thousands of rows.
const AT_ONCE: usize = 10;

/// Reads what edits are checked against beside the rows of the campaign: which of the ids that they give to
/// new rows are taken, and what was changed of each row since the version that an edit of it was made from,
/// where the edit may be merged.
///
/// # Errors
/// What the database answers.
pub(crate) async fn read_around(
    connection: &impl ConnectionTrait,
    draft: &mut Draft,
    edits: &[PlanEdit],
) -> Result<()> {
    draft.read_taken(connection, &edits.iter().filter_map(PlanEdit::new_id).collect()).await?;
    let asked: BTreeMap<_, _> = edits.iter().filter_map(PlanEdit::merged_from).collect();
    for (row, version) in asked {
        let Some((id, now)) = row.find(draft) else { continue };
        if now <= version {
            continue;
        }
        let campaign = draft.campaign();
        let seqs = row.seqs(connection, (campaign, id)).await?;
        if let Some(columns) = changed_since(connection, (campaign, id), (&seqs, version)).await? {
            draft.merge(id, columns);
        }
    }
    Ok(())
}

/// The columns of a row that were changed since a version; none where the change log does not reach back to
/// it.
async fn changed_since(
    connection: &impl ConnectionTrait,
    (campaign, id): (&campaign::Model, Uuid),
    (seqs, version): (&[i64], i32),
) -> Result<Option<BTreeSet<String>>> {
    let mut columns = BTreeSet::new();
    for some in seqs.chunks(AT_ONCE) {
        let rows = change::Entity::find()
            .filter(change::Column::ScopeId.eq(campaign.id.0))
            .filter(change::Column::Seq.is_in(some.iter().copied()))
            .order_by_desc(change::Column::Seq)
            .all(connection)
            .await?;
        for change in rows.iter().filter_map(|row| own_change(row, id)) {
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

/// What one commit has changed of a row.
fn own_change(row: &change::Model, id: Uuid) -> Option<Change> {
    let changes: Vec<Change> = serde_json::from_str(&row.body).ok()?;
    changes.into_iter().find(|change| change.is_about(id))
}
