//! Ids of rows that are new in a draft.

use entity::{AnchorId, DependencyId, WorkPackageId};
use uuid::Uuid;

/// The id of a row to create or to restore.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum NewId {
    /// Of an anchor.
    Anchor(AnchorId),
    /// Of a dependency.
    Dependency(DependencyId),
    /// Of a work package.
    WorkPackage(WorkPackageId),
}

impl NewId {
    /// The table of the row, and its key.
    pub(super) const fn parts(self) -> (&'static str, Uuid) {
        match self {
            Self::Anchor(id) => ("anchor", id.0),
            Self::Dependency(id) => ("dependency", id.0),
            Self::WorkPackage(id) => ("work_package", id.0),
        }
    }
}
