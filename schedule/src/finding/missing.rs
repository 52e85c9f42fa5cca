//! `UNASSIGNED`, `NO_DEPARTMENT`, `NO_DATES`, `NO_PREDECESSOR`, `NO_SUCCESSOR`: it starts soon, or should
//! have, and lacks what a plan needs.
//!
//! The beginning of a campaign follows nothing and its end leads to nothing, so one open end of each is
//! expected; a deadline or an anchor is something to lead to, a date that is set is something to follow.

use crate::campaign::{Kind, Mode};
use crate::finding::Code;
use crate::finding::anchor_at_risk::anchor_of;
use crate::finding::context::{Context, Found, Open};
use crate::network::{Key, Network};

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let ends = OpenEnds::of(context.network());
    for leaf in context.waiting() {
        let away = context.days_to_start(&leaf);
        if away > context.thresholds.missing_days {
            continue;
        }
        let lacks = [
            (leaf.task.accountable.is_none(), Code::Unassigned),
            (leaf.task.department.is_none(), Code::NoDepartment),
            (has_no_dates(&leaf), Code::NoDates),
            (ends.follows_nothing(context, &leaf), Code::NoPredecessor),
            (ends.leads_to_nothing(context, &leaf), Code::NoSuccessor),
        ];
        if lacks.iter().all(|(is_missing, _)| !is_missing) {
            continue;
        }
        let (first, _) = context.days(&leaf);
        for (_, code) in lacks.into_iter().filter(|(is_missing, _)| *is_missing) {
            found.push(context.about(code, &leaf, first, away.max(0)));
        }
    }
}

fn has_no_dates<K>(leaf: &Open<'_, K>) -> bool {
    match (leaf.task.kind, leaf.task.mode) {
        (Kind::Task(None), Mode::Automatic) => true,
        (Kind::Task(None), Mode::Manual { start, finish }) => start.is_none() || finish.is_none(),
        (Kind::Task(Some(_)) | Kind::Milestone(_) | Kind::Phase, _) => false,
    }
}

/// Whether more than one leaf follows nothing, or leads to nothing.
struct OpenEnds {
    has_many_beginnings: bool,
    has_many_ends: bool,
}

impl OpenEnds {
    fn of<K: Key>(network: &Network<K>) -> Self {
        let leaves = || network.nodes.enumerate().filter(|(_, node)| node.role.is_leaf()).map(|(id, _)| id);
        Self {
            has_many_beginnings: leaves().filter(|id| network.ins(*id).is_empty()).nth(1).is_some(),
            has_many_ends: leaves().rev().filter(|id| network.outs(*id).is_empty()).nth(1).is_some(),
        }
    }

    fn follows_nothing<K: Key>(&self, context: &Context<'_, K>, leaf: &Open<'_, K>) -> bool {
        let is_dated = leaf.task.constraint.is_some() || leaf.task.mode != Mode::Automatic;
        self.has_many_beginnings && !is_dated && context.network().ins(leaf.id).is_empty()
    }

    fn leads_to_nothing<K: Key>(&self, context: &Context<'_, K>, leaf: &Open<'_, K>) -> bool {
        let has_target =
            leaf.task.deadline.is_some() || (!leaf.node.plain && anchor_of(context, leaf).is_some());
        self.has_many_ends && !has_target && context.network().outs(leaf.id).is_empty()
    }
}
