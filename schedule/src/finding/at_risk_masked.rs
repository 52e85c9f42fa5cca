//! `AT_RISK_MASKED`: a manual date, or a must date that overrides links, hides that the logic says later.

use crate::campaign::Constraint;
use crate::finding::context::{Context, Found};
use crate::finding::{Code, Detail, Finding};
use crate::network::{Key, Stage};
use crate::plan::{Driver, Reason};
use crate::table::Id;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let (network, forecast) = (context.network(), &context.outlook.forecast);
    for leaf in context.open().filter(|leaf| !leaf.node.plain && leaf.node.stage == Stage::Open) {
        let is_must = leaf.task.constraint_wins && leaf.task.constraint.is_some_and(Constraint::is_must);
        if context.plan().drivers[leaf.id] != Driver::Manual && !is_must {
            continue;
        }
        let own = forecast.positions.ranks[leaf.id];
        let linked =
            network.linked(leaf.id, (own.length(), context.calendar(leaf.node)), &forecast.positions);
        let Some(arc) = linked.arc.some().filter(|_| linked.rank > own.start) else { continue };
        let reason = network.link_reason(arc, |relay| forecast.drivers[relay], leaf.id);
        if let Reason::Link { peer, link_type, .. } = reason {
            let (first, _) = context.days(&leaf);
            let root = context.outlook.lateness.root(network.in_arc(arc).peer);
            found.push(Finding {
                detail: Detail::Link { peer, link_type },
                root_cause: Some(network.nodes[root].task),
                ..context.about(Code::AtRiskMasked, &leaf, first, linked.rank - own.start)
            });
        }
    }
}
