//! Where lateness began, and who added to it.

use crate::graphql::department::Department;
use crate::graphql::work_package::WorkPackage;
use crate::graphql::written::written;
use crate::plan::Snapshot;

/// Where lateness began.
pub(crate) struct RootCause<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) cause: schedule::RootCause,
}

written! {
    /// Where lateness began, and who added how much of it on the way.
    impl['a] RootCause<'a> as "RootCause";
    /// The first work package that is late by its own doing.
    workPackage: WorkPackage<'a> = |it| WorkPackage { snapshot: it.snapshot, task: it.cause.task };
    /// From there to the work package that was asked about; the days add up to its delay.
    path: Vec<Contribution<'a>> = |it| {
        it.cause.path.iter().map(|step| Contribution { snapshot: it.snapshot, step: *step }).collect()
    };
}

/// What one work package added to the lateness of another.
#[derive(Clone, Copy)]
pub(crate) struct Contribution<'a> {
    snapshot: &'a Snapshot,
    step: schedule::Contribution,
}

written! {
    /// What one work package added to the lateness of another.
    impl['a] Contribution<'a> as "DelayContribution";
    /// The work package.
    workPackage: WorkPackage<'a> = |it| WorkPackage { snapshot: it.snapshot, task: it.step.task };
    /// The department that does it.
    department: Option<Department<'a>> = |it| {
        it.step.department.and_then(|id| Department::at(&it.snapshot.directory, usize::from(id.0)))
    };
    /// Working days; 0 where it only passed lateness on.
    days: i32 = |it| it.step.days;
}
