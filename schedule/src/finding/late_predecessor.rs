//! `LATE_PREDECESSOR`: it starts soon, and a predecessor is late or at risk of it.  One finding a work
//! package, about the predecessor that holds it up most.

use crate::finding::context::{Context, Found};
use crate::finding::{Code, Finding, Params};
use crate::network::{Key, NodeId};
use crate::plan::Reason;
use crate::status::LateStatus;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let network = context.network();
    for leaf in context.waiting() {
        if context.days_to_start(&leaf) > context.thresholds.start_soon_days {
            continue;
        }
        let late = network.ins_with_ids(leaf.id).filter(|(_, arc)| is_late(context, arc.peer));
        let length = (leaf.node.duration, context.calendar(leaf.node));
        let asked = late.map(|(id, arc)| (arc.start_asked(length, &context.outlook.forecast.positions), id));
        let Some((start, arc)) = asked.max_by_key(|(start, id)| (*start, u32::MAX - id.0)) else { continue };
        let drivers = &context.outlook.forecast.drivers;
        let Reason::Link { peer, link_type, .. } = network.link_reason(arc, |relay| drivers[relay], leaf.id)
        else {
            continue;
        };
        let days = (start - context.plan().placed().ranks[leaf.id].start).max(0);
        let (first, _) = context.days(&leaf);
        let root = context.outlook.lateness.root(network.in_arc(arc).peer);
        found.push(Finding {
            params: Params::Link { peer, link_type },
            root_cause: Some(network.nodes[root].task),
            ..context.about_late(Code::LatePredecessor, &leaf, first, days)
        });
    }
}

fn is_late<K: Key>(context: &Context<'_, K>, node: NodeId) -> bool {
    let row = &context.network().nodes[node];
    if !row.role.is_leaf() {
        return context.outlook.days_after_plan(node) > 0;
    }
    matches!(context.outlook.status(node).0, LateStatus::Late | LateStatus::AtRisk)
}
