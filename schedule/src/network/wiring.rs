//! Links to arcs.
//!
//! A link with a phase at one end holds for all leaves of the phase (SCHEDULING.md §3), and two phases of a thousand
//! leaves would make a million arcs of one link.  So a phase gets relays, only where a link needs them: one that
//! gathers the latest finish of its leaves, one the earliest start, and for links into it one that hands their demand
//! down, for each calendar that its leaves work by, since lags are walked on the successor's calendar.  Relays of
//! nested phases are tied to each other, and the number of arcs stays proportional to the rows.

use hashbrown::{HashMap, HashSet};

use super::build::Places;
use super::hierarchy::Hierarchy;
use super::{Key, Node, NodeId, Phase, PhaseId, Place, Role, Side, Stage, TaskId, Wait};
use crate::campaign::{CalendarId, Campaign, LagUnit, LinkType};
use crate::error::Error;
use crate::table::{Id, Table};

/// An arc with both of its ends.
#[derive(Clone, Copy)]
pub(super) struct Wire {
    pub(super) predecessor: NodeId,
    pub(super) successor: NodeId,
    pub(super) lag: i32,
    pub(super) link_type: LinkType,
    pub(super) wait: Wait,
    /// The end of the predecessor that counts.
    pub(super) from: Side,
}

/// The nodes and arcs of a campaign, before they are ordered.
pub(super) struct Wiring<'a> {
    hierarchy: &'a Hierarchy,
    phases: &'a Table<PhaseId, Phase>,
    place: &'a Table<TaskId, Place>,
    pub(super) nodes: Table<NodeId, Node>,
    pub(super) wires: Vec<Wire>,
}

/// A link between two work packages of the network.
#[derive(Clone, Copy)]
struct Resolved {
    predecessor: TaskId,
    successor: TaskId,
    lag: i32,
    link_type: LinkType,
    wait: Wait,
}

impl<'a> Wiring<'a> {
    pub(super) fn new<K: Key>(
        campaign: &Campaign<K>,
        by_key: &HashMap<K, TaskId>,
        hierarchy: &'a Hierarchy,
        places: &'a Places,
        nodes: Table<NodeId, Node>,
    ) -> Result<Self, Error<K>> {
        let wires = Vec::with_capacity(campaign.links.len());
        let Places { phases, place } = places;
        let mut wiring = Self { hierarchy, phases, place, nodes, wires };
        let mut with_phases = Vec::new();
        for link in &campaign.links {
            let find = |key: K| by_key.get(&key).copied().ok_or(Error::UnknownKey(key));
            let wait = match link.lag_unit {
                LagUnit::WorkingDay => Wait::WorkingDays,
                LagUnit::CalendarDay => Wait::CalendarDays,
            };
            let (predecessor, successor) = (find(link.predecessor)?, find(link.successor)?);
            if predecessor == successor {
                return Err(Error::SelfLink(link.predecessor));
            }
            let resolved =
                Resolved { predecessor, successor, lag: link.lag, link_type: link.link_type, wait };
            match (place[predecessor], place[successor]) {
                (Place::Leaf(from), Place::Leaf(to)) => wiring.wire(from, to, resolved),
                _ if wiring.is_nested(predecessor, successor) => {
                    let (predecessor, successor) = (link.predecessor, link.successor);
                    return Err(Error::LinkToAncestor { predecessor, successor });
                }
                _ => with_phases.push(resolved),
            }
        }
        if !with_phases.is_empty() {
            wiring.wire_phases(with_phases);
        }
        Ok(wiring)
    }

    fn wire(&mut self, predecessor: NodeId, successor: NodeId, link: Resolved) {
        let Resolved { lag, link_type, wait, .. } = link;
        let from = self.nodes[predecessor].role.side(link_type.sides().0);
        self.wires.push(Wire { predecessor, successor, lag, link_type, wait, from });
    }

