//! `SLIPPED_FROM_BASELINE`: not done, and its planned finish is after the baseline's.

use crate::finding::Code;
use crate::finding::context::{Context, Found};
use crate::network::Key;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    if context.outlook.baseline().is_none() {
        return;
    }
    for leaf in context.open() {
        let Some(variance) = context.outlook.variance(leaf.id).filter(|variance| variance.finish > 0) else {
            continue;
        };
        let (_, last) = context.days(&leaf);
        found.push(context.about_late(Code::SlippedFromBaseline, &leaf, last, variance.finish));
    }
}
