//! Days off of people and of departments.

use chrono::NaiveDate;
use entity::{DayOffId, DepartmentId, UserId, WorkspaceId, day_off, department, membership, workspace};
use sea_orm::EntityTrait;

use super::Basis;
use crate::access::{self, Permission, Relation};
use crate::error::Result;
use crate::refusal::{At, Code, Refusal};
use crate::write::Write;

/// Days of one run at most.
const MOST: i64 = 1_000;

/// Whose days off they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Whose {
    /// A person's.
    Person(UserId),
    /// A department's.
    Department(DepartmentId),
}

impl Whose {
    /// Those of a row.
    #[must_use]
    pub const fn of(row: &day_off::Model) -> Option<Self> {
        match (row.user_id, row.department_id) {
            (Some(user), _) => Some(Self::Person(user)),
            (None, Some(department)) => Some(Self::Department(department)),
            (None, None) => None,
        }
    }

    /// What dates depend on that follow from them; none of people where their days off are reported by
    /// findings alone.
    #[must_use]
    pub const fn basis(self, workspace: &workspace::Model) -> Option<Basis> {
        match self {
            Self::Person(id) if workspace.days_off_move_work => Some(Basis::Person(id)),
            Self::Person(_) => None,
            Self::Department(id) => Some(Basis::Department(id)),
        }
    }

    /// The row of the workspace, locked, for a caller who may set these days off: their own; others' where
    /// they manage people; a department's where they manage departments.
    ///
    /// # Errors
    /// [`Code::NotFound`], [`Code::Forbidden`].
    pub async fn authorise(self, write: &Write<'_>, workspace: WorkspaceId) -> Result<workspace::Model> {
        let viewer = write.caller.viewer()?;
        let role = write.role(workspace).await?;
        match self {
            Self::Person(user) if user == viewer.user_id => {
                let relation = Relation { is_own_work: true, ..Relation::in_workspace(role) };
                access::check_work(Permission::ReportProgress, relation, viewer.limits.as_ref(), None)
                    .map_err(|_denied| Refusal::from(Code::Forbidden).within(workspace))?;
            }
            Self::Person(_) => write.caller.check(Permission::ManagePeople, workspace, role)?,
            Self::Department(_) => write.caller.check(Permission::ManageDepartments, workspace, role)?,
        }
        let row = workspace::Entity::find_by_id(workspace).one(write.transaction()).await?;
        Ok(row.ok_or(Code::NotFound)?)
    }

    /// Refuses who is not of the workspace.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub async fn refuse_foreign(self, write: &Write<'_>, workspace: WorkspaceId) -> Result<()> {
        let transaction = write.transaction();
        let is_known = match self {
            Self::Person(user) => {
                let row = membership::Entity::find_by_id((workspace, user)).one(transaction).await?;
                row.is_some_and(|row| row.status != entity::MembershipStatus::Left)
            }
            Self::Department(id) => {
                let row = department::Entity::find_by_id(id).one(transaction).await?;
                row.is_some_and(|row| row.workspace_id == workspace)
            }
        };
        if is_known { Ok(()) } else { Err(Code::NotFound.into()) }
    }
}

/// Days off for a caller who may change them, with the workspace's row locked.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Forbidden`].
pub async fn find(write: &Write<'_>, id: DayOffId) -> Result<(workspace::Model, day_off::Model, Whose)> {
    let find = day_off::Entity::find_by_id(id);
    let row = find.clone().one(write.transaction()).await?.ok_or(Code::NotFound)?;
    let whose = Whose::of(&row).ok_or(Code::NotFound)?;
    let workspace = whose.authorise(write, row.workspace_id).await?;
    // Once more, now that the workspace is locked.
    Ok((workspace, find.one(write.transaction()).await?.ok_or(Code::NotFound)?, whose))
}

/// Refuses a run of days that is none, or too long.
///
/// # Errors
/// [`Code::FinishBeforeStart`], [`Code::OutOfRange`] of `finish`.
pub fn check_range(start: NaiveDate, finish: NaiveDate) -> Result<(), Refusal> {
    if finish < start {
        return Err(Code::FinishBeforeStart.at("finish"));
    }
    if (finish - start).num_days() >= MOST {
        return Err(Refusal::from(Code::OutOfRange).with("max", &MOST).at("finish"));
    }
    Ok(())
}
