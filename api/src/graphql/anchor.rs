//! Anchors: the fixed nodes of a campaign.

use entity::{AnchorId, anchor};
use macros::serialised_object;
use sea_orm::EntityTrait;

use super::enums::{AnchorKind, AnchorOrigin, DayEdge};
use super::request::Request;
use super::scalar::{Date, Id};
use crate::error::Result;
use crate::plan::Snapshot;

/// The campaign of an anchor, where the caller can see it.
pub(crate) async fn campaign_of(request: &Request, id: AnchorId) -> Result<Option<&Snapshot>> {
    let row = anchor::Entity::find_by_id(id).one(request.app.store.reader()).await?;
    let Some(row) = row else { return Ok(None) };
    request.snapshot_of(row.campaign_id).await
}

/// An anchor of a campaign.
#[derive(Clone, Copy)]
pub(crate) struct Anchor<'a>(pub(crate) &'a anchor::Model);

/// A fixed node of a campaign, such as its launch: plans are made backwards from it.
#[serialised_object(name = "Anchor", implements("Node"))]
impl<'a> Anchor<'a> {
    /// Opaque id of the anchor, never reused; `node(id)` finds it.
    fn id(self) -> Id<AnchorId> {
        Id(self.0.id)
    }

    /// Which of the usual nodes it is.
    fn kind(self) -> AnchorKind {
        self.0.kind.into()
    }

    /// Its name, unique in the campaign.
    fn name(self) -> &'a str {
        &self.0.name
    }

    /// Its day.
    fn date(self) -> Date {
        Date(self.0.on_date)
    }

    /// End of that day at which the anchor is.
    fn edge(self) -> DayEdge {
        self.0.edge.into()
    }

    /// Who sets it: what the platform sets nobody here moves.
    fn origin(self) -> AnchorOrigin {
        self.0.origin.into()
    }

    /// Version of the anchor: increments whenever it changes.
    fn version(self) -> i32 {
        self.0.version
    }
}
