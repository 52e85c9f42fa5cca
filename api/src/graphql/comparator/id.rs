//! Ids.

use std::borrow::Cow;
use std::fmt::Display;
use std::marker::PhantomData;
use std::str::FromStr;

use async_graphql::registry::Registry;
use async_graphql::{ID, InputType, InputValueError, InputValueResult};
use sea_orm::Value;

use super::{Comparator, Equality, Matcher, Sql};
use crate::error::{Error, Result};

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
