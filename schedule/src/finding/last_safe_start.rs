//! `LAST_SAFE_START`: not started, and the day is the last working day on which it can start and still make its anchor
//! or deadline.

use std::cell::OnceCell;

use crate::boundary::Boundary;
use crate::finding::Code;
use crate::finding::context::{Context, Found};
use crate::network::{Key, Network, NodeId, Role};
use crate::table::Table;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let network = context.network();
    let everything_is_bound = network.campaign().required_finish.is_some();
    let bound = OnceCell::new();
    for leaf in context.waiting().filter(|leaf| leaf.node.role == Role::Work) {
        let late_start = context.plan().late.ranks[leaf.id].start;
        // On a day off the last chance has been the working day before.
        let is_today = late_start == context.outlook.close(leaf.id) - 1
            && context.calendar(leaf.node).opening(late_start) == Boundary::opening(context.as_of());
        if is_today && (everything_is_bound || bound.get_or_init(|| leads_to_a_date(network))[leaf.id]) {
            found.push(context.about(Code::LastSafeStart, &leaf, context.as_of(), 0));
        }
    }
}

/// Which nodes have a deadline or an anchor, or lead to one that does.
fn leads_to_a_date<K: Key>(network: &Network<K>) -> Table<NodeId, bool> {
    let mut bound = Table::filled(false, network.nodes.len());
    if network.nodes.iter().all(|node| node.plain) {
        return bound;
    }
    for (id, node) in network.nodes.enumerate().rev() {
        let is_dated = !node.plain && {
            let (task, limits) = (network.task(node.task), network.limits_of(node));
            let has_cap = limits.cap < Boundary::AFTER_ALL || limits.anchor.is_some();
            task.deadline.is_some() || task.anchor.is_some() || has_cap
        };
        bound[id] = is_dated || network.outs(id).iter().any(|arc| bound[arc.peer]);
    }
    bound
}
