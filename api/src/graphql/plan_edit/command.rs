use std::collections::HashMap;
use std::sync::Arc;

use entity::{CampaignId, DepartmentId, Role, UserId, WorkPackageId, change_subject};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use super::around::read_around;
use super::conflict::{Conflict, ConflictHandling, apply_or_report};
use super::edit::PlanEdit;
use super::kept::KeptRipple;
use super::moved::{Moved, moves};
use super::permit::Permit;
use super::target::{Edited, Target};
use crate::access::{self, Permission, Relation};
use crate::error::Result;
use crate::plan::{Directory, Snapshot};
use crate::planning::{self, Draft};
use crate::refusal::{At, Code, Refusal};
use crate::store::sql::Values;
use crate::write::{Caller, Command, Write, expect_version};

/// Edits that a batch has at most.
pub(crate) const MOST_EDITS: usize = 500;

/// Edits of one campaign's plan, all of them or none.
pub(super) struct EditPlan {
    pub target: Target,
    pub edits: Vec<PlanEdit>,
    /// Whether refusals name the edit by its index.
    pub is_batch: bool,
    /// The version of the campaign that the edits were made from.
    pub expected_version: Option<i32>,
    /// What is done about edits that come too late.
    pub conflicts: ConflictHandling,
}

/// What was done with a plan.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct EditDone {
    /// What the campaign is found by.
    pub(super) target: Target,
    /// None where nothing was changed.
    pub(super) seq: Option<i64>,
    pub(super) edited: Vec<Edited>,
    /// Edits that were left out.
    #[serde(default)]
    pub(super) conflicts: Vec<Conflict>,
    pub(super) moves: Vec<Moved>,
    /// What else its ripple has, where the request has an idempotency key.
    pub(super) kept: Option<KeptRipple>,
    /// The campaign before and after, where it was done just now: findings that were resolved are of the one
    /// before.
    #[serde(skip)]
    pub(super) live: Option<(Arc<Snapshot>, Arc<Snapshot>)>,
}

impl EditDone {
    /// The campaign after what was done just now.
    pub(crate) fn after(&self) -> Option<&Arc<Snapshot>> {
        self.live.as_ref().map(|(_, after)| after)
    }

    /// Nothing was done with the plan of a campaign.
    pub(crate) fn nothing(target: Target) -> Self {
        let (edited, conflicts, moves) = (Vec::new(), Vec::new(), Vec::new());
        Self { target, seq: None, edited, conflicts, moves, kept: None, live: None }
    }
}

impl Command for EditPlan {
    type Done = EditDone;

    async fn run(&self, write: &mut Write<'_>) -> Result<EditDone> {
        let Self { target, edits, is_batch, expected_version, conflicts } = self;
        let (mut draft, caller) = open(write, *target).await?;
        expect_version(draft.before().campaign.version, *expected_version).at("expectedVersion")?;
        read_around(write.transaction(), &mut draft, edits).await?;
        let (edited, conflicts) = match conflicts {
            ConflictHandling::Fail => (apply(edits, &mut draft, &caller, *is_batch)?, Vec::new()),
            ConflictHandling::Report => apply_or_report(edits, &mut draft, &caller)?,
        };
        refuse_taken_key(write.transaction(), &draft, (edits, *is_batch)).await?;
        Ok(EditDone { conflicts, ..finish(write, draft, edited).await? })
    }

    fn conflicting(&self) -> Option<EditDone> {
        let edited = match self.target {
            Target::WorkPackage(id) | Target::DeletedWorkPackage(id) => vec![Edited::WorkPackage(id)],
            Target::Anchor(id) => vec![Edited::Anchor(id)],
            Target::Dependency(id) => vec![Edited::Dependency(id)],
            Target::Campaign(_) | Target::DeletedCampaign(_) | Target::Baseline(_) | Target::Proposal(_) => {
                Vec::new()
            }
        };
        Some(EditDone { edited, ..EditDone::nothing(self.target) })
    }
}

/// Does edits in a draft, one after the other.
pub(crate) fn apply(
    edits: &[PlanEdit],
    draft: &mut Draft,
    permit: &dyn Permit,
    is_batch: bool,
) -> Result<Vec<Edited>, Refusal> {
    let apply = |(edit, at): (&PlanEdit, usize)| {
        let done = edit.apply(draft, permit);
        if is_batch { done.at(&at.to_string()).at("edits") } else { done }
    };
    edits.iter().zip(0..).map(apply).collect()
}

/// Refuses another key of the campaign that is taken, at the edit that gives it.
pub(super) async fn refuse_taken_key(
    connection: &impl ConnectionTrait,
    draft: &Draft,
    (edits, is_batch): (&[PlanEdit], bool),
) -> Result<()> {
    let Some(at) = edits.iter().rposition(PlanEdit::gives_key) else { return Ok(()) };
    let row = draft.campaign();
    let done = planning::refuse_taken_key(connection, (row.workspace_id, row.id), &row.key).await.at("key");
    if is_batch { done.at(&at.to_string()).at("edits") } else { done }
}

/// The caller before one campaign.
pub(crate) struct Here {
    caller: Caller,
    role: Role,
    owner: UserId,
    directory: Arc<Directory>,
}

