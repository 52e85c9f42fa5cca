//! Orders of lists, and the rest of a list after one of its items.

use async_graphql::{Enum, InputObject, InputType};
use chrono::NaiveDate;
use sea_orm::{DbErr, EntityTrait, ModelTrait, QueryResult, Value};
use serde_json::json;
use uuid::Uuid;

use crate::clock;
use crate::error::{Error, Result};
use crate::store::sql::Values;

use super::campaign::CampaignOrderField;
use super::page::Page;
use super::work_package::WorkPackageOrderField;

/// Which way a list goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
pub(crate) enum OrderDirection {
    /// From the least.
    Asc,
    /// From the greatest.
    Desc,
}

/// Where items stand that have no value to be ordered by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
pub(crate) enum Nulls {
    /// Before all others.
    First,
    /// After all others.
    Last,
}

/// What a column that lists are ordered by holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Type {
    Date,
    Int,
    Text,
    Id,
}

/// A value of such a column, as cursors hold it: JSON, which is read by the column that it is compared with.
pub(crate) type Key = serde_json::Value;

impl Type {
    /// The value that a key stands for; none where it is none of this type.
    fn read(self, key: &Key) -> Option<Value> {
        match self {
            Self::Int => Some(i32::try_from(key.as_i64()?).ok()?.into()),
            Self::Text => Some(key.as_str().filter(|text| !text.contains('\0'))?.into()),
            Self::Id => Some(key.as_str()?.parse::<Uuid>().ok()?.into()),
            Self::Date => clock::day(key.as_str()?).map(Into::into),
        }
    }
}

/// The most columns that a list is ordered by.
const MOST_TERMS: usize = 8;

/// A column that lists are ordered by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub sql: &'static str,
    pub of: Type,
    pub is_nullable: bool,
}

/// What a list is ordered by: `#[derive(OrderField)]`.
pub(crate) trait OrderField: InputType + Copy {
    /// The column.
    fn column(self) -> Column;
}

/// One of the fields that a list is ordered by.
#[derive(Clone, Copy, Debug, InputObject)]
#[graphql(
    concrete(name = "CampaignOrder", params(CampaignOrderField)),
    concrete(name = "WorkPackageOrder", params(WorkPackageOrderField))
)]
pub(crate) struct OrderBy<F: OrderField> {
    /// Field to order by.
    field: F,
    /// Direction.
    #[graphql(default_with = "OrderDirection::Asc")]
    direction: OrderDirection,
    /// Whether items without a value come first or last.
    #[graphql(default_with = "Nulls::Last")]
    nulls: Nulls,
}

impl<F: OrderField> OrderBy<F> {
    fn term(self) -> Term {
        Term { column: self.field.column(), direction: self.direction, nulls: self.nulls }
    }
}

/// One of the columns of an order, and its direction.
#[derive(Clone, Copy, Debug)]
struct Term {
    column: Column,
    direction: OrderDirection,
    nulls: Nulls,
}

impl Term {
    /// Ids, from the least: what ends every order.
    const fn id(sql: &'static str) -> Self {
        let column = Column { sql, of: Type::Id, is_nullable: false };
        Self { column, direction: OrderDirection::Asc, nulls: Nulls::Last }
    }

    /// The same the other way round.
    const fn reversed(self) -> Self {
        let direction = match self.direction {
            OrderDirection::Asc => OrderDirection::Desc,
            OrderDirection::Desc => OrderDirection::Asc,
        };
        let nulls = match self.nulls {
            Nulls::First => Nulls::Last,
            Nulls::Last => Nulls::First,
        };
        Self { direction, nulls, ..self }
    }

    fn order(self) -> String {
        let direction = match self.direction {
            OrderDirection::Asc => "asc",
            OrderDirection::Desc => "desc",
        };
        let nulls = match self.nulls {
            _ if !self.column.is_nullable => "",
            Nulls::First => " nulls first",
            Nulls::Last => " nulls last",
        };
        format!("{} {direction}{nulls}", self.column.sql)
    }

    /// What a key stands for: a value, or none where the column may have none; an error where it is neither.
    fn read(self, key: &Key) -> Result<Option<Value>, ()> {
        if key.is_null() && self.column.is_nullable {
            Ok(None)
        } else {
            self.column.of.read(key).map(Some).ok_or(())
        }
    }

    fn equals(self, key: Option<Value>, values: &mut Values) -> String {
        match key {
            Some(value) => format!("{} = {}", self.column.sql, values.bind(value)),
            None => format!("{} is null", self.column.sql),
        }
    }

    /// What comes after a key; none where nothing does.
    fn follows(self, key: Option<Value>, values: &mut Values) -> Option<String> {
        let sign = match self.direction {
            OrderDirection::Asc => ">",
            OrderDirection::Desc => "<",
        };
        let nulls_follow = self.column.is_nullable && self.nulls == Nulls::Last;
        match key {
            Some(value) => {
                let after = format!("{} {sign} {}", self.column.sql, values.bind(value));
                Some(if nulls_follow { format!("({after} or {} is null)", self.column.sql) } else { after })
            }
            None if nulls_follow => None,
            None => Some(format!("{} is not null", self.column.sql)),
        }
    }
}

/// The columns of an order, the weightiest first, and the way that it is read.
#[derive(Clone)]
pub(crate) struct Order {
    terms: Vec<Term>,
    /// What its cursors begin with, so that none is read by another order.
    name: u32,
}

