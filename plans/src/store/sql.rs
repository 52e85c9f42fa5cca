//! Statements that are clearer as SQL than as calls: text that both databases read, with `$1` for the first
//! value.

use futures_util::future::join;
use sea_orm::sea_query::sea_value_to_json_value;
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbBackend, EntityName, EntityTrait, FromQueryResult, IdenStatic,
    IntoActiveModel, Iterable, QueryResult, Statement, Value,
};
use serde::{Serialize, Serializer};

use crate::error::{Error, Result};

/// All columns of an entity, under a table alias that is also what their names begin with: `w.id as w_id, …`.
#[must_use]
pub fn columns<E: EntityTrait>(alias: &str) -> String {
    columns_but::<E>(alias, &[])
}

/// The same without some of them.
#[must_use]
pub fn columns_but<E: EntityTrait>(alias: &str, left_out: &[E::Column]) -> String {
    let is_kept = |name: &&str| left_out.iter().all(|column| column.as_str() != *name);
    let names: Vec<_> = E::Column::iter().map(|column| column.as_str()).filter(is_kept).collect();
    columns_of(alias, &names)
}

/// Columns by name, the same way.
#[must_use]
pub fn columns_of(alias: &str, names: &[&str]) -> String {
    names.iter().map(|name| format!("{alias}.{name} as {alias}_{name}")).collect::<Vec<_>>().join(", ")
}

/// Rows that one statement inserts at most: both databases number a statement's values with 15 bits.
const ROWS: usize = 500;

/// From so many rows on PostgreSQL gets them in one value: it takes longer to plan a statement with thousands
/// of values than to execute it.
const MANY: usize = 10;

/// Rows of one such value: what the buffer of a socket has room for, about.
const ROWS_OF_JSON: usize = 200;

/// Inserts rows, hundreds with each statement.
///
/// # Errors
/// What the database answers.
pub async fn insert<'a, M, A>(
    connection: &impl ConnectionTrait,
    rows: impl IntoIterator<Item = &'a M>,
) -> Result<()>
where
    M: Clone + IntoActiveModel<A> + 'a,
    A: ActiveModelTrait,
{
    let rows: Vec<A> = rows.into_iter().cloned().map(IntoActiveModel::into_active_model).collect();
    if connection.get_database_backend() == DbBackend::Postgres && rows.len() >= MANY {
        return insert_as_json(connection, &rows).await;
    }
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let some: Vec<A> = rows.by_ref().take(ROWS).collect();
        A::Entity::insert_many(some).exec_without_returning(connection).await?;
    }
    Ok(())
}

/// The same for PostgreSQL, hundreds of rows in one value; the next is written while the database works on the
/// one before.
async fn insert_as_json<A: ActiveModelTrait>(connection: &impl ConnectionTrait, rows: &[A]) -> Result<()> {
    let table = A::Entity::default().table_name().to_owned();
    let sql = format!(
        r#"insert into "{table}" select * from json_populate_recordset(null::"{table}", cast($1 as json))"#
    );
    let mut texts = rows
        .chunks(ROWS_OF_JSON)
        .map(|some| serde_json::to_string(&some.iter().map(Columns).collect::<Vec<_>>()));
    let mut next = texts.next();
    while let Some(text) = next {
        let mut values = Values::default();
        values.bind(text.map_err(Error::internal)?);
        let (done, following) = join(values.execute(connection, sql.clone()), async { texts.next() }).await;
        done?;
        next = following;
    }
    Ok(())
}

/// A row as an object of JSON.
struct Columns<'a, A>(&'a A);

impl<A: ActiveModelTrait> Serialize for Columns<'_, A> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let columns = <A::Entity as EntityTrait>::Column::iter();
        let column = |column: <A::Entity as EntityTrait>::Column| {
            let value = json(&self.0.get(column).into_value()?);
            // What is left out is null.
            (!value.is_null()).then_some((column.as_str(), value))
        };
        serializer.collect_map(columns.filter_map(column))
    }
}

/// A column's value as JSON: text for ids and dates, RFC 3339 for times.
#[must_use]
pub fn json(value: &Value) -> serde_json::Value {
    // The library writes these as SQL does, in quotes.
    if let Value::ChronoDate(Some(date)) = value {
        return date.to_string().into();
    }
    if let Value::ChronoDateTimeUtc(Some(time)) = value {
        return time.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true).into();
    }
    sea_value_to_json_value(value)
}

/// The values of a statement, and the places that they are named by.  What the driver does runs on the heap:
/// a resolver's future is as large as the largest of its object, and many of them lie in each other on the
/// stack.
#[derive(Clone, Default)]
pub struct Values(Vec<Value>);

impl Values {
    /// Adds a value: its place, `$1`.
    pub fn bind(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }

    /// Adds a list of values: `$1, $2`; of none, `null`, which nothing is in.
    pub fn bind_all<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> String {
        let places: Vec<_> = values.into_iter().map(|value| self.bind(value)).collect();
        if places.is_empty() { "null".to_owned() } else { places.join(", ") }
    }

    /// The rows of a statement.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn all<T: FromQueryResult>(
        self,
        connection: &impl ConnectionTrait,
        sql: String,
    ) -> Result<Vec<T>> {
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, self.0);
        Ok(Box::pin(T::find_by_statement(statement).all(connection)).await?)
    }

    /// The rows of a statement, as the database has them.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn rows(self, connection: &impl ConnectionTrait, sql: String) -> Result<Vec<QueryResult>> {
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, self.0);
        Ok(Box::pin(connection.query_all_raw(statement)).await?)
    }

    /// Executes a statement: how many rows it changed.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn execute(self, connection: &impl ConnectionTrait, sql: String) -> Result<u64> {
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, self.0);
        Ok(Box::pin(connection.execute_raw(statement)).await?.rows_affected())
    }

    /// The number that a statement counts as `n`.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn count(self, connection: &impl ConnectionTrait, sql: String) -> Result<i64> {
        let statement = Statement::from_sql_and_values(connection.get_database_backend(), sql, self.0);
        let row = Box::pin(connection.query_one_raw(statement)).await?;
        Ok(row.map(|row| row.try_get("", "n")).transpose()?.unwrap_or_default())
    }
}
