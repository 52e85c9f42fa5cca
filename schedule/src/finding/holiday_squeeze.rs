//! `HOLIDAY_SQUEEZE`: holidays take working days out of its span, or its calendar works a weekend in it that
//! its department does not work.

use chrono::NaiveDate;

use crate::finding::context::{Context, Found, Open};
use crate::finding::{Code, Finding, Params};
use crate::network::{Key, Role};

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    for leaf in context.open().filter(|leaf| leaf.node.role == Role::Work) {
        let span = context.plan().span_of(leaf.id);
        let not_worked =
            span.finish.days() - span.start.days() - context.plan().placed().ranks[leaf.id].length();
        let may_be_squeezed = not_worked >= context.thresholds.holiday_days;
        let lost = if may_be_squeezed { context.calendar(leaf.node).holidays(span) } else { 0 };
        if lost >= context.thresholds.holiday_days {
            let (first, _) = context.days(&leaf);
            found.push(context.about(Code::HolidaySqueeze, &leaf, first, lost));
        } else if let Some(day) = worked_alone(context, &leaf) {
            let finding = context.about(Code::HolidaySqueeze, &leaf, day, 0);
            found.push(Finding { params: Params::Day(day), ..finding });
        }
    }
}

/// The first exceptional working day in its span that its own calendar works and its department's does not.
fn worked_alone<K: Key>(context: &Context<'_, K>, leaf: &Open<'_, K>) -> Option<NaiveDate> {
    let own = leaf.task.calendar?;
    let department = context.network().department(leaf.task.department?)?;
    let theirs = department.calendar.unwrap_or(context.network().campaign().calendar);
    if own == theirs {
        return None;
    }
    let (own, theirs) = (context.network().calendar(own), context.network().calendar(theirs));
    own.extra_days(context.plan().span_of(leaf.id)).find(|date| !theirs.is_working(*date))
}
