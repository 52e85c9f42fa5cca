//! One page of the stream in one statement: each kind by an index of its own, merged by day.

use chrono::NaiveDate;
use entity::{CampaignId, WorkspaceId, anchor, campaign, work_package};
use sea_orm::{DbErr, FromQueryResult, QueryResult};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::filter::DeadlineFilter;
use crate::error::Result;
use crate::graphql::comparator::{Filter, Sql};
use crate::graphql::enums::DeadlineKind;
use crate::graphql::request::{CampaignRow, Request};
use crate::store::sql::{Values, columns};

/// Where a day stands in the stream: by date, then kind, then id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub(super) struct Place(pub NaiveDate, pub i32, pub Uuid);

/// A day of the stream.
#[derive(Debug)]
pub(super) struct Row {
    pub date: NaiveDate,
    pub kind: DeadlineKind,
    pub campaign: CampaignRow,
    pub work_package: Option<work_package::Model>,
    pub anchor: Option<anchor::Model>,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        let rank: i32 = row.try_get("", "kind")?;
        Ok(Self {
            date: row.try_get("", "on_date")?,
            kind: KINDS.iter().find(|kind| kind.rank == rank).map_or(DeadlineKind::Due, |kind| kind.name),
            campaign: CampaignRow::from_query_result(row, "")?,
            work_package: FromQueryResult::from_query_result_optional(row, "p_")?,
            anchor: FromQueryResult::from_query_result_optional(row, "a_")?,
        })
    }
}

impl Row {
    pub(super) fn place(&self) -> Place {
        let rank = KINDS.iter().find(|kind| kind.name == self.kind).map_or(0, |kind| kind.rank);
        let id = self.work_package.as_ref().map(|row| row.id.0).or(self.anchor.as_ref().map(|row| row.id.0));
        Place(self.date, rank, id.unwrap_or_default())
    }
}

/// Where a kind of day is stored.
struct Kind {
    name: DeadlineKind,
    rank: i32,
    table: &'static str,
    column: &'static str,
    condition: &'static str,
}

const KINDS: [Kind; 3] = [
    Kind { name: DeadlineKind::Anchor, rank: 0, table: "anchor", column: "t.on_date", condition: "1 = 1" },
    Kind {
        name: DeadlineKind::Deadline,
        rank: 1,
        table: "work_package",
        column: "t.deadline_on",
        condition: "t.deadline_on is not null",
    },
    Kind {
        name: DeadlineKind::Due,
        rank: 2,
        table: "work_package",
        column: "t.planned_finish_on",
        condition: "t.kind <> 'phase'",
    },
];

impl Kind {
    /// The SQL of a column of the stream, over `t`.  Anchors have none of those of work; due dates have no
    /// firmness.
    fn column_of(&self, name: &'static str, today: NaiveDate) -> String {
        let is_anchor = self.name == DeadlineKind::Anchor;
        match name {
            "date" => self.column.to_owned(),
            "done" if is_anchor => format!("({} < '{today}')", self.column),
            "department_id" | "accountable_id" if is_anchor => "null".to_owned(),
            "deadline_firmness" if self.name != DeadlineKind::Deadline => "null".to_owned(),
            _ => format!("t.{name}"),
        }
    }
}
/// Workspaces that one statement reads at most: SQLite takes 500 terms of a compound select, and each kind is
/// one.
const WORKSPACES: usize = 100;

/// The days after a place, by date.
pub(super) async fn read(
    request: &Request,
    filter: Option<&DeadlineFilter>,
    today: NaiveDate,
    from: (Option<Place>, usize),
) -> Result<Vec<Row>> {
    let workspaces: Vec<_> = request.viewer()?.workspace_ids().collect();
    let mut found = Vec::new();
    for workspaces in workspaces.chunks(WORKSPACES) {
        found.extend(read_of(request, (workspaces, filter), today, from).await?);
    }
    found.sort_by_key(Row::place);
    found.truncate(from.1);
    Ok(found)
}

