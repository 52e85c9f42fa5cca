//! `NEGATIVE_SLACK`, `NO_SLACK`, `LOW_SLACK`: total slack below zero, zero, or small.

use crate::finding::Code;
use crate::finding::context::{Context, Found};
use crate::network::Key;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    for leaf in context.open() {
        let total = context.plan().slack_of(leaf.id).total;
        let code = match total {
            ..0 => Code::NegativeSlack,
            0 => Code::NoSlack,
            _ if total <= context.thresholds.low_slack_days => Code::LowSlack,
            _ => continue,
        };
        let (_, last) = context.days(&leaf);
        found.push(context.about(code, &leaf, last, total));
    }
}
