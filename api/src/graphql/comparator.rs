//! What filters compare by.  Comparators left out, and those that are `null`, ask for nothing; several on one field all
//! have to hold.

use std::fmt::Display;

use async_graphql::{ID, InputObject, InputType};
use chrono::{Days, NaiveDate};
use sea_orm::{ActiveEnum, Value};

use super::enums::{
    CampaignStatus, DeadlineKind, DocumentedEnum, FindingCode, Firmness, LateOrigin, LateStatus, Priority,
    SchemaEnum, Severity, WorkPackageKind,
};
use super::scalar::Date;
use crate::error::{Error, Result};
use crate::store::sql::Values;

/// Items of a list to compare with, at most.
const MOST_ITEMS: usize = 1_000;

/// Bytes of a text to be contained, at most.
const LONGEST_PART: usize = 1_000;

/// Filters that one filter combines, at most.
const MOST_CONDITIONS: usize = 100;

/// Compares values that have no order.
#[derive(Clone, Debug, InputObject)]
#[graphql(
    concrete(name = "IdComparator", params(ID)),
    concrete(name = "BooleanComparator", params(bool)),
    concrete(name = "CampaignStatusComparator", params(CampaignStatus)),
    concrete(name = "DeadlineKindComparator", params(DeadlineKind)),
    concrete(name = "FindingCodeComparator", params(FindingCode)),
    concrete(name = "FirmnessComparator", params(Firmness)),
    concrete(name = "LateOriginComparator", params(LateOrigin)),
    concrete(name = "LateStatusComparator", params(LateStatus)),
    concrete(name = "PriorityComparator", params(Priority)),
    concrete(name = "SeverityComparator", params(Severity)),
    concrete(name = "WorkPackageKindComparator", params(WorkPackageKind))
)]
pub(crate) struct Choice<T: InputType> {
    /// The value is this.
    eq: Option<T>,
    /// The value is not this, or there is none.
    neq: Option<T>,
    /// The value is one of these.
    #[graphql(name = "in")]
    one_of: Option<Vec<T>>,
    /// The value is none of these, or there is none.
    nin: Option<Vec<T>>,
    /// Whether there is no value.
    is_null: Option<bool>,
}

impl<T: InputType + PartialEq> Choice<T> {
    /// Whether a value, or its absence, is what is asked for.
    pub(crate) fn matches(&self, value: Option<&T>) -> bool {
        let Self { eq, neq, one_of, nin, is_null } = self;
        let is_in = |list: &Vec<T>| value.is_some_and(|value| list.contains(value));
        eq.as_ref().is_none_or(|asked| value == Some(asked))
            && neq.as_ref().is_none_or(|refused| value != Some(refused))
            && one_of.as_ref().is_none_or(is_in)
            && !nin.as_ref().is_some_and(is_in)
            && is_null.is_none_or(|is_null| value.is_none() == is_null)
    }
}

impl<T: InputType> Choice<T> {
    /// The same as SQL over a column; `read` turns a value into what the column holds.
    fn sql(&self, column: &str, values: &mut Values, read: impl Fn(&T) -> Result<Value>) -> Result<String> {
        let Self { eq, neq, one_of, nin, is_null } = self;
        let longest = one_of.iter().chain(nin).map(Vec::len).max().unwrap_or_default();
        if longest > MOST_ITEMS {
            return Err(Error::bad_input(
                "filter",
                format!("a list to compare with has {MOST_ITEMS} items at most"),
            ));
        }
        let mut parts = Vec::new();
        if let Some(asked) = eq {
            parts.push(format!("{column} = {}", values.bind(read(asked)?)));
        }
        if let Some(refused) = neq {
            parts.push(format!("({column} is null or {column} <> {})", values.bind(read(refused)?)));
        }
        if let Some(list) = one_of {
            let list: Vec<_> = list.iter().map(&read).collect::<Result<_>>()?;
            parts.push(format!("{column} in ({})", values.bind_all(list)));
        }
        if let Some(list) = nin.as_ref().filter(|list| !list.is_empty()) {
            let list: Vec<_> = list.iter().map(&read).collect::<Result<_>>()?;
            parts.push(format!("({column} is null or {column} not in ({}))", values.bind_all(list)));
        }
        if let Some(is_null) = is_null {
            parts.push(format!("{column} is {}null", if *is_null { "" } else { "not " }));
        }
        Ok(all(parts))
    }
}

impl Choice<ID> {
    /// Refuses ids that are of something else.
    pub(crate) fn check(&self, field: &str, is_one: &dyn Fn(&str) -> bool) -> Result<()> {
        let Self { eq, neq, one_of, nin, .. } = self;
        let mut given = eq.iter().chain(neq).chain(one_of.iter().flatten()).chain(nin.iter().flatten());
        match given.find(|id| !is_one(id)) {
            Some(id) => Err(Error::bad_input(field, format!("{:?} is no id of one", id.0))),
            None => Ok(()),
        }
    }

