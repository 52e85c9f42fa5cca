//! What a change of a plan moves, and which findings it brings and settles.

use std::mem::discriminant;

use chrono::NaiveDate;
use hashbrown::{HashMap, HashSet};

use crate::campaign::{AnchorId, Kind, LinkType};
use crate::finding::{Carrier, Code, Finding, InvalidActual, Params, Subject, order_key};
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
    let (appeared, resolved) = changed_findings(before, after);
    Ripple {
        moves: moves(before.plan, after.plan),
        added: missing_in(old, new),
        removed: missing_in(new, old),
        appeared,
        resolved,
    }
}

/// What moved between two plans of one campaign, in WBS order of the plan after.
#[must_use]
pub fn moves<K: Key>(before: &Plan<K>, after: &Plan<K>) -> Vec<Move<K>> {
    after.network().wbs().iter().filter_map(|task| moved(before, after, *task)).collect()
}

/// The findings that appeared from one plan to another, and those that were resolved.
#[must_use]
pub fn changed_findings<K: Key>(
    before: Checked<'_, K>,
    after: Checked<'_, K>,
) -> (Vec<Finding>, Vec<Finding>) {
    let (old, new) = differing(before, after);
    (missing(new, after, before), missing(old, before, after))
}

/// The work packages of one network that another does not have, in WBS order.
fn missing_in<K: Key>(other: &Network<K>, network: &Network<K>) -> Vec<K> {
    let is_missing = |task: &&TaskId| counterpart(other, network, **task).is_none();
    network.wbs().iter().filter(is_missing).map(|task| network.task(*task).key).collect()
}

/// The work package of another network that has the key of one of this.
fn counterpart<K: Key>(other: &Network<K>, network: &Network<K>, task: TaskId) -> Option<TaskId> {
    let key = network.task(task).key;
    // For the most part they have the same position.
    let is_there = other.campaign().tasks.get(task.index()).is_some_and(|row| row.key == key);
    if is_there { Some(task) } else { other.find(&key) }
}

fn moved<K: Key>(before: &Plan<K>, after: &Plan<K>, task: TaskId) -> Option<Move<K>> {
    let key = after.network().task(task).key;
    let old = counterpart(before.network(), after.network(), task)?;
    let kind = after.network().task(task).kind;
    let is_same_work = kind != Kind::Phase && kind == before.network().task(old).kind;
    if is_same_work && before.span(old) == after.span(task) {
        return None;
    }
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

/// The findings of two plans but for those that are in both to the last number.  These are most after an edit,
/// and both plans have theirs in one order.
fn differing<'a, K: Key>(
    before: Checked<'a, K>,
    after: Checked<'a, K>,
) -> (Vec<&'a Finding>, Vec<&'a Finding>) {
    let (old, new) = (before.plan.network(), after.plan.network());
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    let mut rest = before.findings.iter().map(|finding| (order_key(finding, old), finding)).peekable();
    for finding in after.findings {
        let key = order_key(finding, new);
        while let Some((_, earlier)) = rest.next_if(|(other, _)| *other < key) {
            gone.push(earlier);
        }
        let is_named = |task: TaskId| old.task(task).key == new.task(task).key;
        let is_same = |(other, found): &(u64, &Finding)| {
            *other == key && *found == finding && finding.named().all(is_named)
        };
        if rest.next_if(is_same).is_none() {
            come.push(finding);
        }
    }
    gone.extend(rest.map(|(_, earlier)| earlier));
    (gone, come)
}

impl Finding {
    /// The work packages that tell it from others.
    fn named(&self) -> impl Iterator<Item = TaskId> {
        let subject = if let Subject::Task(task) = self.subject { Some(task) } else { None };
        let peer = if let Params::Link { peer, .. } = self.params { Some(peer) } else { None };
        subject.into_iter().chain(peer)
    }
}

/// Findings of one plan that the other does not have.  Of overloads, which can be many of one carrier, those are
/// the same that have a day in common.
fn missing<K: Key>(found: Vec<&Finding>, one: Checked<'_, K>, other: Checked<'_, K>) -> Vec<Finding> {
    let mut facts: HashMap<Identity<K>, Vec<(usize, &Finding)>> = HashMap::new();
    for (at, finding) in found.iter().enumerate() {
        facts.entry(Identity::of(finding, one.plan.network())).or_default().push((at, finding));
    }
    let codes: HashSet<_> = found.iter().map(|finding| finding.code).collect();
    let mut known = HashSet::new();
    for finding in other.findings.iter().filter(|finding| codes.contains(&finding.code)) {
        let same = facts.get(&Identity::of(finding, other.plan.network())).into_iter().flatten();
        known.extend(same.filter(|(_, one)| shares_a_day(one, finding)).map(|(at, _)| *at));
    }
    let is_new = |(at, _): &(usize, &Finding)| !known.contains(at);
    found.into_iter().enumerate().filter(is_new).map(|(_, finding)| *finding).collect()
}

fn shares_a_day(one: &Finding, other: &Finding) -> bool {
    match (one.params, other.params) {
        (Params::Load { until: one_until, .. }, Params::Load { until: other_until, .. }) => {
            one.since <= other_until && other.since <= one_until
        }
        _ => true,
    }
}
