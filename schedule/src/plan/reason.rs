//! Why a work package is where it is.

use crate::campaign::{AnchorId, LinkType};
use crate::network::{Arc, ArcId, Key, Network, NodeId, Stage, TaskId, Wait};
use crate::plan::{Bind, Plan};

/// What decides the dates of a work package.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// The campaign's start.
    CampaignStart,
    /// A link: the driving one of the predecessor's, or for as-late-as-possible work the binding one to a successor.
    Link {
        /// The other end: a leaf, or the phase that is linked.
        peer: TaskId,
        /// The end that the link is given for: the work package itself, or a phase above it.
        given_for: TaskId,
        /// Its type.
        link_type: LinkType,
    },
    /// Its constraint, or one of a phase above it.
    Constraint,
    /// Placed as late as its deadline allows.
    Deadline,
    /// Placed as late as its anchor allows.
    Anchor(AnchorId),
    /// Placed as late as the campaign's required finish allows, or its latest early finish where none is required.
    RequiredFinish,
    /// The campaign starts, or the constraint falls, on a day off: its calendar moves it to the next working day.
    Calendar,
    /// What really happened.
    Actual,
    /// The dates that somebody typed.
    Manual,
    /// The day that is asked for has passed: work that has not happened comes after it.
    StatusDate,
    /// Its duration: only its finish moved.  Said of moves alone.
    Duration,
}

/// What put a node where it is, as the passes note it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Driver {
    CampaignStart,
    Arc(ArcId),
    Constraint,
    /// Its late dates: `reason` looks for what limits them.
    Late,
    Actual,
    Manual,
    StatusDate,
}

impl Driver {
    /// The arc that drives, if one does.
    pub(crate) const fn arc(self) -> Option<ArcId> {
        match self {
            Self::Arc(arc) => Some(arc),
            Self::CampaignStart
            | Self::Constraint
            | Self::Late
            | Self::Actual
            | Self::Manual
            | Self::StatusDate => None,
        }
    }
}

impl<K: Key> Plan<K> {
    /// What decides the planned dates of a leaf.
    pub(crate) fn reason(&self, node: NodeId) -> Reason {
        match self.drivers[node] {
            Driver::CampaignStart if self.is_moved_by_calendar(node) => Reason::Calendar,
            Driver::CampaignStart => Reason::CampaignStart,
            Driver::Arc(arc) => self.network().link_reason(arc, |relay| self.drivers[relay], node),
            Driver::Constraint => Reason::Constraint,
            Driver::Late => self.late_reason(node),
            Driver::Actual => Reason::Actual,
            Driver::Manual => Reason::Manual,
            Driver::StatusDate => Reason::StatusDate,
        }
    }

    fn is_moved_by_calendar(&self, node: NodeId) -> bool {
        !self.network().calendar_of_node(node).is_working(self.network().campaign().start)
    }

    /// What keeps as-late-as-possible work from being later.
    fn late_reason(&self, node: NodeId) -> Reason {
        let network = self.network();
        let row = &network.nodes[node];
        let late = self.late.ranks[node];
        let calendar = network.calendar_of_node(node);
        let is_reached = |limit| calendar.limit_rank(row.role, limit) <= late.finish;
        for arc in network.outs(node).iter().filter(|arc| network.nodes[arc.peer].stage == Stage::Open) {
            if arc.finish_left(network, (row.duration, calendar), &self.late) <= late.finish {
                return network.binding_link(*arc, node);
            }
        }
        let task = network.task(row.task);
        let before_buffer = |limit| calendar.closing(calendar.rank(limit) - task.buffer);
        if network.deadline_of(node).is_some_and(|deadline| is_reached(before_buffer(deadline)))
            || is_reached(network.limits_of(row).cap)
        {
            return Reason::Deadline;
        }
        let constraint = task.constraint.map(|constraint| constraint.start_rank(row, calendar));
        if constraint
            .is_some_and(|(bind, start)| bind != Bind::NoEarlier && start + row.duration <= late.finish)
        {
            return Reason::Constraint;
        }
        task.anchor.or(network.limits_of(row).anchor).map_or(Reason::RequiredFinish, Reason::Anchor)
    }
}

impl<K: Key> Network<K> {
    /// The link behind an arc into `node`; where the arc hands a phase's link down, that link.
    pub(crate) fn link_reason(&self, arc: ArcId, driver: impl Fn(NodeId) -> Driver, node: NodeId) -> Reason {
        let (mut arc, mut given_for) = (self.in_arc(arc), node);
        while arc.wait == Wait::Member {
            let Some(above) = driver(arc.peer).arc() else { break };
            given_for = arc.peer;
            arc = self.in_arc(above);
        }
        Reason::Link {
            peer: self.nodes[arc.peer].task,
            given_for: self.nodes[given_for].task,
            link_type: arc.link_type,
        }
    }

    /// The link behind an arc out of `node`; a leaf's tie to the end of its phase names the phase.
    fn binding_link(&self, arc: Arc, node: NodeId) -> Reason {
        let out = match arc.wait {
            Wait::Member => self.outs(arc.peer).first().copied().map(|link| (link, arc.peer)),
            Wait::SameCalendar | Wait::WorkingDays | Wait::CalendarDays => None,
        };
        let (arc, from) = out.unwrap_or((arc, node));
        Reason::Link {
            peer: self.nodes[arc.peer].task,
            given_for: self.nodes[from].task,
            link_type: arc.link_type,
        }
    }
}
