//! What may be done with the work packages of a draft.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::{
    DepartmentId, Direction, Edge, Mode, Priority, UserId, WorkPackageId, WorkPackageKind, work_package,
};

use super::Draft;
use crate::refusal::{Code, Refusal};

/// A work package to create, at the end of its phase.
#[derive(Clone, Debug)]
pub struct NewWorkPackage {
    /// Its id, which a client may have chosen.
    pub id: WorkPackageId,
    /// The phase that it is in.
    pub parent_id: Option<WorkPackageId>,
    /// What it is.
    pub kind: WorkPackageKind,
    /// Its title.
    pub title: String,
    /// The department that does it.
    pub department_id: Option<DepartmentId>,
    /// The person who is accountable.
    pub accountable_id: Option<UserId>,
    /// The ids of people who work on it beside that one, one a line.
    pub collaborators: String,
    /// Duration of a task, in working days.
    pub duration_days: Option<i32>,
    /// Which end of its day a milestone is at.
    pub milestone_edge: Option<Edge>,
    /// Its id in another system.
    pub external_id: Option<String>,
}

/// Where among its siblings a work package goes.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// Right after this one.
    After(WorkPackageId),
    /// Right before this one.
    Before(WorkPackageId),
    /// At the end.
    Last,
}

impl Draft {
    /// Creates a work package at the end of its phase.
    ///
    /// # Errors
    /// [`Code::NotFound`] of a parent that is not there, [`Code::NotAPhase`] of one that cannot have
    /// children.
    pub fn create(&mut self, new: NewWorkPackage) -> Result<WorkPackageId, Refusal> {
        let NewWorkPackage { id, parent_id, kind, title, .. } = new;
        if let Some(parent) = parent_id {
            self.make_phase(parent)?;
        }
        let campaign = &mut self.rows.campaign;
        campaign.last_number += 1;
        let (workspace_id, campaign_id, number) = (campaign.workspace_id, campaign.id, campaign.last_number);
        let position = self.next_position();
        let is_milestone = kind == WorkPackageKind::Milestone;
        self.rows.work_packages.put(work_package::Model {
            id,
            workspace_id,
            campaign_id,
            number,
            parent_id,
            position,
            kind,
            title,
            description: None,
            department_id: new.department_id,
            accountable_id: new.accountable_id,
            calendar_id: None,
            mode: Mode::Automatic,
            direction: Direction::Asap,
            duration_days: new.duration_days,
            milestone_edge: is_milestone.then(|| new.milestone_edge.unwrap_or(Edge::EndOfDay)),
            manual_start_on: None,
            manual_finish_on: None,
            constraint_kind: None,
            constraint_on: None,
            constraint_wins: false,
            deadline_on: None,
            deadline_firmness: None,
            buffer_days: 0,
            anchor_id: None,
            planned_start_on: self.rows.campaign.start_on,
            planned_finish_on: self.rows.campaign.start_on,
            actual_start_on: None,
            actual_finish_on: None,
            progress: 0,
            remaining_days: None,
            done: false,
            estimate_hours: None,
            priority: Priority::Normal,
            blocked_reason: None,
            external_id: new.external_id,
            labels: String::new(),
            collaborators: new.collaborators,
            reported_on: None,
            version: 1,
            created_at: self.now,
            updated_at: self.now,
        });
        Ok(id)
    }

    /// Types the dates of a work package: it is planned manually from then on.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::NotOnPhase`], [`Code::AlreadyFinished`].
    pub fn move_to(
        &mut self,
        id: WorkPackageId,
        start: Option<NaiveDate>,
        finish: Option<NaiveDate>,
    ) -> Result<(), Refusal> {
        let row = self.work_mut(id)?;
        if row.done {
            return Err(Code::AlreadyFinished.into());
        }
        row.mode = Mode::Manual;
        (row.manual_start_on, row.manual_finish_on) = (start, finish);
        Ok(())
    }

    /// Sets the duration of a task, in working days.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::NotOnPhase`], [`Code::NotOnMilestone`], [`Code::AlreadyFinished`].
    pub fn resize(&mut self, id: WorkPackageId, duration_days: i32) -> Result<(), Refusal> {
        let row = self.work_mut(id)?;
        if row.kind == WorkPackageKind::Milestone {
            return Err(Code::NotOnMilestone.into());
        }
        if row.done {
            return Err(Code::AlreadyFinished.into());
        }
        row.duration_days = Some(duration_days);
        Ok(())
    }

