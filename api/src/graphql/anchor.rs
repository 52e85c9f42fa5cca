//! Anchors: the fixed nodes of a campaign.

use entity::anchor;

use super::enums::{AnchorKind, AnchorOrigin, DayEdge};
use super::scalar::{Date, Id};
use super::written::written;

/// An anchor of a campaign.
#[derive(Clone, Copy)]
pub(crate) struct Anchor<'a>(pub(crate) &'a anchor::Model);

written! {
    /// A fixed node of a campaign, such as its launch: plans are made backwards from it.
    impl['a] Anchor<'a> as "Anchor", implements ["Node"];
    /// Its id.
    id: Id<entity::AnchorId> = |anchor| Id(anchor.0.id);
    /// Which of the usual nodes it is.
    kind: AnchorKind = |anchor| anchor.0.kind.into();
    /// Its name, unique in the campaign.
    name: &'a str = |anchor| &anchor.0.name;
    /// Its day.
    date: Date = |anchor| Date(anchor.0.on_date);
    /// Which end of that day.
    edge: DayEdge = |anchor| anchor.0.edge.into();
    /// Who sets it: what the platform sets nobody here moves.
    origin: AnchorOrigin = |anchor| anchor.0.origin.into();
    /// Moves with every change.
    version: i32 = |anchor| anchor.0.version;
}
