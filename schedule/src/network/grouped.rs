//! Rows grouped by node, as compressed rows: all of a node's rows lie next to each other.

use std::ops::Range;

use super::{ArcId, NodeId};
use crate::table::{Id, Table};

#[derive(Clone, Debug)]
pub(super) struct Grouped<T> {
    /// Where each node's rows begin, and at the end where the last node's end.
    start: Table<NodeId, ArcId>,
    rows: Table<ArcId, T>,
}

impl<T: Copy> Grouped<T> {
    /// Groups rows by their node, keeping the order in which they are given.
    pub(super) fn new(nodes: usize, rows: impl Iterator<Item = (NodeId, T)> + Clone) -> Self {
        let mut start = Table::filled(ArcId(0), nodes + 1);
        for (node, _) in rows.clone() {
            start[node].0 += 1;
        }
        let mut total = 0;
        for first in start.iter_mut() {
            let count = std::mem::replace(&mut first.0, total);
            total += count;
        }
        let Some((_, any)) = rows.clone().next() else {
            return Self { start, rows: Table::from(Vec::new()) };
        };
        let mut grouped = Table::filled(any, total as usize);
        // Each start runs to the end of its rows while they are filled in, which is where the next node's
        // begin.
        for (node, row) in rows {
            let slot = &mut start[node];
            grouped[*slot] = row;
            slot.0 += 1;
        }
        let mut begin = ArcId(0);
        for first in start.iter_mut() {
            std::mem::swap(first, &mut begin);
        }
        Self { start, rows: grouped }
    }

    pub(super) fn ids(&self, node: NodeId) -> Range<ArcId> {
        self.start[node]..self.start[NodeId(node.0 + 1)]
    }

    pub(super) fn of(&self, node: NodeId) -> &[T] {
        self.rows.slice(self.ids(node))
    }

    pub(super) fn row(&self, id: ArcId) -> T {
        self.rows[id]
    }

    /// Every row with its node, by node.
    pub(super) fn iter(&self) -> impl Iterator<Item = (NodeId, &T)> + Clone {
        let nodes = (0..self.start.len() - 1).map(NodeId::from_index);
        nodes.flat_map(|node| self.of(node).iter().map(move |row| (node, row)))
    }

    /// Keeps of every node's rows those at the positions that `kept` writes, counted from the node's first
    /// row.
    pub(super) fn retain(&mut self, mut kept: impl FnMut(&[T], &mut Vec<usize>)) {
        let mut positions = Vec::new();
        let (mut begin, mut end) = (ArcId(0), ArcId(0));
        for node in (0..self.start.len() - 1).map(NodeId::from_index) {
            let from = self.start[NodeId(node.0 + 1)];
            positions.clear();
            kept(self.rows.slice(begin..from), &mut positions);
            self.start[node] = end;
            for position in &positions {
                self.rows[end] = self.rows[ArcId(begin.0 + ArcId::from_index(*position).0)];
                end.0 += 1;
            }
            begin = from;
        }
        if let Some(last) = self.start.iter_mut().last() {
            *last = end;
        }
    }
}
