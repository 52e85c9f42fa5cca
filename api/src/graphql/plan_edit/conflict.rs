//! Edits that come too late, from a client that was offline: what they are about has been changed, deleted or
//! created meanwhile.

use async_graphql::Enum;
use serde::{Deserialize, Serialize};

use super::edit::PlanEdit;
use super::permit::Permit;
use super::target::Edited;
use crate::planning::Draft;
use crate::refusal::{At, Code, Refusal};

/// What is done about an edit whose row was changed, deleted or created by somebody else meanwhile.
#[derive(Enum, Clone, Copy, PartialEq, Eq, Default, Debug)]
#[graphql(name = "ConflictHandling")]
pub(super) enum ConflictHandling {
    /// No edit is done, and `userErrors` has the conflict.
    #[default]
    Fail,
    /// The edit is left out, and the others are done: its result has the conflict, with the row as it is now.
    Report,
}

/// Why an edit was left out.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Conflict {
    /// The edit's index.
    at: usize,
    kind: Kind,
    /// The path of the field to blame.
    field: Vec<String>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum Kind {
    /// The row has this version now.
    Changed(i32),
    /// There is no such row any more.
    Gone,
    /// There is such a row already.
    Created,
}

impl Conflict {
    /// That of a refusal; none of one that is no conflict.
    fn of(at: usize, refusal: &Refusal) -> Option<Self> {
        let field = refusal.path.first()?;
        let version = || refusal.params.iter().find(|(name, _)| *name == "version")?.1.parse().ok();
        let kind = if refusal.code == Code::Conflict {
            Kind::Changed(version()?)
        } else if refusal.code == Code::NotFound {
            Kind::Gone
        } else if refusal.code == Code::AlreadyTaken && field == "id" {
            Kind::Created
        } else {
            return None;
        };
        Some(Self { at, kind, field: refusal.path.clone() })
    }

    /// The refusal of an edit; none of another edit.
    pub(super) fn refusal(&self, at: usize) -> Option<Refusal> {
        let refusal = match self.kind {
            Kind::Changed(version) => Refusal::from(Code::Conflict).with("version", &version),
            Kind::Gone => Code::NotFound.into(),
            Kind::Created => Code::AlreadyTaken.into(),
        };
        let refusal = Refusal { path: self.field.clone(), ..refusal };
        (self.at == at).then(|| refusal.at(&at.to_string()).at("edits"))
    }
}

/// Does edits in a draft, one after the other, and leaves those out that come too late.
pub(super) fn apply_or_report(
    edits: &[PlanEdit],
    draft: &mut Draft,
    permit: &dyn Permit,
) -> Result<(Vec<Edited>, Vec<Conflict>), Refusal> {
    let (mut edited, mut conflicts) = (Vec::with_capacity(edits.len()), Vec::new());
    for (edit, at) in edits.iter().zip(0..) {
        match edit.apply(draft, permit) {
            Ok(done) => edited.push(done),
            Err(refusal) => match Conflict::of(at, &refusal) {
                Some(conflict) => {
                    edited.push(edit.subject().unwrap_or(Edited::Campaign(draft.campaign().id)));
                    conflicts.push(conflict);
                }
                None => return Err(refusal.at(&at.to_string()).at("edits")),
            },
        }
    }
    Ok((edited, conflicts))
}
