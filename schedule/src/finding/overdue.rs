//! `OVERDUE`: not done, planned finish before the day.  `OVERDUE_START`: not started, planned start before
//! the day.

use crate::finding::Code;
use crate::finding::context::{Context, Found};
use crate::network::Key;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let (plan, today) = (context.plan(), context.today());
    for leaf in context.open() {
        if plan.span_of(leaf.id).start > today {
            continue;
        }
        let (first, last) = context.days(&leaf);
        if last < context.as_of() {
            found.push(context.about_late(Code::Overdue, &leaf, last, -context.days_to_finish(&leaf)));
        }
        if first < context.as_of() && !leaf.task.is_started() {
            found.push(context.about_late(Code::OverdueStart, &leaf, first, -context.days_to_start(&leaf)));
        }
    }
}
