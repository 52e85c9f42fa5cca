//! `ANCHOR_AT_RISK`: the forecast of something that leads to an anchor passes it.  One finding an anchor, about the
//! work package that is forecast last.

use crate::campaign::AnchorId;
use crate::finding::context::{Context, Found, Open};
use crate::finding::{Code, Detail, Finding, Subject};
use crate::network::Key;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let anchors = &context.network().campaign().anchors;
    let mut worst: Vec<Option<(i32, Open<'_, K>)>> = anchors.iter().map(|_| None).collect();
    if worst.is_empty() {
        return;
    }
    for leaf in context.open().filter(|leaf| !leaf.node.plain) {
        let Some(id) = anchor_of(context, &leaf) else { continue };
        let Some(anchor) = context.network().anchor(id) else { continue };
        let forecast = context.outlook.forecast.positions.spans[leaf.id].finish;
        if forecast <= anchor.boundary() {
            continue;
        }
        let days = context.calendar(leaf.node).working_days(anchor.boundary(), forecast).max(1);
        let slot = worst
            .get_mut(usize::from(id.0))
            .filter(|slot| slot.as_ref().is_none_or(|(most, _)| days > *most));
        if let Some(slot) = slot {
            *slot = Some((days, leaf));
        }
    }
    for ((id, anchor), worst) in (0..).map(AnchorId).zip(anchors).zip(worst) {
        let Some((days, leaf)) = worst else { continue };
        let finding = context.about_late(Code::AnchorAtRisk, &leaf, anchor.target.date, days);
        found.push(Finding { subject: Subject::Anchor(id), detail: Detail::Task(leaf.node.task), ..finding });
    }
}

/// The anchor that a leaf leads to: its own, else its phase's.
pub(super) fn anchor_of<K: Key>(context: &Context<'_, K>, leaf: &Open<'_, K>) -> Option<AnchorId> {
    leaf.task.anchor.or(context.network().limits_of(leaf.node).anchor)
}
