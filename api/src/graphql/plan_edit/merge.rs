//! Edits that were made from an older version, of other fields than what was changed since.

use entity::{AnchorId, WorkPackageId, campaign, change, change_subject};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::error::Result;
use crate::planning::Draft;
use crate::refusal::{Code, Refusal};
use crate::write::{Row, entered};

/// Changes of a row that are looked back over at most.
const MOST: u64 = 100;

/// Changes of a campaign among which those of its own row and of an anchor are looked for at most.
const REACH: i64 = 1_000;

/// A row that an edit may be merged into.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MergedRow {
    Anchor(AnchorId),
    /// The campaign's own.
    Campaign,
    WorkPackage(WorkPackageId),
}

impl MergedRow {
    /// The digits of its id and its version; none where it is not there.
    pub(super) fn find(self, draft: &Draft) -> Option<(Uuid, i32)> {
        match self {
            Self::Anchor(id) => draft.anchor(id).ok().map(|row| (id.0, row.version)),
            Self::Campaign => Some((draft.campaign().id.0, draft.campaign().version)),
            Self::WorkPackage(id) => draft.row(id).ok().map(|row| (id.0, row.version)),
        }
    }

    /// The numbers of the latest changes that it takes part in, the latest first.
    pub(super) async fn seqs(
        self,
        connection: &impl ConnectionTrait,
        (campaign, id): (&campaign::Model, Uuid),
    ) -> Result<Vec<i64>> {
        if let Self::WorkPackage(id) = self {
            let of_row = change_subject::Entity::find().filter(change_subject::Column::WorkPackageId.eq(id));
            let latest = of_row.order_by_desc(change_subject::Column::Seq).limit(MOST);
            let seqs = latest.select_only().column(change_subject::Column::Seq).into_tuple();
            return Ok(seqs.all(connection).await?);
        }
        let latest = change::Entity::find()
            .filter(change::Column::ScopeId.eq(campaign.id.0))
            .filter(change::Column::Seq.gt(campaign.seq - REACH))
            .filter(change::Column::Body.contains(format!("\"key\":[\"{id}\"]")))
            .order_by_desc(change::Column::Seq)
            .limit(MOST);
        Ok(latest.select_only().column(change::Column::Seq).into_tuple().all(connection).await?)
    }
}

/// Refuses to change what was changed since the version that the edit was made from.
pub(super) fn refuse_overlap<M: Row>(
    draft: &Draft,
    (id, version): (Uuid, i32),
    (old, new): (&M, &M),
) -> Result<(), Refusal> {
    let since = draft.changed_since(id);
    let is_in =
        |column: &str| since.is_some_and(|since| since.iter().any(|other| group(other) == group(column)));
    if entered(old, new).any(is_in) {
        return Err(Refusal::from(Code::Conflict).with("version", &version));
    }
    Ok(())
}

/// Columns that people enter together, by one name.
fn group(column: &str) -> &str {
    let together = ["constraint", "deadline", "manual", "required_finish"];
    let name = together.into_iter().find(|name| column.starts_with(name)).unwrap_or(column);
    // The end of the day of an anchor is of its date.
    if name == "edge" { "on_date" } else { name }
}
