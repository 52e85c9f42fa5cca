use async_graphql::SimpleObject;
use entity::{DepartmentId, UserId};

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
struct Anybody;

impl Permit for Anybody {
    fn check(&self, _: Permission, _: Option<DepartmentId>, _: &[UserId]) -> Result<(), Refusal> {
        Ok(())
    }
}

/// Does edits in a draft that is not saved.
pub(crate) async fn preview<'a>(
    request: &'a Request,
    snapshot: &Snapshot,
    edits: &[PlanEdit],
) -> Result<PlanPreview<'a>> {
    let refused = |refusals: Vec<Refusal>| PlanPreview {
        results: Vec::new(),
        ripple: Ripple::default(),
        user_errors: UserError::all(refusals, request.locale),
    };
    if edits.len() > MOST_EDITS {
        return Ok(refused(vec![Refusal::from(Code::TooLarge).with("max", &MOST_EDITS).at("edits")]));
    }
    let today = request.as_of(None, &snapshot.campaign);
    let before = request.shared(snapshot).await?;
    let mut draft = Draft::new(before, request.app.clock.now(), today);
    let edited = match apply(edits, &mut draft, &Anybody, true) {
        Ok(edited) => edited,
        Err(refusal) => return Ok(refused(vec![refusal])),
    };
    match refuse_taken_key(request.app.store.reader(), &draft, (edits, true)).await {
        Err(Error::Refused(refusals)) => return Ok(refused(refusals)),
        checked => checked?,
    }
    match draft.plan() {
        Ok(planned) => {
            let (after, ripple) = Ripple::of_preview(request, planned)?;
            Ok(PlanPreview { results: PlanEditResult::all(after, &edited), ripple, user_errors: Vec::new() })
        }
        Err(refusal) => Ok(refused(vec![refusal])),
    }
}