    /// Moves a work package with everything in it into a phase, or to the top, and among the siblings there.
    ///
    /// # Errors
    /// [`Code::NotFound`]; [`Code::NotAPhase`] of a parent that cannot have children.
    pub fn reorder(
        &mut self,
        id: WorkPackageId,
        parent_id: Option<WorkPackageId>,
        place: Place,
    ) -> Result<(), Refusal> {
        let old_parent = self.row(id)?.parent_id;
        if let Some(parent) = parent_id {
            self.make_phase(parent)?;
        }
        let mut order: Vec<_> =
            self.siblings(parent_id).into_iter().map(|row| row.id).filter(|sibling| *sibling != id).collect();
        let find = |sibling| order.iter().position(|other| *other == sibling).ok_or(Code::NotFound);
        let at = match place {
            Place::After(sibling) => find(sibling)? + 1,
            Place::Before(sibling) => find(sibling)?,
            Place::Last => order.len(),
        };
        order.insert(at, id);
        self.row_mut(id)?.parent_id = parent_id;
        for (sibling, position) in order.into_iter().zip(0..) {
            if self.row(sibling)?.position != position {
                self.row_mut(sibling)?.position = position;
            }
        }
        self.last_position = None;
        self.unmake_phase(old_parent);
        Ok(())
    }

    /// Deletes a work package with everything in it, and the links of all that.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub fn delete(&mut self, id: WorkPackageId) -> Result<(), Refusal> {
        let row = self.row(id)?;
        let (parent, gone) = (row.parent_id, self.subtree(row));
        self.rows.work_packages.remove_all(&gone);
        let is_kept = |id: &WorkPackageId| !gone.contains(id);
        self.rows.dependencies.retain(|link| is_kept(&link.predecessor_id) && is_kept(&link.successor_id));
        self.unmake_phase(parent);
        Ok(())
    }

    /// A work package with everything in it.
    fn subtree(&self, row: &work_package::Model) -> BTreeSet<WorkPackageId> {
        let (mut found, mut count) = (BTreeSet::from([row.id]), 0);
        // As many rounds as there are levels; only a phase has anything in it.
        while row.kind == WorkPackageKind::Phase && count < found.len() {
            count = found.len();
            let is_inside = |row: &&work_package::Model| row.parent_id.is_some_and(|of| found.contains(&of));
            let inside: Vec<_> = self.rows.work_packages.iter().filter(is_inside).map(|row| row.id).collect();
            found.extend(inside);
        }
        found
    }

    /// A position after those of all work packages, and so after all siblings.
    fn next_position(&mut self) -> i32 {
        let last = || self.rows.work_packages.iter().map(|row| row.position).max();
        let next = self.last_position.or_else(last).map_or(0, |last| last + 1);
        self.last_position = Some(next);
        next
    }

    /// A work package that is no phase.
    pub(super) fn work_mut(&mut self, id: WorkPackageId) -> Result<&mut work_package::Model, Refusal> {
        let row = self.row_mut(id)?;
        if row.kind == WorkPackageKind::Phase { Err(Code::NotOnPhase.into()) } else { Ok(row) }
    }

    /// The work packages of a phase, or at the top, in their order.
    fn siblings(&self, parent_id: Option<WorkPackageId>) -> Vec<&work_package::Model> {
        let mut rows: Vec<_> =
            self.rows.work_packages.iter().filter(|row| row.parent_id == parent_id).collect();
        rows.sort_unstable_by_key(|row| (row.position, row.id));
        rows
    }

    /// A task becomes a phase when it gets its first child, unless work on it has begun.
    pub(super) fn make_phase(&mut self, id: WorkPackageId) -> Result<(), Refusal> {
        let row = self.row_mut(id)?;
        match row.kind {
            WorkPackageKind::Phase => {}
            WorkPackageKind::Task if row.actual_start_on.is_none() && row.progress == 0 => {
                row.kind = WorkPackageKind::Phase;
                (row.duration_days, row.remaining_days) = (None, None);
                row.mode = Mode::Automatic;
                (row.manual_start_on, row.manual_finish_on) = (None, None);
            }
            WorkPackageKind::Task | WorkPackageKind::Milestone => return Err(Code::NotAPhase.into()),
        }
        Ok(())
    }

    /// A phase that has lost its last child becomes a task.
    fn unmake_phase(&mut self, id: Option<WorkPackageId>) {
        let Some(id) = id.filter(|id| self.siblings(Some(*id)).is_empty()) else { return };
        if let Ok(row) = self.row_mut(id) {
            row.kind = WorkPackageKind::Task;
            (row.progress, row.done) = (0, false);
        }
    }
}
