//! `PERSON_OFF`: the person in charge is off on working days of it that are still to come, or on the day of
//! an event.

use chrono::NaiveDate;
use hashbrown::HashMap;

use crate::boundary::{Boundary, Span};
use crate::calendar::Calendar;
use crate::campaign::PersonId;
use crate::finding::Code;
use crate::finding::context::{Context, Found};
use crate::network::{Key, Role};

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let mut off: HashMap<PersonId, Vec<Span>> = HashMap::new();
    for days in context.records.days_off.iter().filter(|days| days.first <= days.last) {
        let span = Span { start: Boundary::opening(days.first), finish: Boundary::closing(days.last) };
        off.entry(days.person).or_default().push(span);
    }
    for runs in off.values_mut() {
        merge(runs);
    }
    if off.is_empty() {
        return;
    }
    for leaf in context.open() {
        let Some(runs) = leaf.task.accountable.and_then(|person| off.get(&person)) else { continue };
        let (first, last) = context.days(&leaf);
        let span =
            Span { start: Boundary::opening(first).max(context.today()), finish: Boundary::closing(last) };
        let missed = match leaf.node.role {
            Role::OpeningMilestone | Role::ClosingMilestone => overlaps(runs, span).next().map(|_| (1, last)),
            Role::Work | Role::Latest | Role::Earliest => missed(runs, span, context.calendar(leaf.node)),
        };
        if let Some((days, since)) = missed {
            found.push(context.about(Code::PersonOff, &leaf, since, days));
        }
    }
}

/// Sorts runs of days and joins those that overlap or touch.
fn merge(runs: &mut Vec<Span>) {
    runs.sort_unstable_by_key(|run| (run.start, run.finish));
    runs.dedup_by(|next, run| {
        let touches = next.start <= run.finish;
        if touches {
            run.finish = run.finish.max(next.finish);
        }
        touches
    });
}

/// What of a span lies in runs of days, in order.
fn overlaps(runs: &[Span], span: Span) -> impl Iterator<Item = Span> {
    let first = runs.partition_point(|run| run.finish <= span.start);
    let within = runs.iter().skip(first).take_while(move |run| run.start < span.finish);
    within.map(move |run| Span { start: run.start.max(span.start), finish: run.finish.min(span.finish) })
}

/// How many working days of a span lie in runs of days, and the first of them.
fn missed(runs: &[Span], span: Span, calendar: &Calendar) -> Option<(i32, NaiveDate)> {
    let days = |overlap: &Span| calendar.working_days(overlap.start, overlap.finish);
    let first = overlaps(runs, span).find(|overlap| days(overlap) > 0)?;
    let total = overlaps(runs, span).map(|overlap| days(&overlap)).sum();
    Some((total, calendar.opening(calendar.rank(first.start)).date_opened()))
}
