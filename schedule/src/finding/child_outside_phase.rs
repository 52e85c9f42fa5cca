//! `CHILD_OUTSIDE_PHASE`: a child, leaf or phase, lies beyond the manual dates of its phase.

use crate::campaign::Mode;
use crate::finding::context::{Context, Found};
use crate::finding::{Code, Finding, Params, Subject};
use crate::network::Key;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let (network, plan) = (context.network(), context.plan());
    for task in network.wbs() {
        let Some(parent) = network.parent(*task) else { continue };
        let Mode::Manual { start, finish } = network.task(parent).mode else { continue };
        let Some((first, last)) = plan.days(*task) else { continue };
        let before = start.map_or(0, |start| (start - first).num_days());
        let after = finish.map_or(0, |finish| (last - finish).num_days());
        if before <= 0 && after <= 0 {
            continue;
        }
        let code = Code::ChildOutsidePhase;
        let is_critical = match plan.phase(*task) {
            Some(phase) => phase.critical,
            None => context.leaf(*task).is_some_and(|leaf| plan.is_critical(leaf.id)),
        };
        found.push(Finding {
            code,
            severity: code.severity(),
            subject: Subject::Task(*task),
            params: Params::Task(parent),
            since: if after > 0 { last } else { first },
            days: i32::try_from(before.max(after)).unwrap_or(i32::MAX),
            critical: is_critical,
            origin: None,
            root_cause: None,
        });
    }
}
