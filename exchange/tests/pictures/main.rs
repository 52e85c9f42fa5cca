//! Pictures and briefs of campaigns.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it says"
)]

mod brief;
mod drawn;
mod gantt;
mod page;
mod pieces;
mod sheets;
