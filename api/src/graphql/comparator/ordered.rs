//! Values that have an order, and texts.

use async_graphql::InputObject;
use chrono::Days;
use sea_orm::Value;

use super::{Comparator, Equality, Sql, all};
use crate::error::{Error, Result};
use crate::graphql::scalar::Date;
use crate::store::sql::Values;

/// Bytes of a text to be contained, at most.
const LONGEST_PART: usize = 1_000;

/// Compares days.
#[derive(Clone, Debug, InputObject)]
#[graphql(name = "DateComparator")]
pub(crate) struct DateComparator {
    /// On this day.
    eq: Option<Date>,
    /// On any other day, or on none.
    neq: Option<Date>,
    /// On one of these days.
    #[graphql(name = "in")]
    one_of: Option<Vec<Date>>,
    /// On none of these days.
    nin: Option<Vec<Date>>,
    /// After this day.
    gt: Option<Date>,
    /// On this day or after it.
    gte: Option<Date>,
    /// Before this day.
    lt: Option<Date>,
    /// On this day or before it.
    lte: Option<Date>,
    /// From the day of `asOf` to so many days after it, both counted; 0 to 36500.
    within_days: Option<i32>,
    /// Whether there is no day.
    is_null: Option<bool>,
}

impl Comparator for DateComparator {
    fn sql(&self, field: &str, column: &str, sql: &mut Sql<'_>) -> Result<String> {
        let Self { eq, neq, one_of, nin, gt, gte, lt, lte, within_days, is_null } = self.clone();
        let (today, values) = (sql.today, &mut *sql.values);
        let equality = Equality { eq, neq, one_of, nin, is_null };
        let mut parts = vec![equality.condition(column, values, |date| Ok(date.0.into()))?];
        parts.extend(bounded(column, [gt, gte, lt, lte].map(|bound| bound.map(|date| date.0)), values));
        if let Some(days) = within_days {
            let days = u64::try_from(days).ok().filter(|days| *days <= 36_500);
            let last = days.and_then(|days| today.checked_add_days(Days::new(days)));
            let refuse = || Error::bad_input(format!("{field}.withinDays"), "expected 0 to 36500");
            let last = last.ok_or_else(refuse)?;
            parts.push(format!("{column} >= {} and {column} <= {}", values.bind(today), values.bind(last)));
        }
        Ok(all(parts))
    }
}

/// Compares whole numbers.
#[derive(Clone, Debug, InputObject)]
#[graphql(name = "IntComparator")]
pub(crate) struct IntComparator {
    /// This number.
    eq: Option<i32>,
    /// Any other number, or none.
    neq: Option<i32>,
    /// Above this number.
    gt: Option<i32>,
    /// This number or above it.
    gte: Option<i32>,
    /// Below this number.
    lt: Option<i32>,
    /// This number or below it.
    lte: Option<i32>,
}

impl Comparator for IntComparator {
    fn sql(&self, _: &str, column: &str, sql: &mut Sql<'_>) -> Result<String> {
        let Self { eq, neq, gt, gte, lt, lte } = *self;
        let equality = Equality { eq, neq, one_of: None, nin: None, is_null: None };
        let mut parts = vec![equality.condition(column, sql.values, |number| Ok((*number).into()))?];
        parts.extend(bounded(column, [gt, gte, lt, lte], sql.values));
        Ok(all(parts))
    }
}

/// Compares text.
#[derive(Clone, Debug, InputObject)]
#[graphql(name = "StringComparator")]
pub(crate) struct StringComparator {
    /// Exactly this text.
    eq: Option<String>,
    /// Any other text, or none.
    neq: Option<String>,
    /// One of these texts.
    #[graphql(name = "in")]
    one_of: Option<Vec<String>>,
    /// None of these texts.
    nin: Option<Vec<String>>,
    /// This text somewhere in it, whatever the case of its letters (on SQLite: of the letters of ASCII).
    contains: Option<String>,
    /// Whether there is no text.
    is_null: Option<bool>,
}

impl Comparator for StringComparator {
    fn sql(&self, _: &str, column: &str, sql: &mut Sql<'_>) -> Result<String> {
        let Self { eq, neq, one_of, nin, contains, is_null } = self.clone();
        let equality = Equality { eq, neq, one_of, nin, is_null };
        let mut parts = vec![equality.condition(column, sql.values, |text| Ok(text.clone().into()))?];
        if let Some(part) = contains {
            if part.len() > LONGEST_PART {
                return Err(Error::bad_input(
                    "filter",
                    format!("what is to be contained has {LONGEST_PART} bytes at most"),
                ));
            }
            let part = part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            let pattern = sql.values.bind(format!("%{part}%"));
            parts.push(format!("lower({column}) like lower({pattern}) escape '\\'"));
        }
        Ok(all(parts))
    }
}

/// A text is a line of a column of lines.
impl Comparator for String {
    fn sql(&self, field: &str, column: &str, sql: &mut Sql<'_>) -> Result<String> {
        if self.is_empty() || self.contains('\n') {
            return Err(Error::bad_input(field, "expected a label, which is one line of text"));
        }
        // Taking a line out of the lines changes them only if it is there.
        let line = sql.values.bind(format!("\n{self}\n"));
        Ok(format!("replace('\n' || {column} || '\n', {line}, '') <> '\n' || {column} || '\n'"))
    }
}

/// The conditions of what lies above, from, below and up to these.
fn bounded<T: Into<Value>>(column: &str, bounds: [Option<T>; 4], values: &mut Values) -> Vec<String> {
    let signs = [">", ">=", "<", "<="];
    let given = signs.into_iter().zip(bounds).filter_map(|(sign, bound)| Some((sign, bound?)));
    given.map(|(sign, bound)| format!("{column} {sign} {}", values.bind(bound))).collect()
}
