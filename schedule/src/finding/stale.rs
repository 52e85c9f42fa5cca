//! `STALE`: in progress, and nothing was reported for some working days.

use crate::boundary::Boundary;
use crate::finding::Code;
use crate::finding::context::{Context, Found};
use crate::network::Key;
use crate::table::Table;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let network = context.network();
    if context.begun().next().is_none() {
        return;
    }
    let mut reported = Table::filled(None, network.campaign().tasks.len());
    for (key, on) in context.records.reports.iter().filter(|(_, on)| *on <= context.as_of()) {
        if let Some(task) = network.find(key) {
            reported[task] = reported[task].max(Some(*on));
        }
    }
    for leaf in context.begun() {
        let Some(on) = reported[leaf.node.task].max(leaf.task.actual_start) else { continue };
        let days = context.outlook.close(leaf.id) - context.calendar(leaf.node).rank(Boundary::closing(on));
        if days >= context.thresholds.stale_days {
            found.push(context.about(Code::Stale, &leaf, on, days));
        }
    }
}
