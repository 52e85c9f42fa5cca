//! Changes turned back: undo, redo, and work packages that come back after their deletion.

use entity::{CampaignId, WorkPackageId, change};
use sea_orm::EntityTrait;

use super::command::{EditDone, finish, latest_change, open};
use super::permit::Permit;
use super::target::{Edited, Target};
use crate::access::Permission;
use crate::error::Result;
use crate::planning::{self, RESTORABLE};
use crate::refusal::{At, Code, Refusal};
use crate::store::sql::Values;
use crate::write::{Change, Command, Write};

/// Which way a change is turned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Way {
    /// The change is undone.
    Undo,
    /// The change was undone, and is done again.
    Redo,
}

/// Undoes one change of a campaign's plan, or does it again: a redo undoes the undo.
pub(super) struct Revert {
    pub way: Way,
    pub campaign_id: CampaignId,
    pub seq: i64,
}

impl Command for Revert {
    type Done = EditDone;

    async fn run(&self, write: &mut Write<'_>) -> Result<EditDone> {
        let (mut draft, caller) = open(write, Target::Campaign(self.campaign_id)).await?;
        caller.check(Permission::PlanCampaign, None, &[]).at("campaignId")?;
        let change = self.find(write).await?;
        // What is no list of rows, such as an import, is not undone.
        let changes: Vec<Change> =
            serde_json::from_str(&change.body).map_err(|_import| Code::NotFound.at("changeSeq"))?;
        draft.revert(&changes).at("changeSeq")?;
        draft.refuse_taken_rows(write.transaction()).await.at("changeSeq")?;
        planning::revert_baselines(write, &mut draft, &changes).await.at("changeSeq")?;
        let (row, old) = (draft.campaign(), &draft.before().campaign);
        if row.key != old.key {
            let own = (row.workspace_id, row.id);
            planning::refuse_taken_key(write.transaction(), own, &row.key).await.at("changeSeq")?;
        }
        let done = finish(write, draft, Vec::new()).await?;
        if let Some(seq) = done.seq {
            write.undoes(change.seq);
            mark(write, &change, seq).await?;
        }
        Ok(done)
    }
}

impl Revert {
    /// The change to turn back: the one that is named, or the one that undid it.
    async fn find(&self, write: &Write<'_>) -> Result<change::Model> {
        let named = self.change(write, self.seq).await?;
        let refused = |code: Code, seq: &i64| Err(Refusal::from(code).with("undoneBy", seq).at("changeSeq"));
        match (self.way, named.undone_by) {
            (Way::Undo, None) => Ok(named),
            (Way::Undo, Some(by)) => Ok(refused(Code::AlreadyUndone, &by)?),
            (Way::Redo, Some(by)) => self.change(write, by).await,
            (Way::Redo, None) => Err(Code::NotUndone.at("changeSeq").into()),
        }
    }

    async fn change(&self, write: &Write<'_>, seq: i64) -> Result<change::Model> {
        let found = change::Entity::find_by_id((self.campaign_id.0, seq)).one(write.transaction()).await?;
        Ok(found.ok_or(Code::NotFound.at("changeSeq"))?)
    }
}

/// Notes that a change was undone, and that the one that it had undone is in effect again.
async fn mark(write: &Write<'_>, undone: &change::Model, by: i64) -> Result<()> {
    let mut values = Values::default();
    let (by, own, scope) = (values.bind(by), values.bind(undone.seq), values.bind(undone.scope_id));
    let other = values.bind(undone.undoes);
    let sql = format!(
        "update change set undone_by = case when seq = {own} then {by} end
        where scope_id = {scope} and seq in ({own}, {other})"
    );
    values.execute(write.transaction(), sql).await?;
    Ok(())
}

/// Brings a deleted work package back, with everything that was deleted in it and with it.
pub(super) struct RestoreWorkPackage {
    pub id: WorkPackageId,
}

impl Command for RestoreWorkPackage {
    type Done = EditDone;

    async fn run(&self, write: &mut Write<'_>) -> Result<EditDone> {
        let (mut draft, caller) = open(write, Target::DeletedWorkPackage(self.id)).await?;
        if draft.row(self.id).is_err() {
            let changes = self.deletion(write).await?;
            draft.restore(self.id, &changes).at("workPackageId")?;
            draft.refuse_taken_rows(write.transaction()).await.at("workPackageId")?;
        }
        let row = draft.row(self.id).at("workPackageId")?;
        caller.check_row(Permission::PlanWorkPackage, row).at("workPackageId")?;
        finish(write, draft, vec![Edited::WorkPackage(self.id)]).await
    }
}

impl RestoreWorkPackage {
    /// What the latest change of the work package, which deleted it, has changed.
    async fn deletion(&self, write: &Write<'_>) -> Result<Vec<Change>> {
        let unknown = || Code::NotFound.at("workPackageId");
        let subject = latest_change(write, self.id).await?.ok_or_else(unknown)?;
        let of_change = change::Entity::find_by_id((subject.scope_id, subject.seq));
        let change = of_change.one(write.transaction()).await?.ok_or_else(unknown)?;
        let is_restorable = change.at > write.caller.now - RESTORABLE;
        Ok(serde_json::from_str(&change.body).ok().filter(|_| is_restorable).ok_or_else(unknown)?)
    }
}
