//! Ways out of a finding: changes whose effect has been computed.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::baseline::Baseline;
use crate::boundary::Boundary;
use crate::campaign::{Deadline, Firmness, Kind, LagUnit, Link, Mode};
use crate::diff::{Checked, Ripple, diff};
use crate::edit::Edit;
use crate::finding::{Code, Finding, Params, Records, Subject, Thresholds, check};
use crate::network::{Key, TaskId};
use crate::outlook::Outlook;
use crate::plan::{Plan, Reason};
use crate::status::LateStatus;

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
    /// Work packages whose planned dates it changes.
    pub moved: usize,
    /// The last day of the campaign as it is forecast then; `None` without any work.
    pub finish: Option<NaiveDate>,
    /// Work packages that are late then.
    pub late: usize,
    /// Work packages that are at risk then.
    pub at_risk: usize,
}

/// Changes that would settle a finding or bring its subject forward, the best first: those that settle it,
/// then by days gained and by what else they settle less what they bring.
///
/// `findings` are all findings of the outlook, by [`check`] with the same records and thresholds.  Each
/// candidate costs one plan, so this is for the finding that somebody looks at.
#[must_use]
pub fn suggest<K: Key>(
    outlook: &Outlook<K>,
    (records, thresholds): (&Records<K>, &Thresholds),
    findings: &[Finding],
    finding: &Finding,
) -> Vec<Fix<K>> {
    let Subject::Task(subject) = shown(finding) else { return Vec::new() };
    let fix = |edit: Edit<K>| {
        let after = try_out(outlook, edit, thresholds)?;
        let now = check(&after, records, thresholds);
        let is_gone = |ripple: &Ripple<K>| ripple.resolved.contains(finding);
        let effect = Effect::between((outlook, findings), (&after, &now), subject, is_gone);
        let also_resolved = effect.also_resolved - usize::from(effect.resolves);
        let effect = Effect { also_resolved, ..effect };
        (effect.resolves || effect.days_earlier > 0).then_some(Fix { edit, effect })
    };
    let mut fixes: Vec<Fix<K>> = candidates(outlook, finding, subject).into_iter().filter_map(fix).collect();
    fixes.sort_by_key(|Fix { effect, .. }| {
        let other = effect.appeared.cast_signed() - effect.also_resolved.cast_signed();
        (!effect.resolves, -effect.days_earlier, other)
    });
    fixes
}

/// The plan with a change as of the same day; none where it cannot be planned.
pub(super) fn try_out<K: Key>(
    outlook: &Outlook<K>,
    edit: Edit<K>,
    thresholds: &Thresholds,
) -> Option<Outlook<K>> {
    let plan = Arc::new(outlook.plan().preview(&[edit]).ok()?);
    let baseline = outlook.baseline_for(&plan);
    Outlook::new(plan, outlook.as_of(), baseline, thresholds.ahead_points).ok()
}

impl Effect {
    /// What makes one outlook of another, for a work package of the first.  `resolves` says whether what was
    /// asked about is gone.
    pub(super) fn between<K: Key>(
        (old, were): (&Outlook<K>, &[Finding]),
        (new, are): (&Outlook<K>, &[Finding]),
        subject: TaskId,
        resolves: impl Fn(&Ripple<K>) -> bool,
    ) -> Self {
        let [before, after] =
            [(old, were), (new, are)].map(|(outlook, findings)| Checked { plan: outlook.plan(), findings });
        let ripple = diff(before, after);
        let resolves = resolves(&ripple);
        let (finish, late, at_risk) = standing(new);
        Self {
            resolves,
            days_earlier: days_earlier(old, new, subject),
            also_resolved: ripple.resolved.len(),
            appeared: ripple.appeared.len(),
            moved: ripple.moves.len(),
            finish,
            late,
            at_risk,
        }
    }
}

/// The work package that a finding is about, or shows.
fn shown(finding: &Finding) -> Subject {
    match (finding.subject, finding.params) {
        (Subject::Anchor(_) | Subject::RequiredFinish, Params::Task(task)) => Subject::Task(task),
        (subject, _) => subject,
    }
}

