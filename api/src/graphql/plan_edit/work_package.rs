//! Edits of work packages.

use async_graphql::{ID, MaybeUndefined};
use entity::{WorkPackageId, work_package};

use super::input::{
    CreateWorkPackageEdit, DeleteWorkPackageEdit, MoveWorkPackageEdit, ReorderWorkPackageEdit,
    ReportProgressEdit, ResizeWorkPackageEdit, UpdateWorkPackageEdit,
};
use super::merge::{MergedRow, refuse_overlap};
use super::parse::{self, MAX_DAYS};
use super::permit::Permit;
use crate::access::Permission;
use crate::clock::new_id;
use crate::people::field;
use crate::planning::{Draft, NewId, NewWorkPackage, Place, Report};
use crate::refusal::{At, Code, Refusal};
use crate::write::expect_version;

/// The work package that an edit names, which the caller may plan or report on, at the version that the
/// client has seen.
fn named(
    draft: &Draft,
    permit: &dyn Permit,
    permission: Permission,
    (id, expected_version): (&ID, Option<i32>),
) -> Result<WorkPackageId, Refusal> {
    let id = parse::work_package_id(id).at("workPackageId")?;
    let row = draft.row(id).at("workPackageId")?;
    permit.check_row(permission, row).at("workPackageId")?;
    expect_version(row.version, expected_version).at("expectedVersion")?;
    Ok(id)
}

impl CreateWorkPackageEdit {
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<WorkPackageId, Refusal> {
        let Self {
            id,
            parent_id,
            kind,
            title,
            department_id,
            accountable_id,
            collaborator_ids,
            duration_days,
            milestone_edge,
            external_id,
        } = self;
        let id = match id {
            Some(id) => parse::work_package_id(id).at("id")?,
            None => WorkPackageId(new_id()),
        };
        draft.refuse_taken(NewId::WorkPackage(id)).at("id")?;
        let department_id = department_id.as_ref().map(|id| parse::department(draft, id)).transpose()?;
        let accountable_id =
            accountable_id.as_ref().map(|id| parse::person(draft, id)).transpose().at("accountableId")?;
        let collaborators = parse::collaborators(draft, collaborator_ids.as_deref().unwrap_or_default())?;
        let in_charge: Vec<_> = accountable_id.into_iter().collect();
        permit.check(Permission::PlanWorkPackage, department_id, &in_charge).at("campaignId")?;
        let kind = entity::WorkPackageKind::from(*kind);
        if duration_days.is_some() && kind != entity::WorkPackageKind::Task {
            let is_phase = kind == entity::WorkPackageKind::Phase;
            let code = if is_phase { Code::NotOnPhase } else { Code::NotOnMilestone };
            return Err(code.at("durationDays"));
        }
        let new = NewWorkPackage {
            id,
            parent_id: parent_id.as_ref().map(parse::work_package_id).transpose().at("parentId")?,
            kind,
            title: field::title(title).at("title")?,
            department_id,
            accountable_id,
            collaborators,
            duration_days: duration_days
                .map(|days| parse::within(days, 1..=MAX_DAYS))
                .transpose()
                .at("durationDays")?,
            milestone_edge: milestone_edge.map(Into::into),
            external_id: external_id
                .as_ref()
                .map(|given| parse::external_id(draft, given, id))
                .transpose()?,
        };
        draft.create(new).at("parentId")
    }
}

