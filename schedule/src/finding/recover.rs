//! Ways to make up for lost time: combinations of changes whose effect has been computed.

use hashbrown::HashSet;

use crate::boundary::Boundary;
use crate::edit::Edit;
use crate::finding::fix::{Effect, sped_up, try_out};
use crate::finding::{Finding, Records, Thresholds, check};
use crate::network::{Key, TaskId};
use crate::outlook::Outlook;
use crate::status::LateStatus;

/// Options that are followed at most.
const OPTIONS: usize = 3;

/// Changes of one option at most: each step tries some plans out.
const CHANGES: usize = 4;

/// Changes that make up for lost time together, with what they do.
#[derive(Clone, PartialEq, Debug)]
pub struct Recovery<K> {
    /// The changes, in the order in which they are made.
    pub edits: Vec<Edit<K>>,
    /// What they do; it resolves what was asked about where all of it is in time again.
    pub effect: Effect,
}

/// Combinations of changes by which late work is in time again, or less late, the best first: those after
/// which all of it is in time, then by days still missing, then by how few changes they take.
///
/// Late is what is forecast beyond what has to follow it, and what will not be done as planned.  `among` are
/// the work packages that are asked about; phases among them are passed over.
#[must_use]
pub fn recover<K: Key>(
    outlook: &Outlook<K>,
    (records, thresholds): (&Records<K>, &Thresholds),
    findings: &[Finding],
    among: &[TaskId],
) -> Vec<Recovery<K>> {
    let asked = Asked {
        among: among.iter().map(|task| outlook.network().task(*task).key).collect(),
        goals: goals(outlook, among),
    };
    let missing = asked.missing(outlook);
    let Some(Missing { subject, .. }) = missing else { return Vec::new() };
    let mut ways = Way { edits: Vec::new(), outlook: outlook.clone(), missing }.steps(&asked, thresholds);
    ways.truncate(OPTIONS);
    let mut found: Vec<_> = ways.into_iter().map(|way| way.followed(&asked, thresholds)).collect();
    let is_resolved = |way: &Way<K>| way.missing.is_none() && !asked.is_late(&way.outlook);
    found.sort_by_cached_key(|way| (!is_resolved(way), way.cost()));
    found.dedup_by(|a, b| a.edits == b.edits);
    let tell = |way: Way<K>| {
        let now = check(&way.outlook, records, thresholds);
        let is_resolved = is_resolved(&way);
        let effect = Effect::between((outlook, findings), (&way.outlook, &now), subject, |_| is_resolved);
        Recovery { edits: way.edits, effect }
    };
    found.into_iter().map(tell).collect()
}

/// A work package that is late, and the boundary by which it has to finish.
type Goal<K> = (K, Boundary);

/// What is missing to be in time.
#[derive(Clone, Copy)]
struct Missing {
    /// Working days in sum.
    days: i32,
    /// The work package that misses most, and its working days.
    subject: TaskId,
    most: i32,
}

/// What has to be in time.
struct Asked<K> {
    among: Vec<K>,
    /// Of what is late before any change.
    goals: Vec<Goal<K>>,
}

impl<K: Key> Asked<K> {
    /// What is missing, of what is late now too; none where all of it is in time.
    fn missing(&self, outlook: &Outlook<K>) -> Option<Missing> {
        let among: Vec<_> = self.among.iter().filter_map(|key| outlook.network().find(key)).collect();
        let is_new = |(key, _): &Goal<K>| !self.goals.iter().any(|(known, _)| known == key);
        let now = goals(outlook, &among).into_iter().filter(is_new);
        let goals = self.goals.iter().copied().chain(now);
        let missed: Vec<_> = goals.filter_map(|goal| beyond(outlook, goal)).collect();
        let (most, subject) = missed.iter().copied().max_by_key(|(days, _)| *days)?;
        Some(Missing { days: missed.iter().map(|(days, _)| days).sum(), subject, most })
    }

