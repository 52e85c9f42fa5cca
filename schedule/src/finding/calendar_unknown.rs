//! `CALENDAR_UNKNOWN`: it is planned or forecast beyond the last day for which its calendar's holidays are
//! known, so that its dates may move.

use crate::boundary::Boundary;
use crate::finding::context::{Context, Found};
use crate::finding::{Code, Finding, Params};
use crate::network::Key;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let calendars = &context.network().campaign().calendars;
    if calendars.iter().all(|calendar| calendar.last_known_day().is_none()) {
        return;
    }
    for leaf in context.open() {
        let calendar = context.calendar(leaf.node);
        let Some(known) = calendar.last_known_day() else { continue };
        let (_, planned) = context.days(&leaf);
        let (_, forecast) = leaf.task.kind.days(context.outlook.forecast.positions.spans[leaf.id]);
        let last = planned.max(forecast);
        if last > known {
            let days = calendar.working_days(Boundary::closing(known), Boundary::closing(last));
            let finding = context.about(Code::CalendarUnknown, &leaf, last, days);
            found.push(Finding { params: Params::Day(known), ..finding });
        }
    }
}
