//! The change log, read in pieces: the body of one change may have thousands of rows, and there may be
//! thousands of changes.

use entity::change;
use sea_orm::sea_query::Expr;
use sea_orm::{Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::error::Result;
use crate::store::Store;

/// What bodies that are read together take at most, in characters; the first is read however long it is.
const MOST: i64 = 4 * 1024 * 1024;

/// How many changes there are among those wanted, `most` at most, and how many of the first are read
/// together.
///
/// # Errors
/// What the database answers.
pub async fn count(store: &Store, wanted: &Condition, most: usize) -> Result<(usize, usize)> {
    let lengths: Vec<i64> = change::Entity::find()
        .select_only()
        .column_as(Expr::cust("cast(length(body) as bigint)"), "length")
        .filter(wanted.clone())
        .order_by_asc(change::Column::ScopeId)
        .order_by_asc(change::Column::Seq)
        .limit(u64::try_from(most).unwrap_or(u64::MAX))
        .into_tuple()
        .all(store.reader())
        .await?;
    let mut left = MOST;
    let fits = |length: &&i64| {
        let fits = left > 0;
        left -= **length;
        fits
    };
    Ok((lengths.len(), lengths.iter().take_while(fits).count()))
}

/// The first of the changes wanted, by scope and number.
///
/// # Errors
/// What the database answers.
pub async fn load(store: &Store, wanted: Condition, limit: usize) -> Result<Vec<change::Model>> {
    let rows = change::Entity::find()
        .filter(wanted)
        .order_by_asc(change::Column::ScopeId)
        .order_by_asc(change::Column::Seq)
        .limit(u64::try_from(limit).unwrap_or(u64::MAX));
    Ok(rows.all(store.reader()).await?)
}
