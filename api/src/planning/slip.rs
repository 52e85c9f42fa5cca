//! Dates that were moved, and the reasons for it.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{AnchorId, CampaignId, SlipCategory, SlipId, SlipKind, WorkPackageId, slip};

use crate::clock::new_id;
use crate::plan::Snapshot;

/// Why a date is moved.
#[derive(Clone, Debug)]
pub struct SlipReason {
    /// In one word.
    pub category: SlipCategory,
    /// At length.
    pub text: Option<String>,
}

/// What a date is of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Of {
    WorkPackage(WorkPackageId),
    Anchor(AnchorId),
}

/// Planned finishes that had passed and are later by what was moved by hand.
pub(super) fn slipped_finishes(
    (before, after): (&Snapshot, &Snapshot),
    moved: Vec<(WorkPackageId, Option<SlipReason>)>,
    (now, today): (DateTime<Utc>, NaiveDate),
) -> Vec<slip::Model> {
    let slipped = |(id, reason)| {
        let finish = |snapshot: &Snapshot| Some(snapshot.plan.days(snapshot.network().find(&id)?)?.1);
        let (from, to) = finish(before).zip(finish(after)).filter(|(from, to)| *from < today && to > from)?;
        let of = (Of::WorkPackage(id), SlipKind::PlannedFinish);
        Some(kept((after.campaign.id, now, today), of, (from, Some(to)), reason))
    };
    moved.into_iter().filter_map(slipped).collect()
}

/// A slip as it is kept.
pub(super) fn kept(
    (campaign_id, at, moved_on): (CampaignId, DateTime<Utc>, NaiveDate),
    (of, kind): (Of, SlipKind),
    (from_on, to_on): (NaiveDate, Option<NaiveDate>),
    reason: Option<SlipReason>,
) -> slip::Model {
    let (work_package_id, anchor_id) = match of {
        Of::WorkPackage(id) => (Some(id), None),
        Of::Anchor(id) => (None, Some(id)),
    };
    let (category, reason) = reason.map_or((None, None), |given| (Some(given.category), given.text));
    slip::Model {
        id: SlipId(new_id()),
        campaign_id,
        work_package_id,
        anchor_id,
        kind,
        from_on,
        to_on,
        moved_on,
        at,
        user_id: None,
        category,
        reason,
    }
}
