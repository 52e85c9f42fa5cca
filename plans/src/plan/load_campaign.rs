//! Rows of campaigns, in a number of statements that does not depend on how many there are.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use chrono::NaiveDate;
use entity::{
    CampaignId, Columns, Stored, WorkPackageId, anchor, campaign, dependency, finding_acknowledgement, slip,
    work_package,
};
use sea_orm::{ConnectionTrait, QueryResult};

use super::table::Table;
use crate::error::Result;
use crate::store::row::Cursor;
use crate::store::sql::{Values, columns_of};

/// Columns as SQL has them, put together once.
static CAMPAIGN: LazyLock<String> = LazyLock::new(|| columns_of("c", campaign::Model::COLUMNS));
static ANCHOR: LazyLock<String> = LazyLock::new(|| columns_of("a", anchor::Model::COLUMNS));
static WORK_PACKAGE: LazyLock<String> = LazyLock::new(|| columns_of("p", work_package::Model::COLUMNS));
static DEPENDENCY: LazyLock<String> = LazyLock::new(|| columns_of("d", dependency::Model::COLUMNS));
static SLIP: LazyLock<String> = LazyLock::new(|| columns_of("s", slip::Model::COLUMNS));
static ACKNOWLEDGEMENT: LazyLock<String> =
    LazyLock::new(|| columns_of("f", finding_acknowledgement::Model::COLUMNS));

/// Everything stored of one campaign.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The campaign; its `seq` is what this was read at.
    pub campaign: campaign::Model,
    /// The number that its workspace's directory was at in the same moment.
    pub directory_seq: i64,
    /// By date.
    pub anchors: Table<anchor::Model>,
    /// Siblings in their order.
    pub work_packages: Table<work_package::Model>,
    /// The first and last day that the active baseline has for them.
    pub baseline: HashMap<WorkPackageId, (NaiveDate, NaiveDate)>,
    /// In no order.
    pub dependencies: Table<dependency::Model>,
    /// Findings that somebody has acknowledged, in no order.
    pub acknowledgements: Table<finding_acknowledgement::Model>,
    /// Dates that were moved, in no order.
    pub slips: Table<slip::Model>,
}

impl Rows {
    /// Puts siblings in their order.  Here and not in SQL: a database sorts whole rows.
    pub fn sort(&mut self) {
        self.work_packages.sort_by_key(|row| (row.position, row.id));
        self.anchors.sort_by_key(|row| (row.on_date, row.edge, row.id));
    }
}

/// Campaigns with their plans, in five statements; those that are not there are left out.
///
/// # Errors
/// What the database answers.
pub async fn campaigns(connection: &impl ConnectionTrait, ids: &[CampaignId]) -> Result<Vec<Rows>> {
    let mut found = BTreeMap::<CampaignId, Rows>::new();
    for row in with_anchors(connection, ids).await? {
        let mut next = Cursor::new(&row);
        let (campaign, directory_seq) = (campaign::Model::read(&mut next)?, next.long()?.unwrap_or_default());
        let anchor = next.boolean()?.map(|_is_there| anchor::Model::read(&mut next)).transpose()?;
        let rows = found.entry(campaign.id).or_insert_with(|| Rows {
            campaign,
            directory_seq,
            anchors: Table::default(),
            work_packages: Table::default(),
            baseline: HashMap::new(),
            dependencies: Table::default(),
            acknowledgements: Table::default(),
            slips: Table::default(),
        });
        rows.anchors.extend(anchor);
    }
    for row in with_baseline(connection, ids).await? {
        let mut next = Cursor::new(&row);
        if let Some(rows) = Stored::read(&mut next)?.or(only(ids)).and_then(|id| found.get_mut(&id)) {
            let campaign = &rows.campaign;
            let work_package = work_package::Model::read(&mut next, campaign.workspace_id, campaign.id)?;
            let baseline = next.date()?.zip(next.date()?);
            rows.baseline.extend(baseline.map(|days| (work_package.id, days)));
            rows.work_packages.put(work_package);
        }
    }
    for rows in found.values_mut() {
        rows.sort();
    }
    for row in dependencies(connection, ids).await? {
        let mut next = Cursor::new(&row);
        if let Some(rows) = Stored::read(&mut next)?.or(only(ids)).and_then(|id| found.get_mut(&id)) {
            rows.dependencies.put(dependency::Model::read(&mut next, rows.campaign.id)?);
        }
    }
    for row in acknowledgements(connection, ids).await? {
        let row = finding_acknowledgement::Model::read(&mut Cursor::new(&row))?;
        if let Some(rows) = found.get_mut(&row.campaign_id) {
            rows.acknowledgements.put(row);
        }
    }
    for row in slips(connection, ids).await? {
        let row = slip::Model::read(&mut Cursor::new(&row))?;
        if let Some(rows) = found.get_mut(&row.campaign_id) {
            rows.slips.put(row);
        }
    }
    Ok(found.into_values().collect())
}

