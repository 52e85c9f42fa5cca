//! Ways out of a finding: changes whose effect has been computed.

use std::sync::Arc;

use crate::baseline::Baseline;
use crate::campaign::{Deadline, Firmness, Kind, LagUnit, Link, LinkType, Mode};
use crate::diff::{Checked, diff};
use crate::edit::Edit;
use crate::finding::{Code, Detail, Finding, Records, Subject, Thresholds, check};
use crate::network::{Key, TaskId};
use crate::outlook::Outlook;
use crate::plan::{Plan, Reason};

/// A change that helps, with what it does.
#[derive(Clone, PartialEq, Debug)]
pub struct Fix<K> {
    /// The change.
    pub edit: Edit<K>,
    /// What it does.
    pub effect: Effect,
}

/// What a change does, as computed by planning with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effect {
    /// Whether the finding is gone.
    pub resolves: bool,
    /// Working days that the subject is forecast to finish earlier.
    pub days_earlier: i32,
    /// Other findings that are gone too.
    pub also_resolved: usize,
    /// Findings that it brings.
    pub appeared: usize,
}

/// Changes that would settle a finding or bring its subject forward, the best first: those that settle it, then by
/// days gained and by what else they settle less what they bring.
///
/// `findings` are all findings of the outlook, by [`check`] with the same records and thresholds.  Each candidate
/// costs one plan, so this is for the finding that somebody looks at.
#[must_use]
pub fn suggest<K: Key>(
    outlook: &Outlook<K>,
    (records, thresholds): (&Records<K>, &Thresholds),
    findings: &[Finding],
    finding: &Finding,
) -> Vec<Fix<K>> {
    let Subject::Task(subject) = shown(finding) else { return Vec::new() };
    let try_out = |edit: Edit<K>| {
        let plan = Arc::new(outlook.plan().preview(&[edit]).ok()?);
        let baseline = outlook.baseline_for(&plan);
        let after =
            Outlook::new(Arc::clone(&plan), outlook.as_of(), baseline, thresholds.ahead_points).ok()?;
        let now = check(&after, records, thresholds);
        let before = Checked { plan: outlook.plan(), findings };
        let ripple = diff(before, Checked { plan: &plan, findings: &now });
        let resolves = ripple.resolved.iter().any(|gone| gone == finding);
        let effect = Effect {
            resolves,
            days_earlier: days_earlier(outlook, &after, subject),
            also_resolved: ripple.resolved.len() - usize::from(resolves),
            appeared: ripple.appeared.len(),
        };
        (resolves || effect.days_earlier > 0).then_some(Fix { edit, effect })
    };
    let mut fixes: Vec<Fix<K>> =
        candidates(outlook, finding, subject).into_iter().filter_map(try_out).collect();
    fixes.sort_by_key(|Fix { effect, .. }| {
        let other = effect.appeared.cast_signed() - effect.also_resolved.cast_signed();
        (!effect.resolves, -effect.days_earlier, other)
    });
    fixes
}

/// The work package that a finding is about, or shows.
fn shown(finding: &Finding) -> Subject {
    match (finding.subject, finding.detail) {
        (Subject::Anchor(_), Detail::Task(task)) => Subject::Task(task),
        (subject, _) => subject,
    }
}

fn days_earlier<K: Key>(before: &Outlook<K>, after: &Outlook<K>, subject: TaskId) -> i32 {
    let key = before.plan().network().task(subject).key;
    let forecast = |outlook: &Outlook<K>| {
        let task = outlook.plan().network().find(&key)?;
        Some(outlook.standing(task)?.forecast.finish)
    };
    let calendar = before.plan().network().calendar_of(subject);
    forecast(before).zip(forecast(after)).map_or(0, |(was, is)| calendar.working_days(is, was))
}

