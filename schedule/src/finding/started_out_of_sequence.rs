//! `STARTED_OUT_OF_SEQUENCE`: it has an actual start while a predecessor whose finish it waits for is open.

use crate::campaign::LinkType;
use crate::finding::context::{Context, Found};
use crate::finding::{Code, Finding, Params};
use crate::network::{Key, Network, NodeId, Stage};
use crate::plan::Reason;
use crate::table::Table;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let network = context.network();
    let leaves = network.nodes.enumerate().filter(|(_, node)| node.stage != Stage::Open);
    let started: Vec<_> = leaves.map(|(id, node)| context.open_leaf(id, node)).collect();
    if started.is_empty() {
        return;
    }
    let done = done(network);
    for leaf in started {
        let waits = network
            .ins_with_ids(leaf.id)
            .find(|(_, arc)| arc.link_type == LinkType::FinishToStart && !done[arc.peer]);
        let Some((arc, _)) = waits else { continue };
        let Some(on) = leaf.task.actual_start.or(leaf.task.actual_finish) else { continue };
        let drivers = &context.plan().drivers;
        if let Reason::Link { peer, link_type, .. } =
            network.link_reason(arc, |relay| drivers[relay], leaf.id)
        {
            let params = Params::Link { peer, link_type };
            found.push(Finding { params, ..context.about(Code::StartedOutOfSequence, &leaf, on, 0) });
        }
    }
}

/// Which nodes are done; a relay is when all that it relays is.
fn done<K: Key>(network: &Network<K>) -> Table<NodeId, bool> {
    let mut done = Table::with_capacity(network.nodes.len());
    for (id, node) in network.nodes.enumerate() {
        let is_done =
            if node.role.is_leaf() { node.is_done } else { network.ins(id).iter().all(|arc| done[arc.peer]) };
        done.push(is_done);
    }
    done
}
