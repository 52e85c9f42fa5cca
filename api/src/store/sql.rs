//! Statements that are clearer as SQL than as calls: text that both databases read, with `$1` for the first
//! value.

use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityTrait, FromQueryResult, IdenStatic, IntoActiveModel, Iterable,
    QueryResult, Statement, Value,
};

use crate::error::Result;

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
    let mut rows = rows.into_iter().cloned().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        let some: Vec<_> = rows.by_ref().take(ROWS).collect();
        A::Entity::insert_many(some).exec_without_returning(connection).await?;
    }
    Ok(())
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
