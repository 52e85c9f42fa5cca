//! `REPEAT_SLIP`: planned finish or deadline was moved later so many times, or by so many days in sum.

use hashbrown::HashMap;

use crate::finding::context::{Context, Found};
use crate::finding::{Code, Detail, Finding};
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
    for leaf in context.open() {
        let Some((count, days, last)) = slips.get(&leaf.task.key).copied() else { continue };
        if count >= context.thresholds.slip_count || days >= context.thresholds.slip_days {
            let detail = Detail::Count(count);
            found.push(Finding { detail, ..context.about(Code::RepeatSlip, &leaf, last, days) });
        }
    }
}
