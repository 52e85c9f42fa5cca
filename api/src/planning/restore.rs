//! Work packages of a draft that come back after their deletion.

use std::collections::BTreeSet;

use entity::{WorkPackageId, dependency, work_package};

use super::Draft;
use crate::refusal::{Code, Refusal};
use crate::write::Change;

impl Draft {
    /// Restores a work package from the changes that deleted it, with everything that was deleted in it, and
    /// the links of all that whose other end is there.
    ///
    /// # Errors
    /// [`Code::NotFound`] where the changes did not delete it; [`Code::AlreadyTaken`] where another work
    /// package has its id in another system by now.
    pub fn restore(&mut self, id: WorkPackageId, changes: &[Change]) -> Result<(), Refusal> {
        let deleted: Vec<work_package::Model> = changes.iter().filter_map(Change::deleted).collect();
        let root = deleted.iter().find(|row| row.id == id).ok_or(Code::NotFound)?;
        let parent = root.parent_id.filter(|parent| self.make_phase(*parent).is_ok());
        let mut back = BTreeSet::from([id]);
        loop {
            let count = back.len();
            let is_inside = |row: &&work_package::Model| row.parent_id.is_some_and(|of| back.contains(&of));
            let inside: Vec<_> = deleted.iter().filter(is_inside).map(|row| row.id).collect();
            back.extend(inside);
            if back.len() == count {
                break;
            }
        }
        for row in deleted.into_iter().filter(|row| back.contains(&row.id)) {
            let parent_id = if row.id == id { parent } else { row.parent_id };
            let row = self.fitted(work_package::Model { parent_id, ..row })?;
            self.rows.work_packages.put(row);
        }
        for link in changes.iter().filter_map(Change::deleted::<dependency::Model>) {
            let is_back = back.contains(&link.predecessor_id) || back.contains(&link.successor_id);
            let is_whole = self.row(link.predecessor_id).is_ok() && self.row(link.successor_id).is_ok();
            if is_back && is_whole {
                self.rows.dependencies.put(link);
            }
        }
        Ok(())
    }

    /// A row without what is gone by now: its anchor, department or calendar.
    fn fitted(&self, row: work_package::Model) -> Result<work_package::Model, Refusal> {
        if let Some(taken) = row.external_id.as_deref().filter(|taken| self.has_external_id(taken, row.id)) {
            return Err(Refusal::from(Code::AlreadyTaken).with("externalId", &taken));
        }
        let directory = &self.before.directory;
        Ok(work_package::Model {
            anchor_id: row.anchor_id.filter(|id| self.anchor(*id).is_ok()),
            department_id: row.department_id.filter(|id| directory.department(*id).is_some()),
            calendar_id: row.calendar_id.filter(|id| directory.calendar(*id).is_some()),
            ..row
        })
    }
}