    /// SQL over a column of ids; `parse` reads those of its type.
    pub(crate) fn ids<I: Into<Value>>(
        &self,
        field: &str,
        column: &str,
        values: &mut Values,
        parse: impl Fn(&str) -> Option<I>,
    ) -> Result<String> {
        let read = |id: &ID| {
            parse(id)
                .map(Into::into)
                .ok_or_else(|| Error::bad_input(field, format!("{:?} is no id of one", id.0)))
        };
        self.sql(column, values, read)
    }
}

impl Choice<bool> {
    /// SQL over a column of truth values.
    pub(crate) fn truth(&self, column: &str, values: &mut Values) -> Result<String> {
        self.sql(column, values, |value| Ok((*value).into()))
    }
}

impl<T: DocumentedEnum + ActiveEnum<Value = String>> Choice<SchemaEnum<T>> {
    /// SQL over a column of an enum.
    pub(crate) fn enums(&self, column: &str, values: &mut Values) -> Result<String> {
        self.sql(column, values, |value| Ok(value.0.into_value().into()))
    }
}

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

impl DateComparator {
    /// The same as SQL over a column; `today` is what `withinDays` counts from.
    pub(crate) fn sql(
        &self,
        field: &str,
        column: &str,
        values: &mut Values,
        today: NaiveDate,
    ) -> Result<String> {
        let Self { eq, neq, one_of, nin, gt, gte, lt, lte, within_days, is_null } = self.clone();
        let choice = Choice { eq, neq, one_of, nin, is_null };
        let mut parts = vec![choice.sql(column, values, |date| Ok(date.0.into()))?];
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

impl IntComparator {
    /// The same as SQL over a column.
    pub(crate) fn sql(&self, column: &str, values: &mut Values) -> Result<String> {
        let Self { eq, neq, gt, gte, lt, lte } = *self;
        let choice = Choice { eq, neq, one_of: None, nin: None, is_null: None };
        let mut parts = vec![choice.sql(column, values, |number| Ok((*number).into()))?];
        parts.extend(bounded(column, [gt, gte, lt, lte], values));
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

impl StringComparator {
    /// The same as SQL over a column.
    pub(crate) fn sql(&self, column: &str, values: &mut Values) -> Result<String> {
        let Self { eq, neq, one_of, nin, contains, is_null } = self.clone();
        let choice = Choice { eq, neq, one_of, nin, is_null };
        let mut parts = vec![choice.sql(column, values, |text| Ok(text.clone().into()))?];
        if let Some(part) = contains {
            if part.len() > LONGEST_PART {
                return Err(Error::bad_input(
                    "filter",
                    format!("what is to be contained has {LONGEST_PART} bytes at most"),
                ));
            }
            let part = part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            let pattern = values.bind(format!("%{part}%"));
            parts.push(format!("lower({column}) like lower({pattern}) escape '\\'"));
        }
        Ok(all(parts))
    }
}

/// The conditions of what lies above, from, below and up to these.
fn bounded<T: Into<Value>>(column: &str, bounds: [Option<T>; 4], values: &mut Values) -> Vec<String> {
    let signs = [">", ">=", "<", "<="];
    let given = signs.into_iter().zip(bounds).filter_map(|(sign, bound)| Some((sign, bound?)));
    given.map(|(sign, bound)| format!("{column} {sign} {}", values.bind(bound))).collect()
}

/// Whether an id, or its absence, is what is asked for.
pub(crate) fn matches_id<I: Display>(choice: Option<&Choice<ID>>, id: Option<I>) -> bool {
    choice.is_none_or(|choice| choice.matches(id.map(|id| ID(id.to_string())).as_ref()))
}

/// All of these conditions; none is always true.
pub(crate) fn all(parts: Vec<String>) -> String {
    let parts: Vec<_> = parts.into_iter().filter(|part| part != "1 = 1").collect();
    if parts.is_empty() { "1 = 1".to_owned() } else { parts.join(" and ") }
}

/// Conditions of a filter with those that it holds in `and`, `or` and `not`.
pub(crate) fn compound<F>(
    own: String,
    (and, or, not): (Option<&[F]>, Option<&[F]>, Option<&F>),
    mut sql: impl FnMut(&F) -> Result<String>,
) -> Result<String> {
    if and.map_or(0, <[F]>::len) + or.map_or(0, <[F]>::len) > MOST_CONDITIONS {
        let message = format!("and, or hold {MOST_CONDITIONS} filters at most");
        return Err(Error::bad_input("filter", message));
    }
    let mut parts = vec![own];
    for filter in and.into_iter().flatten() {
        parts.push(format!("({})", sql(filter)?));
    }
    if let Some(filters) = or {
        let any =
            filters.iter().map(|filter| Ok(format!("({})", sql(filter)?))).collect::<Result<Vec<_>>>()?;
        parts.push(if any.is_empty() { "1 = 0".to_owned() } else { format!("({})", any.join(" or ")) });
    }
    if let Some(filter) = not {
        parts.push(format!("not coalesce(({}), false)", sql(filter)?));
    }
    Ok(all(parts))
}
