//! What puts a work package where it is.

use crate::campaign::{AnchorId, LinkType};
use crate::network::{ArcId, Key, Network, NodeId, TaskId, Wait};

/// What decides the dates of a work package.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// The campaign's start.
    CampaignStart,
    /// A link: the driving one of the predecessor's, or for as-late-as-possible work the binding one to a
    /// successor.
    Link {
        /// The other end: a leaf, or the phase that is linked.
        peer: TaskId,
        /// The end that the link is given for: the work package itself, or a phase above it.
        given_for: TaskId,
        /// Its type.
        link_type: LinkType,
    },
    /// Its constraint, or one of a phase above it; of as-late-as-possible work also that of what it comes
    /// before.
    Constraint,
    /// Placed as late as its deadline allows, or that of what it comes before.
    Deadline,
    /// Placed as late as its anchor allows, or that of what it comes before.
    Anchor(AnchorId),
    /// Placed as late as the campaign's required finish allows, or its latest early finish where none is
    /// required.
    RequiredFinish,
    /// The campaign starts, or the constraint falls, on a day off: its calendar moves it to the next working
    /// day.
    Calendar,
    /// What really happened.
    Actual,
    /// The dates that somebody typed; of as-late-as-possible work those of what it comes before.
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
}