    /// Whether any of it is late, chains that are in time as a whole included.
    fn is_late(&self, outlook: &Outlook<K>) -> bool {
        let mut tasks = self.among.iter().filter_map(|key| outlook.network().find(key));
        tasks.any(|task| goal(outlook, task).is_some())
    }
}

/// A plan on the way to being in time.
struct Way<K> {
    edits: Vec<Edit<K>>,
    outlook: Outlook<K>,
    missing: Option<Missing>,
}

impl<K: Key> Way<K> {
    /// What it is better for to be small.
    fn cost(&self) -> (i32, usize) {
        (self.missing.map_or(0, |missing| missing.days), self.edits.len())
    }

    /// One change further, each way that gains days, the best first.
    fn steps(&self, asked: &Asked<K>, thresholds: &Thresholds) -> Vec<Self> {
        let Some(Missing { days, subject, most }) = self.missing else { return Vec::new() };
        let root_cause = self.outlook.root_cause(subject).map(|cause| cause.task);
        let step = |edit: Edit<K>| {
            let outlook = try_out(&self.outlook, edit, thresholds)?;
            let way =
                Self { edits: [&*self.edits, &[edit]].concat(), missing: asked.missing(&outlook), outlook };
            (way.cost().0 < days).then_some(way)
        };
        let edits = sped_up(&self.outlook, root_cause, subject, most);
        let mut steps: Vec<_> = edits.into_iter().filter_map(step).collect();
        steps.sort_by_key(Self::cost);
        steps
    }

    /// The best changes made one after the other, until everything is in time or nothing helps.
    fn followed(mut self, asked: &Asked<K>, thresholds: &Thresholds) -> Self {
        while self.edits.len() < CHANGES {
            let Some(next) = self.steps(asked, thresholds).into_iter().next() else { break };
            self = next;
        }
        self
    }
}

/// By when what is late has to finish: the last of every chain, since by when those before it have to finish
/// changes with it, and what has a deadline of its own.
fn goals<K: Key>(outlook: &Outlook<K>, among: &[TaskId]) -> Vec<Goal<K>> {
    let network = outlook.network();
    let late: Vec<_> = among.iter().filter_map(|task| Some((*task, goal(outlook, *task)?))).collect();
    let keys: HashSet<K> = late.iter().map(|(_, (key, _))| *key).collect();
    let links = network.links().filter(|link| keys.contains(&link.successor));
    let waited_for: HashSet<K> = links.map(|link| link.predecessor).collect();
    let kept = |(task, goal): (TaskId, Goal<K>)| {
        if !waited_for.contains(&goal.0) {
            return Some(goal);
        }
        network.task(task).deadline.map(|deadline| (goal.0, Boundary::closing(deadline.date)))
    };
    late.into_iter().filter_map(kept).collect()
}

/// By when a leaf that is late has to finish: as what follows it needs, else as planned.
fn goal<K: Key>(outlook: &Outlook<K>, task: TaskId) -> Option<Goal<K>> {
    let (seen, planned) = (outlook.task_outlook(task)?, outlook.plan().leaf(task)?);
    let key = outlook.network().task(task).key;
    match seen.status {
        LateStatus::Done | LateStatus::DoneLate => None,
        _ if seen.forecast_slack < 0 => Some((key, planned.late.finish)),
        LateStatus::Late | LateStatus::AtRisk => Some((key, planned.span.finish)),
        LateStatus::Behind | LateStatus::OnTrack | LateStatus::Ahead | LateStatus::NotDue => None,
    }
}

/// Working days by which a goal is missed, and its work package; none where it is not.
fn beyond<K: Key>(outlook: &Outlook<K>, (key, goal): Goal<K>) -> Option<(i32, TaskId)> {
    let task = outlook.network().find(&key)?;
    let forecast = outlook.task_outlook(task)?.forecast.finish;
    let days = outlook.network().calendar_of(task).working_days(goal, forecast);
    (days > 0).then_some((days, task))
}
