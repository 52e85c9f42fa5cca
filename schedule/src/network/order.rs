//! Topological order, by Kahn's algorithm, or the cycle that stands in its way.

use super::wiring::{Wire, starts};
use super::{ArcId, Key, Node, NodeId, Wait};
use crate::campaign::Task;
use crate::error::Error;
use crate::table::{Id, Table};

/// The wires grouped by one of their ends.
pub(super) struct Grouped {
    start: Table<NodeId, ArcId>,
    pub(super) wires: Table<ArcId, Wire>,
}

impl Grouped {
    /// Groups by `end`, keeping the order in which the wires are given.
    pub(super) fn by(wires: &[Wire], nodes: usize, end: impl Fn(&Wire) -> NodeId) -> Self {
        let mut counts = Table::filled(ArcId(0), nodes + 1);
        for wire in wires {
            counts[end(wire)].0 += 1;
        }
        let start = starts(counts);
        let mut next = start.clone();
        let Some(first) = wires.first() else {
            return Self { start, wires: Table::from(Vec::new()) };
        };
        let mut grouped = Table::filled(*first, wires.len());
        for wire in wires {
            let slot = &mut next[end(wire)];
            grouped[*slot] = *wire;
            slot.0 += 1;
        }
        Self { start, wires: grouped }
    }

    fn of(&self, node: NodeId) -> &[Wire] {
        self.wires.slice(self.start[node]..self.start[NodeId(node.0 + 1)])
    }

    /// Drops every wire that a later one of the same type between the same nodes replaces.
    pub(super) fn without_repeats(&self, nodes: usize) -> Vec<Wire> {
        let mut kept = Vec::with_capacity(self.wires.len());
        let mut seen: Vec<(NodeId, u8, u32)> = Vec::new();
        for node in (0..nodes).map(NodeId::from_index) {
            let wires = self.of(node);
            if let [one] = wires {
                kept.push(*one);
            } else if let [one, other] = wires {
                if !one.repeats(other) {
                    kept.push(*one);
                }
                kept.push(*other);
            } else {
                seen.clear();
                seen.extend((0_u32..).zip(wires).map(|(at, wire)| (wire.predecessor, wire.identity(), u32::MAX - at)));
                seen.sort_unstable();
                seen.dedup_by_key(|(predecessor, identity, _)| (*predecessor, *identity));
                seen.sort_unstable_by_key(|(.., at)| u32::MAX - at);
                let last = seen.iter().filter_map(|(.., at)| wires.get((u32::MAX - at) as usize));
                kept.extend(last);
            }
        }
        kept
    }
}

impl Wire {
    fn identity(&self) -> u8 {
        self.link_type as u8 * 2 + u8::from(self.wait == Wait::Member)
    }

    fn repeats(&self, other: &Self) -> bool {
        self.predecessor == other.predecessor && self.identity() == other.identity()
    }
}

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
    let successors = Successors::new(wires, nodes.len());
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

/// The successors of each node, as compressed rows.
struct Successors {
    start: Table<NodeId, ArcId>,
    nodes: Table<ArcId, NodeId>,
}

impl Successors {
    fn new(wires: &[Wire], nodes: usize) -> Self {
        let mut counts = Table::filled(ArcId(0), nodes + 1);
        for wire in wires {
            counts[wire.predecessor].0 += 1;
        }
        let start = starts(counts);
        let mut next = start.clone();
        let mut successors = Table::filled(NodeId::NONE, wires.len());
        for wire in wires {
            let slot = &mut next[wire.predecessor];
            successors[*slot] = wire.successor;
            slot.0 += 1;
        }
        Self { start, nodes: successors }
    }

    fn of(&self, node: NodeId) -> &[NodeId] {
        self.nodes.slice(self.start[node]..self.start[NodeId(node.0 + 1)])
    }
}

/// One cycle among the nodes that still wait, in the direction of the links; phases that it runs through are named.
fn cycle<K: Key>(
    nodes: &Table<NodeId, Node>,
    wires: &[Wire],
    waiting: &Table<NodeId, u32>,
    tasks: &[Task<K>],
) -> Vec<K> {
    // Any predecessor that waits too: following them backwards never ends, so it comes back to a node.
    let mut back = Table::filled(NodeId::NONE, nodes.len());
    for wire in wires.iter().filter(|wire| waiting[wire.successor] > 0 && waiting[wire.predecessor] > 0) {
        back[wire.successor] = wire.predecessor;
    }
    let Some(stuck) = back.ids().find(|node| back[*node] != NodeId::NONE) else {
        return Vec::new();
    };
    let on_cycle = back.iter().fold(stuck, |node, _| back[node]);
    let mut path: Vec<NodeId> = vec![on_cycle];
    path.extend(std::iter::successors(Some(back[on_cycle]), |node| Some(back[*node])).take_while(|node| *node != on_cycle));
    path.reverse();
    let mut keys: Vec<K> = Vec::new();
    for key in path.iter().filter_map(|node| tasks.get(nodes[*node].task.index())).map(|row| row.key) {
        if keys.last() != Some(&key) {
            keys.push(key);
        }
    }
    if keys.len() > 1 && keys.first() == keys.last() {
        keys.pop();
    }
    keys
}
