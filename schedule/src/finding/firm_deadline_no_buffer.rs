//! `FIRM_DEADLINE_NO_BUFFER`: fewer working days are free before a firm deadline than asked.

use crate::boundary::Boundary;
use crate::campaign::Firmness;
use crate::finding::Code;
use crate::finding::context::{Context, Found};
use crate::network::Key;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    for leaf in context.special() {
        let (Some(deadline), Some(boundary)) = (leaf.task.deadline, context.plan().deadline_of(leaf.id))
        else {
            continue;
        };
        let asked = leaf.task.buffer.max(context.thresholds.firm_buffer_days);
        let planned = context.plan().placed().ranks[leaf.id].finish;
        let free = context.calendar(leaf.node).rank(boundary) - planned;
        if deadline.firmness == Firmness::Firm && free < asked {
            found.push(context.about(
                Code::FirmDeadlineNoBuffer,
                &leaf,
                deadline.date,
                asked.saturating_sub(free),
            ));
        }
    }
    for phase in context.phases() {
        let Some(deadline) = phase.task.deadline.filter(|deadline| deadline.firmness == Firmness::Firm)
        else {
            continue;
        };
        let asked = phase.task.buffer.max(context.thresholds.firm_buffer_days);
        let calendar = context.network().calendar_of(phase.id);
        let free = calendar.working_days(phase.planned.span.finish, Boundary::closing(deadline.date));
        if free < asked {
            let days = asked.saturating_sub(free);
            found.push(context.about_phase(Code::FirmDeadlineNoBuffer, phase, deadline.date, days));
        }
    }
}
