//! The diff of a row, which is the one record of a change: what is updated, what the change log keeps, what an undo turns
//! around.

use sea_orm::sea_query::{Value, sea_value_to_json_value};
use sea_orm::{EntityTrait, IdenStatic, Iterable, ModelTrait, PrimaryKeyToColumn};
use serde::{Deserialize, Serialize};

use super::row::{Row, table};

/// What was done with a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// It is new: columns have what they are now.
    Insert,
    /// Columns have what they were and what they are now.
    Update,
    /// It is gone: columns have what they were.
    Delete,
}

/// One row's change.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Change {
    /// The table.
    pub table: String,
    /// The primary key.
    pub key: Vec<serde_json::Value>,
    /// What was done.
    pub operation: Operation,
    /// Each column with its value before and after; null where there is none.
    pub columns: Vec<(String, serde_json::Value, serde_json::Value)>,
}

/// A row's columns.
type Columns<M> = <<M as ModelTrait>::Entity as EntityTrait>::Column;

impl Change {
    /// What makes one row of another; none where they are equal.
    pub(super) fn between<M: Row>(before: Option<&M>, after: Option<&M>) -> Option<Self> {
        let (operation, row) = match (before, after) {
            (None, Some(row)) => (Operation::Insert, row),
            (Some(_), Some(row)) => (Operation::Update, row),
            (Some(row), None) => (Operation::Delete, row),
            (None, None) => return None,
        };
        let value =
            |row: Option<&M>, column| row.map_or(serde_json::Value::Null, |row| json(&row.get(column)));
        let columns: Vec<_> = changed(before, after)
            .map(|column| (column.as_str().to_owned(), value(before, column), value(after, column)))
            .collect();
        let key = keys::<M>().map(|column| json(&row.get(column))).collect();
        (!columns.is_empty()).then(|| Self { table: table::<M>(), key, operation, columns })
    }
}

/// The columns in which two rows differ; all, where there is only one.
pub(super) fn changed<M: Row>(before: Option<&M>, after: Option<&M>) -> impl Iterator<Item = Columns<M>> {
    Columns::<M>::iter()
        .filter(move |column| before.map(|row| row.get(*column)) != after.map(|row| row.get(*column)))
}

/// The columns of the primary key.
pub(super) fn keys<M: Row>() -> impl Iterator<Item = Columns<M>> {
    <M::Entity as EntityTrait>::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column)
}

fn json(value: &Value) -> serde_json::Value {
    sea_value_to_json_value(value)
}
