//! What may be done with the findings of a draft.

use chrono::NaiveDate;
use entity::{FindingAcknowledgementId, FindingSubject, UserId, finding_acknowledgement};
use schedule::Code as FindingCode;

use super::Draft;
use crate::clock::new_id;
use crate::refusal::{Code, Refusal};

/// What somebody says of a finding that they acknowledge.
#[derive(Clone, Debug)]
pub struct Acknowledgement {
    /// The last day on which it is acknowledged; until it is withdrawn, if there is none.
    pub until: Option<NaiveDate>,
    /// Why.
    pub note: Option<String>,
    /// Who acknowledges it.
    pub by: UserId,
}

impl Draft {
    /// Acknowledges a finding; one that is acknowledged already gets another day and another note.
    ///
    /// # Errors
    /// [`Code::NotFound`] where the campaign, before the edits, has no such finding as of today.
    pub fn acknowledge(
        &mut self,
        (code, subject): (FindingCode, FindingSubject),
        given: Acknowledgement,
    ) -> Result<(), Refusal> {
        let Acknowledgement { until, note, by } = given;
        let known = self.rows.acknowledgements.iter().position(|row| is_of(row, code, subject));
        if known.is_none() && self.before.finding((code, subject), self.today).is_none() {
            return Err(Code::NotFound.into());
        }
        let campaign = &self.rows.campaign;
        let row = finding_acknowledgement::Model {
            id: FindingAcknowledgementId(new_id()),
            workspace_id: campaign.workspace_id,
            campaign_id: campaign.id,
            code: code.name().to_owned(),
            subject_id: subject.digits(),
            until_on: until,
            note,
            acknowledged_by: by,
            acknowledged_at: self.now,
            version: 1,
        };
        match known.and_then(|place| self.rows.acknowledgements.get_mut(place)) {
            Some(old) => *old = finding_acknowledgement::Model { id: old.id, version: old.version, ..row },
            None => self.rows.acknowledgements.push(row),
        }
        Ok(())
    }

    /// Withdraws the acknowledgement of a finding.
    ///
    /// # Errors
    /// [`Code::NotFound`] where it is not acknowledged.
    pub fn withdraw_acknowledgement(
        &mut self,
        code: FindingCode,
        subject: FindingSubject,
    ) -> Result<(), Refusal> {
        let known = self.rows.acknowledgements.iter().position(|row| is_of(row, code, subject));
        self.rows.acknowledgements.remove(known.ok_or(Code::NotFound)?);
        Ok(())
    }

    /// The version of the acknowledgement of a finding; none where it is not acknowledged.
    #[must_use]
    pub fn acknowledgement_version(&self, code: FindingCode, subject: FindingSubject) -> Option<i32> {
        let row = self.rows.acknowledgements.iter().find(|row| is_of(row, code, subject));
        row.map(|row| row.version)
    }
}

fn is_of(row: &finding_acknowledgement::Model, code: FindingCode, subject: FindingSubject) -> bool {
    row.code == code.name() && row.subject_id == subject.digits()
}
