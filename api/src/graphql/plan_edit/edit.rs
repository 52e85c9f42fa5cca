//! Edits: what each does with a draft.  What a draft refuses gets the name of the field that it is about.

use async_graphql::{ID, MaybeUndefined, OneofObject};
use entity::{AnchorId, CalendarId, DepartmentId, DependencyId, UserId, WorkPackageId, work_package};
use serde::{Deserialize, Serialize};

use super::input::{
    CreateDependencyEdit, CreateWorkPackageEdit, DeleteDependencyEdit, DeleteWorkPackageEdit,
    MoveWorkPackageEdit, ReorderWorkPackageEdit, ReportProgressEdit, ResizeWorkPackageEdit,
    UpdateDependencyEdit, UpdateWorkPackageEdit,
};
use crate::access::Permission;
use crate::clock::new_id;
use crate::people::field;
use crate::planning::{Draft, Link, NewWorkPackage, Place, Report};
use crate::refusal::{At, Code, Refusal};
use crate::write::expect_version;

/// The largest duration, buffer and remaining duration, in working days.
const MAX_DAYS: i32 = 100_000;

/// The longest description and the longest reason, in characters.
const LONGEST_TEXT: usize = 20_000;

/// One edit of a plan.
#[derive(OneofObject, Clone)]
pub(crate) enum PlanEdit {
    /// Creates a work package.
    CreateWorkPackage(CreateWorkPackageEdit),
    /// Updates a work package.
    UpdateWorkPackage(UpdateWorkPackageEdit),
    /// Types the dates of a work package.
    MoveWorkPackage(MoveWorkPackageEdit),
    /// Sets the duration of a task.
    ResizeWorkPackage(ResizeWorkPackageEdit),
    /// Moves a work package in the outline.
    ReorderWorkPackage(ReorderWorkPackageEdit),
    /// Deletes a work package.
    DeleteWorkPackage(DeleteWorkPackageEdit),
    /// Reports progress.
    ReportProgress(ReportProgressEdit),
    /// Creates a dependency.
    CreateDependency(CreateDependencyEdit),
    /// Sets the lag of a dependency.
    UpdateDependency(UpdateDependencyEdit),
    /// Deletes a dependency.
    DeleteDependency(DeleteDependencyEdit),
}

/// What an edit was about.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) enum Edited {
    WorkPackage(WorkPackageId),
    Dependency(DependencyId),
}

/// What the campaign of an edit is found by.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    Campaign(entity::CampaignId),
    WorkPackage(WorkPackageId),
    Dependency(DependencyId),
}

/// Refuses what the caller may not do with work of a department and an accountable person.
pub(super) trait Permit {
    fn check(
        &self,
        permission: Permission,
        department: Option<DepartmentId>,
        accountable: Option<UserId>,
    ) -> Result<(), Refusal>;

    fn check_row(&self, permission: Permission, row: &work_package::Model) -> Result<(), Refusal> {
        self.check(permission, row.department_id, row.accountable_id)
    }
}

impl PlanEdit {
    /// What the campaign is found by, of an edit that names something in it.
    pub(super) fn target(&self) -> Result<Option<Target>, Refusal> {
        let work_package = |id: &ID| Ok(Some(Target::WorkPackage(work_package_id(id).at("workPackageId")?)));
        let dependency = |id: &ID| Ok(Some(Target::Dependency(dependency_id(id).at("dependencyId")?)));
        match self {
            Self::CreateWorkPackage(_) => Ok(None),
            Self::UpdateWorkPackage(edit) => work_package(&edit.work_package_id),
            Self::MoveWorkPackage(edit) => work_package(&edit.work_package_id),
            Self::ResizeWorkPackage(edit) => work_package(&edit.work_package_id),
            Self::ReorderWorkPackage(edit) => work_package(&edit.work_package_id),
            Self::DeleteWorkPackage(edit) => work_package(&edit.work_package_id),
            Self::ReportProgress(edit) => work_package(&edit.work_package_id),
            Self::CreateDependency(edit) => {
                Ok(Some(Target::WorkPackage(work_package_id(&edit.successor_id).at("successorId")?)))
            }
            Self::UpdateDependency(edit) => dependency(&edit.dependency_id),
            Self::DeleteDependency(edit) => dependency(&edit.dependency_id),
        }
    }

