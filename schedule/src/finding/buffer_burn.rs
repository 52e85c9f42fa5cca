//! `BUFFER_BURN`: the share of a buffer that the forecast uses exceeds the share of its chain that is done.
//! The chain are the work package and the driving links before it.

use crate::boundary::Boundary;
use crate::campaign::{Anchor, Target};
use crate::finding::anchor_at_risk::anchor_of;
use crate::finding::context::{Context, Found, Open};
use crate::finding::{Code, Finding, Params};
use crate::network::{Key, NodeId};
use crate::table::Table;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let buffered: Vec<_> = context.special().filter(|leaf| leaf.task.buffer != 0).collect();
    if buffered.is_empty() {
        return;
    }
    let chains = chains(context);
    for leaf in buffered {
        let Some(limit) = limit(context, &leaf) else { continue };
        let of = leaf.task.buffer;
        let forecast = context.outlook.forecast.positions.ranks[leaf.id].finish;
        let used = (forecast - (context.calendar(leaf.node).rank(limit) - of)).clamp(0, of);
        let Chain { days, done } = chains[leaf.id];
        if i64::from(used) * days * 100 > done * i64::from(of) {
            let chain_done = u8::try_from(done.checked_div(days).unwrap_or(0)).unwrap_or(100);
            let params = Params::Buffer { used, of, chain_done };
            found.push(Finding {
                params,
                ..context.about_late(Code::BufferBurn, &leaf, limit.date_closed(), used)
            });
        }
    }
}

/// What the buffer is kept before: the earlier of the deadline and the anchor, or required finish.
fn limit<K: Key>(context: &Context<'_, K>, leaf: &Open<'_, K>) -> Option<Boundary> {
    let network = context.network();
    let anchor = || network.anchor(anchor_of(context, leaf)?).map(Anchor::boundary);
    let required = || network.campaign().required_finish.map(Target::boundary);
    context.plan().deadline_of(leaf.id).into_iter().chain(anchor().or_else(required)).min()
}

/// The driving chain up to a node: working days, and per cent done of each day added up.
#[derive(Clone, Copy)]
struct Chain {
    days: i64,
    done: i64,
}

fn chains<K: Key>(context: &Context<'_, K>) -> Table<NodeId, Chain> {
    let network = context.network();
    let mut chains = Table::<NodeId, Chain>::with_capacity(network.nodes.len());
    for (id, node) in network.nodes.enumerate() {
        let driving = context.driving(id).map(|arc| chains[network.in_arc(arc).peer]);
        let before = driving.unwrap_or(Chain { days: 0, done: 0 });
        let task = network.task(node.task);
        let percent = if task.is_done() { 100 } else { i64::from(task.progress) };
        let own = i64::from(node.duration);
        chains.push(Chain { days: before.days + own, done: before.done + own * percent });
    }
    chains
}
