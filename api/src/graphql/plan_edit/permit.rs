//! Who may edit what.

use entity::{DepartmentId, UserId, work_package};

use crate::access::Permission;
use crate::refusal::Refusal;

/// Refuses what the caller may not do with work of a department and an accountable person.
pub(crate) trait Permit {
    fn check(
        &self,
        permission: Permission,
        department: Option<DepartmentId>,
        accountable: Option<UserId>,
    ) -> Result<(), Refusal>;

    /// Who edits; nobody of whom nothing is known.
    fn user_id(&self) -> Option<UserId>;

    fn check_row(&self, permission: Permission, row: &work_package::Model) -> Result<(), Refusal> {
        self.check(permission, row.department_id, row.accountable_id)
    }
}
