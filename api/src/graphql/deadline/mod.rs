//! The stream of deadlines: due dates, deadlines and anchors of all campaigns by date.

mod filter;
mod kind;
mod object;
mod query;
mod stream;

pub(crate) use query::DeadlineQuery;
