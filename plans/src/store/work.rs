//! What is done inside a transaction.

use std::pin::Pin;

use sea_orm::DatabaseTransaction;

use crate::error::Result;

/// Work inside a transaction.
pub type Work<'t, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 't>>;

/// A closure as work: said so, the compiler knows that what it makes lives as long as the transaction that it
/// is given.
pub const fn work<T, F>(work: F) -> F
where
    F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T>,
{
    work
}