/// What might help, by what is found.
fn candidates<K: Key>(outlook: &Outlook<K>, finding: &Finding, subject: TaskId) -> Vec<Edit<K>> {
    let mut edits = Vec::new();
    let root = finding.root_cause.unwrap_or(subject);
    match finding.code {
        Code::Overdue
        | Code::OverdueStart
        | Code::BehindProgress
        | Code::ForecastLate
        | Code::DeadlineMissed
        | Code::DeadlineAtRisk
        | Code::AnchorAtRisk
        | Code::LastSafeStart
        | Code::NegativeSlack
        | Code::NoSlack
        | Code::LowSlack
        | Code::FirmDeadlineNoBuffer
        | Code::BufferBurn
        | Code::LatePredecessor
        | Code::SlippedFromBaseline => {
            let days = finding.days.abs().max(1);
            edits.extend(shortened(outlook, subject, days));
            edits.extend(
                Some(root).filter(|root| *root != subject).and_then(|root| shortened(outlook, root, days)),
            );
            edits.extend(overlapped(outlook, subject, days));
            edits.extend(postponed(outlook, subject));
        }
        Code::DependencyViolated | Code::AtRiskMasked | Code::NonWorkingDate => {
            edits.extend(released(outlook, subject));
        }
        Code::ConstraintConflict => {
            edits.push(Edit::Constrain { key: outlook.network().task(subject).key, constraint: None });
        }
        Code::DueSoon
        | Code::StartSoon
        | Code::TooFast
        | Code::StartedOutOfSequence
        | Code::AnchorOrder
        | Code::NodeCollision
        | Code::HolidaySqueeze
        | Code::InvalidActuals
        | Code::ChildOutsidePhase
        | Code::RepeatSlip
        | Code::Stale
        | Code::Unassigned
        | Code::NoDepartment
        | Code::NoDates
        | Code::NoPredecessor
        | Code::NoSuccessor
        | Code::OverAllocated
        | Code::PersonOff => {}
    }
    edits
}

/// The work done in fewer days.
fn shortened<K: Key>(outlook: &Outlook<K>, task: TaskId, days: i32) -> Option<Edit<K>> {
    let row = outlook.network().task(task);
    let remaining = outlook.standing(task)?.remaining;
    match row.kind {
        Kind::Task(_) if remaining > 1 && row.is_started() => {
            Some(Edit::Remain { key: row.key, remaining: (remaining - days).max(1) })
        }
        Kind::Task(Some(duration)) if duration > 1 && !row.is_done() => {
            Some(Edit::Resize { key: row.key, duration: (duration - days).max(1) })
        }
        Kind::Task(_) | Kind::Milestone(_) | Kind::Phase => None,
    }
}

/// Begun before the predecessor that holds it up is finished.
fn overlapped<K: Key>(outlook: &Outlook<K>, task: TaskId, days: i32) -> Option<Edit<K>> {
    let Reason::Link { peer, given_for, link_type: LinkType::FinishToStart } = outlook.standing(task)?.reason
    else {
        return None;
    };
    let key = |task| outlook.network().task(task).key;
    let (predecessor, successor) = (key(peer), key(given_for));
    let mut links = outlook.network().links();
    let link = links.find(|link| {
        (link.predecessor, link.successor, link.link_type)
            == (predecessor, successor, LinkType::FinishToStart)
    })?;
    let lag = if link.lag_unit == LagUnit::WorkingDay { link.lag.saturating_sub(days) } else { link.lag };
    (lag < link.lag).then_some(Edit::Link(Link { lag, ..link }))
}

/// A soft deadline set to the forecast.
fn postponed<K: Key>(outlook: &Outlook<K>, task: TaskId) -> Option<Edit<K>> {
    let row = outlook.network().task(task);
    let deadline = row.deadline.filter(|deadline| deadline.firmness == Firmness::Soft)?;
    let (_, last) = row.kind.days(outlook.standing(task)?.forecast);
    let later = Some(Deadline { date: last, ..deadline }).filter(|later| later.date > deadline.date);
    Some(Edit::SetDeadline { key: row.key, deadline: Some(later?) })
}

/// Typed dates, or the constraint that overrides links, given up.
fn released<K: Key>(outlook: &Outlook<K>, task: TaskId) -> Option<Edit<K>> {
    let row = outlook.network().task(task);
    match row.mode {
        Mode::Manual { .. } => Some(Edit::Release { key: row.key }),
        Mode::Automatic => row.constraint.map(|_| Edit::Constrain { key: row.key, constraint: None }),
    }
}

impl<K: Key> Outlook<K> {
    /// The baseline of this outlook, for another plan of the same rows.
    fn baseline_for(&self, plan: &Plan<K>) -> Option<Arc<Baseline>> {
        let baseline = self.baseline()?;
        let rows = self.network().wbs().iter().filter_map(|task| {
            let (first, last) = baseline.days(*task)?;
            Some((self.network().task(*task).key, first, last))
        });
        Baseline::new(plan.network(), rows).ok().map(Arc::new)
    }
}
