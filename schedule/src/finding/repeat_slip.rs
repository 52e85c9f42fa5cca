//! `REPEAT_SLIP`: planned finish or deadline was moved later so many times, or by so many days in sum.

use hashbrown::HashMap;

use crate::finding::context::{Context, Found};
use crate::finding::{Code, Finding, Params};
use crate::network::Key;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let mut slips: HashMap<K, (u32, i32, chrono::NaiveDate)> = HashMap::new();
    for slip in context.records.slips.iter().filter(|slip| slip.moved_on <= context.as_of()) {
        let (count, days, last) = slips.entry(slip.key).or_insert((0, 0, slip.moved_on));
        *count += 1;
        *days = days.saturating_add(slip.days);
        *last = slip.moved_on.max(*last);
    }
    if slips.is_empty() {
        return;
    }
    let (least_count, least_days) = (context.thresholds.slip_count, context.thresholds.slip_days);
    let repeated = |key: &K| {
        slips.get(key).copied().filter(|(count, days, _)| *count >= least_count || *days >= least_days)
    };
    for leaf in context.open() {
        if let Some((count, days, last)) = repeated(&leaf.task.key) {
            let finding = context.about(Code::RepeatSlip, &leaf, last, days);
            found.push(Finding { params: Params::Count(count), ..finding });
        }
    }
    for phase in context.phases() {
        if let Some((count, days, last)) = repeated(&phase.task.key) {
            let finding = context.about_phase(Code::RepeatSlip, phase, last, days);
            found.push(Finding { params: Params::Count(count), ..finding });
        }
    }
}
