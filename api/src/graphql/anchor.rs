//! Anchors: the fixed nodes of a campaign.

use entity::anchor;
use macros::serialised_object;

use super::enums::{AnchorKind, AnchorOrigin, DayEdge};
use super::scalar::{Date, Id};

/// An anchor of a campaign.
#[derive(Clone, Copy)]
pub(crate) struct Anchor<'a>(pub(crate) &'a anchor::Model);

/// A fixed node of a campaign, such as its launch: plans are made backwards from it.
#[serialised_object(name = "Anchor", implements("Node"))]
impl<'a> Anchor<'a> {
    /// Opaque id.
    fn id(self) -> Id<entity::AnchorId> {
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

    /// Which end of that day.
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
