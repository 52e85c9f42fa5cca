//! Values that are equal or are not.

use async_graphql::{ID, InputObject, InputType};
use sea_orm::{ActiveEnum, Value};

use super::{Comparator, Matcher, Sql, all};
use crate::documented::DocumentedEnum;
use crate::error::{Error, Result};
use crate::graphql::enums::{
    CampaignStatus, DeadlineKind, FindingCode, Firmness, LateOrigin, LateStatus, Priority, SchemaEnum,
    Severity, WorkPackageKind,
};
use crate::store::sql::Values;

/// Items of a list to compare with, at most.
const MOST_ITEMS: usize = 1_000;

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
    pub(super) eq: Option<T>,
    /// The value is not this, or there is none.
    pub(super) neq: Option<T>,
    /// The value is one of these.
    #[graphql(name = "in")]
    pub(super) one_of: Option<Vec<T>>,
    /// The value is none of these, or there is none.
    pub(super) nin: Option<Vec<T>>,
    /// Whether there is no value.
    pub(super) is_null: Option<bool>,
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
    pub(super) fn condition(
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
