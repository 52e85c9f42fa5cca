//! XML of Microsoft Project (MSPDI), which Project 2002 and later read and write.

mod assemble;
mod calendar;
mod custom;
mod days;
mod duration;
mod out;
mod people;
mod project;
mod recurrence;
mod task;
mod write;
mod write_calendar;
mod write_task;
mod xml;

pub use assemble::read;
pub use write::mspdi;

/// The namespace of Microsoft Project.
pub const NAMESPACE: &str = "http://schemas.microsoft.com/project";

/// When work begins and ends on a day, and how long it takes: as files of ours have it.
const OPENS: &str = "09:00:00";
const CLOSES: &str = "18:00:00";
const MINUTES_PER_DAY: i64 = 480;
const MINUTES_OF_A_DAY: i64 = 24 * 60;
