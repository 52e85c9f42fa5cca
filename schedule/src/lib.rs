//! core
mod boundary;
mod calendar;
mod campaign;
mod error;
mod network;
mod plan;
mod slack;
mod table;
pub use boundary::{Boundary, Span};
pub use calendar::{Calendar, CalendarError, Week};
pub use campaign::*;
pub use error::*;
pub use plan::{Phase,Plan,Planned,Reason};
pub use network::{Key, Network, TaskId};
