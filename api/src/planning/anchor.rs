//! What may be done with the anchors of a draft.

use entity::{AnchorId, AnchorKind, AnchorOrigin, anchor, work_package};

use super::Draft;
use crate::refusal::{Code, Refusal};

/// Work packages that a refusal names at most.
const NAMED: usize = 10;

impl Draft {
    /// The row of an anchor.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub fn anchor(&self, id: AnchorId) -> Result<&anchor::Model, Refusal> {
        self.rows.anchors.get(id).ok_or(Code::NotFound.into())
    }

    /// Whether an anchor other than `own` has a name.
    #[must_use]
    pub fn has_anchor_name(&self, name: &str, own: AnchorId) -> bool {
        self.rows.anchors.iter().any(|row| row.id != own && row.name == name)
    }

    /// Whether an anchor other than `own` is of a kind that a campaign has once.
    #[must_use]
    pub fn has_anchor_kind(&self, kind: AnchorKind, own: AnchorId) -> bool {
        let is_single = kind != AnchorKind::Custom;
        is_single && self.rows.anchors.iter().any(|row| row.id != own && row.kind == kind)
    }

    /// Creates an anchor, or replaces the one of its id.
    ///
    /// # Errors
    /// [`Code::ConfirmChannelChange`] where the channel sets the anchor, its date or origin changes, and that
    /// is not confirmed.
    pub fn put_anchor(&mut self, row: anchor::Model, is_confirmed: bool) -> Result<(), Refusal> {
        let set = |row: &anchor::Model| (row.on_date, row.edge, row.origin);
        if let Some(old) = self.rows.anchors.get(row.id).filter(|old| set(old) != set(&row)) {
            expect_confirmation(old, is_confirmed)?;
        }
        self.rows.anchors.put(row);
        Ok(())
    }

    /// Deletes an anchor.  Work packages that lead to it are detached from it, or keep it from being deleted.
    ///
    /// # Errors
    /// [`Code::NotFound`]; [`Code::ConfirmChannelChange`] where the channel sets it and the deletion is not
    /// confirmed; [`Code::StillInUse`] with how many work packages lead to it, and the keys of the first.
    pub fn delete_anchor(&mut self, id: AnchorId, is_confirmed: bool, detaches: bool) -> Result<(), Refusal> {
        expect_confirmation(self.anchor(id)?, is_confirmed)?;
        let key = &self.rows.campaign.key;
        let mut users = Vec::new();
        self.rows.work_packages.change(|row| {
            (row.anchor_id == Some(id)).then(|| {
                users.push(format!("{key}-{}", row.number));
                work_package::Model { anchor_id: None, ..row.clone() }
            })
        });
        if !users.is_empty() && !detaches {
            let refusal = Refusal::from(Code::StillInUse).with("workPackages", &users.len());
            users.truncate(NAMED);
            return Err(refusal.with("workPackageKeys", &users.join(", ")));
        }
        self.rows.anchors.remove(id);
        Ok(())
    }

    /// Whether names and kinds of anchors are unique, and every anchor that work leads to is there.
    pub(super) fn has_whole_anchors(&self) -> bool {
        let anchors = &self.rows.anchors;
        let mut led_to = self.rows.work_packages.iter().filter_map(|row| row.anchor_id);
        led_to.all(|id| self.anchor(id).is_ok())
            && !anchors
                .iter()
                .any(|row| self.has_anchor_name(&row.name, row.id) || self.has_anchor_kind(row.kind, row.id))
    }
}

/// Refuses to change what the channel sets without a confirmation.
fn expect_confirmation(row: &anchor::Model, is_confirmed: bool) -> Result<(), Refusal> {
    if row.origin == AnchorOrigin::Channel && !is_confirmed {
        return Err(Refusal::from(Code::ConfirmChannelChange).with("anchor", &row.name));
    }
    Ok(())
}
