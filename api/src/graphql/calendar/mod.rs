//! Calendars: which days are worked, and how many lie between two.

mod command;
mod input;
mod mutation;
mod object;
mod query;

pub(crate) use mutation::CalendarMutation;
pub(crate) use object::Calendar;
pub(crate) use query::CalendarQuery;
