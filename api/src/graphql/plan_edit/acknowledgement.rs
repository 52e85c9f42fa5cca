//! Edits that acknowledge findings.

use async_graphql::{ID, InputObject};
use entity::FindingSubject;

use super::parse;
use super::permit::Permit;
use super::target::Edited;
use crate::access::Permission;
use crate::graphql::enums::FindingCode;
use crate::graphql::scalar::Date;
use crate::planning::{Acknowledgement, Draft};
use crate::refusal::{At, Code, Refusal};
use crate::write::expect_version;

/// A finding to acknowledge: it is known, and no list of what is to be done shows it until a day.
#[derive(InputObject, Clone)]
pub(crate) struct AcknowledgeFindingEdit {
    /// Code of the finding.
    pub code: FindingCode,
    /// Id of what the finding is about: its `subjectId`.
    pub subject_id: ID,
    /// The last day on which it is acknowledged, today or later.  Until it is withdrawn, if left out.
    pub until: Option<Date>,
    /// Why it is acknowledged, 20,000 characters at most.
    pub note: Option<String>,
    /// The version of the acknowledgement that the change was made from; if it is another by now, nothing is
    /// done (`CONFLICT`).
    pub expected_version: Option<i32>,
}

/// An acknowledgement to withdraw: the finding is shown again.
#[derive(InputObject, Clone)]
pub(crate) struct WithdrawAcknowledgementEdit {
    /// Code of the finding.
    pub code: FindingCode,
    /// Id of what the finding is about: its `subjectId`.
    pub subject_id: ID,
    /// The version of the acknowledgement that the change was made from; if it is another by now, nothing is
    /// done (`CONFLICT`).
    pub expected_version: Option<i32>,
}

/// The finding that an edit names, whose work or campaign the caller may plan, at the version of its
/// acknowledgement that the client has seen.
fn named(
    draft: &Draft,
    permit: &dyn Permit,
    (code, subject_id, expected_version): (FindingCode, &ID, Option<i32>),
) -> Result<FindingSubject, Refusal> {
    let subject = FindingSubject::parse(subject_id).ok_or(Code::NotFound.at("subjectId"))?;
    let permitted = match subject {
        FindingSubject::WorkPackage(id) => {
            permit.check_row(Permission::PlanWorkPackage, draft.row(id).at("subjectId")?)
        }
        FindingSubject::Anchor(_)
        | FindingSubject::Campaign(_)
        | FindingSubject::Department(_)
        | FindingSubject::User(_) => permit.check(Permission::PlanCampaign, None, &[]),
    };
    permitted.at("subjectId")?;
    let version = draft.acknowledgement_version(code.0, subject).unwrap_or_default();
    expect_version(version, expected_version).at("expectedVersion")?;
    Ok(subject)
}

impl AcknowledgeFindingEdit {
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<Edited, Refusal> {
        let Self { code, subject_id, until, note, expected_version } = self;
        let subject = named(draft, permit, (*code, subject_id, *expected_version))?;
        let until = until.map(|date| date.0);
        if until.is_some_and(|until| until < draft.today()) {
            return Err(Refusal::from(Code::InvalidDate).with("today", &draft.today()).at("until"));
        }
        let note = note.as_ref().filter(|note| !note.trim().is_empty());
        let note = note.map(|note| parse::text(note)).transpose().at("note")?;
        let by = permit.user_id().ok_or(Code::Forbidden)?;
        draft.acknowledge((code.0, subject), Acknowledgement { until, note, by }).at("code")?;
        Ok(Edited::finding(code.0, subject))
    }
}

impl WithdrawAcknowledgementEdit {
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<Edited, Refusal> {
        let Self { code, subject_id, expected_version } = self;
        let subject = named(draft, permit, (*code, subject_id, *expected_version))?;
        draft.withdraw_acknowledgement(code.0, subject).at("code")?;
        Ok(Edited::finding(code.0, subject))
    }
}
