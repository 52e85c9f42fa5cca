//! Calendars: which days are worked, and how many lie between two.

mod object;
mod query;

pub(crate) use object::Calendar;
pub(crate) use query::CalendarQuery;
