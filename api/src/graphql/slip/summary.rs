use std::collections::BTreeMap;

use entity::{DepartmentId, slip};
use macros::serialised_object;

use crate::graphql::department::Department;
use crate::graphql::enums::SlipCategory;
use crate::plan::Snapshot;

/// Slips of one category and department in sum.
#[derive(Clone, Copy)]
pub(crate) struct SlipSum<'a> {
    snapshot: &'a Snapshot,
    category: Option<entity::SlipCategory>,
    department: Option<DepartmentId>,
    count: i32,
    days: i32,
}

impl<'a> SlipSum<'a> {
    /// The slips of a campaign by category and department, the most days first.
    pub(crate) fn all(snapshot: &'a Snapshot) -> Vec<Self> {
        let mut sums = BTreeMap::new();
        for row in &snapshot.slips {
            let (count, days) = sums.entry((row.category, department(snapshot, row))).or_insert((0, 0_i32));
            *count += 1;
            *days = days.saturating_add(row.days());
        }
        let sum =
            |((category, department), (count, days))| Self { snapshot, category, department, count, days };
        let mut sums: Vec<_> = sums.into_iter().map(sum).collect();
        sums.sort_by_key(|sum| (-sum.days, -sum.count));
        sums
    }
}

/// The department of the work package that a slip is of.
fn department(snapshot: &Snapshot, row: &slip::Model) -> Option<DepartmentId> {
    let task = snapshot.network().find(&row.work_package_id?)?;
    snapshot.row(task).department_id
}

/// Slips of one category and department in sum.
#[serialised_object(name = "SlipSum")]
impl<'a> SlipSum<'a> {
    /// The category.  Null of slips without a reason.
    fn category(self) -> Option<SlipCategory> {
        self.category.map(Into::into)
    }

    /// The department of the work packages.  Null of anchors, and of work without a department.
    fn department(self) -> Option<Department<'a>> {
        Department::find(&self.snapshot.directory, self.department?)
    }

    /// Number of slips.
    fn count(self) -> i32 {
        self.count
    }

    /// Calendar days that dates were moved later, in sum.
    fn days(self) -> i32 {
        self.days
    }
}
