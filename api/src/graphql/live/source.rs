//! Where events come from: the change log, read from where a subscriber is.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::NaiveDate;
use entity::change::Scope;
use entity::{CampaignId, Viewer, WorkspaceId, campaign, workspace};
use futures_util::future::select_all;
use sea_orm::sea_query::SimpleExpr;
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};
use tokio::sync::watch;

use super::delivery::{Checked, Event, FindingsEvent, Followed, MyWorkEvent};
use super::my_work::{self, snapshot};
use crate::app::App;
use crate::error::Result;
use crate::live::{self, Topic};
use crate::plan::Version;

/// How often findings are looked at where nothing changes but the day.
const DAY_LOOK: Duration = Duration::from_mins(1);

/// Events of a subscription.
pub(crate) struct Source {
    app: Arc<App>,
    wakes: Vec<watch::Receiver<i64>>,
    feed: Feed,
}

/// What has been read so far.
enum Feed {
    Log { scope: Scope, after: i64 },
    MyWork { workspaces: Vec<WorkspaceId>, read: HashMap<CampaignId, i64> },
    Findings { campaign: CampaignId, as_of: Option<NaiveDate>, before: Option<Checked> },
}

impl Source {
    /// Begins to follow.
    pub(crate) async fn open(app: Arc<App>, followed: Followed, viewer: &Viewer) -> Result<Self> {
        let (topics, feed) = match followed {
            Followed::Campaign(id, after) => {
                let scope = Scope::Campaign(id);
                (vec![Topic::Scope(scope)], Feed::Log { scope, after })
            }
            Followed::Workspace(id, after) => {
                let scope = Scope::Workspace(id);
                (vec![Topic::Scope(scope)], Feed::Log { scope, after })
            }
            Followed::MyWork(workspaces) => {
                let topics = workspaces.iter().map(|id| Topic::CampaignsOf(*id)).collect();
                (topics, Feed::MyWork { workspaces, read: HashMap::new() })
            }
            Followed::Findings(campaign, workspace, as_of) => {
                let scopes = [Scope::Campaign(campaign), Scope::Workspace(workspace)];
                (scopes.map(Topic::Scope).into(), Feed::Findings { campaign, as_of, before: None })
            }
        };
        // Followed first, then read: what is committed between the two is not missed.
        let wakes = topics.into_iter().map(|topic| app.live.follow(topic)).collect();
        let mut source = Self { app, wakes, feed };
        if let Feed::MyWork { workspaces, read } = &mut source.feed {
            let rows = campaigns(&source.app, workspaces, viewer).await?;
            read.extend(rows.iter().map(|row| (row.campaign_id, row.seq)));
        }
        Ok(source)
    }

    /// Waits until there may be something new.
    pub(crate) async fn changed(&mut self) {
        // Of somebody without a workspace nothing changes.
        let is_alone = self.wakes.is_empty();
        let wakes: Vec<_> = self.wakes.iter_mut().map(|wake| Box::pin(wake.changed())).collect();
        tokio::select! {
            _ = async { select_all(wakes).await }, if !is_alone => {}
            () = tokio::time::sleep(DAY_LOOK) => {}
        }
    }

    /// The next event; none where there is none yet.
    ///
    /// # Errors
    /// What the database answers: nothing is lost, it may be asked again.
    pub(crate) async fn next(&mut self, viewer: &Viewer) -> Result<Option<Event>> {
        match &mut self.feed {
            Feed::Log { scope, after } => {
                let known = self.wakes.first().map(|wake| *wake.borrow()).filter(|known| *known > 0);
                let Some(event) =
                    live::next((&self.app.live, &self.app.store), (*scope, *after), known).await?
                else {
                    return Ok(None);
                };
                *after = event.seq;
                Ok(Some(Event::Log(event)))
            }
            Feed::MyWork { workspaces, read } => {
                let rows = campaigns(&self.app, workspaces, viewer).await?;
                let gone = read.keys().find(|id| rows.iter().all(|row| row.campaign_id != **id)).copied();
                if let Some((campaign_id, seq)) = gone.and_then(|id| read.remove_entry(&id)) {
                    return Ok(Some(Event::MyWork(Arc::new(MyWorkEvent::of_gone(campaign_id, seq)))));
                }
                for row in rows {
                    let after = read.get(&row.campaign_id).copied().unwrap_or_default();
                    if after == row.seq {
                        continue;
                    }
                    let event = my_work::next(&self.app, &row, after, viewer.user_id).await?;
                    read.insert(row.campaign_id, row.seq);
                    if let Some(event) = event {
                        return Ok(Some(Event::MyWork(Arc::new(event))));
                    }
                }
                Ok(None)
            }
            Feed::Findings { campaign, as_of, before } => {
                let Some(after) = checked(&self.app, *campaign, *as_of).await? else { return Ok(None) };
                let event = findings(before.take(), after.clone());
                *before = Some(after);
                Ok(event.map(|event| Event::Findings(Arc::new(event))))
            }
        }
    }
}

/// Campaigns of workspaces that somebody can see, by their numbers.
async fn campaigns(app: &App, workspaces: &[WorkspaceId], viewer: &Viewer) -> Result<Vec<Version>> {
    let mut found = versions(app, campaign::Column::WorkspaceId.is_in(workspaces.iter().copied())).await?;
    let only = viewer.campaign_ids();
    found.retain(|version| only.is_empty() || only.contains(&version.campaign_id));
    Ok(found)
}

/// The numbers of campaigns that are not deleted.
async fn versions(app: &App, which: SimpleExpr) -> Result<Vec<Version>> {
    let found = campaign::Entity::live()
        .join(
            JoinType::InnerJoin,
            campaign::Entity::belongs_to(workspace::Entity)
                .from(campaign::Column::WorkspaceId)
                .to(workspace::Column::Id)
                .into(),
        )
        .select_only()
        .columns([campaign::Column::Id, campaign::Column::WorkspaceId, campaign::Column::Seq])
        .column(workspace::Column::DirectorySeq)
        .filter(which)
        .order_by_asc(campaign::Column::Id)
        .into_tuple::<(CampaignId, WorkspaceId, i64, i64)>()
        .all(app.store.reader())
        .await?;
    let version = |(campaign_id, workspace_id, seq, directory_seq)| Version {
        campaign_id,
        workspace_id,
        seq,
        directory_seq,
    };
    Ok(found.into_iter().map(version).collect())
}

/// A campaign as of a day; none where it was deleted.
async fn checked(app: &App, id: CampaignId, as_of: Option<NaiveDate>) -> Result<Option<Checked>> {
    let Some(version) = versions(app, campaign::Column::Id.eq(id)).await?.pop() else { return Ok(None) };
    let Some(snapshot) = snapshot(app, &version).await? else { return Ok(None) };
    let as_of = as_of.unwrap_or_else(|| app.clock.today(&snapshot.campaign.time_zone));
    let report = snapshot.status_report(as_of).map_err(|_out_of_range| crate::graphql::beyond())?;
    Ok(Some(Checked { snapshot, report }))
}

/// What has come of findings; none where nothing has.
fn findings(before: Option<Checked>, after: Checked) -> Option<FindingsEvent> {
    let Some(before) = before else {
        let appeared = after.report.findings.clone();
        return Some(FindingsEvent { before: None, after, appeared, resolved: Vec::new() });
    };
    if Arc::ptr_eq(&before.report, &after.report) {
        return None;
    }
    let (appeared, resolved) = schedule::changed_findings(before.core(), after.core());
    let is_change = !appeared.is_empty() || !resolved.is_empty();
    is_change.then_some(FindingsEvent { before: Some(before), after, appeared, resolved })
}
