//! Rows of a campaign that its snapshot does not have, and of which there may be many: baselines, proposals
//! and reports.  They are listed by their ids where all of them are asked for, and read where a page shows
//! them.

use std::collections::HashMap;

use entity::{BaselineId, CampaignId, ProposalId, ReportId, baseline, plan_proposal, progress_report};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::object::FeedKind;
use super::position::Place;
use crate::error::Result;
use crate::graphql::baseline::Baseline;
use crate::graphql::node::Node;
use crate::graphql::progress_report::ProgressReport;
use crate::graphql::proposal::PlanProposal;
use crate::graphql::request::Request;
use crate::plan::Snapshot;
use crate::store::sql::Values;

/// The places of all such rows of campaigns.
pub(super) async fn list(
    request: &Request,
    campaigns: Vec<CampaignId>,
) -> Result<HashMap<CampaignId, Vec<Place>>> {
    let mut found = HashMap::<_, Vec<_>>::new();
    if campaigns.is_empty() {
        return Ok(found);
    }
    for (kind, table, which) in [
        (FeedKind::Baseline, "baseline", "and deleted_at is null"),
        (FeedKind::PlanProposal, "plan_proposal", ""),
        (FeedKind::ProgressReport, "progress_report", ""),
    ] {
        let mut values = Values::default();
        let of_these = values.bind_all(campaigns.iter().copied());
        let sql = format!("select id, campaign_id from {table} where campaign_id in ({of_these}) {which}");
        for row in values.rows(request.app.store.reader(), sql).await? {
            let (id, campaign): (Uuid, CampaignId) =
                (row.try_get("", "id")?, row.try_get("", "campaign_id")?);
            found.entry(campaign).or_default().push((kind, id));
        }
    }
    Ok(found)
}

/// Rows that a page shows.
#[derive(Default)]
pub(super) struct Records {
    baselines: Vec<baseline::Model>,
    proposals: Vec<plan_proposal::Model>,
    reports: Vec<progress_report::Model>,
}

impl Records {
    /// Reads those of some places: a statement for each kind that is there.
    pub(super) async fn read(request: &Request, places: impl Iterator<Item = Place>) -> Result<&Self> {
        let places: Vec<_> = places.collect();
        let of_kind = |wanted| places.iter().filter(move |(kind, _)| *kind == wanted).map(|(_, id)| *id);
        let reader = request.app.store.reader();
        let mut read = Self::default();
        let baselines: Vec<_> = of_kind(FeedKind::Baseline).map(BaselineId).collect();
        if !baselines.is_empty() {
            let of_these = baseline::Column::Id.is_in(baselines);
            read.baselines = baseline::Entity::live().filter(of_these).all(reader).await?;
        }
        let proposals: Vec<_> = of_kind(FeedKind::PlanProposal).map(ProposalId).collect();
        if !proposals.is_empty() {
            let of_these = plan_proposal::Column::Id.is_in(proposals);
            read.proposals = plan_proposal::Entity::find().filter(of_these).all(reader).await?;
        }
        let reports: Vec<_> = of_kind(FeedKind::ProgressReport).map(ReportId).collect();
        if !reports.is_empty() {
            let of_these = progress_report::Column::Id.is_in(reports);
            read.reports = progress_report::Entity::find().filter(of_these).all(reader).await?;
        }
        Ok(request.keep(read))
    }

    /// The row of a place of a campaign; none where there is none any more.
    pub(super) fn node<'a>(&'a self, snapshot: &'a Snapshot, (kind, id): Place) -> Option<Node<'a>> {
        if kind == FeedKind::Baseline {
            let row = self.baselines.iter().find(|row| row.id == BaselineId(id))?;
            Some(Node::Baseline(Baseline(row.clone())))
        } else if kind == FeedKind::PlanProposal {
            let row = self.proposals.iter().find(|row| row.id == ProposalId(id))?.clone();
            Some(Node::PlanProposal(PlanProposal { snapshot, row }))
        } else if kind == FeedKind::ProgressReport {
            let row = self.reports.iter().find(|row| row.id == ReportId(id))?;
            Some(Node::ProgressReport(ProgressReport { directory: &snapshot.directory, row }))
        } else {
            None
        }
    }
}