impl Order {
    /// An order by these fields, and by `id` where they are equal.
    ///
    /// # Errors
    /// [`Error::BadInput`] of more columns than a list is ordered by.
    pub(crate) fn new<F: OrderField>(
        by: Option<Vec<OrderBy<F>>>,
        id: &'static str,
        is_backward: bool,
    ) -> Result<Self> {
        let mut terms: Vec<_> = by.into_iter().flatten().map(OrderBy::term).collect();
        if terms.len() > MOST_TERMS {
            return Err(Error::bad_input("orderBy", format!("expected {MOST_TERMS} fields at most")));
        }
        terms.push(Term::id(id));
        let name = crc32fast::hash(sql(&terms).as_bytes());
        let order = Self { terms, name };
        Ok(if is_backward { order.reversed() } else { order })
    }

    /// What its cursors begin with.
    fn name(&self) -> Key {
        json!(self.name)
    }

    /// The same the other way round.
    fn reversed(&self) -> Self {
        Self { terms: self.terms.iter().map(|term| term.reversed()).collect(), name: self.name }
    }

    /// What follows `order by`.
    pub(crate) fn sql(&self) -> String {
        sql(&self.terms)
    }

    /// The condition of what comes after an item; none where its keys are not of this order.
    fn after(&self, keys: &[Key], values: &mut Values) -> Option<String> {
        let (name, keys) = keys.split_first()?;
        if *name != self.name() || keys.len() != self.terms.len() {
            return None;
        }
        let read = |(term, key): (&Term, &Key)| Some((*term, term.read(key).ok()?));
        let keys: Vec<_> = self.terms.iter().zip(keys).map(read).collect::<Option<_>>()?;
        let mut alternatives = Vec::new();
        for (place, (term, key)) in keys.iter().enumerate() {
            let equal = keys.iter().take(place);
            let mut parts: Vec<_> = equal.map(|(term, key)| term.equals(key.clone(), values)).collect();
            if let Some(follows) = term.follows(key.clone(), values) {
                parts.push(follows);
                alternatives.push(format!("({})", parts.join(" and ")));
            }
        }
        Some(if alternatives.is_empty() {
            "1 = 0".to_owned()
        } else {
            format!("({})", alternatives.join(" or "))
        })
    }

    /// The condition of what comes before an item.
    fn before(&self, keys: &[Key], values: &mut Values) -> Option<String> {
        self.reversed().after(keys, values)
    }

    /// The conditions of a page: what lies between its cursors.
    pub(crate) fn between(&self, page: &Page<Vec<Key>>, values: &mut Values) -> Result<Vec<String>> {
        // Read backwards, what comes before a cursor is what comes after it.
        let (start, stop) = if page.is_backward {
            (("before", &page.before), ("after", &page.after))
        } else {
            (("after", &page.after), ("before", &page.before))
        };
        let foreign = |name| Error::bad_input(name, "is a cursor of another order");
        let mut conditions = Vec::new();
        if let (name, Some(keys)) = start {
            conditions.push(self.after(keys, values).ok_or_else(|| foreign(name))?);
        }
        if let (name, Some(keys)) = stop {
            conditions.push(self.before(keys, values).ok_or_else(|| foreign(name))?);
        }
        Ok(conditions)
    }

    /// The order's columns in a select, as `k0`, `k1` …
    pub(crate) fn columns(&self) -> String {
        let column = |(place, term): (usize, &Term)| match term.column.of {
            // One width of numbers, whatever the column's.
            Type::Int => format!("cast({} as integer) as k{place}", term.column.sql),
            Type::Date | Type::Text | Type::Id => format!("{} as k{place}", term.column.sql),
        };
        self.terms.iter().enumerate().map(column).collect::<Vec<_>>().join(", ")
    }

    /// The order's name, and the keys of a row that was selected with [`columns`](Self::columns).
    pub(crate) fn keys(&self, row: &QueryResult) -> Result<Vec<Key>, DbErr> {
        let key = |(place, term): (usize, &Term)| -> Result<Key, DbErr> {
            let name = format!("k{place}");
            Ok(match term.column.of {
                Type::Date => json!(row.try_get::<Option<NaiveDate>>("", &name)?),
                Type::Int => json!(row.try_get::<Option<i32>>("", &name)?),
                Type::Text => json!(row.try_get::<Option<String>>("", &name)?),
                Type::Id => json!(row.try_get::<Option<Uuid>>("", &name)?),
            })
        };
        std::iter::once(Ok(self.name())).chain(self.terms.iter().enumerate().map(key)).collect()
    }

    /// The same of a row that was read whole.
    pub(crate) fn keys_of<M: ModelTrait>(&self, row: &M) -> Vec<Key> {
        std::iter::once(self.name()).chain(self.terms.iter().map(|term| key(term, row))).collect()
    }
}

/// The value of a column of a row as a key.
fn key<M: ModelTrait>(term: &Term, row: &M) -> Key {
    use sea_orm::sea_query::ValueType;
    let name = term.column.sql.rsplit('.').next().unwrap_or_default();
    let Ok(column) = name.parse::<<M::Entity as EntityTrait>::Column>() else { return Key::Null };
    let value = row.get(column);
    match term.column.of {
        Type::Date => json!(<Option<NaiveDate> as ValueType>::try_from(value).ok()),
        Type::Int => json!(<Option<i32> as ValueType>::try_from(value).ok()),
        Type::Text => json!(<Option<String> as ValueType>::try_from(value).ok()),
        Type::Id => json!(<Option<Uuid> as ValueType>::try_from(value).ok()),
    }
}

fn sql(terms: &[Term]) -> String {
    terms.iter().map(|term| term.order()).collect::<Vec<_>>().join(", ")
}
