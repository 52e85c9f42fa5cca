//! What is planned, agreed and done by each day: burn-up.

use chrono::NaiveDate;

use crate::baseline::Baseline;
use crate::boundary::Boundary;
use crate::network::{Key, NodeId, TaskId};
use crate::outlook::Expected;
use crate::plan::Plan;
use crate::progress::Progress;

/// Progress that was known of a leaf from a day on, until the next that was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct KnownProgress {
    /// The leaf.
    pub task: TaskId,
    /// The day.
    pub from: NaiveDate,
    /// Per cent, 0 to 100.
    pub percent: u8,
}

/// A day of a burn-up, in the weight of all leaves together as [`EarnedValue`](crate::EarnedValue) has it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct BurnUpDay {
    /// The day, at its close.
    pub date: NaiveDate,
    /// All that there is to do.
    pub total: f64,
    /// What should be done by the plan.
    pub planned: f64,
    /// What should be done by the baseline; what it does not have counts as planned.
    pub baseline: Option<f64>,
    /// What was known to be done.
    pub done: f64,
}

impl<K: Key> Plan<K> {
    /// The burn-up of a plan on each of some days.  `known` may be in any order; of two of one leaf and day
    /// the later counts.
    #[must_use]
    pub fn burn_up(
        &self,
        days: impl IntoIterator<Item = NaiveDate>,
        baseline: Option<&Baseline>,
        known: &[KnownProgress],
    ) -> Vec<BurnUpDay> {
        let mut known = known.to_vec();
        known.sort_by_key(|known| (known.task, known.from));
        let network = self.network();
        let day = |date| {
            let closing = Boundary::closing(date);
            let closes: Vec<_> = network.campaign().calendars.iter().map(|days| days.rank(closing)).collect();
            let sum = |baseline: Option<&Baseline>| {
                let of_leaf = |node: NodeId| {
                    let row = &network.nodes[node];
                    let close = closes.get(usize::from(row.calendar.0)).copied().unwrap_or_default();
                    let expected = Expected::by(self, baseline, node, (date, close)).percent() / 100.0;
                    let done = percent_on(&known, row.task, date);
                    Progress::of_percent(network.task(row.task), row, done, expected)
                };
                network.nodes.ids().map(of_leaf).fold(Progress::NONE, Progress::and).weighted()
            };
            let of_plan = sum(None);
            BurnUpDay {
                date,
                total: of_plan.total(),
                planned: of_plan.expected,
                baseline: baseline.map(|baseline| sum(Some(baseline)).expected),
                done: of_plan.earned(),
            }
        };
        days.into_iter().map(day).collect()
    }
}

/// The progress of a leaf that was known by the close of a day.
fn percent_on(known: &[KnownProgress], task: TaskId, date: NaiveDate) -> u8 {
    let end = known.partition_point(|known| (known.task, known.from) <= (task, date));
    let latest = known.get(..end).and_then(<[_]>::last).filter(|known| known.task == task);
    latest.map_or(0, |known| known.percent)
}
