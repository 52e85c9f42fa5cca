//! Columns that follow from the plan: stored, so that lists across campaigns are answered by indexes.

use std::collections::BTreeSet;

use entity::{WorkPackageId, WorkPackageKind, work_package};
use schedule::{Key, Plan};

/// Sets the planned dates of all rows, and progress and completion of phases; `key` is what the plan calls a
/// row by.  Rows come in the order of the outline, as [`Rows::sort`](super::Rows::sort) leaves siblings.
pub fn derive<K: Key>(
    plan: &Plan<K>,
    rows: &mut [work_package::Model],
    key: impl Fn(WorkPackageId) -> Option<K>,
) {
    let start = plan.network().campaign().start;
    let mut open = BTreeSet::new();
    for row in rows.iter_mut() {
        let Some(task) = key(row.id).and_then(|key| plan.network().find(&key)) else { continue };
        // A phase without work has no dates of its own.
        let (first, last) = plan.days(task).unwrap_or((start, start));
        (row.planned_start_on, row.planned_finish_on) = (first, last);
        if let Some(phase) = plan.phase(task) {
            row.progress = phase.progress.into();
        }
        if row.kind != WorkPackageKind::Phase && !row.done {
            open.extend(row.parent_id);
        }
    }
    finish_phases(rows, open);
}

/// A phase is done when all of its work is; `open` has the phases that have open work of their own.
fn finish_phases(rows: &mut [work_package::Model], mut open: BTreeSet<WorkPackageId>) {
    let parents: Vec<_> = rows
        .iter()
        .filter(|row| row.kind == WorkPackageKind::Phase)
        .filter_map(|row| Some((row.id, row.parent_id?)))
        .collect();
    // As many rounds as there are levels.
    loop {
        let count = open.len();
        open.extend(
            parents.iter().filter(|(id, _)| open.contains(id)).map(|(_, parent)| *parent).collect::<Vec<_>>(),
        );
        if open.len() == count {
            break;
        }
    }
    for row in rows.iter_mut().filter(|row| row.kind == WorkPackageKind::Phase) {
        row.done = !open.contains(&row.id);
    }
}
