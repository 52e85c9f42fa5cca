//! Links to arcs.

use hashbrown::HashMap;

use super::hierarchy::{Hierarchy, Places};
use super::{Key, Node, NodeId, Phase, PhaseId, Place, Role, Side, Stage, TaskId, Wait};
use crate::campaign::{CalendarId, Campaign, LagUnit, LinkType};
use crate::error::Error;
use crate::table::Table;

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
    pub(super) hierarchy: &'a Hierarchy,
    phases: &'a Table<PhaseId, Phase>,
    pub(super) place: &'a Table<TaskId, Place>,
    pub(super) nodes: Table<NodeId, Node>,
    pub(super) wires: Vec<Wire>,
}

/// What a gate hands down for a link, so that a leaf takes it as it would take the link itself.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Passage {
    pub(super) link_type: LinkType,
    /// The end of the predecessor that counts.
    pub(super) from: Side,
    pub(super) has_lag: bool,
}

/// A link between two work packages of the network.
#[derive(Clone, Copy)]
pub(super) struct Resolved {
    pub(super) predecessor: TaskId,
    pub(super) successor: TaskId,
    pub(super) lag: i32,
    pub(super) link_type: LinkType,
    pub(super) wait: Wait,
}

impl<'a> Wiring<'a> {
    /// Wires the links between leaves, and gives those of which one end or both are phases.
    pub(super) fn new<K: Key>(
        campaign: &Campaign<K>,
        by_key: &HashMap<K, TaskId>,
        hierarchy: &'a Hierarchy,
        places: &'a Places,
        nodes: Table<NodeId, Node>,
    ) -> Result<(Self, Vec<Resolved>), Error<K>> {
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
        Ok((wiring, with_phases))
    }

    fn wire(&mut self, predecessor: NodeId, successor: NodeId, link: Resolved) {
        let from = self.nodes[predecessor].role.side(link.link_type.sides().0);
        self.wire_from((predecessor, from), successor, link);
    }

    pub(super) fn wire_from(
        &mut self,
        (predecessor, from): (NodeId, Side),
        successor: NodeId,
        link: Resolved,
    ) {
        let Resolved { lag, link_type, wait, .. } = link;
        self.wires.push(Wire { predecessor, successor, lag, link_type, wait, from });
    }

    pub(super) fn tie(&mut self, predecessor: NodeId, successor: NodeId, passage: Passage) {
        let Passage { link_type, from, has_lag } = passage;
        let lag = i32::from(has_lag);
        self.wires.push(Wire { predecessor, successor, lag, link_type, wait: Wait::Member, from });
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

    pub(super) fn relay(&mut self, task: TaskId, calendar: CalendarId, role: Role) -> NodeId {
        self.nodes.push(Node {
            task,
            duration: 0,
            calendar,
            role,
            plain: true,
            from_start: false,
            stage: Stage::Open,
            is_done: false,
        })
    }
}

impl Resolved {
    pub(super) fn passage(self, from: Side) -> Passage {
        Passage { link_type: self.link_type, from, has_lag: self.lag != 0 }
    }
}
