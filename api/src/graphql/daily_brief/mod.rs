//! The daily brief: what a campaign's people have to know on a day.

mod object;
mod query;

pub(crate) use object::DailyBrief;
pub(crate) use query::{BriefQuery, daily_brief, under_way};
