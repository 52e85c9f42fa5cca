//! From rows to a network, step by step.

use hashbrown::HashMap;

use super::hierarchy::Hierarchy;
use super::order::{Grouped, topological};
use super::wiring::{Wire, Wiring, starts};
use super::{Arc, ArcId, Key, Limits, Network, Node, NodeId, Phase, PhaseId, Place, Role, Stage, TaskId, Wait, check};
use crate::boundary::Boundary;
use crate::campaign::{CalendarId, Campaign, Direction, Edge, Kind, LinkType, Mode, Task};
use crate::error::Error;
use crate::table::{Id, Table};

pub(super) fn network<K: Key>(campaign: Campaign<K>) -> Result<Network<K>, Error<K>> {
    check::rows(&campaign)?;
    let by_key = index(&campaign.tasks)?;
    let hierarchy = Hierarchy::new(&campaign, &by_key)?;
    let (phases, mut place, nodes) = places(&campaign, &hierarchy);
    let Wiring { nodes, wires, .. } =
        Wiring::new(&campaign, &by_key, &hierarchy, (&phases, &place, nodes))?;
    let wires = Grouped::by(&wires, nodes.len(), |wire| wire.successor).without_repeats(nodes.len());
    let order = topological(&nodes, &wires, &campaign.tasks)?;
    let (mut nodes, wires) = renumbered(&nodes, wires, &order, &mut place);
    let (in_start, ins) = arcs(&nodes, wires.iter().map(|wire| (wire.successor, wire.predecessor, wire)));
    let by_predecessor = Grouped::by(&wires, nodes.len(), |wire| wire.predecessor);
    for (node, range) in nodes.iter_mut().zip(in_start.iter().zip(in_start.iter().skip(1))) {
        let ins = ins.slice(*range.0..*range.1);
        node.from_start = ins.is_empty() || ins.iter().any(|arc: &Arc| arc.link_type == LinkType::FinishToFinish);
    }
    drop(wires);
    let (out_start, outs) =
        arcs(&nodes, by_predecessor.wires.iter().map(|wire| (wire.predecessor, wire.successor, wire)));
    let Hierarchy { parent, wbs, wbs_rank } = hierarchy;
    Ok(Network {
        campaign,
        by_key,
        wbs,
        wbs_rank,
        parent,
        place,
        phases,
        nodes,
        in_start,
        ins,
        out_start,
        outs,
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

type Places = (Table<PhaseId, Phase>, Table<TaskId, Place>, Table<NodeId, Node>);

/// A phase for every phase and a node for every other work package, in WBS order.
fn places<K: Key>(campaign: &Campaign<K>, hierarchy: &Hierarchy) -> Places {
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
            Place::Phase(phases.push(Phase { task: id, wbs_end, limits: campaign.limits_of_phase(task, limits) }))
        } else {
            Place::Leaf(nodes.push(leaf(campaign, id, task, limits)))
        };
    }
    (phases, place, nodes)
}

fn leaf<K: Key>(campaign: &Campaign<K>, id: TaskId, task: &Task<K>, limits: Limits) -> Node {
    let department = task.department.and_then(|id| campaign.departments.get(usize::from(id.0)));
    let calendar = task.calendar.or(department.and_then(|row| row.calendar)).unwrap_or(campaign.calendar);
    let (duration, role) = match task.kind {
        Kind::Task(duration) => (duration.unwrap_or_else(|| typed_duration(campaign, calendar, task)), Role::Work),
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
        && limits == Limits::NONE;
    let stage = match (task.actual_start, task.actual_finish) {
        (_, Some(_)) => Stage::Finished,
        (Some(_), None) => Stage::Started,
        (None, None) => Stage::Open,
    };
    Node { task: id, duration, calendar, role, plain, from_start: false, stage }
}

/// The duration of work that has none of its own: that of its typed dates, else one day.
fn typed_duration<K: Key>(campaign: &Campaign<K>, calendar: CalendarId, task: &Task<K>) -> i32 {
    match (task.mode, campaign.calendars.get(usize::from(calendar.0))) {
        (Mode::Manual { start: Some(start), finish: Some(finish) }, Some(calendar)) => {
            calendar.working_days(Boundary::opening(start), Boundary::closing(finish)).max(1)
        }
        _ => 1,
    }
}

/// Nodes and wires by topological position; wires in the order of their successors.
fn renumbered(
    nodes: &Table<NodeId, Node>,
    wires: Vec<Wire>,
    order: &[NodeId],
    place: &mut Table<TaskId, Place>,
) -> (Table<NodeId, Node>, Vec<Wire>) {
    let mut position = Table::filled(NodeId::NONE, nodes.len());
    for (at, node) in order.iter().enumerate() {
        position[*node] = NodeId::from_index(at);
    }
    let nodes = order.iter().map(|node| nodes[*node]).collect();
    for place in place.iter_mut() {
        if let Place::Leaf(node) = place {
            *node = position[*node];
        }
    }
    let mut renamed = wires;
    for wire in &mut renamed {
        wire.predecessor = position[wire.predecessor];
        wire.successor = position[wire.successor];
    }
    let grouped = Grouped::by(&renamed, order.len(), |wire| wire.successor);
    (nodes, grouped.wires.into_rows())
}

/// Arcs of wires that are grouped by `node` (first of each item), towards `peer` (second).
fn arcs<'a>(
    nodes: &Table<NodeId, Node>,
    wires: impl ExactSizeIterator<Item = (NodeId, NodeId, &'a Wire)>,
) -> (Table<NodeId, ArcId>, Table<ArcId, Arc>) {
    let mut counts = Table::filled(ArcId(0), nodes.len() + 1);
    let arcs = wires.map(|(node, peer, wire)| {
        counts[node].0 += 1;
        let (from, to) = wire.link_type.sides();
        let (predecessor, successor) = (&nodes[wire.predecessor], &nodes[wire.successor]);
        let wait = match wire.wait {
            Wait::WorkingDays if predecessor.shares_ranks_with(successor) => Wait::SameCalendar,
            wait => wait,
        };
        let (from, to) = (predecessor.role.side(from), successor.role.side(to));
        Arc { peer, lag: wire.lag, link_type: wire.link_type, from, to, wait }
    });
    let arcs = arcs.collect();
    (starts(counts), arcs)
}

impl Node {
    /// Whether both lie where their ranks say, on one calendar.
    fn shares_ranks_with(&self, other: &Self) -> bool {
        let is_ranked = |node: &Self| node.plain && node.role.is_leaf();
        self.calendar == other.calendar && is_ranked(self) && is_ranked(other)
    }
}
