//! `INVALID_ACTUALS`: actual dates and progress contradict each other or the day.  A finish before its start
//! never gets here: such rows are refused.

use chrono::NaiveDate;
use macros::Documented;

use crate::campaign::Task;
use crate::finding::context::{Context, Found};
use crate::finding::{Code, Finding, Params};
use crate::network::Key;

/// What contradicts what.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Documented)]
pub enum InvalidActual {
    /// The actual start lies after the day.
    StartInFuture,
    /// The actual finish lies after the day.
    FinishInFuture,
    /// Progress without an actual start.
    ProgressWithoutStart,
    /// 100 % without an actual finish.
    DoneWithoutFinish,
    /// An actual finish without an actual start.
    FinishWithoutStart,
    /// An actual finish at less than 100 %.
    FinishWithoutProgress,
}

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let network = context.network();
    for leaf in network.wbs().iter().filter_map(|task| context.leaf(*task)) {
        if !leaf.task.is_started() {
            continue;
        }
        if let Some((what, on)) = contradiction(leaf.task, context.as_of()) {
            let params = Params::Actuals(what);
            found.push(Finding { params, ..context.about(Code::InvalidActuals, &leaf, on, 0) });
        }
    }
}

/// What contradicts what, of work that has begun, and the day of it.
fn contradiction<K>(task: &Task<K>, as_of: NaiveDate) -> Option<(InvalidActual, NaiveDate)> {
    match (task.actual_start, task.actual_finish) {
        (Some(start), _) if start > as_of => Some((InvalidActual::StartInFuture, start)),
        (_, Some(finish)) if finish > as_of => Some((InvalidActual::FinishInFuture, finish)),
        (None, Some(finish)) => Some((InvalidActual::FinishWithoutStart, finish)),
        (_, Some(finish)) if task.progress > 0 && task.progress < 100 => {
            Some((InvalidActual::FinishWithoutProgress, finish))
        }
        (_, None) if task.progress >= 100 => Some((InvalidActual::DoneWithoutFinish, as_of)),
        (None, None) => Some((InvalidActual::ProgressWithoutStart, as_of)),
        (Some(_), _) => None,
    }
}
