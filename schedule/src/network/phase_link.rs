//! Links of phases to arcs.
//!
//! A link with a phase at one end holds for all leaves of the phase (SCHEDULING.md §3), and two phases of a
//! thousand leaves would make a million arcs of one link.  So a phase gets relays, only where a link needs
//! them: one that gathers the latest finish of its leaves, one the earliest start, and for links into it one
//! that hands their demand down, for each calendar that its leaves work by, since lags are walked on the
//! successor's calendar.  Relays of nested phases are tied to each other, and the number of arcs stays
//! proportional to the rows.

use super::gate::Gates;
use super::wiring::{Passage, Resolved, Wiring};
use super::{NodeId, Place, Role, Side, TaskId};
use crate::campaign::{CalendarId, LinkType};
use crate::table::{Id, Table};

impl Wiring<'_> {
    /// Wires links of which one end or both are phases; a phase without leaves asks nothing.
    pub(super) fn wire_phases(&mut self, mut links: Vec<Resolved>) {
        if links.is_empty() {
            return;
        }
        let leaves = self.leaf_counts(|_| true);
        links.retain(|link| leaves[link.predecessor] > 0);
        let links = links.as_slice();
        let ends: Vec<End> = End::kinds().filter_map(|kind| self.end_of_phases(links, kind)).collect();
        let wires: Vec<(NodeId, Side, Resolved)> =
            links.iter().flat_map(|link| self.ends_of(&ends, *link)).collect();
        let mut gates = Gates::default();
        for (_, from, link) in &wires {
            if let Place::Phase(_) = self.place[link.successor] {
                gates.needed.insert((link.successor, link.passage(*from)));
            }
        }
        gates.build(self);
        for (predecessor, from, link) in wires {
            match self.place[link.successor] {
                Place::Leaf(to) => self.wire_from((predecessor, from), to, link),
                Place::Phase(_) => {
                    for to in gates.of(link.successor, link.passage(from)) {
                        self.wire_from((predecessor, from), *to, link);
                    }
                }
            }
        }
    }

    /// The nodes that a link leaves, with the end of each that counts: one for a leaf, and for a phase one of
    /// each kind of end that its leaves have.
    fn ends_of(&self, ends: &[End], link: Resolved) -> Vec<(NodeId, Side, Resolved)> {
        match self.place[link.predecessor] {
            Place::Leaf(node) => {
                vec![(node, self.nodes[node].role.side(link.link_type.sides().0), link)]
            }
            Place::Phase(_) => {
                let of_type = ends.iter().filter(|end| end.link_type == link.link_type);
                let relays =
                    of_type.filter_map(|end| Some((end.relays[link.predecessor].some()?, end.side, link)));
                relays.collect()
            }
        }
    }

    /// How many leaves lie in each work package, of those that `is_counted` says.
    fn leaf_counts(&self, is_counted: impl Fn(Role) -> bool) -> Table<TaskId, u32> {
        let mut counts = Table::filled(0_u32, self.place.len());
        for task in self.hierarchy.wbs.iter().rev() {
            if let Place::Leaf(node) = self.place[*task] {
                counts[*task] = u32::from(is_counted(self.nodes[node].role));
            }
            if let Some(parent) = self.hierarchy.parent[*task].some() {
                counts[parent] += counts[*task];
            }
        }
        counts
    }

    /// The relays that gather one kind of end of each phase that a link of one type leaves; `None` without
    /// such.
    fn end_of_phases(&mut self, links: &[Resolved], (link_type, side): (LinkType, Side)) -> Option<End> {
        let is_phase = |task: &TaskId| matches!(self.place[*task], Place::Phase(_));
        let of_type = links.iter().filter(|link| link.link_type == link_type);
        let phases: Vec<TaskId> = of_type.map(|link| link.predecessor).filter(is_phase).collect();
        if phases.is_empty() {
            return None;
        }
        let leaves = self.leaf_counts(|role| End::gathers(side, role));
        let role = if side == Side::Start { Role::Earliest } else { Role::Latest };
        let mut relays = Table::filled(NodeId::NONE, self.place.len());
        for task in phases.into_iter().filter(|task| leaves[*task] > 0) {
            if relays[task] == NodeId::NONE {
                relays[task] = self.relay(task, self.phase_calendar(task), role);
            }
        }
        let end = End { link_type, side, relays };
        self.tie_members(&end);
        Some(end)
    }

    fn phase_calendar(&self, phase: TaskId) -> CalendarId {
        let leaf = self.hierarchy.wbs.iter().skip(self.hierarchy.wbs_rank[phase] as usize);
        let mut nodes = leaf.filter_map(|task| match self.place[*task] {
            Place::Leaf(node) => Some(self.nodes[node].calendar),
            Place::Phase(_) => None,
        });
        nodes.next().unwrap_or(CalendarId(0))
    }

    /// Ties every leaf that has such an end to the relay of the nearest phase above it, and that relay to the
    /// next one above.
    fn tie_members(&mut self, end: &End) {
        let mut nearest = Table::filled(NodeId::NONE, self.place.len());
        for task in self.hierarchy.wbs.iter().copied() {
            let above = self.hierarchy.parent[task].some().map_or(NodeId::NONE, |parent| nearest[parent]);
            let (own, from) = match self.place[task] {
                Place::Leaf(node) if End::gathers(end.side, self.nodes[node].role) => {
                    (node, self.nodes[node].role.side(end.side))
                }
                Place::Leaf(_) => (NodeId::NONE, end.side),
                Place::Phase(_) => (end.relays[task], end.side),
            };
            nearest[task] = own.some().unwrap_or(above);
            if let (Some(own), Some(above)) = (own.some(), above.some()) {
                self.tie(own, above, Passage { link_type: end.link_type, from, has_lag: false });
            }
        }
    }
}

/// One kind of end of phases that links of one type leave.  What a start asks differs from what a finish
/// asks, so the events of a phase that open a day are gathered apart from its finishes.
struct End {
    link_type: LinkType,
    side: Side,
    /// For each phase that such a link leaves, the relay that gathers this end of its leaves.
    relays: Table<TaskId, NodeId>,
}

impl End {
    fn kinds() -> impl Iterator<Item = (LinkType, Side)> {
        LinkType::ALL.into_iter().flat_map(|link_type| {
            let sides: &[Side] = match link_type.sides().0 {
                Side::Finish | Side::Closing => &[Side::Finish, Side::Opening],
                Side::Start | Side::Opening => &[Side::Start],
            };
            sides.iter().map(move |side| (link_type, *side))
        })
    }

    /// Whether a leaf has this kind of end.
    fn gathers(side: Side, role: Role) -> bool {
        match side {
            Side::Finish => role != Role::OpeningMilestone,
            Side::Opening => role == Role::OpeningMilestone,
            Side::Start | Side::Closing => true,
        }
    }
}

impl LinkType {
    const ALL: [Self; 4] =
        [Self::FinishToStart, Self::StartToStart, Self::FinishToFinish, Self::StartToFinish];
}
