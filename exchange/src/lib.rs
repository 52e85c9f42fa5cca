//! Campaigns as files of other programs, and such files as plans; pictures of a campaign.
//!
//! The crate is a function from values to bytes and back.  It is pure and synchronous, and knows no database,
//! no clock and no network.  What every format is written from is one value, the [`Sheet`]: a campaign as of
//! a day. What every format is read into is one too: [`Converted`], a plan file with the places that it came
//! from.

mod archive;
pub mod brief;
mod convert;
mod draft;
mod file;
pub mod gantt;
mod html;
mod ics;
mod language;
mod markdown;
mod mspdi;
mod name;
mod outline;
pub mod page;
mod plan;
mod sheet;
mod spreadsheet;
mod text;

pub use convert::{Format, convert, detect};
pub use file::{Converted, Fault, Given, Limits, Note};
pub use html::Escaped;
pub use ics::{Alarm, Cancelled, Event, Feed, Topic, anchor_key, events, ics, row_key, work};
pub use mspdi::mspdi;
pub use sheet::{
    Anchor, Calendar, Campaign, Constraint, Deadline, Department, Exception, Language, Link, Person,
    Priority, Row, RowKind, Sheet, Span,
};
pub use spreadsheet::{csv, fields, xlsx};
