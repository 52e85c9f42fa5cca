use std::sync::Arc;

use async_graphql::{Context, Object};
use entity::change::Scope;
use entity::{CampaignId, UserId, WorkPackageId, work_package};

use super::delivery::{Event, MyWorkEvent};
use crate::app::App;
use crate::change_log;
use crate::error::Result;
use crate::graphql::campaign::Campaign;
use crate::graphql::error::Answer;
use crate::graphql::request;
use crate::graphql::scalar::Id;
use crate::graphql::serialised::List;
use crate::graphql::work_package::WorkPackage;
use crate::live::after_in;
use crate::plan::{Snapshot, Version};
use crate::write::Change;

/// Changes that are looked at.
const MOST: usize = 200;

/// Changes of somebody's own work in a campaign after a number; none where none of it has changed.
pub(super) async fn next(
    app: &App,
    version: &Version,
    after: i64,
    user: UserId,
) -> Result<Option<MyWorkEvent>> {
    let Some(snapshot) = snapshot(app, version).await? else { return Ok(None) };
    let wanted = after_in(Scope::Campaign(version.campaign_id), after);
    let (pending, fitting) = change_log::count(&app.store, &wanted, MOST).await?;
    let logged = change_log::load(&app.store, wanted, fitting).await?;
    let is_mine = |row: &work_package::Model| {
        row.accountable_id == Some(user) || row.collaborator_ids().any(|id| id == user)
    };
    let mine = snapshot.work_packages.iter().filter(|row| is_mine(row)).map(|row| row.id);
    let (mut changed, mut removed) = (Vec::new(), Vec::new());
    let bodies = logged.iter().map(|change| serde_json::from_str::<Vec<Change>>(&change.body));
    // That of an import is no list of rows, and too many changes are not looked at: all of it is new.
    match bodies.collect::<Result<Vec<_>, _>>() {
        Ok(all) if fitting == pending && pending < MOST => {
            let rows: Vec<_> =
                all.iter().flatten().filter(|change| change.is_of::<work_package::Model>()).collect();
            changed.extend(mine.clone().filter(|id| rows.iter().any(|change| change.is_about(id.0))));
            let was_mine = rows.iter().filter(|change| was_of(change, user));
            removed.extend(was_mine.filter_map(|change| id_of(change)));
            removed.retain(|id| mine.clone().all(|own| own != *id));
            removed.sort_unstable();
            removed.dedup();
        }
        Ok(_) | Err(_) => changed.extend(mine),
    }
    let is_event = !changed.is_empty() || !removed.is_empty();
    let Version { campaign_id, seq, .. } = *version;
    Ok(is_event.then_some(MyWorkEvent { campaign_id, seq, changed, removed }))
}

/// Whether a work package was somebody's before a change of who it is whose, or before it was deleted.
fn was_of(change: &Change, user: UserId) -> bool {
    let id = user.0.to_string();
    let names = ["accountable_id", "collaborators"];
    let mut columns = change.columns.iter().filter(|(column, ..)| names.contains(&column.as_str()));
    columns.any(|(_, before, _)| before.as_str().is_some_and(|before| before.contains(&id)))
}

fn id_of(change: &Change) -> Option<WorkPackageId> {
    change.key.first()?.as_str()?.parse().ok().map(WorkPackageId)
}

/// An event of `myWorkChanged`.
pub(crate) struct MyWorkChanged(Arc<MyWorkEvent>);

impl MyWorkChanged {
    pub(super) fn of(event: &Event) -> Option<Self> {
        if let Event::MyWork(event) = event { Some(Self(Arc::clone(event))) } else { None }
    }
}

/// Changes of the caller's own work in a campaign.
#[Object]
impl MyWorkChanged {
    /// The campaign.  Null if it was deleted, or the caller cannot see it any more: none of its work is
    /// theirs then.
    async fn campaign<'ctx>(&self, ctx: &Context<'ctx>) -> Option<Answer<Campaign<'ctx>>> {
        let find = async || -> Answer<Option<Campaign<'ctx>>> {
            Ok(request(ctx)?.snapshot_of(self.0.campaign_id).await?.map(Campaign::planned))
        };
        find().await.transpose()
    }

    /// Id of the campaign.
    async fn campaign_id(&self) -> Id<CampaignId> {
        Id(self.0.campaign_id)
    }

    /// Sequence number of the campaign's last change that the event has.
    async fn seq(&self) -> i64 {
        self.0.seq
    }

    /// Work packages of the caller that have changed or have become theirs, as they are now.
    async fn work_packages<'ctx>(&self, ctx: &Context<'ctx>) -> Answer<List<WorkPackage<'ctx>>> {
        let snapshot = request(ctx)?.snapshot_of(self.0.campaign_id).await?;
        let find = |id: &WorkPackageId| WorkPackage::find(snapshot?, *id);
        Ok(List(self.0.changed.iter().filter_map(find).collect()))
    }

    /// Ids of work packages that were the caller's: they were given to somebody else, or deleted.
    async fn removed_ids(&self) -> Vec<Id<WorkPackageId>> {
        self.0.removed.iter().copied().map(Id).collect()
    }
}

/// A campaign at these numbers or later; none where it was deleted.
pub(super) async fn snapshot(app: &App, version: &Version) -> Result<Option<Arc<Snapshot>>> {
    Ok(Box::pin(app.snapshots.fetch(&app.store, &[*version])).await?.pop())
}
