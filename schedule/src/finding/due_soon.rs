//! `DUE_SOON`: not done, and planned to finish within some working days from the day on.

use crate::finding::Code;
use crate::finding::context::{Context, Found};
use crate::network::Key;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    for leaf in context.open() {
        let left = context.days_to_finish(&leaf);
        if left > context.thresholds.due_soon_days {
            continue;
        }
        let (_, last) = context.days(&leaf);
        if last >= context.as_of() {
            found.push(context.about(Code::DueSoon, &leaf, last, left.max(0)));
        }
    }
}