impl UpdateWorkPackageEdit {
    /// The work package and the version that it was made from, where it may be merged with what was changed
    /// since.
    pub(super) fn merged_from(&self) -> Option<(MergedRow, i32)> {
        let id = parse::work_package_id(&self.work_package_id).ok().filter(|_| self.merge_disjoint);
        id.map(MergedRow::WorkPackage).zip(self.expected_version)
    }

    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<WorkPackageId, Refusal> {
        let Self { work_package_id: id, slip_reason, expected_version, merge_disjoint, .. } = self;
        let is_merged =
            *merge_disjoint && parse::work_package_id(id).is_ok_and(|id| draft.changed_since(id.0).is_some());
        let expected_version = expected_version.filter(|_| !is_merged);
        let id = named(draft, permit, Permission::PlanWorkPackage, (id, expected_version))?;
        let mut row = draft.row(id)?.clone();
        self.describe(draft, &mut row)?;
        self.constrain(draft, &mut row)?;
        if is_merged {
            let old = draft.row(id)?;
            refuse_overlap(draft, (id.0, old.version), (old, &row)).at("expectedVersion")?;
        }
        // Whoever gives work to another department or person may plan that too.
        permit.check_row(Permission::PlanWorkPackage, &row).at("departmentId")?;
        draft.slip_deadline(&row, parse::slip_reason(slip_reason.as_ref())?).at("slipReason")?;
        draft.replace(row);
        Ok(id)
    }

    /// What says what the work is and who does it.
    fn describe(&self, draft: &Draft, row: &mut work_package::Model) -> Result<(), Refusal> {
        let Self {
            title,
            description,
            department_id,
            accountable_id,
            collaborator_ids,
            estimate_hours,
            priority,
            labels,
            external_id,
            ..
        } = self;
        if let Some(title) = title {
            row.title = field::title(title).at("title")?;
        }
        parse::set(&mut row.description, description, |text| parse::text(text).at("description"))?;
        parse::set(&mut row.department_id, department_id, |id| parse::department(draft, id))?;
        parse::set(&mut row.accountable_id, accountable_id, |id| {
            parse::person(draft, id).at("accountableId")
        })?;
        if let Some(ids) = collaborator_ids {
            row.collaborators = parse::collaborators(draft, ids)?;
        }
        parse::set(&mut row.estimate_hours, estimate_hours, |hours| {
            parse::within(*hours, 0..=i32::MAX).at("estimateHours")
        })?;
        let own = row.id;
        parse::set(&mut row.external_id, external_id, |given| parse::external_id(draft, given, own))?;
        row.priority = priority.map_or(row.priority, Into::into);
        if let Some(labels) = labels {
            let labels = labels.iter().map(|label| field::name(label)).collect::<Result<Vec<_>, _>>();
            row.labels = labels.at("labels")?.join("\n");
        }
        Ok(())
    }

    /// What its dates go by.
    fn constrain(&self, draft: &Draft, row: &mut work_package::Model) -> Result<(), Refusal> {
        let Self {
            calendar_id,
            mode,
            direction,
            milestone_edge,
            constraint,
            deadline,
            buffer_days,
            anchor_id,
            ..
        } = self;
        parse::set(&mut row.calendar_id, calendar_id, |id| parse::calendar(draft, id))?;
        parse::set(&mut row.anchor_id, anchor_id, |id| parse::anchor(draft, id))?;
        if let Some(mode) = mode {
            row.mode = (*mode).into();
            if row.mode == entity::Mode::Automatic {
                (row.manual_start_on, row.manual_finish_on) = (None, None);
            }
        }
        row.direction = direction.map_or(row.direction, Into::into);
        if let Some(edge) = milestone_edge {
            if row.kind != entity::WorkPackageKind::Milestone {
                return Err(Code::NotOnPhase.at("milestoneEdge"));
            }
            row.milestone_edge = Some((*edge).into());
        }
        match constraint {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => (row.constraint_kind, row.constraint_on) = (None, None),
            MaybeUndefined::Value(given) => {
                (row.constraint_kind, row.constraint_on) = (Some(given.kind.into()), Some(given.date.0));
            }
        }
        match deadline {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => (row.deadline_on, row.deadline_firmness) = (None, None),
            MaybeUndefined::Value(given) => {
                (row.deadline_on, row.deadline_firmness) = (Some(given.date.0), Some(given.firmness.into()));
            }
        }
        if let Some(days) = buffer_days {
            row.buffer_days = parse::within(*days, 0..=MAX_DAYS).at("bufferDays")?;
        }
        Ok(())
    }
}

