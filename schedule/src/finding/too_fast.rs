//! `TOO_FAST`: progress above what is expected by more than the threshold; brake.

use crate::finding::context::{Context, Found};
use crate::finding::{Code, Finding, Params};
use crate::network::Key;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    for leaf in context.begun() {
        let expected = context.outlook.expected(leaf.id);
        if expected.is_exceeded(leaf.task.progress, context.thresholds.ahead_points) {
            let (_, last) = context.days(&leaf);
            let params = Params::Progress { actual: leaf.task.progress, expected: expected.whole_percent() };
            found.push(Finding { params, ..context.about(Code::TooFast, &leaf, last, 0) });
        }
    }
}
