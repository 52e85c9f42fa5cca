//! Kinds of days, and the SQL that finds them.

use chrono::NaiveDate;
use entity::{CampaignId, WorkspaceId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::filter::DeadlineFilter;
use crate::error::Result;
use crate::graphql::comparator::{Filter, Sql};
use crate::graphql::enums::DeadlineKind;
use crate::store::sql::Values;

/// Where a day stands in the stream: by date, then kind, then id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub(super) struct Place(pub NaiveDate, pub i32, pub Uuid);

/// Where a kind of day is stored.
pub(super) struct Kind {
    pub name: DeadlineKind,
    pub rank: i32,
    pub table: &'static str,
    pub column: &'static str,
    condition: &'static str,
}

/// All kinds, in the order of days that fall together.
pub(super) const KINDS: [Kind; 3] = [
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

/// The kinds that a filter asks for.
pub(super) fn asked(filter: Option<&DeadlineFilter>) -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().filter(move |kind| filter.is_none_or(|filter| filter.has_kind(kind.name)))
}

/// What is asked of the days of a kind in a workspace.
pub(super) fn condition(
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
pub(super) fn follows(kind: &Kind, Place(date, rank, id): Place, values: &mut Values) -> String {
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
