//! Schedule earned value of any group of work packages (SCHEDULING.md §5).

use crate::network::{Key, Place, TaskId};
use crate::outlook::Outlook;

/// Planned and earned value of a group, in its weight: estimated hours where every leaf of the group has them, else
/// working days of duration.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct EarnedValue {
    /// What should be done: Σ weight × expected.
    pub planned: f64,
    /// What is done: Σ weight × progress.
    pub earned: f64,
    /// All that there is to do: Σ weight.
    pub total: f64,
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

    /// The share that is done, in per cent; `None` of nothing.
    #[must_use]
    pub fn percent(self) -> Option<f64> {
        (self.total > 0.0).then(|| 100.0 * self.earned / self.total)
    }
}

impl<K: Key> Outlook<K> {
    /// The earned value of the leaves among `tasks`: a department, a phase, a campaign.
    pub fn earned_value(&self, tasks: impl IntoIterator<Item = TaskId>) -> EarnedValue {
        let (mut by_hours, mut by_duration) = (Some(EarnedValue::ZERO), EarnedValue::ZERO);
        for task in tasks {
            let Place::Leaf(node) = self.network().place(task) else { continue };
            let row = self.network().task(task);
            let progress = if row.is_done() { 100.0 } else { f64::from(row.progress) };
            let (expected, earned) = (self.expected(node).percent() / 100.0, progress / 100.0);
            let weigh = |weight: f64| EarnedValue {
                planned: weight * expected,
                earned: weight * earned,
                total: weight,
            };
            let hours = row.estimated_hours.map(|hours| weigh(f64::from(hours)));
            by_hours = by_hours.zip(hours).map(|(sum, value)| sum.and(value));
            by_duration = by_duration.and(weigh(f64::from(self.network().nodes[node].duration)));
        }
        by_hours.unwrap_or(by_duration)
    }
}

impl EarnedValue {
    const ZERO: Self = Self { planned: 0.0, earned: 0.0, total: 0.0 };

    fn and(self, other: Self) -> Self {
        Self {
            planned: self.planned + other.planned,
            earned: self.earned + other.earned,
            total: self.total + other.total,
        }
    }
}
