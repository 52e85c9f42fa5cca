//! `LAST_SAFE_START`: not started, and the day is the last working day on which it can start and still make
//! its anchor or deadline.

use std::cell::OnceCell;

use crate::boundary::Boundary;
use crate::finding::Code;
use crate::finding::context::{Context, Found};
use crate::network::{Key, Role};
use crate::plan::Driver;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let plan = context.plan();
    let by_dates = OnceCell::new();
    for leaf in context.waiting().filter(|leaf| leaf.node.role == Role::Work) {
        // On a day off the last chance has been the working day before.
        let is_today = |late_start: i32| {
            late_start == context.outlook.close(leaf.id) - 1
                && context.calendar(leaf.node).opening(late_start) == Boundary::opening(context.as_of())
        };
        // Booked work is to start on its typed day: what a later start would still make promises nothing.
        let late_start = plan.late.ranks[leaf.id].start;
        let is_booked =
            plan.drivers[leaf.id] == Driver::Manual && late_start > plan.early.ranks[leaf.id].start;
        if is_booked || !is_today(late_start) {
            continue;
        }
        // The plan's late dates may stand on nothing but its own latest finish, which is no promise to
        // anybody.
        let late = by_dates.get_or_init(|| plan.late_by_dates());
        if late.as_ref().is_none_or(|late| is_today(late.ranks[leaf.id].start)) {
            found.push(context.about(Code::LastSafeStart, &leaf, context.as_of(), 0));
        }
    }
}
