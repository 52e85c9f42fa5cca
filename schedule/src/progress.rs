//! What a group of leaves has done and should have done: one function for phases, departments and campaigns
//! (SCHEDULING.md §4).

use crate::campaign::{Kind, Task};
use crate::network::Node;

/// Leaves added up, by each weight that may count.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress {
    /// By estimated hours; `None` as soon as one task has no estimate.  Milestones do not count.
    by_hours: Option<Weighted>,
    by_duration: Weighted,
    by_number: Weighted,
    is_open: bool,
}

/// What is done and expected of a group, in its weight.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weighted {
    /// Σ weight × progress, in per cent of the weight.
    points: u64,
    /// Σ weight × expected share.
    pub(crate) expected: f64,
    weight: u64,
}

impl Progress {
    pub(crate) const NONE: Self = Self {
        by_hours: Some(Weighted::NONE),
        by_duration: Weighted::NONE,
        by_number: Weighted::NONE,
        is_open: false,
    };

    /// One leaf, with the share of it that is expected to be done, 0–1.
    pub(crate) fn of_leaf<K>(task: &Task<K>, node: &Node, expected: f64) -> Self {
        let percent = if task.is_done() { 100 } else { task.progress };
        Self::of_percent(task, node, percent, expected)
    }

    /// The same with another progress, in per cent.
    pub(crate) fn of_percent<K>(task: &Task<K>, node: &Node, percent: u8, expected: f64) -> Self {
        let points = u64::from(percent);
        let weighed = |weight: u32| Weighted {
            points: points * u64::from(weight),
            expected: expected * f64::from(weight),
            weight: weight.into(),
        };
        let by_hours = match task.kind {
            Kind::Milestone(_) => Some(Weighted::NONE),
            Kind::Task(_) | Kind::Phase => task.estimated_hours.map(weighed),
        };
        let by_duration = weighed(node.duration.unsigned_abs());
        Self { by_hours, by_duration, by_number: weighed(1), is_open: percent < 100 }
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            by_hours: self.by_hours.zip(other.by_hours).map(|(one, other)| one.and(other)),
            by_duration: self.by_duration.and(other.by_duration),
            by_number: self.by_number.and(other.by_number),
            is_open: self.is_open || other.is_open,
        }
    }

    /// By estimated hours where every task has them and they are not all 0, else by duration, else, of
    /// milestones alone, by number.
    pub(crate) fn weighted(&self) -> Weighted {
        let weighs = |sum: &Weighted| sum.weight > 0;
        let by_hours = self.by_hours.filter(weighs);
        by_hours.or(Some(self.by_duration).filter(weighs)).unwrap_or(self.by_number)
    }

    /// Per cent done, rounded down, and below 100 as long as anything is open; `None` of nothing.
    pub(crate) fn percent(&self) -> Option<u8> {
        let Weighted { points, weight, .. } = self.weighted();
        let percent = u8::try_from(points.checked_div(weight)?).unwrap_or(100);
        Some(if self.is_open { percent.min(99) } else { percent })
    }
}

impl Weighted {
    const NONE: Self = Self { points: 0, expected: 0.0, weight: 0 };

    fn and(self, other: Self) -> Self {
        Self {
            points: self.points + other.points,
            expected: self.expected + other.expected,
            weight: self.weight + other.weight,
        }
    }

    /// Σ weight × progress.
    pub(crate) fn earned(self) -> f64 {
        float(self.points) / 100.0
    }

    /// Σ weight.
    pub(crate) fn total(self) -> f64 {
        float(self.weight)
    }
}

#[expect(clippy::cast_precision_loss, reason = "hours of a campaign stay far below 2^53")]
fn float(number: u64) -> f64 {
    number as f64
}
