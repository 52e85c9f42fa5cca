//! `OVER_ALLOCATED`: a person or a department has more work packages in parallel than its capacity, from the
//! day on.  One finding for each run of such days.

use hashbrown::HashMap;

use crate::boundary::{Boundary, Span};
use crate::campaign::{DepartmentId, PersonId};
use crate::finding::context::{Context, Found, Open};
use crate::finding::{Carrier, Code, Finding, Params, Subject};
use crate::network::{Key, Role};

pub(super) fn check<K: Key>(context: &Context<'_, K>, found: &mut Found) {
    let work = || context.open().filter(|leaf| leaf.node.role == Role::Work);
    let span_of = |leaf: &Open<'_, K>| {
        let span = context.plan().span_of(leaf.id);
        if span.start >= context.today() {
            return span;
        }
        let calendar = context.calendar(leaf.node);
        Span { start: calendar.opening(calendar.rank(context.today())), finish: span.finish }
    };
    let departments = &context.network().campaign().departments;
    let limited = |id: DepartmentId| departments.get(usize::from(id.0))?.capacity;
    let by_department = work()
        .filter_map(|leaf| Some((leaf.task.department.filter(|id| limited(*id).is_some())?, span_of(&leaf))));
    for (department, spans) in grouped(by_department.map(|(id, span)| (id.0.into(), span))) {
        let id = DepartmentId(u16::try_from(department).unwrap_or(u16::MAX));
        overloads(Carrier::Department(id), &spans, limited(id).unwrap_or(u32::MAX), found);
    }
    let own: HashMap<PersonId, u32> = context.records.capacities.iter().copied().collect();
    let by_person = work().filter_map(|leaf| Some((leaf.task.accountable?.0, span_of(&leaf))));
    for (person, spans) in grouped(by_person) {
        let capacity = own.get(&PersonId(person)).copied().unwrap_or(context.thresholds.person_capacity);
        overloads(Carrier::Person(PersonId(person)), &spans, capacity, found);
    }
}

/// The spans that are not over, by carrier, in the order of the carriers.
fn grouped(spans: impl Iterator<Item = (u32, Span)>) -> Vec<(u32, Vec<Span>)> {
    let mut groups: HashMap<u32, Vec<Span>> = HashMap::new();
    for (carrier, span) in spans.filter(|(_, span)| span.start < span.finish) {
        groups.entry(carrier).or_default().push(span);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_unstable_by_key(|(carrier, _)| *carrier);
    groups
}

/// Walks starts and finishes in order and reports each run of days with more than `capacity` at once.
fn overloads(carrier: Carrier, spans: &[Span], capacity: u32, found: &mut Found) {
    if spans.len() <= capacity as usize {
        return;
    }
    let mut starts: Vec<Boundary> = spans.iter().map(|span| span.start).collect();
    let mut finishes: Vec<Boundary> = spans.iter().map(|span| span.finish).collect();
    starts.sort_unstable();
    finishes.sort_unstable();
    let (mut load, mut peak) = (0_u32, 0_u32);
    let mut since = None;
    let mut starting = starts.into_iter().peekable();
    for finish in finishes {
        while let Some(start) = starting.next_if(|start| *start < finish) {
            load += 1;
            if load > capacity {
                since = since.or(Some(start));
                peak = peak.max(load);
            }
        }
        load -= 1;
        // What begins where something ends takes its place: the run goes on.
        while let Some(start) = starting.next_if(|start| *start == finish) {
            load += 1;
            if load > capacity {
                since = since.or(Some(start));
                peak = peak.max(load);
            }
        }
        if let Some(from) = since.filter(|_| load <= capacity) {
            found.push(overload(carrier, (from, finish), (peak, capacity)));
            (since, peak) = (None, 0);
        }
    }
}

fn overload(carrier: Carrier, (from, to): (Boundary, Boundary), (count, capacity): (u32, u32)) -> Finding {
    let code = Code::OverAllocated;
    Finding {
        code,
        severity: code.severity(),
        subject: Subject::Carrier(carrier),
        params: Params::Load { count, capacity, until: to.date_closed() },
        since: from.date_opened(),
        days: to.days() - from.days(),
        critical: false,
        origin: None,
        root_cause: None,
    }
}
