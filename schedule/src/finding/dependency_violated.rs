//! `DEPENDENCY_VIOLATED`: manual or actual dates break a link.  One finding a work package, about the link
//! that it breaks by most.
//!
//! Typed dates may be days off, so boundaries are compared: work that starts on a Saturday is before a
//! predecessor that starts on the Monday after, and not before one that finishes on the Friday.

use std::cmp::Reverse;

use crate::finding::context::{Context, Found};
use crate::finding::{Code, Finding, Params};
use crate::network::{ArcId, Key};
use crate::plan::{Driver, Reason};

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let (network, plan) = (context.network(), context.plan());
    for leaf in context.special() {
        if !matches!(plan.drivers[leaf.id], Driver::Manual | Driver::Actual) {
            continue;
        }
        let (own, calendar) = (plan.span_of(leaf.id), context.calendar(leaf.node));
        let broken = network.ins_with_ids(leaf.id).map(|(id, arc)| {
            let (end, kept_from) = (own.end(arc.to), arc.kept_from(calendar, plan.placed()));
            (calendar.days_after(end, kept_from), Reverse(id))
        });
        let Some((days, Reverse(arc))) = broken.max().filter(|(days, _)| *days > 0) else { continue };
        if let Reason::Link { peer, link_type, .. } = link(context, arc, &leaf) {
            let (first, _) = context.days(&leaf);
            let params = Params::Link { peer, link_type };
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
