//! What is kept of a ripple with an idempotency key: by ids, since the positions of the core are those of one
//! plan.

use chrono::NaiveDate;
use entity::{AnchorId, WorkPackageId};
use schedule::{LinkType, Reason, TaskId};
use serde::{Deserialize, Serialize};

use super::compared::Compared;
use super::moved::Moved;
use crate::graphql::finding::{KeptFinding, place_of};
use crate::plan::Snapshot;

/// What a ripple has beside the days of its moves.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct KeptRipple {
    /// The day as of which there are the findings.
    pub as_of: NaiveDate,
    pub appeared: Vec<KeptFinding>,
    pub resolved: Vec<KeptFinding>,
    /// What decides the dates of each move.
    reasons: Vec<Option<KeptReason>>,
}

/// What decides the dates of a work package.
#[derive(Clone, Copy, Serialize, Deserialize)]
enum KeptReason {
    CampaignStart,
    Link(WorkPackageId, WorkPackageId, usize),
    Constraint,
    Deadline,
    Anchor(AnchorId),
    RequiredFinish,
    Calendar,
    Actual,
    Manual,
    StatusDate,
    Duration,
}

impl KeptRipple {
    /// What an edit does as of a day; none where a forecast lies outside 1900–2199.
    pub(super) fn new(
        (before, after): (&Snapshot, &Snapshot),
        moves: &[Moved],
        as_of: NaiveDate,
    ) -> Option<Self> {
        let Compared { appeared, resolved, .. } = Compared::as_of(as_of, before, after).ok()?;
        let kept = |snapshot: &Snapshot, rows: &[schedule::Finding]| {
            rows.iter().filter_map(|row| KeptFinding::new(snapshot, row)).collect()
        };
        let reason = |moved: &Moved| moved.reason.and_then(|reason| KeptReason::new(after, reason));
        Some(Self {
            as_of,
            appeared: kept(after, &appeared),
            resolved: kept(before, &resolved),
            reasons: moves.iter().map(reason).collect(),
        })
    }

    /// Gives moves the reasons that they had, as far as what these are about is still there.
    pub(super) fn explain(&self, moves: &mut [Moved], snapshot: &Snapshot) {
        for (moved, reason) in moves.iter_mut().zip(&self.reasons) {
            moved.reason = reason.and_then(|reason| reason.find(snapshot));
        }
    }
}

impl KeptReason {
    fn new(snapshot: &Snapshot, reason: Reason) -> Option<Self> {
        let id = |task: TaskId| snapshot.row(task).id;
        Some(match reason {
            Reason::CampaignStart => Self::CampaignStart,
            Reason::Link { peer, given_for, link_type } => {
                Self::Link(id(peer), id(given_for), place_of(LinkType::VALUES, link_type)?)
            }
            Reason::Constraint => Self::Constraint,
            Reason::Deadline => Self::Deadline,
            Reason::Anchor(place) => Self::Anchor(snapshot.anchors.at(usize::from(place.0))?.id),
            Reason::RequiredFinish => Self::RequiredFinish,
            Reason::Calendar => Self::Calendar,
            Reason::Actual => Self::Actual,
            Reason::Manual => Self::Manual,
            Reason::StatusDate => Self::StatusDate,
            Reason::Duration => Self::Duration,
        })
    }

    fn find(self, snapshot: &Snapshot) -> Option<Reason> {
        let task = |id: WorkPackageId| snapshot.network().find(&id);
        Some(match self {
            Self::CampaignStart => Reason::CampaignStart,
            Self::Link(peer, given_for, place) => Reason::Link {
                peer: task(peer)?,
                given_for: task(given_for)?,
                link_type: LinkType::VALUES.get(place)?.0,
            },
            Self::Constraint => Reason::Constraint,
            Self::Deadline => Reason::Deadline,
            Self::Anchor(id) => Reason::Anchor(snapshot.anchor_place(id)?),
            Self::RequiredFinish => Reason::RequiredFinish,
            Self::Calendar => Reason::Calendar,
            Self::Actual => Reason::Actual,
            Self::Manual => Reason::Manual,
            Self::StatusDate => Reason::StatusDate,
            Self::Duration => Reason::Duration,
        })
    }
}
