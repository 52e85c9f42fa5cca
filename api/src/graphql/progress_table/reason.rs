use macros::serialised_object;
use schedule::TaskId;

use crate::graphql::anchor::Anchor;
use crate::graphql::enums::{DependencyType, ReasonKind};
use crate::graphql::work_package::WorkPackage;
use crate::plan::{Snapshot, StatusReport, stored_link_type};

/// What decides dates.
#[derive(Clone, Copy)]
pub(crate) struct Reason<'a> {
    snapshot: &'a Snapshot,
    /// None of a phase.
    reason: Option<schedule::Reason>,
}

impl<'a> Reason<'a> {
    /// Of dates that moved; of planned dates where the move's own is not known.
    pub(crate) fn of_move(snapshot: &'a Snapshot, task: TaskId, reason: Option<schedule::Reason>) -> Self {
        reason.map_or_else(|| Self::of_plan(snapshot, task), |reason| Self { snapshot, reason: Some(reason) })
    }

    /// Of planned dates.
    pub(super) fn of_plan(snapshot: &'a Snapshot, task: TaskId) -> Self {
        Self { snapshot, reason: snapshot.plan.leaf(task).map(|planned| planned.reason) }
    }

    /// Of a forecast.
    pub(super) fn of_forecast(snapshot: &'a Snapshot, report: &StatusReport, task: TaskId) -> Self {
        Self { snapshot, reason: report.outlook.task_outlook(task).map(|outlook| outlook.reason) }
    }

    /// The other end of the driving link, the end that it is given for, and its type.
    fn link(&self) -> Option<(TaskId, TaskId, schedule::LinkType)> {
        match self.reason {
            Some(schedule::Reason::Link { peer, given_for, link_type }) => Some((peer, given_for, link_type)),
            _ => None,
        }
    }

    fn at(&self, task: TaskId) -> WorkPackage<'a> {
        WorkPackage { snapshot: self.snapshot, task }
    }
}

/// What decides the dates of a work package.
#[serialised_object(name = "DateReason")]
impl<'a> Reason<'a> {
    /// Kind of the reason.
    fn kind(&self) -> ReasonKind {
        ReasonKind::of(self.reason)
    }

    /// Of a dependency: the work package at its other end.
    fn work_package(&self) -> Option<WorkPackage<'a>> {
        self.link().map(|(peer, _, _)| self.at(peer))
    }

    /// Of a dependency: the end that it is given for, which is the work package itself or a phase above it.
    fn given_for(&self) -> Option<WorkPackage<'a>> {
        self.link().map(|(_, given_for, _)| self.at(given_for))
    }

    /// Of a dependency: which ends it ties.
    fn dependency_type(&self) -> Option<DependencyType> {
        self.link().map(|(_, _, link_type)| stored_link_type(link_type).into())
    }

    /// The anchor that it is placed before.
    fn anchor(&self) -> Option<Anchor<'a>> {
        match self.reason {
            Some(schedule::Reason::Anchor(id)) => self.snapshot.anchors.at(usize::from(id.0)).map(Anchor),
            _ => None,
        }
    }
}
