//! `BEHIND_PROGRESS`: progress below what is expected by more than the threshold; speed up.

use crate::finding::context::{Context, Found};
use crate::finding::{Code, Finding, Params};
use crate::network::Key;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let has_baseline = context.outlook.baseline().is_some();
    for leaf in context.open() {
        // Without a baseline nothing is expected before the planned start.
        if !has_baseline && context.days_to_start(&leaf) > 0 {
            continue;
        }
        let expected = context.outlook.expected(leaf.id);
        if expected.is_missed(leaf.task.progress, context.thresholds.behind_points) {
            let (first, _) = context.days(&leaf);
            let params = Params::Progress { actual: leaf.task.progress, expected: expected.whole_percent() };
            found.push(Finding { params, ..context.about_late(Code::BehindProgress, &leaf, first, 0) });
        }
    }
}
