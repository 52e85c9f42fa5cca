//! `ANCHOR_AT_RISK`: the forecast of something that leads to an anchor, or to the campaign's required finish,
//! passes it.  One finding an anchor, about the work package that is forecast last.
//!
//! Work leads to the anchor that it or its phase names, to those of everything that follows it, and without
//! any to the required finish.  Of several anchors the earliest counts: work that passes a later one passes
//! it too.

use crate::boundary::Boundary;
use crate::campaign::{Anchor, AnchorId, Target};
use crate::finding::context::{Context, Found, Open};
use crate::finding::{Code, Finding, Params, Subject};
use crate::network::{Key, NodeId};
use crate::table::Table;

/// What work must be ready for: an anchor, or the required finish where there is none.
type Goal = (Boundary, Option<AnchorId>);

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let campaign = context.network().campaign();
    if campaign.anchors.is_empty() && campaign.required_finish.is_none() {
        return;
    }
    let goals = goals(context);
    let mut worst: Vec<Option<(i32, Open<'_, K>)>> = vec![None; campaign.anchors.len() + 1];
    for leaf in context.open() {
        let Some((boundary, anchor)) = goals[leaf.id] else { continue };
        let forecast = context.outlook.forecast.positions.spans[leaf.id].finish;
        let days = context.calendar(leaf.node).days_after(boundary, forecast);
        if days == 0 {
            continue;
        }
        let slot = anchor.map_or(campaign.anchors.len(), |id| usize::from(id.0));
        let slot = worst.get_mut(slot).filter(|slot| slot.as_ref().is_none_or(|(most, _)| days > *most));
        if let Some(slot) = slot {
            *slot = Some((days, leaf));
        }
    }
    let anchors =
        (0..).map(AnchorId).zip(&campaign.anchors).map(|(id, anchor)| (Subject::Anchor(id), anchor.target));
    let required = campaign.required_finish.map(|target| (Subject::RequiredFinish, target));
    let last = worst.pop().flatten();
    let goals = anchors.zip(worst).chain(required.into_iter().map(|goal| (goal, last)));
    for ((subject, target), worst) in goals {
        if let Some((days, leaf)) = worst {
            let finding = context.about_late(Code::AnchorAtRisk, &leaf, target.date, days);
            found.push(Finding { subject, params: Params::Task(leaf.node.task), ..finding });
        }
    }
}

/// The earliest goal of every node; `None` where nothing is to be ready for anything.
fn goals<K: Key>(context: &Context<'_, K>) -> Table<NodeId, Option<Goal>> {
    let network = context.network();
    let required = network.campaign().required_finish.map(Target::boundary);
    let same = |(_, anchor): &(AnchorId, Boundary)| Some(*anchor) == required;
    let anchors = (0..).map(AnchorId).zip(network.campaign().anchors.iter().map(Anchor::boundary));
    let otherwise = required.map(|boundary| (boundary, anchors.clone().find(same).map(|(id, _)| id)));
    let mut named: Table<NodeId, Option<Goal>> = Table::filled(None, network.nodes.len());
    for (id, node) in network.nodes.enumerate().rev() {
        let own = Some(node)
            .filter(|node| !node.plain)
            .and_then(|node| anchor_of(context, &context.open_leaf(id, node)));
        let own = own.and_then(|id| Some((network.anchor(id)?.boundary(), Some(id))));
        let next = network.outs(id).iter().filter_map(|arc| named[arc.peer]);
        named[id] = next.chain(own).min();
    }
    let goals = named.iter().map(|named| named.or(otherwise));
    goals.collect()
}

/// The anchor that a leaf names: its own, else its phase's.
pub(super) fn anchor_of<K: Key>(context: &Context<'_, K>, leaf: &Open<'_, K>) -> Option<AnchorId> {
    leaf.task.anchor.or(context.network().limits_of(leaf.node).anchor)
}
