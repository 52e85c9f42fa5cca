//! Baselines: what a plan was when it was agreed.

use entity::baseline;

use super::scalar::{DateTime, Id};
use super::written::written;

/// A baseline of a campaign.
pub(crate) struct Baseline(pub(crate) baseline::Model);

written! {
    /// A named snapshot of a campaign's plan: variances are counted from it.
    impl[] Baseline as "Baseline", implements ["Node"];
    /// Its id.
    id: Id<entity::BaselineId> = |baseline| Id(baseline.0.id);
    /// Its name, unique in the campaign.
    name: String = |baseline| baseline.0.name.clone();
    /// When the plan looked like that.
    takenAt: DateTime = |baseline| DateTime(baseline.0.taken_at);
    /// Whether variances are counted from it where no other is named; one a campaign is.
    isActive: bool = |baseline| baseline.0.active;
}
