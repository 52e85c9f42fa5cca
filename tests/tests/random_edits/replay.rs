//! The change log, replayed from the latest change back to the first.

use entity::{
    anchor, baseline, campaign, change, dependency, finding_acknowledgement, plan_proposal, progress_report,
    slip, work_package,
};
use leadtime::plan::{Identified, Table};
use leadtime::store::Store;
use leadtime::write::{Change, Row};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

/// The rows of a campaign that its change log has the history of.
struct Rows {
    campaigns: Table<campaign::Model>,
    anchors: Table<anchor::Model>,
    work_packages: Table<work_package::Model>,
    dependencies: Table<dependency::Model>,
    baselines: Table<baseline::Model>,
    reports: Table<progress_report::Model>,
    slips: Table<slip::Model>,
    acknowledgements: Table<finding_acknowledgement::Model>,
    proposals: Table<plan_proposal::Model>,
}

/// Rows of a table that are a campaign's.
macro_rules! of_campaign {
    ($store:expr, $table:ident, $id:expr) => {
        $table::Entity::find()
            .filter($table::Column::CampaignId.eq($id))
            .all($store.reader())
            .await
            .unwrap()
            .into_iter()
            .collect()
    };
}

impl Rows {
    async fn load(store: &Store, row: campaign::Model) -> Self {
        let id = row.id;
        Self {
            campaigns: std::iter::once(row).collect(),
            anchors: of_campaign!(store, anchor, id),
            work_packages: of_campaign!(store, work_package, id),
            dependencies: of_campaign!(store, dependency, id),
            baselines: of_campaign!(store, baseline, id),
            reports: of_campaign!(store, progress_report, id),
            slips: of_campaign!(store, slip, id),
            acknowledgements: of_campaign!(store, finding_acknowledgement, id),
            proposals: of_campaign!(store, plan_proposal, id),
        }
    }

    /// Turns the change of one row back.
    fn revert(&mut self, change: &Change) {
        match change.table.as_str() {
            "campaign" => turn_back(change, &mut self.campaigns),
            "anchor" => turn_back(change, &mut self.anchors),
            "work_package" => turn_back(change, &mut self.work_packages),
            "dependency" => turn_back(change, &mut self.dependencies),
            "baseline" => turn_back(change, &mut self.baselines),
            "progress_report" => turn_back(change, &mut self.reports),
            "slip" => turn_back(change, &mut self.slips),
            "finding_acknowledgement" => turn_back(change, &mut self.acknowledgements),
            "plan_proposal" => turn_back(change, &mut self.proposals),
            other => panic!("the change log of a campaign has a row of {other}"),
        }
    }

    fn count(&self) -> [usize; 9] {
        [
            self.campaigns.len(),
            self.anchors.len(),
            self.work_packages.len(),
            self.dependencies.len(),
            self.baselines.len(),
            self.reports.len(),
            self.slips.len(),
            self.acknowledgements.len(),
            self.proposals.len(),
        ]
    }
}

fn turn_back<M: Row + Identified>(change: &Change, rows: &mut Table<M>) {
    assert!(change.revert(rows).is_ok(), "the row is not as {change:?} left it");
}

/// Turns every change of a campaign back, the latest first: each finds the rows as it left them, and nothing
/// is left in the end.
pub async fn backwards(store: &Store, key: &str) {
    let row = campaign::Entity::find().filter(campaign::Column::Key.eq(key)).one(store.reader()).await;
    let row = row.unwrap().unwrap();
    let (id, seq) = (row.id, row.seq);
    let of_campaign = change::Entity::find().filter(change::Column::ScopeId.eq(id.0));
    let log = of_campaign.order_by_desc(change::Column::Seq).all(store.reader()).await.unwrap();
    let numbers: Vec<_> = log.iter().map(|change| change.seq).collect();
    assert_eq!(numbers, (1..=seq).rev().collect::<Vec<_>>(), "the change log has no gap");
    let mut rows = Rows::load(store, row).await;
    for logged in log {
        let changes: Vec<Change> = serde_json::from_str(&logged.body).unwrap();
        for change in changes.iter().rev() {
            rows.revert(change);
        }
    }
    assert_eq!(rows.count(), [0; 9], "everything began with a change");
}
