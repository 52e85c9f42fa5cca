//! Inputs of mutations of departments.

use async_graphql::{ID, InputObject, MaybeUndefined};

use crate::graphql::mutate::Idempotency;

/// A department to create, after all others.
#[derive(InputObject)]
pub(super) struct CreateDepartmentInput {
    /// Id of the workspace; the one of the header `Leadtime-Workspace`, else the caller's oldest, if left
    /// out.
    pub workspace_id: Option<ID>,
    /// An id of the client's own making: `dep_` and 26 characters of base 32.  The server makes one if left
    /// out.
    pub id: Option<ID>,
    /// Name, 1 to 200 characters, unique in the workspace.
    pub name: String,
    /// Colour of its bars, as `#1f77b4`.
    pub colour: Option<String>,
    /// The person who leads it, an active member of the workspace.
    pub lead_id: Option<ID>,
    /// The calendar that it works by; that of each campaign if left out.
    pub calendar_id: Option<ID>,
    /// Number of work packages that it can carry on one day, 0 or more.  More are reported by findings.
    pub capacity_per_day: Option<i32>,
    #[graphql(flatten)]
    pub idempotency: Idempotency,
}

/// What changes of a department: a field that is left out stays as it is, and null clears it.
#[derive(InputObject)]
pub(super) struct UpdateDepartmentInput {
    /// The department.
    pub department_id: ID,
    /// Name, 1 to 200 characters, unique in the workspace.
    pub name: Option<String>,
    /// Colour of its bars, as `#1f77b4`.
    pub colour: MaybeUndefined<String>,
    /// The person who leads it, an active member of the workspace.
    pub lead_id: MaybeUndefined<ID>,
    /// The calendar that it works by; that of each campaign if null.  Another one plans the campaigns again
    /// that it works for.
    pub calendar_id: MaybeUndefined<ID>,
    /// Number of work packages that it can carry on one day, 0 or more; null if nobody has said.
    pub capacity_per_day: MaybeUndefined<i32>,
    /// Its place among the departments of the workspace, counted from 0; others move along.
    pub position: Option<i32>,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    pub expected_version: Option<i32>,
    #[graphql(flatten)]
    pub idempotency: Idempotency,
}

/// A department to delete.
#[derive(InputObject)]
pub(super) struct DeleteDepartmentInput {
    /// The department; it does no work package of any campaign.
    pub department_id: ID,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    pub expected_version: Option<i32>,
    #[graphql(flatten)]
    pub idempotency: Idempotency,
}

/// Who works in a department.
#[derive(InputObject)]
pub(super) struct SetDepartmentMembersInput {
    /// The department.
    pub department_id: ID,
    /// The people who will work in it, members of the workspace: these, and no others.
    pub user_ids: Vec<ID>,
    /// The version of the department that the change was made from; if it is another by now, nothing is done
    /// (`CONFLICT`).
    pub expected_version: Option<i32>,
    #[graphql(flatten)]
    pub idempotency: Idempotency,
}
