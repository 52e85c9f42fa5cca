//! One page of the stream in one statement: each kind by an index of its own, merged by day.
//!
//! Where the campaigns of a page are in memory, the statement reads no more than where its days stand and the
//! numbers that their campaigns are at.

use chrono::NaiveDate;
use entity::work_package::DueWork;
use entity::{CampaignId, Columns, Stored, WorkPackageId, WorkspaceId, anchor};
use sea_orm::QueryResult;

use super::filter::DeadlineFilter;
use super::kind::{KINDS, Kind, Place, asked, condition, follows};
use crate::error::{Error, Result};
use crate::graphql::enums::DeadlineKind;
use crate::graphql::request::{CampaignRow, Request};
use crate::plan::{Snapshot, Version};
use crate::store::row::Cursor;
use crate::store::sql::{Values, columns_of};

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

/// Where a day of the stream stands, and the numbers that its campaign is at.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Day {
    pub place: Place,
    kind: DeadlineKind,
    pub campaign: Version,
}

impl Day {
    /// The columns that [`read`](Self::read) takes beside its place.
    const COLUMNS: &str = "c.workspace_id as workspace_id, c.seq as seq, w.directory_seq as directory_seq";

    fn read(row: &QueryResult) -> Result<Self> {
        let mut next = Cursor::new(row);
        let (place, kind) = read_place(&mut next)?;
        let campaign = Version {
            campaign_id: required(CampaignId::read(&mut next)?)?,
            workspace_id: required(WorkspaceId::read(&mut next)?)?,
            seq: required(next.long()?)?,
            directory_seq: required(next.long()?)?,
        };
        Ok(Self { place, kind, campaign })
    }

    /// The day with its work or its anchor, as the campaign has it; none where it is gone since.
    pub(super) fn of(&self, campaign: &Snapshot) -> Option<Row> {
        let Place(date, _, id) = self.place;
        let of = if self.kind == DeadlineKind::Anchor {
            Of::Anchor(campaign.anchors.get(id.into())?.clone())
        } else {
            let task = campaign.network().find(&WorkPackageId(id))?;
            Of::WorkPackage(campaign.row(task).into())
        };
        Some(Row { date, kind: self.kind, campaign_id: campaign.campaign.id, of })
    }
}

fn required<T>(column: Option<T>) -> Result<T> {
    column.ok_or_else(|| Error::internal("a column of a deadline is null"))
}

/// The first columns of every statement here.
fn read_place(next: &mut Cursor<'_>) -> Result<(Place, DeadlineKind)> {
    let place = Place(required(next.date()?)?, required(next.int()?)?, required(next.uuid()?)?);
    let kind = KINDS.iter().find(|kind| kind.rank == place.1).map(|kind| kind.name);
    Ok((place, required(kind)?))
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
        let (Place(date, ..), kind) = read_place(next)?;
        let campaign_id = required(CampaignId::read(next)?)?;
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
    /// Where it stands.
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

/// Workspaces that one statement reads at most: SQLite takes 500 terms of a compound select, and each kind is
/// one.
const WORKSPACES: usize = 100;

/// Where the days after a place stand, by date.
pub(super) async fn days(
    request: &Request,
    filter: Option<&DeadlineFilter>,
    today: NaiveDate,
    from: (Option<Place>, usize),
) -> Result<Vec<Day>> {
    let workspaces: Vec<_> = request.viewer()?.workspace_ids().collect();
    let mut found = Vec::new();
    for workspaces in workspaces.chunks(WORKSPACES) {
        let page = page(request, (workspaces, filter), today, from)?;
        if let Some(statement) = page.map(|page| page.select(Day::COLUMNS, "")) {
            found.extend(request.find(statement, Day::read).await?);
        }
    }
    if workspaces.len() > WORKSPACES {
        found.sort_by_key(|day| day.place);
        found.truncate(from.1);
    }
    Ok(found)
}

/// The same days with all that is stored of them.
pub(super) async fn read(
    request: &Request,
    filter: Option<&DeadlineFilter>,
    today: NaiveDate,
    from: (Option<Place>, usize),
) -> Result<Days> {
    let workspaces: Vec<_> = request.viewer()?.workspace_ids().collect();
    let mut found = Days::default();
    let (a, p) = (columns_of("a", anchor::Model::COLUMNS), columns_of("p", DueWork::COLUMNS));
    let columns = format!("{}, {a}, {p}", CampaignRow::columns());
    for workspaces in workspaces.chunks(WORKSPACES) {
        let Some(page) = page(request, (workspaces, filter), today, from)? else { continue };
        let joins = "left join work_package p on d.kind <> 0 and p.id = d.id
            left join anchor a on d.kind = 0 and a.id = d.id";
        let (sql, values) = page.select(&columns, joins);
        for row in values.rows(request.app.store.reader(), sql).await? {
            found.read(&mut Cursor::new(&row))?;
        }
    }
    if workspaces.len() > WORKSPACES {
        found.rows.sort_by_key(Row::place);
        found.rows.truncate(from.1);
    }
    Ok(found)
}

/// SQL for the places of a page, and its values.
struct PageSql {
    places: String,
    values: Values,
}

impl PageSql {
    /// A statement that reads these columns after those of [`read_place`], of the places `d`, the campaigns
    /// `c` and their workspaces `w`.
    fn select(self, columns: &str, joins: &str) -> (String, Values) {
        let places = self.places;
        let sql = format!(
            "select d.on_date as on_date, d.kind as kind, d.id as id, d.campaign_id as campaign_id, {columns}
            from ({places}) d
            join campaign c on c.id = d.campaign_id
            join workspace w on w.id = c.workspace_id
            {joins}
            order by d.on_date, d.kind, d.id"
        );
        (sql, self.values)
    }
}

fn page(
    request: &Request,
    (workspaces, filter): (&[WorkspaceId], Option<&DeadlineFilter>),
    today: NaiveDate,
    (after, limit): (Option<Place>, usize),
) -> Result<Option<PageSql>> {
    let mut values = Values::default();
    let mut parts = Vec::new();
    let campaigns = request.viewer()?.campaign_ids();
    for workspace in workspaces {
        for kind in asked(filter) {
            let condition = condition(kind, filter, today, (*workspace, campaigns), &mut values)?;
            let after = after.map_or("1 = 1".to_owned(), |place| follows(kind, place, &mut values));
            let Kind { rank, table, column, .. } = kind;
            parts.push(format!(
                "select * from (select {column} as on_date, {rank} as kind, t.id as id,
                    t.campaign_id as campaign_id
                from {table} t where {condition} and {after} order by {column}, t.id limit {limit}) s{}",
                parts.len()
            ));
        }
    }
    if parts.is_empty() {
        return Ok(None);
    }
    let parts = parts.join(" union all ");
    let places = format!("select * from ({parts}) u order by on_date, kind, id limit {limit}");
    Ok(Some(PageSql { places, values }))
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
        total += request.count((format!("select {} as n", parts.join(" + ")), values)).await?;
    }
    Ok(total)
}
