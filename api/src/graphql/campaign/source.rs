//! A campaign of an answer: a row of a list, or with its plan.

use async_graphql::{Context, Lookahead};
use entity::campaign;

use crate::error::{Error, Result};
use crate::graphql::error::Answer;
use crate::graphql::request;
use crate::graphql::request::{CampaignBatch, CampaignRow, Request};
use crate::plan::{Directory, Snapshot};

/// A campaign.
#[derive(Clone, Copy)]
pub(crate) struct Campaign<'a>(Source<'a>);

#[derive(Clone, Copy)]
enum Source<'a> {
    /// A row of a list; its plan is read with those of its batch, when it is asked for.
    Row { row: &'a CampaignRow, batch: &'a CampaignBatch },
    /// With its plan.
    Planned(&'a Snapshot),
}

impl<'a> Campaign<'a> {
    /// A campaign whose plan is read.
    pub(crate) const fn planned(snapshot: &'a Snapshot) -> Self {
        Self(Source::Planned(snapshot))
    }

    /// The campaigns of a batch, in its order.
    pub(crate) fn all(batch: &'a CampaignBatch) -> impl Iterator<Item = Self> {
        batch.0.iter().map(move |row| Self(Source::Row { row, batch }))
    }

    /// The campaigns of a batch, in its order; with their plans where what is selected of them takes those,
    /// so that an answer is of one version.
    pub(crate) async fn selected(
        request: &'a Request,
        batch: &'a CampaignBatch,
        nodes: &[Lookahead<'_>],
    ) -> Result<Vec<Self>> {
        let takes_plan = [
            "anchors",
            "backPlan",
            "burnUp",
            "dependencies",
            "history",
            "previewPlanEdits",
            "previewScenarios",
            "progressTable",
            "proposals",
            "recoveryOptions",
            "slipSummary",
            "slips",
            "workPackages",
        ];
        if !nodes.iter().any(|node| takes_plan.iter().any(|field| node.field(field).exists())) {
            return Ok(Self::all(batch).collect());
        }
        request.plan(batch).await?;
        let snapshots = batch.0.iter().filter_map(|row| request.snapshot(row));
        Ok(snapshots.map(Self::planned).collect())
    }

    /// A campaign of a batch.
    pub(crate) const fn of(row: &'a CampaignRow, batch: &'a CampaignBatch) -> Self {
        Self(Source::Row { row, batch })
    }

    /// Whether it is the one of this id.
    pub(crate) fn is(&self, id: entity::CampaignId) -> bool {
        self.row().id == id
    }

    pub(super) const fn row(&self) -> &'a campaign::Model {
        match self.0 {
            Source::Row { row, .. } => &row.campaign,
            Source::Planned(snapshot) => &snapshot.campaign,
        }
    }

    pub(super) async fn snapshot(&self, ctx: &Context<'a>) -> Answer<&'a Snapshot> {
        match self.0 {
            Source::Planned(snapshot) => Ok(snapshot),
            Source::Row { row, batch } => {
                let request = request(ctx)?;
                request.plan(batch).await?;
                let missing = || Error::internal("a campaign went while it was read");
                Ok(request.snapshot(row).ok_or_else(missing)?)
            }
        }
    }

    pub(super) async fn directory(&self, ctx: &Context<'a>) -> Answer<&'a Directory> {
        match self.0 {
            Source::Planned(snapshot) => Ok(&snapshot.directory),
            Source::Row { row, batch } => {
                let found = request(ctx)?.directories_of_batch(batch).await?;
                let own =
                    found.into_iter().find(|directory| directory.workspace_id() == row.campaign.workspace_id);
                Ok(own.ok_or_else(|| Error::internal("a workspace went while it was read"))?)
            }
        }
    }
}
