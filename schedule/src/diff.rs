//! What a change of a plan moves, and which findings it brings and settles.

use std::mem::discriminant;

use chrono::NaiveDate;
use hashbrown::HashMap;

use crate::campaign::{AnchorId, LinkType};
use crate::finding::{Carrier, Code, Finding, InvalidActual, Params, Subject};
use crate::network::{Key, Network, TaskId};
use crate::plan::{Plan, Reason};

/// The first and the last day of a work package; none for a phase without leaves.
pub type Days = Option<(NaiveDate, NaiveDate)>;

/// A plan with what was found in it.
#[derive(Clone, Copy, Debug)]
pub struct Checked<'a, K> {
    /// The plan.
    pub plan: &'a Plan<K>,
    /// Its findings.
    pub findings: &'a [Finding],
}

/// The ripple of a change.
#[derive(Clone, PartialEq, Debug)]
pub struct Ripple<K> {
    /// What moved, in WBS order of the plan after the change.
    pub moves: Vec<Move<K>>,
    /// Work packages that were not there before.
    pub added: Vec<K>,
    /// Work packages that are gone.
    pub removed: Vec<K>,
    /// Findings of the plan after the change that were not there before.
    pub appeared: Vec<Finding>,
    /// Findings of the plan before the change that are gone.
    pub resolved: Vec<Finding>,
}

/// One work package that moved.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Move<K> {
    /// The work package.
    pub key: K,
    /// Its first and last day before.
    pub from: Days,
    /// Its first and last day after.
    pub to: Days,
    /// What decides its dates now; `None` for a phase, which moves with its leaves.
    pub reason: Option<Reason>,
}

/// Compares two plans of one campaign with their findings.
#[must_use]
pub fn diff<K: Key>(before: Checked<'_, K>, after: Checked<'_, K>) -> Ripple<K> {
    let (old, new) = (before.plan.network(), after.plan.network());
    let key = |network: &Network<K>, task: TaskId| network.task(task).key;
    let moves = new.wbs().iter().filter_map(|task| moved(before.plan, after.plan, *task));
    let added = new.wbs().iter().map(|task| key(new, *task)).filter(|key| old.find(key).is_none());
    let removed = old.wbs().iter().map(|task| key(old, *task)).filter(|key| new.find(key).is_none());
    Ripple {
        moves: moves.collect(),
        added: added.collect(),
        removed: removed.collect(),
        appeared: only_in(after, before),
        resolved: only_in(before, after),
    }
}

fn moved<K: Key>(before: &Plan<K>, after: &Plan<K>, task: TaskId) -> Option<Move<K>> {
    let key = after.network().task(task).key;
    let old = before.network().find(&key)?;
    let (from, to) = (before.days(old), after.days(task));
    if from == to {
        return None;
    }
    let reason = after.leaf(task).map(|planned| {
        let Some(was) = before.leaf(old) else { return planned.reason };
        let is_start_kept = from.zip(to).is_some_and(|(from, to)| from.0 == to.0);
        let is_same_kind = discriminant(&was.reason) == discriminant(&planned.reason);
        if !is_start_kept || !is_same_kind {
            planned.reason
        } else if was.duration != planned.duration {
            Reason::Duration
        } else if matches!(planned.reason, Reason::Actual | Reason::Manual) {
            planned.reason
        } else {
            Reason::Calendar
        }
    });
    Some(Move { key, from, to, reason })
}

/// What makes two findings of different plans the same one: the numbers may change, the fact may not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Identity<K> {
    code: Code,
    subject: Named<K>,
    other: Option<Other<K>>,
}

/// A subject by its key.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Named<K> {
    Task(K),
    Anchor(AnchorId),
    RequiredFinish,
    Carrier(Carrier),
}

/// What else a finding names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
enum Other<K> {
    Link(K, LinkType),
    Anchor(AnchorId),
    Event(usize),
    Actuals(InvalidActual),
}

impl<K: Key> Identity<K> {
    fn of(finding: &Finding, network: &Network<K>) -> Self {
        let key = |task| network.task(task).key;
        let subject = match finding.subject {
            Subject::Task(task) => Named::Task(key(task)),
            Subject::Anchor(anchor) => Named::Anchor(anchor),
            Subject::RequiredFinish => Named::RequiredFinish,
            Subject::Carrier(carrier) => Named::Carrier(carrier),
        };
        let other = match finding.params {
            Params::Link { peer, link_type } => Some(Other::Link(key(peer), link_type)),
            Params::Anchor(anchor) => Some(Other::Anchor(anchor)),
            Params::Event(event) => Some(Other::Event(event)),
            Params::Actuals(what) => Some(Other::Actuals(what)),
            Params::None
            | Params::Task(_)
            | Params::Progress { .. }
            | Params::Buffer { .. }
            | Params::Count(_)
            | Params::Day(_)
            | Params::Load { .. } => None,
        };
        Self { code: finding.code, subject, other }
    }
}

/// The findings of one plan that the other does not have.  Of overloads, which can be many of one carrier,
/// those are the same that have a day in common.
fn only_in<K: Key>(one: Checked<'_, K>, other: Checked<'_, K>) -> Vec<Finding> {
    let mut known: HashMap<Identity<K>, Vec<&Finding>> = HashMap::new();
    for finding in other.findings {
        known.entry(Identity::of(finding, other.plan.network())).or_default().push(finding);
    }
    let is_new = |finding: &&Finding| {
        let same = known.get(&Identity::of(finding, one.plan.network()));
        same.is_none_or(|same| !same.iter().any(|other| shares_a_day(finding, other)))
    };
    one.findings.iter().filter(is_new).copied().collect()
}

fn shares_a_day(one: &Finding, other: &Finding) -> bool {
    match (one.params, other.params) {
        (Params::Load { until: one_until, .. }, Params::Load { until: other_until, .. }) => {
            one.since <= other_until && other.since <= one_until
        }
        _ => true,
    }
}