    /// Does the edit in a draft.
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<Edited, Refusal> {
        match self {
            Self::CreateWorkPackage(edit) => edit.apply(draft, permit).map(Edited::WorkPackage),
            Self::UpdateWorkPackage(edit) => edit.apply(draft, permit).map(Edited::WorkPackage),
            Self::MoveWorkPackage(edit) => edit.apply(draft, permit).map(Edited::WorkPackage),
            Self::ResizeWorkPackage(edit) => edit.apply(draft, permit).map(Edited::WorkPackage),
            Self::ReorderWorkPackage(edit) => edit.apply(draft, permit).map(Edited::WorkPackage),
            Self::DeleteWorkPackage(edit) => edit.apply(draft, permit).map(Edited::WorkPackage),
            Self::ReportProgress(edit) => edit.apply(draft, permit).map(Edited::WorkPackage),
            Self::CreateDependency(edit) => edit.apply(draft, permit).map(Edited::Dependency),
            Self::UpdateDependency(edit) => edit.apply(draft, permit).map(Edited::Dependency),
            Self::DeleteDependency(edit) => edit.apply(draft, permit).map(Edited::Dependency),
        }
    }
}

/// The work package that an edit names, which the caller may plan or report on, at the version that the client has seen.
fn named(
    draft: &Draft,
    permit: &dyn Permit,
    permission: Permission,
    (id, expected_version): (&ID, Option<i32>),
) -> Result<WorkPackageId, Refusal> {
    let id = work_package_id(id).at("workPackageId")?;
    let row = draft.row(id).at("workPackageId")?;
    permit.check_row(permission, row).at("workPackageId")?;
    expect_version(row.version, expected_version).at("expectedVersion")?;
    Ok(id)
}

impl CreateWorkPackageEdit {
    fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<WorkPackageId, Refusal> {
        let Self {
            id,
            parent_id,
            kind,
            title,
            department_id,
            accountable_id,
            duration_days,
            milestone_edge,
            external_id,
        } = self;
        let id = match id {
            Some(id) => work_package_id(id).at("id")?,
            None => WorkPackageId(new_id()),
        };
        if draft.row(id).is_ok() {
            return Err(Code::AlreadyTaken.at("id"));
        }
        let department_id = department_id.as_ref().map(|id| department(draft, id)).transpose()?;
        let accountable_id = accountable_id.as_ref().map(|id| person(draft, id)).transpose()?;
        permit.check(Permission::PlanWorkPackage, department_id, accountable_id).at("campaignId")?;
        let kind = entity::WorkPackageKind::from(*kind);
        if duration_days.is_some() && kind != entity::WorkPackageKind::Task {
            let is_phase = kind == entity::WorkPackageKind::Phase;
            let code = if is_phase { Code::NotOnPhase } else { Code::NotOnMilestone };
            return Err(code.at("durationDays"));
        }
        let new = NewWorkPackage {
            id,
            parent_id: parent_id.as_ref().map(work_package_id).transpose().at("parentId")?,
            kind,
            title: field::title(title).at("title")?,
            department_id,
            accountable_id,
            duration_days: duration_days
                .map(|days| within(days, 1..=MAX_DAYS))
                .transpose()
                .at("durationDays")?,
            milestone_edge: milestone_edge.map(Into::into),
            external_id: external_id.as_ref().map(|given| self::external_id(draft, given, id)).transpose()?,
        };
        draft.create(new).at("parentId")
    }
}

impl UpdateWorkPackageEdit {
    fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<WorkPackageId, Refusal> {
        let Self { work_package_id: id, expected_version, .. } = self;
        let id = named(draft, permit, Permission::PlanWorkPackage, (id, *expected_version))?;
        let mut row = draft.row(id)?.clone();
        self.describe(draft, &mut row)?;
        self.constrain(draft, &mut row)?;
        // Whoever gives work to another department or person may plan that too.
        permit.check_row(Permission::PlanWorkPackage, &row).at("departmentId")?;
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
            estimate_hours,
            priority,
            labels,
            external_id,
            ..
        } = self;
        if let Some(title) = title {
            row.title = field::title(title).at("title")?;
        }
        set(&mut row.description, description, |text| self::text(text).at("description"))?;
        set(&mut row.department_id, department_id, |id| department(draft, id))?;
        set(&mut row.accountable_id, accountable_id, |id| person(draft, id))?;
        set(&mut row.estimate_hours, estimate_hours, |hours| {
            within(*hours, 0..=i32::MAX).at("estimateHours")
        })?;
        let own = row.id;
        set(&mut row.external_id, external_id, |given| self::external_id(draft, given, own))?;
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
        set(&mut row.calendar_id, calendar_id, |id| calendar(draft, id))?;
        set(&mut row.anchor_id, anchor_id, |id| anchor(draft, id))?;
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
            row.buffer_days = within(*days, 0..=MAX_DAYS).at("bufferDays")?;
        }
        Ok(())
    }
}

