//! The scheduling core of Leadtime: what every date of a campaign's plan means.
//!
//! The crate is a function from rows to dates.  It is pure and synchronous, knows no clock, no store and no
//! language, and is generic over the caller's key of a work package.  The meaning of every date is that of
//! SCHEDULING.md; where that is silent, that of Microsoft Project.
//!
//! ```text
//! Campaign ──► Network ──► Plan ──► Outlook ──► check ──► [Finding]
//! rows         checked,    early,   as of a     rules     what is late
//!              ordered     late,    day: fore-            or will be
//!                          slack    cast, status
//! ```
//!
//! ```
//! use std::sync::Arc;
//! use chrono::NaiveDate;
//! use schedule::{Calendar, CalendarId, Campaign, Kind, Link, Network, Outlook, Plan, Task};
//!
//! let day = |day| NaiveDate::from_ymd_opt(2025, 11, day).unwrap();
//! let campaign = Campaign {
//!     start: day(3),
//!     required_finish: None,
//!     calendars: vec![Arc::new(Calendar::new([true, true, true, true, true, false, false], [])?)],
//!     calendar: CalendarId(0),
//!     departments: vec![],
//!     anchors: vec![],
//!     tasks: vec![Task::new("copy", Kind::Task(Some(3))), Task::new("design", Kind::Task(Some(2)))],
//!     links: vec![Link::finish_to_start("copy", "design")],
//! };
//! let plan = Arc::new(Plan::new(Arc::new(Network::new(campaign)?))?);
//! let design = plan.network().find(&"design").unwrap();
//! assert_eq!(plan.days(design), Some((day(6), day(7))));
//!
//! // Nobody has begun by Thursday evening: design is late, and copy is why.
//! let outlook = Outlook::new(plan, day(6), None, 10)?;
//! assert_eq!(outlook.task_outlook(design).unwrap().forecast.finish.date_closed(), day(13));
//! assert_eq!(outlook.root_cause(design).unwrap().task, outlook.plan().network().find(&"copy").unwrap());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | module | holds |
//! |---|---|
//! | [`Boundary`], [`Calendar`] | the instants that plans are made of, and which days are worked |
//! | `campaign` | what is given: [`Campaign`], [`Task`], [`Link`], [`Anchor`] |
//! | `network` | the rows checked, resolved and in topological order: [`Network`] |
//! | `plan` | the passes: [`Plan`], slack, and the [`Reason`] of every date |
//! | `forecast`, `late`, `outlook` | the plan as of a day: [`Outlook`], [`RootCause`] |
//! | `status`, `judge` | how work stands then: [`LateStatus`] |
//! | `progress`, `earned_value` | progress, planned and earned value of any group: [`EarnedValue`] |
//! | `finding` | one rule a file: [`check`], and ways out: [`suggest`] |
//! | `edit`, `diff` | changes of rows, and what they move: [`Edit`], [`diff()`] |

mod baseline;
mod boundary;
mod burn_up;
mod calendar;
mod campaign;
mod diff;
mod earned_value;
mod edit;
mod error;
mod finding;
mod forecast;
mod judge;
mod late;
mod network;
mod outlook;
mod plan;
mod progress;
mod status;
mod table;

pub use baseline::Baseline;
pub use boundary::{Boundary, Span};
pub use burn_up::{BurnUpDay, KnownProgress};
pub use calendar::{Calendar, CalendarError, Week};
pub use campaign::{
    Anchor, AnchorId, AnchorKind, AnchorOrigin, CalendarId, Campaign, Constraint, ConstraintKind, Deadline,
    Department, DepartmentId, Direction, Edge, Firmness, Kind, LagUnit, Link, LinkType, Mode, PersonId,
    Target, Task,
};
pub use diff::{Checked, Days, Move, Ripple, changed_findings, diff, moves};
pub use earned_value::EarnedValue;
pub use edit::Edit;
pub use error::{Error, MAX_DAYS, MAX_ROWS, Number, PhaseProperty};
pub use finding::{
    Carrier, Code, DaysOff, Effect, Finding, Fix, IndustryEvent, InvalidActual, Params, Records, Recovery,
    Severity, Slip, Subject, Thresholds, check, recover, suggest,
};
pub use late::{Contribution, LateOrigin, RootCause};
pub use network::{Key, Network, TaskId};
pub use outlook::{Expected, Outlook, TaskOutlook, Variance};
pub use plan::{Phase, Plan, Planned, Reason};
pub use status::LateStatus;
