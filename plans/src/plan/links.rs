//! Links of a campaign by the work packages that they tie.

use entity::WorkPackageId;
use schedule::{Network, TaskId};

/// Which links each work package is an end of.
#[derive(Debug)]
pub(super) struct Links {
    /// Where the links of each begin in `places`, by position; and where the last ones end.
    starts: Vec<u32>,
    /// Places in `dependencies`.
    places: Vec<u32>,
}

impl Links {
    /// Of links by the work package at one end of each.
    pub(super) fn new(network: &Network<WorkPackageId>, ends: impl Iterator<Item = WorkPackageId>) -> Self {
        let of_task = |(place, id)| Some((network.find(&id)?.index(), place));
        let mut found: Vec<(usize, u32)> = (0..).zip(ends).filter_map(|(at, id)| of_task((at, id))).collect();
        found.sort_unstable();
        let mut starts = Vec::with_capacity(network.campaign().tasks.len() + 1);
        let mut next = 0;
        for task in 0..=network.campaign().tasks.len() {
            while found.get(next).is_some_and(|(of, _)| *of < task) {
                next += 1;
            }
            starts.push(u32::try_from(next).unwrap_or(u32::MAX));
        }
        Self { starts, places: found.into_iter().map(|(_, place)| place).collect() }
    }

    pub(super) fn of(&self, task: TaskId) -> &[u32] {
        let start = |at: usize| self.starts.get(at).map_or(0, |start| *start as usize);
        self.places.get(start(task.index())..start(task.index() + 1)).unwrap_or_default()
    }

    pub(super) fn weight(&self) -> usize {
        size_of_val(self.starts.as_slice()) + size_of_val(self.places.as_slice())
    }
}
