//! What filters compare by.  Comparators left out, and those that are `null`, ask for nothing; several on one
//! field all have to match.

mod equality;
mod id;
mod ordered;

use chrono::NaiveDate;

use crate::error::{Error, Result};
use crate::store::sql::Values;

pub(crate) use equality::Equality;
pub(crate) use id::IdComparator;
pub(crate) use ordered::{DateComparator, IntComparator, StringComparator};

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

/// All of these conditions; none is always true.
fn all(parts: Vec<String>) -> String {
    let parts: Vec<_> = parts.into_iter().filter(|part| part != "1 = 1").collect();
    if parts.is_empty() { "1 = 1".to_owned() } else { parts.join(" and ") }
}