impl MoveWorkPackageEdit {
    fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<WorkPackageId, Refusal> {
        let Self { work_package_id: id, start, finish, expected_version } = self;
        let id = named(draft, permit, Permission::PlanWorkPackage, (id, *expected_version))?;
        if start.is_none() && finish.is_none() {
            return Err(Code::Required.at("start"));
        }
        draft.move_to(id, start.map(|date| date.0), finish.map(|date| date.0)).at("workPackageId")?;
        Ok(id)
    }
}

impl ResizeWorkPackageEdit {
    fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<WorkPackageId, Refusal> {
        let Self { work_package_id: id, duration_days, expected_version } = self;
        let id = named(draft, permit, Permission::PlanWorkPackage, (id, *expected_version))?;
        let days = within(*duration_days, 1..=MAX_DAYS).at("durationDays")?;
        draft.resize(id, days).at("workPackageId")?;
        Ok(id)
    }
}

impl ReorderWorkPackageEdit {
    fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<WorkPackageId, Refusal> {
        let Self { work_package_id: id, parent_id, after_id, before_id, expected_version } = self;
        let id = named(draft, permit, Permission::PlanWorkPackage, (id, *expected_version))?;
        let parent = match parent_id {
            MaybeUndefined::Undefined => draft.row(id)?.parent_id,
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(parent) => Some(work_package_id(parent).at("parentId")?),
        };
        let (place, field) = match (after_id, before_id) {
            (Some(_), Some(_)) => return Err(Code::Mismatch.at("beforeId")),
            (Some(after), None) => (Place::After(work_package_id(after).at("afterId")?), "afterId"),
            (None, Some(before)) => (Place::Before(work_package_id(before).at("beforeId")?), "beforeId"),
            (None, None) => (Place::Last, "parentId"),
        };
        draft.reorder(id, parent, place).at(field)?;
        Ok(id)
    }
}

impl DeleteWorkPackageEdit {
    fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<WorkPackageId, Refusal> {
        let Self { work_package_id: id, expected_version } = self;
        let id = named(draft, permit, Permission::PlanWorkPackage, (id, *expected_version))?;
        draft.delete(id).at("workPackageId")?;
        Ok(id)
    }
}

impl ReportProgressEdit {
    fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<WorkPackageId, Refusal> {
        let Self {
            work_package_id: id,
            progress,
            actual_start,
            actual_finish,
            remaining_days,
            blocked_reason,
            expected_version,
        } = self;
        let id = named(draft, permit, Permission::ReportProgress, (id, *expected_version))?;
        let progress = progress.map(|progress| within(progress, 0..=100)).transpose().at("progress")?;
        let remaining = remaining_days.map(|days| within(days, 0..=MAX_DAYS)).transpose();
        let blocked_reason = match blocked_reason {
            MaybeUndefined::Undefined => None,
            MaybeUndefined::Null => Some(None),
            MaybeUndefined::Value(reason) => Some(Some(text(reason).at("blockedReason")?)),
        };
        let report = Report {
            progress: progress.and_then(|progress| progress.try_into().ok()),
            actual_start: actual_start.map(|date| date.0),
            actual_finish: actual_finish.map(|date| date.0),
            remaining_days: remaining.at("remainingDays")?,
            blocked_reason,
        };
        let field = if actual_finish.is_some() { "actualFinish" } else { "actualStart" };
        draft.report(id, report).map_err(|refusal| {
            let is_of_date = refusal.code == Code::FutureDate;
            refusal.at(if is_of_date { field } else { "workPackageId" })
        })?;
        Ok(id)
    }
}

impl CreateDependencyEdit {
    fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<DependencyId, Refusal> {
        let Self { id, predecessor_id, successor_id, link_type, lag_days, lag_unit } = self;
        let predecessor_id = work_package_id(predecessor_id).at("predecessorId")?;
        let successor_id = work_package_id(successor_id).at("successorId")?;
        draft.row(predecessor_id).at("predecessorId")?;
        let successor = draft.row(successor_id).at("successorId")?;
        permit.check_row(Permission::PlanWorkPackage, successor).at("successorId")?;
        let id = match id {
            Some(id) => dependency_id(id).at("id")?,
            None => DependencyId(new_id()),
        };
        let lag_days = within(*lag_days, -MAX_DAYS..=MAX_DAYS).at("lagDays")?;
        let (link_type, lag_unit) = ((*link_type).into(), (*lag_unit).into());
        Ok(draft.link(Link { id, predecessor_id, successor_id, link_type, lag_days, lag_unit }))
    }
}