    fn tie(&mut self, predecessor: NodeId, successor: NodeId, link_type: LinkType, from: Side) {
        self.wires.push(Wire { predecessor, successor, lag: 0, link_type, wait: Wait::Member, from });
    }

    fn is_nested(&self, one: TaskId, other: TaskId) -> bool {
        let holds = |outer, inner| match self.place[outer] {
            Place::Leaf(_) => false,
            Place::Phase(phase) => {
                let rank = &self.hierarchy.wbs_rank;
                self.phases[phase].holds(rank[outer], rank[inner])
            }
        };
        holds(one, other) || holds(other, one)
    }

    /// Wires links of which one end or both are phases; a phase without leaves asks nothing.
    fn wire_phases(&mut self, mut links: Vec<Resolved>) {
        let leaves = self.leaf_counts();
        links.retain(|link| leaves[link.predecessor] > 0);
        let links = links.as_slice();
        let ends = LinkType::ALL.map(|link_type| (link_type, self.relays_of_phase_ends(links, link_type)));
        let end_of = |link: &Resolved, place: Place| match place {
            Place::Leaf(node) => Some(node),
            Place::Phase(_) => {
                ends.iter().find(|end| end.0 == link.link_type).and_then(|end| end.1[link.predecessor].some())
            }
        };
        let mut gates = Gates::default();
        for link in links {
            if let Place::Phase(_) = self.place[link.successor] {
                gates.needed.insert((link.successor, self.passage(*link)));
            }
        }
        gates.build(self);
        for link in links {
            let Some(from) = end_of(link, self.place[link.predecessor]) else { continue };
            match self.place[link.successor] {
                Place::Leaf(to) => self.wire(from, to, *link),
                Place::Phase(_) => {
                    for to in gates.of(link.successor, self.passage(*link)) {
                        self.wire(from, *to, *link);
                    }
                }
            }
        }
    }

    /// What a gate hands down for a link: its type, and the end of the predecessor that counts, so that a leaf takes
    /// it as it would take the link itself.
    fn passage(&self, link: Resolved) -> Passage {
        let from = link.link_type.sides().0;
        let from = match self.place[link.predecessor] {
            Place::Leaf(node) => self.nodes[node].role.side(from),
            Place::Phase(_) => from,
        };
        (link.link_type, from)
    }

    fn leaf_counts(&self) -> Table<TaskId, u32> {
        let mut counts = Table::filled(0_u32, self.place.len());
        for task in self.hierarchy.wbs.iter().rev() {
            if let Place::Leaf(_) = self.place[*task] {
                counts[*task] = 1;
            }
            if let Some(parent) = self.hierarchy.parent[*task].some() {
                counts[parent] += counts[*task];
            }
        }
        counts
    }

    /// For each phase that a link of this type leaves, the relay that gathers the end of its leaves that counts.
    fn relays_of_phase_ends(&mut self, links: &[Resolved], link_type: LinkType) -> Table<TaskId, NodeId> {
        let role = match link_type.sides().0 {
            Side::Start => Role::Earliest,
            Side::Finish => Role::Latest,
        };
        let mut relays = Table::filled(NodeId::NONE, self.place.len());
        for task in links.iter().filter(|link| link.link_type == link_type).map(|link| link.predecessor) {
            let is_phase = matches!(self.place[task], Place::Phase(_));
            if is_phase && relays[task] == NodeId::NONE {
                relays[task] = self.relay(task, self.phase_calendar(task), role);
            }
        }
        self.tie_members(link_type, &relays);
        relays
    }

    fn phase_calendar(&self, phase: TaskId) -> CalendarId {
        let leaf = self.hierarchy.wbs.iter().skip(self.hierarchy.wbs_rank[phase] as usize);
        let mut nodes = leaf.filter_map(|task| match self.place[*task] {
            Place::Leaf(node) => Some(self.nodes[node].calendar),
            Place::Phase(_) => None,
        });
        nodes.next().unwrap_or(CalendarId(0))
    }

