//! What filters compare by.  Comparators left out, and those that are `null`, ask for nothing; several on one
//! field all have to match.

use std::borrow::Cow;
use std::fmt::Display;
use std::marker::PhantomData;
use std::str::FromStr;

use async_graphql::registry::Registry;
use async_graphql::{ID, InputObject, InputType, InputValueError, InputValueResult};
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

/// A filter of the schema: `#[derive(Filter)]`.
pub(crate) trait Filter: Sized {
    /// The conditions of the fields that ask a column.
    fn conditions(&self, sql: &mut Sql<'_>) -> Result<Vec<String>>;

    /// The filters that it combines.
    fn combined(&self) -> Combined<'_, Self>;

    /// All of it as one condition of SQL.
    fn sql(&self, sql: &mut Sql<'_>) -> Result<String> {
        let mut conditions = self.conditions(sql)?;
        conditions.extend(self.combined().conditions(sql)?);
        Ok(all(conditions))
    }
}

/// What the conditions of a filter become part of.
pub(crate) struct Sql<'a> {
    /// The bind values of the statement.
    pub values: &'a mut Values,
    /// The date that `withinDays` counts from.
    pub today: NaiveDate,
    /// The SQL of a column that a filter names.
    pub column: &'a dyn Fn(&'static str) -> String,
}

impl<'a> Sql<'a> {
    /// Columns are what the filter names.
    pub(crate) fn new(values: &'a mut Values, today: NaiveDate) -> Self {
        Self { values, today, column: &|name| name.to_owned() }
    }
}

/// The filters that a filter combines.
pub(crate) struct Combined<'a, F> {
    pub and: Option<&'a [F]>,
    pub or: Option<&'a [F]>,
    pub not: Option<&'a F>,
}

impl<F> Default for Combined<'_, F> {
    fn default() -> Self {
        Self { and: None, or: None, not: None }
    }
}

impl<F: Filter> Combined<'_, F> {
    fn conditions(&self, sql: &mut Sql<'_>) -> Result<Vec<String>> {
        let Self { and, or, not } = self;
        if and.map_or(0, <[F]>::len) + or.map_or(0, <[F]>::len) > MOST_CONDITIONS {
            let message = format!("and, or hold {MOST_CONDITIONS} filters at most");
            return Err(Error::bad_input("filter", message));
        }
        let mut conditions = Vec::new();
        for filter in and.iter().copied().flatten() {
            conditions.push(format!("({})", filter.sql(sql)?));
        }
        if let Some(filters) = or {
            let any = filters.iter().map(|filter| Ok(format!("({})", filter.sql(sql)?)));
            let any = any.collect::<Result<Vec<_>>>()?;
            conditions.push(if any.is_empty() {
                "1 = 0".to_owned()
            } else {
                format!("({})", any.join(" or "))
            });
        }
        if let Some(filter) = not {
            conditions.push(format!("not coalesce(({}), false)", filter.sql(sql)?));
        }
        Ok(conditions)
    }

    /// Looks at each filter.
    pub(crate) fn each(&self, look: impl FnMut(&F) -> Result<()>) -> Result<()> {
        let Self { and, or, not } = self;
        let mut all = and.iter().copied().flatten().chain(or.iter().copied().flatten()).chain(*not);
        all.try_for_each(look)
    }

    /// Whether something matches them, given whether it matches one.
    pub(crate) fn matches(&self, matches: impl Fn(&F) -> bool) -> bool {
        let Self { and, or, not } = self;
        and.is_none_or(|filters| filters.iter().all(&matches))
            && or.is_none_or(|filters| filters.iter().any(&matches))
            && !not.is_some_and(matches)
    }
}

/// The value of something in memory; that may be one or none.
pub(crate) fn value_of<T, V, O: Into<Option<V>>>(of: &T, value: impl FnOnce(&T) -> O) -> Option<V> {
    value(of).into()
}