impl UpdateDependencyEdit {
    fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<DependencyId, Refusal> {
        let Self { dependency_id: id, lag_days, lag_unit } = self;
        let id = linked(draft, permit, id)?;
        let lag_days = lag_days.map(|days| within(days, -MAX_DAYS..=MAX_DAYS)).transpose().at("lagDays")?;
        draft.set_lag(id, lag_days, lag_unit.map(Into::into)).at("dependencyId")?;
        Ok(id)
    }
}

impl DeleteDependencyEdit {
    fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<DependencyId, Refusal> {
        let id = linked(draft, permit, &self.dependency_id)?;
        draft.unlink(id).at("dependencyId")?;
        Ok(id)
    }
}

/// The dependency that an edit names, of whose successor the caller may plan the work.
fn linked(draft: &Draft, permit: &dyn Permit, id: &ID) -> Result<DependencyId, Refusal> {
    let id = dependency_id(id).at("dependencyId")?;
    let successor = draft.successor_of(id).at("dependencyId")?;
    permit.check_row(Permission::PlanWorkPackage, successor).at("dependencyId")?;
    Ok(id)
}

/// Sets or clears a column by a field that may be left out.
fn set<G, V>(
    column: &mut Option<V>,
    given: &MaybeUndefined<G>,
    parse: impl FnOnce(&G) -> Result<V, Refusal>,
) -> Result<(), Refusal> {
    match given {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => *column = None,
        MaybeUndefined::Value(value) => *column = Some(parse(value)?),
    }
    Ok(())
}

fn within(value: i32, range: std::ops::RangeInclusive<i32>) -> Result<i32, Refusal> {
    if range.contains(&value) {
        return Ok(value);
    }
    Err(Refusal::from(Code::OutOfRange).with("min", range.start()).with("max", range.end()))
}

fn text(text: &str) -> Result<String, Refusal> {
    let is_fine = text.chars().count() <= LONGEST_TEXT;
    if is_fine {
        Ok(text.to_owned())
    } else {
        Err(Refusal::from(Code::OutOfRange).with("max", &LONGEST_TEXT))
    }
}

/// An id in another system that no other work package of the campaign has.
fn external_id(draft: &Draft, given: &str, own: WorkPackageId) -> Result<String, Refusal> {
    let external_id = field::name(given).at("externalId")?;
    let is_taken = draft.has_external_id(&external_id, own);
    if is_taken { Err(Code::AlreadyTaken.at("externalId")) } else { Ok(external_id) }
}

fn work_package_id(id: &ID) -> Result<WorkPackageId, Refusal> {
    WorkPackageId::parse(id).ok_or(Code::NotFound.into())
}

fn dependency_id(id: &ID) -> Result<DependencyId, Refusal> {
    DependencyId::parse(id).ok_or(Code::NotFound.into())
}

fn department(draft: &Draft, id: &ID) -> Result<DepartmentId, Refusal> {
    let known = |id: &DepartmentId| draft.before().directory.department(*id).is_some();
    DepartmentId::parse(id).filter(known).ok_or(Code::NotFound.at("departmentId"))
}

fn person(draft: &Draft, id: &ID) -> Result<UserId, Refusal> {
    let directory = &draft.before().directory;
    let is_member = |id: &UserId| {
        let person = directory.person(*id).and_then(|place| directory.people.get(place));
        person.is_some_and(|person| person.status == entity::MembershipStatus::Active)
    };
    UserId::parse(id).filter(is_member).ok_or(Code::NotFound.at("accountableId"))
}

fn calendar(draft: &Draft, id: &ID) -> Result<CalendarId, Refusal> {
    let known = |id: &CalendarId| draft.before().directory.calendar(*id).is_some();
    CalendarId::parse(id).filter(known).ok_or(Code::NotFound.at("calendarId"))
}

fn anchor(draft: &Draft, id: &ID) -> Result<AnchorId, Refusal> {
    let known = |id: &AnchorId| draft.before().anchors.iter().any(|anchor| anchor.id == *id);
    AnchorId::parse(id).filter(known).ok_or(Code::NotFound.at("anchorId"))
}
