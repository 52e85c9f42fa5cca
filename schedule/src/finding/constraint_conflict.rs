//! `CONSTRAINT_CONFLICT`: a link asks for a later start than a constraint allows, whichever of them wins; or
//! the leaves of a phase go beyond the date that it is not to finish after.

use crate::boundary::Boundary;
use crate::campaign::ConstraintKind;
use crate::finding::context::{Context, Found};
use crate::finding::dependency_violated::link;
use crate::finding::{Code, Finding, Params};
use crate::network::{Key, Role, Stage};
use crate::plan::{Bind, Reason};
use crate::table::Id;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    for leaf in context.special().filter(|leaf| leaf.node.stage == Stage::Open) {
        let Some(constraint) = leaf.task.constraint else { continue };
        let calendar = context.calendar(leaf.node);
        let (bind, latest) = constraint.start_rank(leaf.node, calendar);
        if bind == Bind::NoEarlier {
            continue;
        }
        let placed = context.plan().placed();
        let (days, arc) = if leaf.node.role == Role::ClosingMilestone {
            let (close, arc) = context.network().latest_close(leaf.id, calendar, placed);
            (calendar.days_after(constraint.close().1, close), arc)
        } else {
            let linked = context.network().linked(leaf.id, (leaf.node.duration, calendar), placed);
            (linked.rank - latest, linked.arc)
        };
        let Some(arc) = arc.some().filter(|_| days > 0) else { continue };
        if let Reason::Link { peer, link_type, .. } = link(context, arc, &leaf) {
            let params = Params::Link { peer, link_type };
            found.push(Finding {
                params,
                ..context.about(Code::ConstraintConflict, &leaf, constraint.date, days)
            });
        }
    }
    for phase in context.phases() {
        let constraint =
            phase.task.constraint.filter(|bound| bound.kind == ConstraintKind::FinishNoLaterThan);
        let Some(constraint) = constraint else { continue };
        let calendar = context.network().calendar_of(phase.id);
        let days = calendar.working_days(Boundary::closing(constraint.date), phase.planned.span.finish);
        if days > 0 {
            found.push(context.about_phase(Code::ConstraintConflict, phase, constraint.date, days));
        }
    }
}
