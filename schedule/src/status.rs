//! Late status (SCHEDULING.md §5).

use macros::Documented;

/// Status of work against its plan as of a date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Documented)]
pub enum LateStatus {
    /// Done in time.
    Done,
    /// Done after its baseline, or where the logic had it, or after its deadline.
    DoneLate,
    /// Not done, and its planned finish or its deadline has passed.
    Late,
    /// Not late yet; forecast after its planned finish or deadline, or beyond what its anchor leaves.
    AtRisk,
    /// Progress is below what is expected, the forecast still in time.
    Behind,
    /// As planned.
    OnTrack,
    /// Progress is above what is expected by the threshold.
    Ahead,
    /// Planned to start after the day.
    NotDue,
}