fn days_earlier<K: Key>(before: &Outlook<K>, after: &Outlook<K>, subject: TaskId) -> i32 {
    let key = before.plan().network().task(subject).key;
    let forecast = |outlook: &Outlook<K>| {
        let task = outlook.plan().network().find(&key)?;
        Some(outlook.task_outlook(task)?.forecast.finish)
    };
    let calendar = before.plan().network().calendar_of(subject);
    forecast(before).zip(forecast(after)).map_or(0, |(was, is)| calendar.working_days(is, was))
}

/// The last day that is forecast, and how many work packages are late and at risk.
fn standing<K: Key>(outlook: &Outlook<K>) -> (Option<NaiveDate>, usize, usize) {
    let network = outlook.network();
    let (mut finish, mut late, mut at_risk) = (None, 0, 0);
    for (task, seen) in network.wbs().iter().filter_map(|task| Some((*task, outlook.task_outlook(*task)?))) {
        finish = finish.max(Some(network.task(task).kind.days(seen.forecast).1));
        late += usize::from(seen.status == LateStatus::Late);
        at_risk += usize::from(seen.status == LateStatus::AtRisk);
    }
    (finish, late, at_risk)
}

/// What might help, by what is found.
fn candidates<K: Key>(outlook: &Outlook<K>, finding: &Finding, subject: TaskId) -> Vec<Edit<K>> {
    let key = outlook.network().task(subject).key;
    let days = finding.days.saturating_abs().max(1);
    match finding.code {
        Code::Overdue | Code::OverdueStart | Code::BehindProgress => {
            let mut edits = sped_up(outlook, finding.root_cause, subject, days);
            edits.extend(replanned(outlook, subject));
            edits
        }
        Code::ForecastLate
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
            let mut edits = sped_up(outlook, finding.root_cause, subject, days);
            edits.extend(postponed(outlook, subject));
            edits
        }
        Code::DependencyViolated | Code::AtRiskMasked => released(outlook, subject).into_iter().collect(),
        Code::NonWorkingDate => on_working_days(outlook, subject),
        Code::ConstraintConflict => vec![Edit::Constrain { key, constraint: None }],
        Code::StartedOutOfSequence => unlinked(outlook, finding, subject).into_iter().collect(),
        Code::DueSoon
        | Code::StartSoon
        | Code::TooFast
        | Code::AnchorOrder
        | Code::NodeCollision
        | Code::HolidaySqueeze
        | Code::InvalidActuals
        | Code::ChildOutsidePhase
        | Code::RepeatSlip
        | Code::Stale
        | Code::CalendarUnknown
        | Code::Unassigned
        | Code::NoDepartment
        | Code::NoDates
        | Code::NoPredecessor
        | Code::NoSuccessor
        | Code::OverAllocated
        | Code::PersonOff => Vec::new(),
    }
}

/// Everything on the way to a work package done in fewer days, or begun earlier: the root cause, and what
/// drives it.
pub(super) fn sped_up<K: Key>(
    outlook: &Outlook<K>,
    root_cause: Option<TaskId>,
    subject: TaskId,
    days: i32,
) -> Vec<Edit<K>> {
    /// Each candidate costs a plan.
    const FARTHEST: usize = 6;
    let mut on_the_way = vec![subject];
    while let Some(before) = on_the_way.last().and_then(|task| driving(outlook, *task)) {
        if on_the_way.len() == FARTHEST || on_the_way.contains(&before) {
            break;
        }
        on_the_way.push(before);
    }
    on_the_way.extend(root_cause.filter(|root| !on_the_way.contains(root)));
    let shorter = on_the_way.iter().filter_map(|task| shortened(outlook, *task, days));
    let earlier = on_the_way.iter().filter_map(|task| overlapped(outlook, *task, days));
    shorter.chain(earlier).collect()
}

