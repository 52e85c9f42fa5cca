//! Days off of people and departments.

mod mutation;
mod object;

pub(crate) use mutation::DayOffMutation;
pub(crate) use object::DayOff;
