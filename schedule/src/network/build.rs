//! From rows to a network, step by step.

use std::cmp::Reverse;

use hashbrown::HashMap;

use super::grouped::Grouped;
use super::hierarchy::{Hierarchy, Places};
use super::order::topological;
use super::wiring::{Wire, Wiring};
use super::{
    Arc, Key, Limits, Network, Node, NodeId, Phase, PhaseId, Place, Role, Side, Stage, TaskId, Wait, check,
};
use crate::boundary::Boundary;
use crate::campaign::{CalendarId, Campaign, Direction, Edge, Kind, LinkType, Mode, Task};
use crate::error::Error;
use crate::table::{Id, Table};

pub(super) fn network<K: Key>(campaign: Campaign<K>) -> Result<Network<K>, Error<K>> {
    check::rows(&campaign)?;
    let by_key = index(&campaign.tasks)?;
    let hierarchy = Hierarchy::new(&campaign, &by_key)?;
    let (mut places, nodes) = places(&campaign, &hierarchy);
    let leaf_count = nodes.len();
    let (mut wiring, links_of_phases) = Wiring::new(&campaign, &by_key, &hierarchy, &places, nodes)?;
    wiring.wire_phases(links_of_phases);
    let Wiring { nodes, wires, .. } = wiring;
    let order = topological(&nodes, &wires, &campaign.tasks)?;
    let (mut nodes, position) = renumbered(&nodes, &order, &mut places.place);
    drop(order);
    let ins = ins(&nodes, &wires, &position);
    drop((wires, position));
    for (node, arcs) in nodes.ids().map(|id| (id, ins.of(id))) {
        let binds_finish = |arc: &Arc| arc.link_type == LinkType::FinishToFinish;
        nodes[node].from_start = arcs.is_empty() || arcs.iter().any(binds_finish);
    }
    let outs =
        Grouped::new(nodes.len(), ins.iter().map(|(node, arc)| (arc.peer, Arc { peer: node, ..*arc })));
    let has_relays = nodes.len() != leaf_count;
    let has_alap = campaign.tasks.iter().any(|task| task.direction == Direction::Alap);
    let Hierarchy { parent, wbs, wbs_rank } = hierarchy;
    let Places { phases, place } = places;
    Ok(Network {
        campaign,
        by_key,
        wbs,
        wbs_rank,
        parent,
        place,
        phases,
        nodes,
        ins,
        outs,
        has_relays,
        has_alap,
    })
}

fn index<K: Key>(tasks: &[Task<K>]) -> Result<HashMap<K, TaskId>, Error<K>> {
    let mut by_key = HashMap::with_capacity(tasks.len());
    for (position, task) in tasks.iter().enumerate() {
        if by_key.insert(task.key, TaskId::from_index(position)).is_some() {
            return Err(Error::DuplicateKey(task.key));
        }
    }
    Ok(by_key)
}

/// A phase for every phase and a node for every other work package, in WBS order.
fn places<K: Key>(campaign: &Campaign<K>, hierarchy: &Hierarchy) -> (Places, Table<NodeId, Node>) {
    let mut phases = Table::<PhaseId, Phase>::from(Vec::new());
    let mut nodes = Table::<NodeId, Node>::from(Vec::with_capacity(campaign.tasks.len()));
    let mut place = Table::filled(Place::Phase(PhaseId::NONE), campaign.tasks.len());
    let mut wbs_ends = None;
    for (rank, id) in hierarchy.wbs.iter().copied().enumerate() {
        let Some(task) = campaign.tasks.get(id.index()) else { continue };
        let limits = match hierarchy.parent[id].some().map(|parent| place[parent]) {
            Some(Place::Phase(parent)) => phases[parent].limits,
            Some(Place::Leaf(_)) | None => Limits::NONE,
        };
        place[id] = if task.kind == Kind::Phase {
            let ends = wbs_ends.get_or_insert_with(|| hierarchy.wbs_ends());
            let wbs_end = ends.get(rank).copied().unwrap_or_default();
            Place::Phase(phases.push(Phase {
                task: id,
                wbs_end,
                limits: campaign.limits_of_phase(task, limits),
            }))
        } else {
            Place::Leaf(nodes.push(leaf(campaign, id, task, limits)))
        };
    }
    (Places { phases, place }, nodes)
}

