//! Columns that follow from the plan: stored, so that lists across campaigns are answered by indexes.

use std::collections::BTreeSet;

use entity::{WorkPackageId, WorkPackageKind, work_package};
use schedule::{Key, Plan};

use super::table::Table;

/// Sets the planned dates of all rows, and progress and completion of phases; `key` is what the plan calls a
/// row by.
pub fn derive<K: Key>(
    plan: &Plan<K>,
    rows: &mut Table<work_package::Model>,
    key: impl Fn(WorkPackageId) -> Option<K>,
) {
    let start = plan.network().campaign().start;
    let open = open_phases(rows);
    rows.change(|row| {
        let task = plan.network().find(&key(row.id)?)?;
        // A phase without work has no dates of its own.
        let (planned_start_on, planned_finish_on) = plan.days(task).unwrap_or((start, start));
        let progress = plan.phase(task).map_or(row.progress, |phase| phase.progress.into());
        let done = if row.kind == WorkPackageKind::Phase { !open.contains(&row.id) } else { row.done };
        let known = (row.planned_start_on, row.planned_finish_on, row.progress, row.done);
        let is_other = known != (planned_start_on, planned_finish_on, progress, done);
        is_other.then(|| work_package::Model {
            planned_start_on,
            planned_finish_on,
            progress,
            done,
            ..row.clone()
        })
    });
}

/// The phases that are not done: some of their work is not.
fn open_phases(rows: &Table<work_package::Model>) -> BTreeSet<WorkPackageId> {
    let is_phase = |row: &&work_package::Model| row.kind == WorkPackageKind::Phase;
    let open_work = rows.iter().filter(|row| !is_phase(row) && !row.done);
    let mut open: BTreeSet<_> = open_work.filter_map(|row| row.parent_id).collect();
    let parents: Vec<_> =
        rows.iter().filter(is_phase).filter_map(|row| Some((row.id, row.parent_id?))).collect();
    // As many rounds as there are levels.
    loop {
        let count = open.len();
        let above = parents.iter().filter(|(id, _)| open.contains(id)).map(|(_, parent)| *parent);
        open.extend(above.collect::<Vec<_>>());
        if open.len() == count {
            return open;
        }
    }
}
