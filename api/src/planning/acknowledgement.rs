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
        let known = self.acknowledgement(code, subject).map(|row| (row.id, row.version));
        if known.is_none() && self.before.finding((code, subject), self.today).is_none() {
            return Err(Code::NotFound.into());
        }
        let (id, version) = known.unwrap_or_else(|| (FindingAcknowledgementId(new_id()), 1));
        let campaign = &self.rows.campaign;
        self.rows.acknowledgements.put(finding_acknowledgement::Model {
            id,
            workspace_id: campaign.workspace_id,
            campaign_id: campaign.id,
            code: code.name().to_owned(),
            subject_id: subject.digits(),
            until_on: until,
            note,
            acknowledged_by: by,
            acknowledged_at: self.now,
            version,
        });
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
        let id = self.acknowledgement(code, subject).ok_or(Code::NotFound)?.id;
        self.rows.acknowledgements.remove(id);
        Ok(())
    }

    /// The version of the acknowledgement of a finding; none where it is not acknowledged.
    #[must_use]
    pub fn acknowledgement_version(&self, code: FindingCode, subject: FindingSubject) -> Option<i32> {
        self.acknowledgement(code, subject).map(|row| row.version)
    }

    fn acknowledgement(
        &self,
        code: FindingCode,
        subject: FindingSubject,
    ) -> Option<&finding_acknowledgement::Model> {
        let is_it = |row: &&finding_acknowledgement::Model| {
            row.code == code.name() && row.subject_id == subject.digits()
        };
        self.rows.acknowledgements.iter().find(is_it)
    }
}
