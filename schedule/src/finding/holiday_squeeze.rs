//! `HOLIDAY_SQUEEZE`: holidays take working days out of its span, or its calendar works a weekend in it that its
//! department does not work.

use crate::finding::Code;
use crate::finding::context::{Context, Found, Open};
use crate::network::{Key, Role};

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    for leaf in context.open().filter(|leaf| leaf.node.role == Role::Work) {
        let span = context.plan().span_of(leaf.id);
        let days_off =
            span.finish.days() - span.start.days() - context.plan().placed().ranks[leaf.id].length();
        let may_be_squeezed = days_off >= context.thresholds.holiday_days;
        let lost = if may_be_squeezed { context.calendar(leaf.node).holidays(span) } else { 0 };
        if lost >= context.thresholds.holiday_days || works_alone(context, &leaf) {
            let (first, _) = context.days(&leaf);
            found.push(context.about(Code::HolidaySqueeze, &leaf, first, lost.max(0)));
        }
    }
}

/// Whether its own calendar works an exceptional day in its span that its department's does not.
fn works_alone<K: Key>(context: &Context<'_, K>, leaf: &Open<'_, K>) -> bool {
    if context.network().campaign().calendars.len() < 2 {
        return false;
    }
    let (Some(own), Some(department)) = (leaf.task.calendar, leaf.task.department) else { return false };
    let department = context.network().department(department).and_then(|row| row.calendar);
    let Some(theirs) = department.filter(|theirs| *theirs != own) else { return false };
    let (own, theirs) = (context.network().calendar(own), context.network().calendar(theirs));
    own.extra_days(context.plan().span_of(leaf.id)).any(|date| !theirs.is_working(date))
}
