//! Rows from their columns by position: what derives of `RowReader` read from.
//!
//! Of thousands of rows of forty columns, most of the work is not the database's: it is looking a column up
//! by its name, comparing its type with the one asked for, and, where it is null, making an error of that
//! with a message.  Here the position says which column it is, the schema which type it has, and null is a
//! value.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ActiveEnum, DbErr};
use uuid::Uuid;

use crate::{
    AnchorKind, AnchorOrigin, CampaignStatus, ConstraintKind, Direction, Edge, Firmness, LagUnit, LinkType,
    Mode, Priority, SlipCategory, SlipKind, WorkPackageKind,
};

/// Declares the types that drivers read.
macro_rules! native {
    ($($of:ty: $read:ident, $doc:literal;)+) => {
        /// The columns of a row, one after another: a method for each type that drivers read; none where it
        /// is null.
        pub trait Columns {
            $(
                #[doc = $doc]
                ///
                /// # Errors
                /// What the driver answers.
                fn $read(&mut self) -> Result<Option<$of>, DbErr>;
            )+
        }

        $(impl Stored for $of {
            fn read(columns: &mut impl Columns) -> Result<Option<Self>, DbErr> {
                columns.$read()
            }
        })+
    };
}

native! {
    bool: boolean, "A truth value.";
    i16: small, "A number of 16 bits.";
    i32: int, "A number of 32 bits.";
    i64: long, "A number of 64 bits.";
    String: text, "Text.";
    NaiveDate: date, "A date.";
    DateTime<Utc>: moment, "A moment.";
    Uuid: uuid, "A UUID.";
}

/// A type of columns.
pub trait Stored: Sized {
    /// The next column; none where it is null.
    ///
    /// # Errors
    /// What the driver answers, or that the value is none of this type.
    fn read(columns: &mut impl Columns) -> Result<Option<Self>, DbErr>;
}

/// The next column, which is not null.
///
/// # Errors
/// What [`Stored::read`] fails with, or that it is null.
pub(crate) fn required<T: Stored>(columns: &mut impl Columns, name: &str) -> Result<T, DbErr> {
    T::read(columns)?.ok_or_else(|| DbErr::Type(format!("column {name} is null")))
}

/// Declares the enums of columns that are read by position.
macro_rules! enums {
    ($($of:ty),+) => {$(
        impl Stored for $of {
            fn read(columns: &mut impl Columns) -> Result<Option<Self>, DbErr> {
                columns.text()?.map(|text| Self::try_from_value(&text)).transpose()
            }
        }
    )+};
}

enums!(
    AnchorKind,
    AnchorOrigin,
    CampaignStatus,
    ConstraintKind,
    Direction,
    Edge,
    Firmness,
    LagUnit,
    LinkType,
    Mode,
    Priority,
    SlipCategory,
    SlipKind,
    WorkPackageKind
);
