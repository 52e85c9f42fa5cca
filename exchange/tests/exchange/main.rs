//! Campaigns as files of other programs, and such files as plans.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it says"
)]

mod by_hand;
mod expected;
mod feed;
mod hardening;
mod project;
mod sample;
mod table;
mod written;
