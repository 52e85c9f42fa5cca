//! Who may edit what.

use entity::{DepartmentId, UserId, work_package};

use crate::access::Permission;
use crate::refusal::Refusal;

/// Refuses what the caller may not do with work of a department and of some people.
pub(crate) trait Permit {
    fn check(
        &self,
        permission: Permission,
        department: Option<DepartmentId>,
        people: &[UserId],
    ) -> Result<(), Refusal>;

    /// Who edits; nobody of whom nothing is known.
    fn user_id(&self) -> Option<UserId>;

    fn check_row(&self, permission: Permission, row: &work_package::Model) -> Result<(), Refusal> {
        let people: Vec<_> = row.accountable_id.into_iter().chain(row.collaborator_ids()).collect();
        self.check(permission, row.department_id, &people)
    }
}
