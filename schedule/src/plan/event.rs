//! Events that close a day: unlike work they stand at the close of any day, worked or not (SCHEDULING.md §2).

use crate::boundary::{Boundary, Span};
use crate::calendar::Calendar;
use crate::campaign::{Anchor, Constraint};
use crate::network::{ArcId, Key, Network, Node, NodeId};
use crate::plan::arc::{Positions, Ranks};
use crate::plan::driver::Driver;
use crate::plan::forward::{BoundaryRanks, Placed};
use crate::plan::typed::Bind;
use crate::table::Id;

impl<K: Key> Network<K> {
    /// Places an event that closes a day as soon as its predecessors, placed at `positions`, its row and the
    /// campaign's start allow.
    pub(crate) fn place_close(&self, id: NodeId, starts: &BoundaryRanks, positions: &Positions) -> Placed {
        let node = &self.nodes[id];
        let calendar = self.calendar(node.calendar);
        let linked = self.latest_close(id, calendar, positions);
        let campaign_start = calendar.closing(starts.start_of(node));
        let start = if node.from_start && linked.0 < campaign_start {
            (campaign_start, Driver::CampaignStart)
        } else {
            (linked.0, Driver::Arc(linked.1))
        };
        let (close, driver) = if node.plain {
            start
        } else {
            let task = self.task(node.task);
            let bound = task.constraint.map(Constraint::close);
            let floor = calendar.closing(self.floor_rank(node, calendar));
            task.constrain(start, floor, bound, linked.1 != ArcId::NONE)
        };
        let span = Span::at(close);
        (Ranks::of(span, calendar), span, driver)
    }

    /// The latest close that predecessors ask for.
    pub(crate) fn latest_close(
        &self,
        id: NodeId,
        calendar: &Calendar,
        positions: &Positions,
    ) -> (Boundary, ArcId) {
        let mut latest = (Boundary::BEFORE_ALL, ArcId::NONE);
        for (arc_id, arc) in self.ins_with_ids(id) {
            let asked = arc.close_asked(calendar, positions);
            if asked > latest.0 {
                latest = (asked, arc_id);
            }
        }
        latest
    }

    /// The latest close of an event that its successors, its row, its phases, an anchor or the campaign's end
    /// leave.
    pub(super) fn close_left(&self, node: &Node, left: Boundary, ends: &BoundaryRanks) -> Boundary {
        if node.plain {
            return left.min(ends.boundary());
        }
        let calendar = self.calendar(node.calendar);
        let less = |buffer, limit| match buffer {
            0 => limit,
            _ => calendar.closing(calendar.rank(limit) - buffer),
        };
        let (task, limits) = (self.task(node.task), self.limits_of(node));
        let (anchor, buffer) = self.anchor_of(node);
        let anchor = anchor.and_then(|id| self.anchor(id)).map_or(ends.boundary(), Anchor::boundary);
        let mut close = left.min(less(buffer, anchor));
        if let Some((bind, date)) = task.constraint.map(Constraint::close) {
            close = match bind {
                Bind::NoEarlier => close,
                Bind::Must if task.constraint_wins => date,
                Bind::NoLater | Bind::Must => close.min(date),
            };
        }
        if let Some(deadline) = task.deadline {
            close = close.min(less(task.buffer, Boundary::closing(deadline.date)));
        }
        close.min(limits.cap)
    }

    /// Where an event that closes a day is placed as late as possible: at the close of the last day of its
    /// calendar within its late position, or on a later day within it on which its latest demand ends.
    pub(super) fn place_late_close(&self, id: NodeId, late: Boundary, placed: &Positions) -> Placed {
        let node = &self.nodes[id];
        let calendar = self.calendar(node.calendar);
        let task = self.task(node.task);
        let linked = self.latest_close(id, calendar, placed);
        let mut earliest = (linked.0, Driver::Arc(linked.1));
        let bound = task.constraint.map(Constraint::close);
        let no_earlier = bound.filter(|(bind, _)| *bind == Bind::NoEarlier).map(|(_, date)| date);
        for floor in no_earlier.into_iter().chain([calendar.closing(self.floor_rank(node, calendar))]) {
            if floor > earliest.0 {
                earliest = (floor, Driver::Constraint);
            }
        }
        let (close, driver) = if earliest.0 > late && !task.constraint_wins {
            earliest
        } else {
            (calendar.last_close(late).max(earliest.0.min(late)), Driver::Late)
        };
        let span = Span::at(close);
        (Ranks::of(span, calendar), span, driver)
    }
}

impl Calendar {
    /// The close of the last working day that ends at or before a boundary.
    pub(crate) fn last_close(&self, boundary: Boundary) -> Boundary {
        self.closing(self.rank(boundary))
    }
}
