//! Rows of campaigns, in a number of statements that does not depend on how many there are.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::{CampaignId, anchor, campaign, dependency, work_package};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, QueryResult, TryGetable};

use crate::error::Result;
use crate::store::sql::{Values, columns};

/// Everything stored of one campaign.
#[derive(Debug)]
pub struct Rows {
    /// The campaign; its `seq` is what this was read at.
    pub campaign: campaign::Model,
    /// The number that its workspace's directory was at in the same moment.
    pub directory_seq: i64,
    /// By date.
    pub anchors: Vec<anchor::Model>,
    /// Siblings in their order.
    pub work_packages: Vec<work_package::Model>,
    /// The first and last day that the active baseline has for each of them.
    pub baseline: Vec<Option<(NaiveDate, NaiveDate)>>,
    /// In no order.
    pub dependencies: Vec<dependency::Model>,
}

struct CampaignRow {
    campaign: campaign::Model,
    directory_seq: i64,
    anchor: Option<anchor::Model>,
}

impl FromQueryResult for CampaignRow {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self {
            campaign: FromQueryResult::from_query_result(row, "c_")?,
            directory_seq: row.try_get("", "directory_seq")?,
            anchor: FromQueryResult::from_query_result_optional(row, "a_")?,
        })
    }
}

struct WorkPackageRow {
    work_package: work_package::Model,
    baseline: Option<(NaiveDate, NaiveDate)>,
}

impl FromQueryResult for WorkPackageRow {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        let mut next = Sequence { row, at: 0 };
        Ok(Self {
            work_package: work_package(&mut next)?,
            baseline: next.column::<Option<_>>()?.zip(next.column()?),
        })
    }
}

/// The columns of a row one after another: of many rows, looking each up by its name is most of the work.
struct Sequence<'a> {
    row: &'a QueryResult,
    at: usize,
}

impl Sequence<'_> {
    fn column<T: TryGetable>(&mut self) -> Result<T, DbErr> {
        self.at += 1;
        self.row.try_get_by_index(self.at - 1)
    }
}

/// A work package from its columns, which come in the order of its fields.
fn work_package(next: &mut Sequence<'_>) -> Result<work_package::Model, DbErr> {
    Ok(work_package::Model {
        id: next.column()?,
        workspace_id: next.column()?,
        campaign_id: next.column()?,
        number: next.column()?,
        parent_id: next.column()?,
        position: next.column()?,
        kind: next.column()?,
        title: next.column()?,
        description: next.column()?,
        department_id: next.column()?,
        accountable_id: next.column()?,
        calendar_id: next.column()?,
        mode: next.column()?,
        direction: next.column()?,
        duration_days: next.column()?,
        milestone_edge: next.column()?,
        manual_start_on: next.column()?,
        manual_finish_on: next.column()?,
        constraint_kind: next.column()?,
        constraint_on: next.column()?,
        constraint_wins: next.column()?,
        deadline_on: next.column()?,
        deadline_firmness: next.column()?,
        buffer_days: next.column()?,
        anchor_id: next.column()?,
        planned_start_on: next.column()?,
        planned_finish_on: next.column()?,
        actual_start_on: next.column()?,
        actual_finish_on: next.column()?,
        progress: next.column()?,
        remaining_days: next.column()?,
        done: next.column()?,
        estimate_hours: next.column()?,
        priority: next.column()?,
        blocked_reason: next.column()?,
        labels: next.column()?,
        reported_on: next.column()?,
        version: next.column()?,
        created_at: next.column()?,
        updated_at: next.column()?,
    })
}

