//! The diff of a row, which is the one record of a change: what is updated, what the change log keeps, what
//! an undo turns around.

use entity::WorkPackageId;
use sea_orm::sea_query::{ArrayType, Value};
use sea_orm::{
    ActiveModelTrait, EntityTrait, IdenStatic, Iterable, ModelTrait, PrimaryKeyToColumn, TryIntoModel,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::row::{Row, table};
use crate::plan::{Identified, Table};
use crate::store::sql::json;

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

/// A column with its value before and after.
pub type Column = (String, serde_json::Value, serde_json::Value);

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
    pub columns: Vec<Column>,
    /// Why a work package moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<MoveReason>,
    /// The work packages that the row is about.
    #[serde(skip)]
    pub(super) subjects: Vec<WorkPackageId>,
}

/// What decides the dates of a work package that moved.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MoveReason {
    /// The kind of the reason, by its name in the schema.
    pub kind: String,
    /// Of a dependency: the work package at its other end.
    pub work_package_id: Option<WorkPackageId>,
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
        let subjects = row.work_packages();
        (!columns.is_empty()).then(|| Self {
            table: table::<M>(),
            key,
            operation,
            columns,
            reason: None,
            subjects,
        })
    }
}

/// The columns in which two rows differ; all, where there is only one.
pub(super) fn changed<M: Row>(before: Option<&M>, after: Option<&M>) -> impl Iterator<Item = Columns<M>> {
    Columns::<M>::iter()
        .filter(move |column| before.map(|row| row.get(*column)) != after.map(|row| row.get(*column)))
}

/// The columns that people enter in which two rows differ.
pub fn entered<M: Row>(before: &M, after: &M) -> impl Iterator<Item = &'static str> {
    let columns = changed(Some(before), Some(after)).map(|column| column.as_str());
    columns.filter(|column| !after.is_derived(column))
}

/// The columns of the primary key.
pub(super) fn keys<M: Row>() -> impl Iterator<Item = Columns<M>> {
    <M::Entity as EntityTrait>::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column)
}

/// Why a change cannot be undone: the row is not as the change left it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ChangedSince;

impl Change {
    /// Whether it is a change of a row of this table.
    #[must_use]
    pub fn is_of<M: Row>(&self) -> bool {
        self.table == table::<M>()
    }

    /// Whether it is the change of the row of an id.
    #[must_use]
    pub fn is_about(&self, id: Uuid) -> bool {
        self.key == [id.to_string()]
    }

    /// The version of the row before and after.
    #[must_use]
    pub fn versions(&self) -> (Option<i32>, Option<i32>) {
        let version = |value: &serde_json::Value| value.as_i64().and_then(|version| version.try_into().ok());
        let found = self.columns.iter().find(|(column, ..)| column == "version");
        found.map_or((None, None), |(_, before, after)| (version(before), version(after)))
    }

    /// Undoes the change in rows of its table.  Columns that follow from others may differ from what it left.
    ///
    /// # Errors
    /// [`ChangedSince`] where a row or a column is not as the change left it.
    pub fn revert<M: Row + Identified>(&self, rows: &mut Table<M>) -> Result<(), ChangedSince> {
        let key = self.key.first().and_then(|key| key.as_str()?.parse::<Uuid>().ok());
        let id = M::Id::from(key.ok_or(ChangedSince)?);
        match self.operation {
            Operation::Insert => return rows.remove(id).then_some(()).ok_or(ChangedSince),
            Operation::Delete if rows.get(id).is_some() => return Err(ChangedSince),
            Operation::Delete => rows.put(self.deleted().ok_or(ChangedSince)?),
            Operation::Update => {
                let row = rows.get_mut(id).ok_or(ChangedSince)?;
                let is_entered: Vec<_> =
                    self.columns.iter().map(|(name, ..)| !row.is_derived(name)).collect();
                let columns = self.columns.iter().zip(is_entered);
                for ((name, before, after), is_entered) in columns.filter(|((name, ..), _)| !is_counter(name))
                {
                    let column = name.parse::<Columns<M>>().map_err(|_unknown| ChangedSince)?;
                    if is_entered && json(&row.get(column)) != *after {
                        return Err(ChangedSince);
                    }
                    let value = value(before, &M::get_value_type(column)).ok_or(ChangedSince)?;
                    row.try_set(column, value).map_err(|_other_type| ChangedSince)?;
                }
            }
        }
        Ok(())
    }

    /// The row that was deleted; none of a change of another kind.
    #[must_use]
    pub fn deleted<M: Row>(&self) -> Option<M> {
        self.whole(Operation::Delete, |(_, before, _)| before)
    }

    /// The row that was inserted; none of a change of another kind.
    #[must_use]
    pub fn inserted<M: Row>(&self) -> Option<M> {
        self.whole(Operation::Insert, |(_, _, after)| after)
    }

    /// A row from all of its columns.
    fn whole<M: Row>(&self, operation: Operation, side: impl Fn(&Column) -> &serde_json::Value) -> Option<M> {
        if self.operation != operation || !self.is_of::<M>() {
            return None;
        }
        let mut row = <M::Active as ActiveModelTrait>::default();
        for changed in &self.columns {
            let column = changed.0.parse::<Columns<M>>().ok()?;
            row.try_set(column, value(side(changed), &M::get_value_type(column))?).ok()?;
        }
        row.try_into_model().ok()
    }
}

/// Whether a column counts changes or says what is left to do: an undo leaves it alone.
fn is_counter(column: &str) -> bool {
    matches!(column, "version" | "updated_at" | "seq" | "last_number" | "is_replanning")
}

/// A column's value from its JSON, by the types that columns have.
#[expect(clippy::wildcard_enum_match_arm, reason = "a library's types, of which columns have these")]
fn value(json: &serde_json::Value, of: &ArrayType) -> Option<Value> {
    let text = || json.as_str();
    let is_null = json.is_null();
    let value = match of {
        ArrayType::Bool => Value::Bool(json.as_bool()),
        ArrayType::SmallInt => Value::SmallInt(json.as_i64().and_then(|number| number.try_into().ok())),
        ArrayType::Int => Value::Int(json.as_i64().and_then(|number| number.try_into().ok())),
        ArrayType::BigInt => Value::BigInt(json.as_i64()),
        ArrayType::Uuid => Value::Uuid(text().and_then(|text| text.parse().ok())),
        ArrayType::ChronoDate => Value::ChronoDate(text().and_then(|text| text.parse().ok())),
        ArrayType::ChronoDateTimeUtc => Value::ChronoDateTimeUtc(text().and_then(|text| text.parse().ok())),
        ArrayType::String => Value::String(text().map(str::to_owned)),
        _ => return None,
    };
    // What is there and was not read is of another type.
    (is_null || value != value.as_null()).then_some(value)
}