impl MoveWorkPackageEdit {
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<WorkPackageId, Refusal> {
        let Self { work_package_id: id, start, finish, slip_reason, expected_version } = self;
        let id = named(draft, permit, Permission::PlanWorkPackage, (id, *expected_version))?;
        if start.is_none() && finish.is_none() {
            return Err(Code::Required.at("start"));
        }
        draft.move_to(id, start.map(|date| date.0), finish.map(|date| date.0)).at("workPackageId")?;
        draft.explain_move(id, parse::slip_reason(slip_reason.as_ref())?);
        Ok(id)
    }
}

impl ResizeWorkPackageEdit {
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<WorkPackageId, Refusal> {
        let Self { work_package_id: id, duration_days, slip_reason, expected_version } = self;
        let id = named(draft, permit, Permission::PlanWorkPackage, (id, *expected_version))?;
        let days = parse::within(*duration_days, 1..=MAX_DAYS).at("durationDays")?;
        draft.resize(id, days).at("workPackageId")?;
        draft.explain_move(id, parse::slip_reason(slip_reason.as_ref())?);
        Ok(id)
    }
}

impl ReorderWorkPackageEdit {
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<WorkPackageId, Refusal> {
        let Self { work_package_id: id, parent_id, after_id, before_id, expected_version } = self;
        let id = named(draft, permit, Permission::PlanWorkPackage, (id, *expected_version))?;
        let parent = match parent_id {
            MaybeUndefined::Undefined => draft.row(id)?.parent_id,
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(parent) => Some(parse::work_package_id(parent).at("parentId")?),
        };
        let (place, field) = match (after_id, before_id) {
            (Some(_), Some(_)) => return Err(Code::Mismatch.at("beforeId")),
            (Some(after), None) => (Place::After(parse::work_package_id(after).at("afterId")?), "afterId"),
            (None, Some(before)) => {
                (Place::Before(parse::work_package_id(before).at("beforeId")?), "beforeId")
            }
            (None, None) => (Place::Last, "parentId"),
        };
        draft.reorder(id, parent, place).at(field)?;
        Ok(id)
    }
}

impl DeleteWorkPackageEdit {
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<WorkPackageId, Refusal> {
        let Self { work_package_id: id, expected_version } = self;
        let id = named(draft, permit, Permission::PlanWorkPackage, (id, *expected_version))?;
        draft.delete(id).at("workPackageId")?;
        Ok(id)
    }
}

impl ReportProgressEdit {
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<WorkPackageId, Refusal> {
        let Self {
            work_package_id: id,
            progress,
            actual_start,
            actual_finish,
            remaining_days,
            blocked_reason,
            note,
            expected_version,
        } = self;
        let id = named(draft, permit, Permission::ReportProgress, (id, *expected_version))?;
        let progress =
            progress.map(|progress| parse::within(progress, 0..=100)).transpose().at("progress")?;
        let remaining = remaining_days.map(|days| parse::within(days, 0..=MAX_DAYS)).transpose();
        let blocked_reason = match blocked_reason {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(reason) => Some(Some(parse::text(reason).at("blockedReason")?)),
        };
        let report = Report {
            progress: progress.and_then(|progress| progress.try_into().ok()),
            actual_start: actual_start.map(|date| date.0),
            actual_finish: actual_finish.map(|date| date.0),
            remaining_days: remaining.at("remainingDays")?,
            blocked_reason,
            note: note.as_ref().map(|note| parse::text(note).at("note")).transpose()?,
        };
        let field = if actual_finish.is_some() { "actualFinish" } else { "actualStart" };
        draft.report(id, report).map_err(|refusal| {
            let is_of_date = refusal.code == Code::FutureDate;
            refusal.at(if is_of_date { field } else { "workPackageId" })
        })?;
        Ok(id)
    }
}