async fn read_of(
    request: &Request,
    (workspaces, filter): (&[WorkspaceId], Option<&DeadlineFilter>),
    today: NaiveDate,
    (after, limit): (Option<Place>, usize),
) -> Result<Vec<Row>> {
    let mut values = Values::default();
    let mut parts = Vec::new();
    let campaigns = request.viewer()?.campaign_ids();
    for workspace in workspaces {
        for kind in asked(filter) {
            let condition = condition(kind, filter, today, (*workspace, campaigns), &mut values)?;
            let after = after.map_or("1 = 1".to_owned(), |place| follows(kind, place, &mut values));
            let Kind { rank, table, column, .. } = kind;
            parts.push(format!(
                "select * from (select {column} as on_date, {rank} as kind, t.id as id, t.campaign_id as campaign_id
                from {table} t where {condition} and {after} order by {column}, t.id limit {limit}) s{}",
                parts.len()
            ));
        }
    }
    if parts.is_empty() {
        return Ok(Vec::new());
    }
    let (c, p, a) = (
        columns::<campaign::Entity>("c"),
        columns::<work_package::Entity>("p"),
        columns::<anchor::Entity>("a"),
    );
    let sql = format!(
        "select d.on_date as on_date, d.kind as kind, w.directory_seq as directory_seq, {c}, {p}, {a}
        from (select * from ({}) u order by on_date, kind, id limit {limit}) d
        join campaign c on c.id = d.campaign_id
        join workspace w on w.id = c.workspace_id
        left join work_package p on d.kind <> 0 and p.id = d.id
        left join anchor a on d.kind = 0 and a.id = d.id
        order by d.on_date, d.kind, d.id",
        parts.join(" union all ")
    );
    values.all(request.app.store.reader(), sql).await
}

/// How many days there are.
pub(super) async fn count(
    request: &Request,
    filter: Option<&DeadlineFilter>,
    today: NaiveDate,
) -> Result<i64> {
    let viewer = request.viewer()?;
    let workspaces: Vec<_> = viewer.workspace_ids().collect();
    let mut total = 0;
    for workspaces in workspaces.chunks(WORKSPACES) {
        let mut values = Values::default();
        let mut parts = vec!["0".to_owned()];
        for workspace in workspaces {
            for kind in asked(filter) {
                let scope = (*workspace, viewer.campaign_ids());
                let condition = condition(kind, filter, today, scope, &mut values)?;
                parts.push(format!("(select count(*) from {} t where {condition})", kind.table));
            }
        }
        total +=
            values.count(request.app.store.reader(), format!("select {} as n", parts.join(" + "))).await?;
    }
    Ok(total)
}

fn asked(filter: Option<&DeadlineFilter>) -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().filter(move |kind| filter.is_none_or(|filter| filter.has_kind(kind.name)))
}

fn condition(
    kind: &Kind,
    filter: Option<&DeadlineFilter>,
    today: NaiveDate,
    (workspace, campaigns): (WorkspaceId, &[CampaignId]),
    values: &mut Values,
) -> Result<String> {
    let workspace = values.bind(workspace);
    let limit = match campaigns {
        [] => "1 = 1".to_owned(),
        campaigns => format!("t.campaign_id in ({})", values.bind_all(campaigns.iter().copied())),
    };
    let own = format!("t.workspace_id = {workspace} and {} and {limit}", kind.condition);
    Ok(match filter {
        Some(filter) => {
            let column = |name: &'static str| kind.column_of(name, today);
            format!("{own} and {}", filter.sql(&mut Sql { values, today, column: &column })?)
        }
        None => own,
    })
}

/// The days of a kind that come after a place of any kind.
fn follows(kind: &Kind, Place(date, rank, id): Place, values: &mut Values) -> String {
    let column = kind.column;
    match kind.rank.cmp(&rank) {
        std::cmp::Ordering::Less => format!("{column} > {}", values.bind(date)),
        std::cmp::Ordering::Greater => format!("{column} >= {}", values.bind(date)),
        std::cmp::Ordering::Equal => {
            let (from, date, id) = (values.bind(date), values.bind(date), values.bind(id));
            format!("{column} >= {from} and ({column} > {date} or t.id > {id})")
        }
    }
}
