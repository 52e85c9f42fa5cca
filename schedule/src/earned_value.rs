//! Schedule earned value of any group of work packages (SCHEDULING.md §5).

use crate::network::{Key, Place, TaskId};
use crate::outlook::Outlook;
use crate::progress::Progress;

/// Planned and earned value of a group, in its weight: estimated hours where every task of the group has them
/// and they are not all 0, else working days of duration, else, of milestones alone, their number.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct EarnedValue {
    /// What should be done: Σ weight × expected.
    pub planned: f64,
    /// What is done: Σ weight × progress.
    pub earned: f64,
    /// All that there is to do: Σ weight.
    pub total: f64,
    /// Per cent done, rounded down, and below 100 as long as anything is open, as [`Phase::progress`]; `None`
    /// of nothing.
    ///
    /// [`Phase::progress`]: crate::Phase::progress
    pub progress: Option<u8>,
}

impl EarnedValue {
    /// The schedule performance index, earned over planned; `None` if nothing is planned yet.
    #[must_use]
    pub fn spi(self) -> Option<f64> {
        (self.planned > 0.0).then(|| self.earned / self.planned)
    }

    /// The share that should be done, in per cent; `None` of nothing.
    #[must_use]
    pub fn expected_percent(self) -> Option<f64> {
        (self.total > 0.0).then(|| 100.0 * self.planned / self.total)
    }

    /// The share that is done, in whole per cent; `None` of nothing.
    #[must_use]
    pub fn percent(self) -> Option<f64> {
        self.progress.map(f64::from)
    }
}

impl<K: Key> Outlook<K> {
    /// The earned value of the leaves among `tasks`: a department, a phase, a campaign.
    pub fn earned_value(&self, tasks: impl IntoIterator<Item = TaskId>) -> EarnedValue {
        let mut progress = Progress::NONE;
        for task in tasks {
            let Place::Leaf(node) = self.network().place(task) else { continue };
            let expected = self.expected(node).percent() / 100.0;
            let leaf = Progress::of_leaf(self.network().task(task), &self.network().nodes[node], expected);
            progress = progress.and(leaf);
        }
        let sum = progress.weighted();
        EarnedValue {
            planned: sum.expected,
            earned: sum.earned(),
            total: sum.total(),
            progress: progress.percent(),
        }
    }
}