impl Permit for Here {
    fn check(
        &self,
        permission: Permission,
        department: Option<DepartmentId>,
        people: &[UserId],
    ) -> Result<(), Refusal> {
        let denied = || Refusal::from(Code::Forbidden).within(self.directory.workspace_id());
        let Some(viewer) = &self.caller.viewer else { return Err(denied()) };
        let (user, directory) = (viewer.user_id, &self.directory);
        let relation = Relation {
            role: self.role,
            owns_campaign: self.owner == user,
            leads_department: department.is_some_and(|id| directory.is_led_by(id, user)),
            is_own_work: people.contains(&user)
                || department.is_some_and(|id| directory.has_member(id, user)),
        };
        let limits = viewer.limits.as_ref();
        access::check_work(permission, relation, limits, department).map_err(|_denied| denied())
    }

    fn user_id(&self) -> Option<UserId> {
        self.caller.viewer.as_ref().map(|viewer| viewer.user_id)
    }
}

/// A draft of the campaign that is named, with its row locked, and who the caller is there.
pub(crate) async fn open(write: &Write<'_>, target: Target) -> Result<(Draft, Here)> {
    let viewer = write.caller.viewer()?;
    let (id, field) = find(write, target).await?;
    let before = match (id, target) {
        (None, _) => Err(Code::NotFound.into()),
        (Some(id), Target::DeletedCampaign(_)) => planning::open_deleted(write, id).await,
        (Some(id), _) => planning::open(write, id).await,
    };
    let before = match before {
        Ok(before) => before,
        Err(error) => {
            // Whoever is not signed in any more is told that, and not what there is.
            write.refuse_ended().await?;
            return Err(error).at(field);
        }
    };
    // A campaign of others is not there.
    let role = write.current_role(before.campaign.workspace_id).await.at(field)?;
    if !viewer.campaign_ids().is_empty() && !viewer.campaign_ids().contains(&before.campaign.id) {
        return Err(Code::NotFound.at(field).into());
    }
    let today = write.today(&before.campaign.time_zone);
    let here = Here {
        caller: write.caller.clone(),
        role,
        owner: before.campaign.owner_id,
        directory: Arc::clone(&before.directory),
    };
    Ok((Draft::new(before, write.caller.now, today), here))
}

/// The campaign that has what is named, and the input field that names it; none where that is not there.
async fn find(write: &Write<'_>, target: Target) -> Result<(Option<CampaignId>, &'static str)> {
    let (table, id, field) = match target {
        Target::Campaign(id) | Target::DeletedCampaign(id) => return Ok((Some(id), "campaignId")),
        Target::WorkPackage(id) | Target::DeletedWorkPackage(id) => ("work_package", id.0, "workPackageId"),
        Target::Dependency(id) => ("dependency", id.0, "dependencyId"),
        Target::Anchor(id) => ("anchor", id.0, "anchorId"),
        Target::Baseline(id) => ("baseline", id.0, "baselineId"),
        Target::Proposal(id) => ("plan_proposal", id.0, "proposalId"),
    };
    let mut values = Values::default();
    let sql = format!("select campaign_id from {table} where id = {}", values.bind(id));
    let row = values.rows(write.transaction(), sql).await?.pop();
    let campaign = row.map(|row| row.try_get("", "campaign_id")).transpose()?;
    match (campaign, target) {
        (None, Target::DeletedWorkPackage(id)) => {
            let latest = latest_change(write, id).await?;
            Ok((latest.map(|subject| CampaignId(subject.scope_id)), field))
        }
        (campaign, _) => Ok((campaign, field)),
    }
}

/// The latest change of a work package, which may be deleted.
pub(super) async fn latest_change(
    write: &Write<'_>,
    id: WorkPackageId,
) -> Result<Option<change_subject::Model>> {
    let latest = change_subject::Entity::find()
        .filter(change_subject::Column::WorkPackageId.eq(id))
        .order_by_desc(change_subject::Column::Seq);
    Ok(latest.one(write.transaction()).await?)
}

/// Plans a draft and saves it.
pub(crate) async fn finish(write: &mut Write<'_>, draft: Draft, edited: Vec<Edited>) -> Result<EditDone> {
    let planned = draft.plan()?;
    let before = Arc::clone(&planned.before);
    let after = Arc::new(planning::save(write, planned).await?);
    if after.campaign.seq > before.campaign.seq {
        write.snapshots().save(&after, &write.caller.origin.request_id);
    }
    let moves = moves(&before, &after);
    let reasons: HashMap<_, _> = moves.iter().map(|moved| (moved.id, moved.explained(&after))).collect();
    write.explain(after.campaign.id, |id| reasons.get(&id).cloned());
    let today = write.today(&after.campaign.time_zone);
    let keep = || KeptRipple::new((&before, &after), &moves, today);
    let kept = write.keeps_outcome().then(keep).flatten();
    Ok(EditDone {
        target: Target::Campaign(after.campaign.id),
        seq: (after.campaign.seq > before.campaign.seq).then_some(after.campaign.seq),
        edited,
        conflicts: Vec::new(),
        moves,
        kept,
        live: Some((before, after)),
    })
}
