//! People and access: accounts, workspaces and their members, invitations, API tokens.
//!
//! Each function does one thing inside the transaction of a command: it reads, decides and writes.  What the
//! user can put right comes back as [`Error::Refused`](crate::error::Error), without the name of an input
//! field: the command that took the value from the input adds it.

pub mod account;
pub mod field;
pub mod invitation;
pub mod member;
pub mod session;
pub mod token;
pub mod token_use;
pub mod workspace;

use std::collections::BTreeSet;

use entity::{DepartmentId, MembershipStatus, Role, WorkspaceId, membership, user};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
};

use crate::error::Result;
use crate::refusal::{Code, Refusal};

/// Refuses ids of which not all are known.
fn refuse_unknown(known: u64, asked: usize) -> Result<()> {
    let are_all = u64::try_from(asked).is_ok_and(|asked| asked == known);
    if are_all { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// Refuses to leave a workspace without a person who owns it: a service account is no person.
async fn keep_an_owner(transaction: &impl ConnectionTrait, workspace: WorkspaceId) -> Result<()> {
    let people =
        user::Entity::find().select_only().column(user::Column::Id).filter(user::Column::IsService.eq(false));
    let owners = membership::Entity::find()
        .filter(membership::Column::WorkspaceId.eq(workspace))
        .filter(membership::Column::Role.eq(Role::Owner))
        .filter(membership::Column::Status.eq(MembershipStatus::Active))
        .filter(membership::Column::UserId.in_subquery(people.into_query()))
        .count(transaction)
        .await?;
    if owners == 0 { Err(Code::LastOwner.into()) } else { Ok(()) }
}

/// Ids of departments as clients give them.
///
/// # Errors
/// [`Code::NotFound`] where one of them is none.
pub fn department_ids<'a>(texts: impl Iterator<Item = &'a str>) -> Result<Vec<DepartmentId>, Refusal> {
    let ids = texts.map(DepartmentId::parse).collect::<Option<BTreeSet<_>>>();
    Ok(ids.ok_or(Code::NotFound)?.into_iter().collect())
}