/// Campaigns with their plans, in three statements; those that are not there are left out.
///
/// # Errors
/// What the database answers.
pub async fn campaigns(connection: &impl ConnectionTrait, ids: &[CampaignId]) -> Result<Vec<Rows>> {
    let mut found = BTreeMap::<CampaignId, Rows>::new();
    for CampaignRow { campaign, directory_seq, anchor } in with_anchors(connection, ids).await? {
        let rows = found.entry(campaign.id).or_insert_with(|| Rows {
            campaign,
            directory_seq,
            anchors: Vec::new(),
            work_packages: Vec::new(),
            baseline: Vec::new(),
            dependencies: Vec::new(),
        });
        rows.anchors.extend(anchor);
    }
    for WorkPackageRow { work_package, baseline } in with_baseline(connection, ids).await? {
        if let Some(rows) = found.get_mut(&work_package.campaign_id) {
            rows.work_packages.push(work_package);
            rows.baseline.push(baseline);
        }
    }
    for DependencyRow(dependency) in dependencies(connection, ids).await? {
        if let Some(rows) = found.get_mut(&dependency.campaign_id) {
            rows.dependencies.push(dependency);
        }
    }
    Ok(found.into_values().collect())
}

async fn with_anchors(connection: &impl ConnectionTrait, ids: &[CampaignId]) -> Result<Vec<CampaignRow>> {
    let mut values = Values::default();
    let ids = values.bind_all(ids.iter().copied());
    let (c, a) = (columns::<campaign::Entity>("c"), columns::<anchor::Entity>("a"));
    let sql = format!(
        "select {c}, w.directory_seq as directory_seq, {a} from campaign c
        join workspace w on w.id = c.workspace_id
        left join anchor a on a.campaign_id = c.id
        where c.id in ({ids})
        order by a.on_date, a.edge desc, a.id"
    );
    values.all(connection, sql).await
}

async fn with_baseline(connection: &impl ConnectionTrait, ids: &[CampaignId]) -> Result<Vec<WorkPackageRow>> {
    let mut values = Values::default();
    let ids = values.bind_all(ids.iter().copied());
    let p = columns::<work_package::Entity>("p");
    let sql = format!(
        "select {p}, r.start_on as baseline_start_on, r.finish_on as baseline_finish_on
        from work_package p
        left join baseline b on b.campaign_id = p.campaign_id and b.active
        left join baseline_row r on r.baseline_id = b.id and r.work_package_id = p.id
        where p.campaign_id in ({ids})
        order by p.position, p.id"
    );
    values.all(connection, sql).await
}

struct DependencyRow(dependency::Model);

impl FromQueryResult for DependencyRow {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        let mut next = Sequence { row, at: 0 };
        Ok(Self(dependency::Model {
            id: next.column()?,
            campaign_id: next.column()?,
            predecessor_id: next.column()?,
            successor_id: next.column()?,
            link_type: next.column()?,
            lag_days: next.column()?,
            lag_unit: next.column()?,
        }))
    }
}

async fn dependencies(connection: &impl ConnectionTrait, ids: &[CampaignId]) -> Result<Vec<DependencyRow>> {
    let mut values = Values::default();
    let ids = values.bind_all(ids.iter().copied());
    let d = columns::<dependency::Entity>("d");
    values.all(connection, format!("select {d} from dependency d where d.campaign_id in ({ids})")).await
}

#[cfg(test)]
mod tests {
    use sea_orm::{IdenStatic, Iterable};

    /// Columns are read one after another, so each field has to stand where its column does.
    #[test]
    fn columns_come_in_the_order_of_the_fields_that_are_read_from_them() {
        let read = include_str!("load_campaign.rs");
        let order = |from: &str, names: Vec<&str>| {
            let text = read.split(from).nth(1).unwrap();
            let places: Vec<_> =
                names.iter().map(|name| text.find(&format!(" {name}: next.column()?")).unwrap()).collect();
            assert!(places.is_sorted(), "{from}: {names:?}");
        };
        let names = entity::work_package::Column::iter().map(|column| column.as_str()).collect();
        order("Ok(work_package::Model {", names);
        let names = entity::dependency::Column::iter().map(|column| column.as_str()).collect();
        order("Ok(Self(dependency::Model {", names);
    }
}
