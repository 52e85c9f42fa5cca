//! `CHILD_OUTSIDE_PHASE`: a child, leaf or phase, lies beyond the manual dates of its phase.

use crate::finding::context::{Context, Found};
use crate::finding::{Code, Detail, Finding, Subject};
use crate::network::Key;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let (network, plan) = (context.network(), context.plan());
    for task in network.wbs() {
        let Some((parent, phase)) = network.parent(*task).and_then(|id| Some((id, plan.phase(id)?.manual?)))
        else {
            continue;
        };
        let Some((span, (first, last))) = plan.span(*task).zip(plan.days(*task)) else { continue };
        let before = phase.start.days() - span.start.days();
        let after = span.finish.days() - phase.finish.days();
        if before <= 0 && after <= 0 {
            continue;
        }
        let code = Code::ChildOutsidePhase;
        let leaf = context.leaf(*task);
        found.push(Finding {
            code,
            severity: code.severity(),
            subject: Subject::Task(*task),
            detail: Detail::Task(parent),
            on: if after > 0 { last } else { first },
            days: before.max(after),
            critical: leaf.is_some_and(|leaf| plan.is_critical(leaf.id)),
            origin: None,
            root_cause: None,
        });
    }
}
