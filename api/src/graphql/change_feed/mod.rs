//! The change feed: everything that a caller can see, and what has changed of it since a cursor.

mod content;
mod feed;
mod object;
mod position;
mod query;
mod records;
mod touched;

pub(crate) use feed::changed_rows;
pub(crate) use object::FeedRow;
pub(crate) use query::ChangeFeedQuery;