    fn relay(&mut self, task: TaskId, calendar: CalendarId, role: Role) -> NodeId {
        self.nodes.push(Node {
            task,
            duration: 0,
            calendar,
            role,
            plain: true,
            from_start: false,
            stage: Stage::Open,
        })
    }

    /// Ties every leaf to the relay of the nearest phase above it, and that relay to the next one above.
    fn tie_members(&mut self, link_type: LinkType, relays: &Table<TaskId, NodeId>) {
        let mut nearest = Table::filled(NodeId::NONE, self.place.len());
        for task in self.hierarchy.wbs.iter().copied() {
            let above = self.hierarchy.parent[task].some().map_or(NodeId::NONE, |parent| nearest[parent]);
            let own = match self.place[task] {
                Place::Leaf(node) => node,
                Place::Phase(_) => relays[task],
            };
            nearest[task] = own.some().unwrap_or(above);
            if let (Some(own), Some(above)) = (own.some(), above.some()) {
                let from = self.nodes[own].role.side(link_type.sides().0);
                self.tie(own, above, link_type, from);
            }
        }
    }
}

impl LinkType {
    const ALL: [Self; 4] =
        [Self::FinishToStart, Self::StartToStart, Self::FinishToFinish, Self::StartToFinish];
}

/// The type of a link into a phase, and the end of its predecessor that counts.
type Passage = (LinkType, Side);

/// The relays that hand the demands of links into phases down to the leaves.
#[derive(Default)]
struct Gates {
    /// The phases that links lead into, by type.
    needed: HashSet<(TaskId, Passage)>,
    by_calendar: HashMap<(TaskId, Passage, CalendarId), NodeId>,
    by_phase: HashMap<(TaskId, Passage), Vec<NodeId>>,
}

impl Gates {
    fn of(&self, phase: TaskId, passage: Passage) -> &[NodeId] {
        self.by_phase.get(&(phase, passage)).map_or(&[], Vec::as_slice)
    }

    fn build(&mut self, wiring: &mut Wiring<'_>) {
        let hierarchy = wiring.hierarchy;
        let all = LinkType::ALL
            .into_iter()
            .flat_map(|link_type| [Side::Start, Side::Finish].map(|from| (link_type, from)));
        for passage in
            all.filter(|passage| self.needed.iter().any(|(_, needed)| needed == passage)).collect::<Vec<_>>()
        {
            let mut nearest = Table::filled(TaskId::NONE, wiring.place.len());
            for task in hierarchy.wbs.iter().copied() {
                let above = hierarchy.parent[task].some().map_or(TaskId::NONE, |parent| nearest[parent]);
                let is_gate = self.needed.contains(&(task, passage));
                nearest[task] = if is_gate { task } else { above };
                if let Place::Leaf(node) = wiring.place[task] {
                    self.tie_upwards(wiring, (node, above), passage, &nearest);
                }
            }
        }
    }

    /// Ties a leaf to the nearest gate above it, making gates up to the first that is there.
    fn tie_upwards(
        &mut self,
        wiring: &mut Wiring<'_>,
        (leaf, phase): (NodeId, TaskId),
        passage: Passage,
        nearest: &Table<TaskId, TaskId>,
    ) {
        let calendar = wiring.nodes[leaf].calendar;
        let (mut below, mut phase) = (leaf, phase);
        while let Some(gated) = phase.some() {
            if let Some(gate) = self.by_calendar.get(&(gated, passage, calendar)) {
                wiring.tie(*gate, below, passage.0, passage.1);
                return;
            }
            let gate = wiring.relay(gated, calendar, Role::Latest);
            self.by_calendar.insert((gated, passage, calendar), gate);
            self.by_phase.entry((gated, passage)).or_default().push(gate);
            wiring.tie(gate, below, passage.0, passage.1);
            below = gate;
            phase = wiring.hierarchy.parent[gated].some().map_or(TaskId::NONE, |parent| nearest[parent]);
        }
    }
}
