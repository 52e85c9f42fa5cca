//! The columns of a row one after another, straight from the driver.
//!
//! Of thousands of rows of forty columns, most of the work is not the database's: it is looking a column up by its name,
//! comparing its type with the one asked for, and, where it is null, the mapper's making an error of that with a message.
//! Here the place says which column it is, the schema which type it has, and null is a value.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    AnchorId, CalendarId, CampaignId, ConstraintKind, DepartmentId, DependencyId, Direction, Edge, Firmness,
    LagUnit, LinkType, Mode, Priority, UserId, WorkPackageId, WorkPackageKind, WorkspaceId,
};
use sea_orm::{ActiveEnum, DbErr, QueryResult, RuntimeErr};
use sqlx::postgres::Postgres;
use sqlx::sqlite::Sqlite;
use sqlx::{Decode, Row, Type};
use uuid::Uuid;

/// What both drivers read.
trait Native: Type<Sqlite> + Type<Postgres> + for<'r> Decode<'r, Sqlite> + for<'r> Decode<'r, Postgres> {}

impl<T: Type<Sqlite> + Type<Postgres> + for<'r> Decode<'r, Sqlite> + for<'r> Decode<'r, Postgres>> Native
    for T
{
}

/// What a column holds.
pub(super) trait Stored: Sized {
    /// The value of a column; none where it is null.
    fn read(row: &QueryResult, at: usize) -> Result<Option<Self>, DbErr>;
}

/// A row that is being read from its first column on.
pub(super) struct Sequence<'a> {
    row: &'a QueryResult,
    at: usize,
}

impl<'a> Sequence<'a> {
    pub(super) const fn new(row: &'a QueryResult) -> Self {
        Self { row, at: 0 }
    }

    /// The next column.
    pub(super) fn column<T: Stored>(&mut self) -> Result<T, DbErr> {
        let at = self.at;
        self.optional()?.ok_or_else(|| DbErr::Type(format!("column {at} is null")))
    }

    /// The next column, which may be null.
    pub(super) fn optional<T: Stored>(&mut self) -> Result<Option<T>, DbErr> {
        self.at += 1;
        T::read(self.row, self.at - 1)
    }
}

fn native<T: Native>(row: &QueryResult, at: usize) -> Result<Option<T>, DbErr> {
    let read = if let Some(row) = row.try_as_sqlite_row() {
        row.try_get_unchecked(at)
    } else if let Some(row) = row.try_as_pg_row() {
        row.try_get_unchecked(at)
    } else {
        return Err(DbErr::BackendNotSupported { db: "neither of ours", ctx: "reading a plan" });
    };
    read.map_err(|error| DbErr::Query(RuntimeErr::SqlxError(error.into())))
}

macro_rules! stored {
    (plain: $($plain:ty),+; ids: $($id:ident),+; words: $($word:ty),+;) => {
        $(impl Stored for $plain {
            fn read(row: &QueryResult, at: usize) -> Result<Option<Self>, DbErr> {
                native(row, at)
            }
        })+
        $(impl Stored for $id {
            fn read(row: &QueryResult, at: usize) -> Result<Option<Self>, DbErr> {
                Ok(native::<Uuid>(row, at)?.map($id))
            }
        })+
        $(impl Stored for $word {
            fn read(row: &QueryResult, at: usize) -> Result<Option<Self>, DbErr> {
                native::<String>(row, at)?.map(|word| Self::try_from_value(&word)).transpose()
            }
        })+
    };
}

stored! {
    plain: bool, i16, i32, String, NaiveDate, DateTime<Utc>;
    ids: AnchorId, CalendarId, CampaignId, DepartmentId, DependencyId, UserId, WorkPackageId, WorkspaceId;
    words: ConstraintKind, Direction, Edge, Firmness, LagUnit, LinkType, Mode, Priority, WorkPackageKind;
}
