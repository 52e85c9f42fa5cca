//! `DEADLINE_MISSED`: the deadline has passed, and it is not done.  `DEADLINE_AT_RISK`: the forecast passes
//! it.

use crate::boundary::Boundary;
use crate::finding::Code;
use crate::finding::context::{Context, Found};
use crate::network::Key;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    for leaf in context.special() {
        let (Some(deadline), Some(boundary)) = (leaf.task.deadline, context.plan().deadline_of(leaf.id))
        else {
            continue;
        };
        let calendar = context.calendar(leaf.node);
        let forecast = context.outlook.forecast.positions.spans[leaf.id].finish;
        let (code, days) = if deadline.date < context.as_of() {
            (Code::DeadlineMissed, context.outlook.close(leaf.id) - calendar.rank(boundary))
        } else if forecast > boundary {
            (Code::DeadlineAtRisk, calendar.working_days(boundary, forecast))
        } else {
            continue;
        };
        found.push(context.about_late(code, &leaf, deadline.date, days));
    }
    for phase in context.phases() {
        let Some(deadline) = phase.task.deadline else { continue };
        let calendar = context.network().calendar_of(phase.id);
        let boundary = Boundary::closing(deadline.date);
        let forecast = context.outlook.forecast.positions.spans[phase.last].finish;
        let (code, until) = if deadline.date < context.as_of() {
            (Code::DeadlineMissed, Boundary::closing(context.as_of()))
        } else if forecast > boundary {
            (Code::DeadlineAtRisk, forecast)
        } else {
            continue;
        };
        let days = calendar.working_days(boundary, until);
        found.push(context.about_phase(code, phase, deadline.date, days));
    }
}
