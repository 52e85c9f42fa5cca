//! How work stands against its plan as of a day (SCHEDULING.md §5).

use crate::boundary::Boundary;
use crate::late::LateOrigin;
use crate::network::{Key, NodeId, Role};
use crate::outlook::Outlook;
use crate::status::LateStatus;

impl<K: Key> Outlook<K> {
    /// How a node stands, and whose doing it is if it is late.
    pub(crate) fn judge(&self, node: NodeId, ahead_points: u8) -> (LateStatus, Option<LateOrigin>) {
        let row = &self.network().nodes[node];
        if !row.role.is_leaf() {
            return (LateStatus::OnTrack, None);
        }
        let network = self.network();
        if row.is_done {
            let is_late = self.is_done_late(node);
            return if is_late {
                (LateStatus::DoneLate, Some(self.origin(node)))
            } else {
                (LateStatus::Done, None)
            };
        }
        if self.has_passed(node) {
            return (LateStatus::Late, Some(self.origin(node)));
        }
        if self.is_at_risk(node) {
            return (LateStatus::AtRisk, Some(self.origin(node)));
        }
        if !network.is_begun(row)
            && row.role.begins_after(self.plan().span_of(node), Boundary::closing(self.as_of()))
        {
            return (LateStatus::NotDue, None);
        }
        let (expected, task) = (self.expected(node), network.task(row.task));
        let status = if expected.is_missed(task.progress, 0) {
            LateStatus::Behind
        } else if expected.is_exceeded(task.progress, ahead_points) {
            LateStatus::Ahead
        } else {
            LateStatus::OnTrack
        };
        (status, None)
    }

    /// Whether the last planned day or the deadline lies before the day.
    fn has_passed(&self, node: NodeId) -> bool {
        let row = &self.network().nodes[node];
        let finish = self.plan().span_of(node).finish;
        let today = Boundary::opening(self.as_of());
        let is_before = |finish: Boundary| match row.role {
            Role::OpeningMilestone => finish < today,
            Role::Work | Role::ClosingMilestone | Role::Latest | Role::Earliest => finish <= today,
        };
        is_before(finish) || self.plan().deadline_of(node).is_some_and(is_before)
    }

    fn is_at_risk(&self, node: NodeId) -> bool {
        let forecast = self.forecast.positions.spans[node].finish;
        self.days_after_plan(node) > 0
            || self.forecast_slack(node) < 0
            || self.plan().deadline_of(node).is_some_and(|deadline| forecast > deadline)
    }

    fn is_done_late(&self, node: NodeId) -> bool {
        let finish = self.forecast.positions.spans[node].finish;
        self.lateness.delay(node).days > 0
            || self.plan().deadline_of(node).is_some_and(|deadline| finish > deadline)
    }

    /// Inherited if nothing of the delay is its own: then it would be on time had its predecessors been.
    fn origin(&self, node: NodeId) -> LateOrigin {
        let delay = self.lateness.delay(node);
        if delay.days > 0 && delay.own() == 0 { LateOrigin::Inherited } else { LateOrigin::Own }
    }
}
