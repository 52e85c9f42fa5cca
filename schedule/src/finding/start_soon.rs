//! `START_SOON`: not started, and planned to start within some working days from the day on.

use crate::finding::Code;
use crate::finding::context::{Context, Found};
use crate::network::Key;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    for leaf in context.waiting() {
        let away = context.days_to_start(&leaf);
        if away > context.thresholds.start_soon_days {
            continue;
        }
        let (first, _) = context.days(&leaf);
        if first >= context.as_of() {
            found.push(context.about(Code::StartSoon, &leaf, first, away.max(0)));
        }
    }
}
