//! `NON_WORKING_DATE`: a manual date or a deadline on a day off.

use crate::campaign::Mode;
use crate::finding::Code;
use crate::finding::context::{Context, Found};
use crate::network::{Key, Stage};

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    for leaf in context.open().filter(|leaf| !leaf.node.plain) {
        let (start, finish) = match leaf.task.mode {
            Mode::Manual { start, finish } if leaf.node.stage == Stage::Open => (start, finish),
            Mode::Manual { .. } | Mode::Automatic => (None, None),
        };
        let dates = [start, finish, leaf.task.deadline.map(|deadline| deadline.date)];
        let calendar = context.calendar(leaf.node);
        if let Some(date) = dates.into_iter().flatten().find(|date| !calendar.is_working(*date)) {
            found.push(context.about(Code::NonWorkingDate, &leaf, date, 0));
        }
    }
}
