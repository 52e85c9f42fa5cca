//! Work packages whose planned dates an edit changed.

use chrono::NaiveDate;
use entity::WorkPackageId;
use schedule::Move;
use serde::{Deserialize, Serialize};

use crate::graphql::enums::ReasonKind;
use crate::plan::Snapshot;
use crate::write::MoveReason;

/// A work package that moved: its planned dates before and after.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct Moved {
    pub id: WorkPackageId,
    pub from: Option<(NaiveDate, NaiveDate)>,
    pub to: Option<(NaiveDate, NaiveDate)>,
    /// What decides the dates after; none of a phase, and of what was done before.
    #[serde(skip)]
    pub reason: Option<schedule::Reason>,
}

impl Moved {
    /// The reason as the change log keeps it.
    pub(super) fn explained(&self, after: &Snapshot) -> MoveReason {
        let kind = ReasonKind::of(self.reason).name().to_owned();
        let peer = match self.reason {
            Some(schedule::Reason::Link { peer, .. }) => Some(after.row(peer).id),
            _ => None,
        };
        MoveReason { kind, work_package_id: peer }
    }
}

/// What moved between two plans, in the order of the outline after.
pub(super) fn moves(before: &Snapshot, after: &Snapshot) -> Vec<Moved> {
    let moved = |Move { key, from, to, reason }| Moved { id: key, from, to, reason };
    schedule::moves(&before.plan, &after.plan).into_iter().map(moved).collect()
}
