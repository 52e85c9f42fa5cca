//! `PERSON_OFF`: the person in charge is off on working days of it that are still to come.

use hashbrown::HashMap;

use crate::boundary::Boundary;
use crate::campaign::PersonId;
use crate::finding::context::{Context, Found};
use crate::finding::{Code, DaysOff};
use crate::network::Key;

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let mut off: HashMap<PersonId, Vec<&DaysOff>> = HashMap::new();
    for days in &context.records.days_off {
        off.entry(days.person).or_default().push(days);
    }
    if off.is_empty() {
        return;
    }
    for leaf in context.open() {
        let Some(days_off) = leaf.task.accountable.and_then(|person| off.get(&person)) else { continue };
        let span = context.plan().span_of(leaf.id);
        let calendar = context.calendar(leaf.node);
        let (mut days, mut first) = (0, None);
        for run in days_off {
            let from = Boundary::opening(run.first).max(span.start).max(context.today());
            let missed = calendar.working_days(from, Boundary::closing(run.last).min(span.finish));
            if missed > 0 {
                days += missed;
                first = [first, Some(from.date_opened())].into_iter().flatten().min();
            }
        }
        if let Some(on) = first {
            found.push(context.about(Code::PersonOff, &leaf, on, days));
        }
    }
}
