//! `CONSTRAINT_CONFLICT`: a link asks for a later start than a constraint allows, whichever of them wins.

use crate::finding::context::{Context, Found};
use crate::finding::dependency_violated::link;
use crate::finding::{Code, Detail, Finding};
use crate::network::{Key, Stage};
use crate::plan::{Bind, Reason};
use crate::table::Id;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    for leaf in context.open().filter(|leaf| leaf.node.stage == Stage::Open) {
        let Some(constraint) = leaf.task.constraint else { continue };
        let calendar = context.calendar(leaf.node);
        let (bind, latest) = constraint.start_rank(leaf.node, calendar);
        if bind == Bind::NoEarlier {
            continue;
        }
        let linked =
            context.network().linked(leaf.id, (leaf.node.duration, calendar), context.plan().placed());
        let Some(arc) = linked.arc.some().filter(|_| linked.rank > latest) else { continue };
        if let Reason::Link { peer, link_type, .. } = link(context, arc, &leaf) {
            let detail = Detail::Link { peer, link_type };
            let days = linked.rank - latest;
            found.push(Finding {
                detail,
                ..context.about(Code::ConstraintConflict, &leaf, constraint.date, days)
            });
        }
    }
}
