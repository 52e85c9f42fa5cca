//! `AT_RISK_MASKED`: a manual date, or a must date that overrides links, hides that the logic, links or the
//! phase, says later.

use crate::campaign::Constraint;
use crate::finding::context::{Context, Found};
use crate::finding::{Code, Finding, Params};
use crate::network::{Key, Role, Stage};
use crate::plan::{Driver, Reason};
use crate::table::Id;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let (network, forecast) = (context.network(), &context.outlook.forecast);
    for leaf in context.special().filter(|leaf| leaf.node.stage == Stage::Open) {
        let is_must = leaf.task.constraint_wins && leaf.task.constraint.is_some_and(Constraint::is_must);
        if context.plan().drivers[leaf.id] != Driver::Manual && !is_must {
            continue;
        }
        let own = forecast.positions.ranks[leaf.id];
        let calendar = context.calendar(leaf.node);
        let by_phase = network.floor_rank(leaf.node, calendar) - own.start;
        let (by_links, arc) = if leaf.node.role == Role::ClosingMilestone {
            let (close, arc) = network.latest_close(leaf.id, calendar, &forecast.positions);
            (calendar.days_after(forecast.positions.spans[leaf.id].finish, close), arc)
        } else {
            let linked = network.linked(leaf.id, (own.length(), calendar), &forecast.positions);
            (linked.rank - own.start, linked.arc)
        };
        let days = by_links.max(by_phase);
        if days <= 0 {
            continue;
        }
        let (first, _) = context.days(&leaf);
        let finding = context.about(Code::AtRiskMasked, &leaf, first, days);
        let link = arc.some().filter(|_| by_links >= by_phase);
        let reason =
            link.map(|arc| (arc, network.link_reason(arc, |relay| forecast.drivers[relay], leaf.id)));
        found.push(match reason {
            Some((arc, Reason::Link { peer, link_type, .. })) => Finding {
                params: Params::Link { peer, link_type },
                root_cause: Some(network.nodes[context.outlook.lateness.root(network.in_arc(arc).peer)].task),
                ..finding
            },
            Some(_) | None => finding,
        });
    }
}
