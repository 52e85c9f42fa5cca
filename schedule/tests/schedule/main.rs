//! What users of the core rely on, through its public interface.

#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops where something is not as it says"
)]

mod burn_up;
mod calendar;
mod calendar_unknown;
mod cases;
mod draft;
mod edit;
mod fast_path;
mod finding;
mod fix;
mod forecast;
mod garbage;
mod golden;
mod late;
mod link;
mod manual;
mod milestone_edge;
mod phase;
mod placement;
mod progress;
mod property;
mod reason;
mod recover;
mod refusal;
mod ripple;
mod rollup;
mod slack;
mod vector;
mod words;
