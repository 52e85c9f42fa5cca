use entity::baseline;
use macros::serialised_object;

use crate::graphql::scalar::{DateTime, Id};

/// A baseline of a campaign.
pub(crate) struct Baseline(pub(crate) baseline::Model);

/// A named snapshot of a campaign's plan: variances are counted from it.
#[serialised_object(name = "Baseline", implements("Node"))]
impl Baseline {
    /// Opaque id of the baseline, never reused; `node(id)` finds it.
    fn id(&self) -> Id<entity::BaselineId> {
        Id(self.0.id)
    }

    /// Its name, unique in the campaign.
    fn name(&self) -> String {
        self.0.name.clone()
    }

    /// When the plan looked like that.
    fn taken_at(&self) -> DateTime {
        DateTime(self.0.taken_at)
    }

    /// Whether variances are counted from it where no other is named; one a campaign is.
    fn is_active(&self) -> bool {
        self.0.active
    }

    /// Version of the baseline: increments whenever it changes; send it as `expectedVersion` to detect
    /// conflicts.
    fn version(&self) -> i32 {
        self.0.version
    }
}
