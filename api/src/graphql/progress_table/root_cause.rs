//! Where lateness began, and who added to it.

use macros::serialised_object;

use crate::graphql::department::Department;
use crate::graphql::work_package::WorkPackage;
use crate::plan::Snapshot;

/// Where lateness began.
pub(crate) struct RootCause<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) cause: schedule::RootCause,
}

/// Where lateness began, and who added how much of it on the way.
#[serialised_object(name = "RootCause")]
impl<'a> RootCause<'a> {
    /// The first work package that is late by its own doing.
    fn work_package(&self) -> WorkPackage<'a> {
        WorkPackage { snapshot: self.snapshot, task: self.cause.task }
    }

    /// From there to the work package that was asked about; the days add up to its delay.
    fn path(&self) -> Vec<Contribution<'a>> {
        self.cause.path.iter().map(|step| Contribution { snapshot: self.snapshot, step: *step }).collect()
    }
}

/// What one work package added to the lateness of another.
#[derive(Clone, Copy)]
pub(crate) struct Contribution<'a> {
    snapshot: &'a Snapshot,
    step: schedule::Contribution,
}

/// What one work package added to the lateness of another.
#[serialised_object(name = "DelayContribution")]
impl<'a> Contribution<'a> {
    /// The work package.
    fn work_package(&self) -> WorkPackage<'a> {
        WorkPackage { snapshot: self.snapshot, task: self.step.task }
    }

    /// The department that does it.
    fn department(&self) -> Option<Department<'a>> {
        self.step.department.and_then(|id| Department::at(&self.snapshot.directory, usize::from(id.0)))
    }

    /// Working days; 0 where it only passed lateness on.
    fn days(&self) -> i32 {
        self.step.days
    }
}
