//! Dates of a draft that are moved, and the reasons for it.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    AnchorId, CampaignId, Firmness, SlipCategory, SlipId, SlipKind, WorkPackageId, anchor, slip, work_package,
};

use super::Draft;
use crate::clock::new_id;
use crate::plan::Snapshot;
use crate::refusal::{Code, Refusal};

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
enum Of {
    WorkPackage(WorkPackageId),
    Anchor(AnchorId),
}

impl Draft {
    /// Keeps that the deadline of a work package is moved from where it is.
    ///
    /// # Errors
    /// [`Code::SlipReasonRequired`] where it is moved later or removed without a reason, and is firm or has
    /// passed.
    pub fn slip_deadline(
        &mut self,
        row: &work_package::Model,
        reason: Option<SlipReason>,
    ) -> Result<(), Refusal> {
        let old = self.row(row.id)?;
        let Some(from) = old.deadline_on.filter(|from| row.deadline_on != Some(*from)) else { return Ok(()) };
        let is_later = row.deadline_on.is_none_or(|to| to > from);
        let is_promised = old.deadline_firmness == Some(Firmness::Firm) || from < self.today;
        if is_later && is_promised {
            require(reason.as_ref(), from)?;
        }
        if is_later {
            self.keep_slip(Of::WorkPackage(row.id), SlipKind::Deadline, (from, row.deadline_on), reason);
        }
        Ok(())
    }

    /// Keeps that an anchor is moved.
    ///
    /// # Errors
    /// [`Code::SlipReasonRequired`] without a reason.
    pub fn slip_anchor(
        &mut self,
        old: &anchor::Model,
        to: NaiveDate,
        reason: Option<SlipReason>,
    ) -> Result<(), Refusal> {
        if old.on_date != to {
            require(reason.as_ref(), old.on_date)?;
            self.keep_slip(Of::Anchor(old.id), SlipKind::Anchor, (old.on_date, Some(to)), reason);
        }
        Ok(())
    }

    /// Keeps why the dates of a work package are changed by hand, until the plan says whether a finish that
    /// had passed is later then.
    pub fn explain_move(&mut self, id: WorkPackageId, reason: Option<SlipReason>) {
        self.moved.push((id, reason));
    }

    fn keep_slip(
        &mut self,
        of: Of,
        kind: SlipKind,
        dates: (NaiveDate, Option<NaiveDate>),
        reason: Option<SlipReason>,
    ) {
        let slip = kept((self.rows.campaign.id, self.now, self.today), (of, kind), dates, reason);
        self.rows.slips.put(slip);
    }
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
fn kept(
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

fn require(reason: Option<&SlipReason>, date: NaiveDate) -> Result<(), Refusal> {
    match reason {
        Some(_) => Ok(()),
        None => Err(Refusal::from(Code::SlipReasonRequired).with("date", &date)),
    }
}