fn leaf<K: Key>(campaign: &Campaign<K>, id: TaskId, task: &Task<K>, limits: Limits) -> Node {
    let calendar = campaign.calendar_of(task);
    let (duration, role) = match task.kind {
        Kind::Task(duration) => {
            (typed_duration(campaign, calendar, task).or(duration).unwrap_or(1), Role::Work)
        }
        Kind::Milestone(Edge::StartOfDay) => (0, Role::OpeningMilestone),
        Kind::Milestone(Edge::EndOfDay) | Kind::Phase => (0, Role::ClosingMilestone),
    };
    let plain = task.mode == Mode::Automatic
        && task.direction == Direction::Asap
        && task.constraint.is_none()
        && task.deadline.is_none()
        && task.buffer == 0
        && task.anchor.is_none()
        && task.actual_start.is_none()
        && task.actual_finish.is_none()
        && task.progress == 0
        && task.remaining.is_none()
        && limits == Limits::NONE;
    let stage = match (role, task.actual_start, task.actual_finish) {
        (_, _, Some(_)) | (Role::OpeningMilestone | Role::ClosingMilestone, Some(_), None) => Stage::Finished,
        (_, Some(_), None) => Stage::Started,
        (_, None, None) => Stage::Open,
    };
    Node { task: id, duration, calendar, role, plain, from_start: false, stage, is_done: task.is_done() }
}

/// The working days from a typed start to a typed finish, which hold whatever duration is given beside them.
fn typed_duration<K: Key>(campaign: &Campaign<K>, calendar: CalendarId, task: &Task<K>) -> Option<i32> {
    let Mode::Manual { start: Some(start), finish: Some(finish) } = task.mode else { return None };
    let calendar = campaign.calendars.get(usize::from(calendar.0))?;
    Some(calendar.working_days(Boundary::opening(start), Boundary::closing(finish)).max(1))
}

/// Nodes by topological position, and the position of each.
fn renumbered(
    nodes: &Table<NodeId, Node>,
    order: &[NodeId],
    place: &mut Table<TaskId, Place>,
) -> (Table<NodeId, Node>, Table<NodeId, NodeId>) {
    let mut position = Table::filled(NodeId::NONE, nodes.len());
    for (at, node) in order.iter().enumerate() {
        position[*node] = NodeId::from_index(at);
    }
    for place in place.iter_mut() {
        if let Place::Leaf(node) = place {
            *node = position[*node];
        }
    }
    (order.iter().map(|node| nodes[*node]).collect(), position)
}

/// The arcs of wires by successor, without those that a later one replaces.
fn ins(nodes: &Table<NodeId, Node>, wires: &[Wire], position: &Table<NodeId, NodeId>) -> Grouped<Arc> {
    let arc = |wire: &Wire| {
        let (peer, node) = (position[wire.predecessor], position[wire.successor]);
        let (from, to) = (wire.from, nodes[node].role.side(wire.link_type.sides().1));
        let wait = match wire.wait {
            Wait::WorkingDays
                if to.is_reached_by_ranks(from) && nodes[peer].shares_ranks_with(&nodes[node]) =>
            {
                Wait::SameCalendar
            }
            Wait::WorkingDays | Wait::CalendarDays | Wait::SameCalendar | Wait::Member => wire.wait,
        };
        (node, Arc { peer, lag: wire.lag, link_type: wire.link_type, from, to, wait })
    };
    let mut ins = Grouped::new(nodes.len(), wires.iter().map(arc));
    ins.retain(not_repeated);
    ins
}

/// The positions of the arcs into one node that no later arc of the same type from the same predecessor
/// replaces.
fn not_repeated(arcs: &[Arc], kept: &mut Vec<usize>) {
    const FEW: usize = 16;
    let identity = |arc: &Arc| (arc.peer, arc.link_type, matches!(arc.wait, Wait::Member));
    if arcs.len() <= FEW {
        let positions = arcs
            .iter()
            .enumerate()
            .filter(|(at, arc)| !arcs.iter().skip(at + 1).any(|later| identity(later) == identity(arc)));
        kept.extend(positions.map(|(at, _)| at));
        return;
    }
    let mut sorted: Vec<_> = arcs.iter().enumerate().map(|(at, arc)| (identity(arc), Reverse(at))).collect();
    sorted.sort_unstable();
    sorted.dedup_by_key(|(identity, _)| *identity);
    kept.extend(sorted.iter().map(|(_, Reverse(at))| *at));
    kept.sort_unstable();
}

impl Side {
    /// Whether ranks say all that this end asks of a predecessor's: not where the close of a day off counts.
    fn is_reached_by_ranks(self, from: Self) -> bool {
        match self {
            Self::Start | Self::Opening => true,
            Self::Finish => from != Self::Closing,
            Self::Closing => false,
        }
    }
}

impl Node {
    /// Whether both lie where their ranks say, on one calendar.
    fn shares_ranks_with(&self, other: &Self) -> bool {
        let is_ranked = |node: &Self| node.plain && node.role.is_leaf();
        self.calendar == other.calendar && is_ranked(self) && is_ranked(other)
    }
}
