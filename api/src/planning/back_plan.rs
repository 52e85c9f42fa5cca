//! A draft planned backwards from an anchor.

use std::collections::BTreeSet;

use entity::{AnchorId, Direction, WorkPackageKind, work_package};

use super::Draft;
use crate::refusal::Refusal;

impl Draft {
    /// Plans all work that has not begun as late as an anchor allows.  It leads to the anchor from then on,
    /// unless it leads to another; what nothing waits for keeps so many working days free before it.
    ///
    /// # Errors
    /// [`Code::NotFound`](crate::refusal::Code::NotFound) of the anchor.
    pub fn back_plan(&mut self, anchor: AnchorId, buffer_days: i32) -> Result<(), Refusal> {
        self.anchor(anchor)?;
        let waited_for: BTreeSet<_> = self.rows.dependencies.iter().map(|link| link.predecessor_id).collect();
        self.rows.work_packages.change(|row| {
            let has_begun = row.done || row.actual_start_on.is_some();
            if row.kind == WorkPackageKind::Phase || has_begun {
                return None;
            }
            let mut row = work_package::Model { direction: Direction::Alap, ..row.clone() };
            if row.anchor_id.is_none_or(|of| of == anchor) {
                row.anchor_id = Some(anchor);
                row.buffer_days = if waited_for.contains(&row.id) { row.buffer_days } else { buffer_days };
            }
            Some(row)
        });
        Ok(())
    }
}
