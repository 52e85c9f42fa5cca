//! Topological order, by Kahn's algorithm, or the cycle that stands in its way.

use super::grouped::Grouped;
use super::wiring::Wire;
use super::{Key, Node, NodeId};
use crate::campaign::Task;
use crate::error::Error;
use crate::table::{Id, Table};

/// The nodes in topological order: of those that are ready at the same time, the first given first.
pub(super) fn topological<K: Key>(
    nodes: &Table<NodeId, Node>,
    wires: &[Wire],
    tasks: &[Task<K>],
) -> Result<Vec<NodeId>, Error<K>> {
    let mut waiting = Table::filled(0_u32, nodes.len());
    for wire in wires {
        waiting[wire.successor] += 1;
    }
    let successors = Grouped::new(nodes.len(), wires.iter().map(|wire| (wire.predecessor, wire.successor)));
    let mut order = Vec::with_capacity(nodes.len());
    order.extend(nodes.ids().filter(|node| waiting[*node] == 0));
    let mut next = 0;
    while let Some(node) = order.get(next).copied() {
        next += 1;
        for successor in successors.of(node) {
            let left = &mut waiting[*successor];
            *left -= 1;
            if *left == 0 {
                order.push(*successor);
            }
        }
    }
    if order.len() == nodes.len() {
        return Ok(order);
    }
    Err(Error::Cycle(cycle(nodes, wires, &waiting, tasks)))
}

/// One cycle among the nodes that still wait, in the direction of the links; phases that it runs through are
/// named.
fn cycle<K: Key>(
    nodes: &Table<NodeId, Node>,
    wires: &[Wire],
    waiting: &Table<NodeId, u32>,
    tasks: &[Task<K>],
) -> Vec<K> {
    // Any predecessor that waits: its successors wait too, and following predecessors backwards never ends,
    // so it comes back to a node.
    let mut back = Table::filled(NodeId::NONE, nodes.len());
    for wire in wires.iter().filter(|wire| waiting[wire.predecessor] > 0) {
        back[wire.successor] = wire.predecessor;
    }
    let Some(stuck) = back.ids().find(|node| back[*node] != NodeId::NONE) else {
        return Vec::new();
    };
    let on_cycle = back.iter().fold(stuck, |node, _| back[node]);
    let backwards = std::iter::successors(Some(back[on_cycle]), |node| Some(back[*node]));
    let mut path: Vec<NodeId> = vec![on_cycle];
    path.extend(backwards.take_while(|node| *node != on_cycle));
    path.reverse();
    path.iter().filter_map(|node| tasks.get(nodes[*node].task.index())).map(|row| row.key).collect()
}