/// The campaign that every row is of, where only one is asked for: it need not be read with each.
fn only(ids: &[CampaignId]) -> Option<CampaignId> {
    if let [id] = ids { Some(*id) } else { None }
}

/// SQL for the campaign that a row is of, where that is not plain.
fn campaign_of(alias: &str, ids: &[CampaignId]) -> String {
    only(ids).map_or_else(|| format!("{alias}.campaign_id"), |_| "null".to_owned())
}

async fn with_anchors(connection: &impl ConnectionTrait, ids: &[CampaignId]) -> Result<Vec<QueryResult>> {
    let mut values = Values::default();
    let ids = values.bind_all(ids.iter().copied());
    let sql = format!(
        "select {}, w.directory_seq as directory_seq, case when a.id is not null then true end as is_there, \
            {} from campaign c
        join workspace w on w.id = c.workspace_id
        left join anchor a on a.campaign_id = c.id
        where c.id in ({ids})
        order by a.on_date, a.edge desc, a.id",
        *CAMPAIGN, *ANCHOR
    );
    values.rows(connection, sql).await
}

async fn with_baseline(connection: &impl ConnectionTrait, ids: &[CampaignId]) -> Result<Vec<QueryResult>> {
    let campaign = campaign_of("p", ids);
    let mut values = Values::default();
    let ids = values.bind_all(ids.iter().copied());
    let sql = format!(
        "select {campaign} as campaign_id, {}, r.start_on as baseline_start_on, r.finish_on as \
            baseline_finish_on
        from work_package p
        left join baseline b on b.campaign_id = p.campaign_id and b.active
        left join baseline_row r on r.baseline_id = b.id and r.work_package_id = p.id
        where p.campaign_id in ({ids})",
        *WORK_PACKAGE
    );
    values.rows(connection, sql).await
}

async fn dependencies(connection: &impl ConnectionTrait, ids: &[CampaignId]) -> Result<Vec<QueryResult>> {
    let campaign = campaign_of("d", ids);
    let mut values = Values::default();
    let ids = values.bind_all(ids.iter().copied());
    let sql = format!(
        "select {campaign} as campaign_id, {} from dependency d where d.campaign_id in ({ids})",
        *DEPENDENCY
    );
    values.rows(connection, sql).await
}

async fn acknowledgements(connection: &impl ConnectionTrait, ids: &[CampaignId]) -> Result<Vec<QueryResult>> {
    let mut values = Values::default();
    let ids = values.bind_all(ids.iter().copied());
    let columns = &*ACKNOWLEDGEMENT;
    let sql = format!("select {columns} from finding_acknowledgement f where f.campaign_id in ({ids})");
    values.rows(connection, sql).await
}

async fn slips(connection: &impl ConnectionTrait, ids: &[CampaignId]) -> Result<Vec<QueryResult>> {
    let mut values = Values::default();
    let ids = values.bind_all(ids.iter().copied());
    let sql = format!("select {} from slip s where s.campaign_id in ({ids})", *SLIP);
    values.rows(connection, sql).await
}
