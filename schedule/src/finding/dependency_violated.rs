//! `DEPENDENCY_VIOLATED`: manual or actual dates break a link.

use crate::finding::context::{Context, Found};
use crate::finding::{Code, Finding, Params};
use crate::network::{ArcId, Key};
use crate::plan::{Driver, Reason};
use crate::table::Id;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let (network, plan) = (context.network(), context.plan());
    for leaf in context.special() {
        if !matches!(plan.drivers[leaf.id], Driver::Manual | Driver::Actual) {
            continue;
        }
        let own = plan.early.ranks[leaf.id];
        let linked = network.linked(leaf.id, (own.length(), context.calendar(leaf.node)), plan.placed());
        let Some(arc) = linked.arc.some().filter(|_| linked.rank > own.start) else { continue };
        if let Reason::Link { peer, link_type, .. } = link(context, arc, &leaf) {
            let (first, _) = context.days(&leaf);
            let params = Params::Link { peer, link_type };
            let days = linked.rank - own.start;
            found.push(Finding { params, ..context.about(Code::DependencyViolated, &leaf, first, days) });
        }
    }
}

/// The link behind an arc of the plan.
pub(super) fn link<K: Key>(
    context: &Context<'_, K>,
    arc: ArcId,
    leaf: &super::context::Open<'_, K>,
) -> Reason {
    context.network().link_reason(arc, |relay| context.plan().drivers[relay], leaf.id)
}
