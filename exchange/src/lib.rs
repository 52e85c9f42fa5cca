//! Campaigns as files of other programs, and such files as plans; pictures of a campaign.
//!
//! The crate is a function from values to bytes and back.  It is pure and synchronous, and knows no database, no
//! clock and no network.  What every format is written from is one value, the [`Sheet`]: a campaign as of a day.

pub mod brief;
pub mod gantt;
mod language;
mod markdown;
mod sheet;

pub use sheet::{
    Anchor, Calendar, Campaign, Constraint, Deadline, Department, Exception, Language, Link, Person, Row,
    RowKind, Sheet, Span,
};
