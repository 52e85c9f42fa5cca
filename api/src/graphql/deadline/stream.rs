//! One page of the stream in one statement: each kind by an index of its own, merged by day.

use chrono::NaiveDate;
use entity::work_package::DueWork;
use entity::{CampaignId, Columns, Stored, WorkspaceId, anchor};
use sea_orm::QueryResult;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::filter::DeadlineFilter;
use crate::error::{Error, Result};
use crate::graphql::comparator::{Filter, Sql};
use crate::graphql::enums::DeadlineKind;
use crate::graphql::request::{CampaignRow, Request};
use crate::store::row::Cursor;
use crate::store::sql::{Values, columns_of};

/// Where a day stands in the stream: by date, then kind, then id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub(super) struct Place(pub NaiveDate, pub i32, pub Uuid);

/// A day of the stream.
#[derive(Debug)]
pub(super) struct Row {
    pub date: NaiveDate,
    pub kind: DeadlineKind,
    pub campaign_id: CampaignId,
    pub of: Of,
}

/// What a day is of.
#[derive(Debug)]
pub(super) enum Of {
    WorkPackage(DueWork),
    Anchor(anchor::Model),
}

/// Days in their order, and their campaigns.
#[derive(Default)]
pub(super) struct Days {
    pub rows: Vec<Row>,
    pub campaigns: Vec<CampaignRow>,
}

impl Days {
    /// Adds a day; its campaign is read where it is not known yet.
    fn read(&mut self, next: &mut Cursor<'_>) -> Result<()> {
        let missing = || Error::internal("a column of a deadline is null");
        let (date, rank) = (next.date()?.ok_or_else(missing)?, next.int()?.ok_or_else(missing)?);
        let kind = KINDS.iter().find(|kind| kind.rank == rank).ok_or_else(missing)?.name;
        let campaign_id = CampaignId::read(next)?.ok_or_else(missing)?;
        if self.campaigns.iter().any(|known| known.campaign.id == campaign_id) {
            next.skip(CampaignRow::WIDTH);
        } else {
            self.campaigns.push(CampaignRow::read(next)?);
        }
        let of = if kind == DeadlineKind::Anchor {
            Of::Anchor(anchor::Model::read(next)?)
        } else {
            next.skip(anchor::Model::COLUMNS.len());
            Of::WorkPackage(DueWork::read(next)?)
        };
        self.rows.push(Row { date, kind, campaign_id, of });
        Ok(())
    }
}

impl Row {
    pub(super) fn place(&self) -> Place {
        let rank = KINDS.iter().find(|kind| kind.name == self.kind).map_or(0, |kind| kind.rank);
        let id = match &self.of {
            Of::WorkPackage(row) => row.id.0,
            Of::Anchor(row) => row.id.0,
        };
        Place(self.date, rank, id)
    }

    /// Its work package; none of an anchor.
    pub(super) const fn work_package(&self) -> Option<&DueWork> {
        match &self.of {
            Of::WorkPackage(row) => Some(row),
            Of::Anchor(_) => None,
        }
    }

    /// Its anchor; none of a work package.
    pub(super) const fn anchor(&self) -> Option<&anchor::Model> {
        match &self.of {
            Of::Anchor(row) => Some(row),
            Of::WorkPackage(_) => None,
        }
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
) -> Result<Days> {
    let workspaces: Vec<_> = request.viewer()?.workspace_ids().collect();
    let mut found = Days::default();
    for workspaces in workspaces.chunks(WORKSPACES) {
        for row in read_of(request, (workspaces, filter), today, from).await? {
            found.read(&mut Cursor::new(&row))?;
        }
    }
    if workspaces.len() > WORKSPACES {
        found.rows.sort_by_key(Row::place);
        found.rows.truncate(from.1);
    }
    Ok(found)
}

async fn read_of(
    request: &Request,
    (workspaces, filter): (&[WorkspaceId], Option<&DeadlineFilter>),
    today: NaiveDate,
    (after, limit): (Option<Place>, usize),
) -> Result<Vec<QueryResult>> {
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
    let c = CampaignRow::columns();
    let (a, p) = (columns_of("a", anchor::Model::COLUMNS), columns_of("p", DueWork::COLUMNS));
    let sql = format!(
        "select d.on_date as on_date, d.kind as kind, d.campaign_id as campaign_id, {c}, {a}, {p}
        from (select * from ({}) u order by on_date, kind, id limit {limit}) d
        join campaign c on c.id = d.campaign_id
        join workspace w on w.id = c.workspace_id
        left join work_package p on d.kind <> 0 and p.id = d.id
        left join anchor a on d.kind = 0 and a.id = d.id
        order by d.on_date, d.kind, d.id",
        parts.join(" union all ")
    );
    values.rows(request.app.store.reader(), sql).await
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
    let deleted =
        format!("select id from campaign where workspace_id = {workspace} and deleted_at is not null");
    let own = format!(
        "t.workspace_id = {workspace} and {} and {limit} and t.campaign_id not in ({deleted})",
        kind.condition
    );
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
