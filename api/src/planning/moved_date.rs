//! Dates of a draft that are moved.

use chrono::NaiveDate;
use entity::{Firmness, SlipKind, WorkPackageId, anchor, work_package};

use super::draft::Draft;
use super::slip::{Of, SlipReason, kept};
use crate::refusal::{Code, Refusal};

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

fn require(reason: Option<&SlipReason>, date: NaiveDate) -> Result<(), Refusal> {
    match reason {
        Some(_) => Ok(()),
        None => Err(Refusal::from(Code::SlipReasonRequired).with("date", &date)),
    }
}
