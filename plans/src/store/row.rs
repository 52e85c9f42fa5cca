//! The columns of a row one after another, straight from the driver.

use chrono::{DateTime, NaiveDate, Utc};
use entity::Columns;
use sea_orm::{DbErr, QueryResult, RuntimeErr};
use sqlx::postgres::Postgres;
use sqlx::sqlite::Sqlite;
use sqlx::{Decode, Row, Type};
use uuid::Uuid;

/// A row that is being read from its first column on.
pub struct Cursor<'a> {
    row: &'a QueryResult,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// At its first column.
    #[must_use]
    pub const fn new(row: &'a QueryResult) -> Self {
        Self { row, at: 0 }
    }

    /// Passes over columns.
    pub const fn skip(&mut self, columns: usize) {
        self.at += columns;
    }

    fn next<T>(&mut self) -> Result<Option<T>, DbErr>
    where
        T: Type<Sqlite> + Type<Postgres> + for<'r> Decode<'r, Sqlite> + for<'r> Decode<'r, Postgres>,
    {
        let at = self.at;
        self.at += 1;
        let read = if let Some(row) = self.row.try_as_sqlite_row() {
            row.try_get_unchecked(at)
        } else if let Some(row) = self.row.try_as_pg_row() {
            row.try_get_unchecked(at)
        } else {
            return Err(DbErr::BackendNotSupported { db: "neither of ours", ctx: "reading a plan" });
        };
        read.map_err(|error| DbErr::Query(RuntimeErr::SqlxError(error.into())))
    }
}

macro_rules! columns {
    ($($read:ident: $of:ty),+) => {
        impl Columns for Cursor<'_> {
            $(fn $read(&mut self) -> Result<Option<$of>, DbErr> {
                self.next()
            })+
        }
    };
}

columns!(
    boolean: bool, small: i16, int: i32, long: i64, text: String, date: NaiveDate, moment: DateTime<Utc>, uuid: Uuid
);
