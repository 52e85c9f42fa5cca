//! `NON_WORKING_DATE`: a manual date or a deadline on a day off.

use chrono::NaiveDate;

use crate::calendar::Calendar;
use crate::campaign::{Mode, Task};
use crate::finding::Code;
use crate::finding::context::{Context, Found};
use crate::network::{Key, Stage};

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    for leaf in context.special() {
        let is_typed = leaf.node.stage == Stage::Open;
        if let Some(date) = day_off(leaf.task, is_typed, context.calendar(leaf.node)) {
            found.push(context.about(Code::NonWorkingDate, &leaf, date, 0));
        }
    }
    for phase in context.phases() {
        if let Some(date) = day_off(phase.task, true, context.network().calendar_of(phase.id)) {
            found.push(context.about_phase(Code::NonWorkingDate, phase, date, 0));
        }
    }
}

/// The first of the typed dates and the deadline that is not worked.
fn day_off<K>(task: &Task<K>, is_typed: bool, calendar: &Calendar) -> Option<NaiveDate> {
    let (start, finish) = match task.mode {
        Mode::Manual { start, finish } if is_typed => (start, finish),
        Mode::Manual { .. } | Mode::Automatic => (None, None),
    };
    let dates = [start, finish, task.deadline.map(|deadline| deadline.date)];
    dates.into_iter().flatten().find(|date| !calendar.is_working(*date))
}
