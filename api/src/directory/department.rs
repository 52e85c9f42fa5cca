//! Departments: created, updated, deleted, and who works in them.

use std::collections::BTreeSet;

use entity::{
    CalendarId, DepartmentId, MembershipStatus, UserId, WorkspaceId, calendar, day_off, department,
    department_member, membership, workspace,
};
use sea_orm::{
    ColumnTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QueryResult, Select,
};

use super::{refuse_many, refuse_taken};
use crate::access::Permission;
use crate::error::Result;
use crate::people::member::{Member, increment_versions};
use crate::people::workspace::authorised;
use crate::refusal::{At, Code, Refusal};
use crate::store::sql::Values;
use crate::write::Write;

/// Campaigns that a refusal names at most.
const NAMED: usize = 10;

fn of_workspace(id: WorkspaceId) -> Select<department::Entity> {
    department::Entity::find().filter(department::Column::WorkspaceId.eq(id))
}

/// A department for a caller who may do something with it, with its workspace's row locked.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Forbidden`].
pub async fn find(
    write: &Write<'_>,
    permission: Permission,
    id: DepartmentId,
) -> Result<(workspace::Model, department::Model)> {
    let find = department::Entity::find_by_id(id);
    let row = find.clone().one(write.transaction()).await?.ok_or(Code::NotFound)?;
    let workspace = authorised(write, permission, row.workspace_id).await?;
    // Once more, now that the workspace is locked.
    Ok((workspace, find.one(write.transaction()).await?.ok_or(Code::NotFound)?))
}

/// Refuses a name that another department of the workspace has, a lead who is no active member, and a
/// calendar of another workspace.
///
/// # Errors
/// [`Code::AlreadyTaken`] of `name`; [`Code::NotFound`] of `leadId` and `calendarId`.
pub async fn check(write: &Write<'_>, row: &department::Model) -> Result<()> {
    let others = of_workspace(row.workspace_id).filter(department::Column::Id.ne(row.id));
    refuse_taken(write, others.filter(department::Column::Name.eq(&row.name))).await.at("name")?;
    if let Some(lead) = row.lead_id {
        refuse_stranger(write, row.workspace_id, lead).await.at("leadId")?;
    }
    if let Some(calendar) = row.calendar_id {
        refuse_foreign(write, row.workspace_id, calendar).await.at("calendarId")?;
    }
    Ok(())
}

async fn refuse_stranger(write: &Write<'_>, workspace: WorkspaceId, user: UserId) -> Result<()> {
    let row = membership::Entity::find_by_id((workspace, user)).one(write.transaction()).await?;
    let is_active = row.is_some_and(|row| row.status == MembershipStatus::Active);
    if is_active { Ok(()) } else { Err(Code::NotFound.into()) }
}

async fn refuse_foreign(write: &Write<'_>, workspace: WorkspaceId, id: CalendarId) -> Result<()> {
    let row = calendar::Entity::find_by_id(id).one(write.transaction()).await?;
    let is_own = row.is_some_and(|row| row.workspace_id == workspace);
    if is_own { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// Inserts a department, after all others.
///
/// # Errors
/// [`Code::TooLarge`].
pub async fn insert(write: &mut Write<'_>, row: department::Model) -> Result<()> {
    let others = of_workspace(row.workspace_id).all(write.transaction()).await?;
    refuse_many(others.len() as u64)?;
    let position = others.iter().map(|other| other.position + 1).max().unwrap_or(0);
    write.insert(department::Model { position, ..row }).await
}

/// Moves a department to a place among all of its workspace, counted from 0; others move along.
///
/// # Errors
/// What the database answers.
pub async fn reorder(write: &mut Write<'_>, row: &department::Model, place: usize) -> Result<()> {
    let ordered = of_workspace(row.workspace_id)
        .order_by_asc(department::Column::Position)
        .order_by_asc(department::Column::Id);
    let mut rows = ordered.all(write.transaction()).await?;
    let Some(from) = rows.iter().position(|other| other.id == row.id) else { return Ok(()) };
    let moved = rows.remove(from);
    rows.insert(place.min(rows.len()), moved);
    for (row, position) in rows.into_iter().zip(0..) {
        write.update(&row, department::Model { position, ..row.clone() }).await?;
    }
    Ok(())
}

struct Use {
    campaign: String,
    work_packages: i64,
}

impl FromQueryResult for Use {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self { campaign: row.try_get("", "key")?, work_packages: row.try_get("", "n")? })
    }
}

/// Deletes a department, with its days off and without its members.
///
/// # Errors
/// [`Code::StillInUse`] with how many work packages it does, and the keys of the first of their campaigns.
pub async fn delete(write: &mut Write<'_>, row: department::Model) -> Result<()> {
    let mut values = Values::default();
    let id = values.bind(row.id);
    let sql = format!(
        "select c.key as key, count(*) as n from work_package p join campaign c on c.id = p.campaign_id
        where p.department_id = {id} group by c.key order by c.key"
    );
    let uses = values.all::<Use>(write.transaction(), sql).await?;
    if !uses.is_empty() {
        let count: i64 = uses.iter().map(|one| one.work_packages).sum();
        let keys: Vec<_> = uses.iter().take(NAMED).map(|one| one.campaign.as_str()).collect();
        let refusal = Refusal::from(Code::StillInUse).with("workPackages", &count);
        return Err(refusal.with("campaigns", &uses.len()).with("campaignKeys", &keys.join(", ")).into());
    }
    let transaction = write.transaction();
    let members = department_member::Entity::find();
    let members = members.filter(department_member::Column::DepartmentId.eq(row.id)).all(transaction).await?;
    write.delete_all(members).await?;
    let days_off = day_off::Entity::find();
    let days_off = days_off.filter(day_off::Column::DepartmentId.eq(row.id)).all(transaction).await?;
    write.delete_all(days_off).await?;
    write.delete(row).await
}

/// Makes these people the members of a department, and no others.  Versions of members stand for their
/// departments, and versions of departments for their members.
///
/// # Errors
/// [`Code::NotFound`] of who is no member of the workspace; [`Code::Forbidden`] where somebody who is added
/// or removed is an owner or an administrator and the caller does not manage roles.
pub async fn set_members(
    write: &mut Write<'_>,
    row: &department::Model,
    users: &BTreeSet<UserId>,
) -> Result<()> {
    let own = write.current_role(row.workspace_id).await?;
    let of_workspace = department_member::Column::WorkspaceId.eq(row.workspace_id);
    let all = department_member::Entity::find().filter(of_workspace).all(write.transaction()).await?;
    let current: BTreeSet<_> =
        all.iter().filter(|member| member.department_id == row.id).map(|member| member.user_id).collect();
    for user in current.symmetric_difference(users) {
        let member = Member::find(write, own, row.workspace_id, *user).await?;
        let theirs = all.iter().filter(|other| other.user_id == *user).map(|other| other.department_id);
        let mut departments: Vec<_> = theirs.filter(|id| *id != row.id).collect();
        if users.contains(user) {
            departments.push(row.id);
        }
        member.place(write, &departments).await?;
    }
    if current != *users {
        increment_versions(write, &[row.id]).await?;
    }
    Ok(())
}