/// What a field of a filter compares by.
pub(crate) trait Comparator {
    /// The condition over a column; `field` is the path of the field in the arguments.
    fn sql(&self, field: &str, column: &str, sql: &mut Sql<'_>) -> Result<String>;
}

/// What a field of a filter over values in memory compares by.
pub(crate) trait Matcher<V> {
    /// Refuses what no such value can be; `field` is the path of the field in the arguments.
    fn check(&self, _field: &str) -> Result<()> {
        Ok(())
    }

    /// Whether a value, or its absence, is what is asked for.
    fn matches(&self, value: Option<V>) -> bool;
}

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
pub(crate) struct Equality<T: InputType> {
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

impl<T: InputType + PartialEq> Matcher<T> for Equality<T> {
    fn matches(&self, value: Option<T>) -> bool {
        let Self { eq, neq, one_of, nin, is_null } = self;
        let is_in = |list: &Vec<T>| value.as_ref().is_some_and(|value| list.contains(value));
        eq.as_ref().is_none_or(|asked| value.as_ref() == Some(asked))
            && neq.as_ref().is_none_or(|refused| value.as_ref() != Some(refused))
            && one_of.as_ref().is_none_or(is_in)
            && !nin.as_ref().is_some_and(is_in)
            && is_null.is_none_or(|is_null| value.is_none() == is_null)
    }
}

impl<T: InputType> Equality<T> {
    /// The condition over a column; `read` turns a value into what the column holds.
    fn condition(
        &self,
        column: &str,
        values: &mut Values,
        read: impl Fn(&T) -> Result<Value>,
    ) -> Result<String> {
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

impl Comparator for Equality<bool> {
    fn sql(&self, _: &str, column: &str, sql: &mut Sql<'_>) -> Result<String> {
        self.condition(column, sql.values, |value| Ok((*value).into()))
    }
}

impl<T: DocumentedEnum + ActiveEnum<Value = String>> Comparator for Equality<SchemaEnum<T>> {
    fn sql(&self, _: &str, column: &str, sql: &mut Sql<'_>) -> Result<String> {
        self.condition(column, sql.values, |value| Ok(value.0.into_value().into()))
    }
}

/// Compares ids of one type, which are read when they are compared.
#[derive(Clone)]
pub(crate) struct IdComparator<I>(Equality<ID>, PhantomData<I>);

impl<I> std::fmt::Debug for IdComparator<I> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl<I: FromStr> IdComparator<I> {
    fn read(field: &str, id: &ID) -> Result<I> {
        id.parse().map_err(|_of_another| Error::bad_input(field, format!("{:?} is no id of one", id.0)))
    }
}

impl<I: FromStr + Display> Matcher<I> for IdComparator<I> {
    fn check(&self, field: &str) -> Result<()> {
        let Equality { eq, neq, one_of, nin, is_null: _ } = &self.0;
        let mut given = eq.iter().chain(neq).chain(one_of.iter().flatten()).chain(nin.iter().flatten());
        given.try_for_each(|id| Self::read(field, id).map(drop))
    }

    fn matches(&self, id: Option<I>) -> bool {
        self.0.matches(id.map(|id| ID(id.to_string())))
    }
}

impl<I: FromStr + Into<Value>> Comparator for IdComparator<I> {
    fn sql(&self, field: &str, column: &str, sql: &mut Sql<'_>) -> Result<String> {
        self.0.condition(column, sql.values, |id| Ok(Self::read(field, id)?.into()))
    }
}

impl<I: Send + Sync> InputType for IdComparator<I> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        Equality::<ID>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Equality::<ID>::create_type_info(registry)
    }

    fn parse(value: Option<async_graphql::Value>) -> InputValueResult<Self> {
        let ids = Equality::<ID>::parse(value).map_err(InputValueError::propagate)?;
        Ok(Self(ids, PhantomData))
    }

    fn to_value(&self) -> async_graphql::Value {
        self.0.to_value()
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
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

/// All of these conditions; none is always true.
fn all(parts: Vec<String>) -> String {
    let parts: Vec<_> = parts.into_iter().filter(|part| part != "1 = 1").collect();
    if parts.is_empty() { "1 = 1".to_owned() } else { parts.join(" and ") }
}
