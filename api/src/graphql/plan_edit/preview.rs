use async_graphql::SimpleObject;
use chrono::NaiveDate;
use entity::{DepartmentId, UserId};

use super::around::read_around;
use super::command::{MOST_EDITS, apply, refuse_taken_key};
use super::edit::PlanEdit;
use super::payload::PlanEditResult;
use super::permit::Permit;
use super::ripple::Ripple;
use crate::access::Permission;
use crate::error::{Error, Result};
use crate::graphql::request::Request;
use crate::graphql::user_error::UserError;
use crate::plan::Snapshot;
use crate::planning::Draft;
use crate::refusal::{At, Code, Refusal};

/// What edits would do; nothing is saved.
#[derive(SimpleObject)]
pub(crate) struct PlanPreview<'a> {
    /// What each edit is about, in their order, as it would be.
    results: Vec<PlanEditResult<'a>>,
    /// What the edits would move, and which findings they would bring and resolve.
    ripple: Ripple<'a>,
    /// What the user would have to put right.  The path of an edit begins with `edits` and its index.
    user_errors: Vec<UserError>,
}

/// Whoever reads a plan may try edits out.
struct Anybody(UserId);

impl Permit for Anybody {
    fn check(&self, _: Permission, _: Option<DepartmentId>, _: &[UserId]) -> Result<(), Refusal> {
        Ok(())
    }

    fn user_id(&self) -> Option<UserId> {
        Some(self.0)
    }
}

/// What came of edits in a draft that is not saved.
pub(super) struct Tried<'a> {
    /// The campaign with the edits.
    pub after: &'a Snapshot,
    pub results: Vec<PlanEditResult<'a>>,
    pub ripple: Ripple<'a>,
}

/// What edits would do; what is wrong with them is data of the answer, with the index of the edit where they
/// are a batch.
pub(crate) async fn preview<'a>(
    request: &'a Request,
    snapshot: &Snapshot,
    (edits, is_batch): (&[PlanEdit], bool),
    as_of: NaiveDate,
) -> Result<PlanPreview<'a>> {
    match Box::pin(try_out(request, snapshot, (edits, is_batch), as_of)).await {
        Ok(Tried { results, ripple, .. }) => Ok(PlanPreview { results, ripple, user_errors: Vec::new() }),
        Err(Error::Refused(refusals)) => Ok(PlanPreview {
            results: Vec::new(),
            ripple: Ripple::default(),
            user_errors: UserError::all(refusals, request.locale),
        }),
        Err(error) => Err(error),
    }
}

/// Does edits in a draft that is not saved, and looks at its findings as of a day.
///
/// # Errors
/// [`Error::Refused`] with what is wrong with the edits.
pub(super) async fn try_out<'a>(
    request: &'a Request,
    snapshot: &Snapshot,
    (edits, is_batch): (&[PlanEdit], bool),
    as_of: NaiveDate,
) -> Result<Tried<'a>> {
    // What is created in it gets ids.
    request.answers_once();
    if edits.len() > MOST_EDITS {
        return Err(Refusal::from(Code::TooLarge).with("max", &MOST_EDITS).at("edits").into());
    }
    let today = request.as_of(None, &snapshot.campaign);
    let before = request.shared(snapshot).await?;
    let mut draft = Draft::new(before, request.app.clock.now(), today);
    read_around(request.app.store.reader(), &mut draft, edits).await?;
    let edited = apply(edits, &mut draft, &Anybody(request.viewer()?.user_id), is_batch)?;
    refuse_taken_key(request.app.store.reader(), &draft, (edits, is_batch)).await?;
    let (after, ripple) = Ripple::of_preview(request, draft.plan()?, as_of)?;
    Ok(Tried { after, results: PlanEditResult::all(request, after, &edited), ripple })
}