/// What drives the forecast of a work package.
fn driving<K: Key>(outlook: &Outlook<K>, task: TaskId) -> Option<TaskId> {
    match outlook.task_outlook(task)?.reason {
        Reason::Link { peer, .. } => Some(peer),
        Reason::CampaignStart
        | Reason::Constraint
        | Reason::Deadline
        | Reason::Anchor(_)
        | Reason::RequiredFinish
        | Reason::Calendar
        | Reason::Actual
        | Reason::Manual
        | Reason::StatusDate
        | Reason::Duration => None,
    }
}

/// The plan set to the forecast.
fn replanned<K: Key>(outlook: &Outlook<K>, task: TaskId) -> Option<Edit<K>> {
    let row = outlook.network().task(task);
    let (first, last) = row.kind.days(outlook.task_outlook(task)?.forecast);
    (!row.is_started()).then_some(Edit::Move { key: row.key, start: Some(first), finish: Some(last) })
}

/// Typed dates given back to the logic, a deadline moved to the working day before.
fn on_working_days<K: Key>(outlook: &Outlook<K>, task: TaskId) -> Vec<Edit<K>> {
    let row = outlook.network().task(task);
    let calendar = outlook.network().calendar_of(task);
    let day_off = row.deadline.filter(|deadline| !calendar.is_working(deadline.date));
    let earlier = day_off.and_then(|deadline| {
        let date = calendar.back(Boundary::closing(deadline.date)).ok()?.date_closed();
        Some(Edit::SetDeadline { key: row.key, deadline: Some(Deadline { date, ..deadline }) })
    });
    let typed = Some(row).filter(|row| row.mode != Mode::Automatic).map(|row| Edit::Release { key: row.key });
    earlier.into_iter().chain(typed).collect()
}

/// Without the link that was not kept to.
fn unlinked<K: Key>(outlook: &Outlook<K>, finding: &Finding, task: TaskId) -> Option<Edit<K>> {
    let Params::Link { peer, link_type } = finding.params else { return None };
    let key = |task| outlook.network().task(task).key;
    Some(Edit::Unlink { predecessor: key(peer), successor: key(task), link_type })
}

/// The work done in fewer days.
fn shortened<K: Key>(outlook: &Outlook<K>, task: TaskId, days: i32) -> Option<Edit<K>> {
    let row = outlook.network().task(task);
    let Kind::Task(duration) = row.kind else { return None };
    let is_started = row.is_started();
    let left = if is_started { outlook.task_outlook(task)?.remaining } else { duration? };
    let shorter = (left - days).max(1);
    let (remain, resize) =
        (Edit::Remain { key: row.key, remaining: shorter }, Edit::Resize { key: row.key, duration: shorter });
    (1..left).contains(&shorter).then_some(if is_started { remain } else { resize })
}

/// Begun earlier after the predecessor that holds it up, or before that is finished.
fn overlapped<K: Key>(outlook: &Outlook<K>, task: TaskId, days: i32) -> Option<Edit<K>> {
    let Reason::Link { peer, given_for, link_type } = outlook.task_outlook(task)?.reason else { return None };
    let key = |task| outlook.network().task(task).key;
    let ends = (key(peer), key(given_for), link_type);
    let link =
        outlook.network().links().find(|link| (link.predecessor, link.successor, link.link_type) == ends)?;
    let lag = match link.lag_unit {
        LagUnit::WorkingDay => link.lag.saturating_sub(days),
        // Calendar days hold nights and weekends too: what is left of them is at least nothing.
        LagUnit::CalendarDay => link.lag.min(0),
    };
    (lag != link.lag).then_some(Edit::Link(Link { lag, ..link }))
}

/// A soft deadline set to the forecast.
fn postponed<K: Key>(outlook: &Outlook<K>, task: TaskId) -> Option<Edit<K>> {
    let row = outlook.network().task(task);
    let deadline = row.deadline.filter(|deadline| deadline.firmness == Firmness::Soft)?;
    let (_, last) = row.kind.days(outlook.task_outlook(task)?.forecast);
    let later = Deadline { date: last.max(deadline.date), ..deadline };
    (later != deadline).then_some(Edit::SetDeadline { key: row.key, deadline: Some(later) })
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
