//! No input panics, hangs or overflows: it gives a plan or a typed error.

use std::sync::Arc;

use chrono::NaiveDate;
use proptest::prelude::*;
use schedule::{
    Anchor, AnchorId, AnchorKind, AnchorOrigin, Boundary, Calendar, CalendarId, Campaign, Constraint,
    Deadline, Department, DepartmentId, Direction, Edge, Firmness, Kind, LagUnit, Link, LinkType, Mode,
    Network, Outlook, PersonId, Plan, Records, Target, Task, Thresholds, check, suggest,
};

use crate::draft::{CONSTRAINTS, cases, china, date};

/// Numbers at and around every edge.
fn number() -> impl Strategy<Value = i32> {
    prop_oneof![
        6 => -3_i32..12,
        1 => Just(i32::MIN),
        1 => Just(i32::MAX),
        1 => any::<i32>(),
        1 => prop_oneof![Just(109_573), Just(-109_573), Just(109_574), Just(60_000)],
    ]
}

fn day() -> impl Strategy<Value = NaiveDate> {
    let near = (0_u64..200).prop_map(|offset| date("09-01") + chrono::Days::new(offset));
    let edges = ["1899-12-31", "1900-01-01", "2199-12-31", "2200-01-01"].map(date);
    prop_oneof![
        12 => near,
        1 => prop::sample::select(edges.to_vec()),
        1 => prop::sample::select(vec![NaiveDate::MIN, NaiveDate::MAX]),
    ]
}

fn link() -> impl Strategy<Value = Link<u8>> {
    let types = prop::sample::select(vec![
        LinkType::FinishToStart,
        LinkType::StartToStart,
        LinkType::FinishToFinish,
        LinkType::StartToFinish,
    ]);
    let units = prop::sample::select(vec![LagUnit::WorkingDay, LagUnit::CalendarDay]);
    (0_u8..14, 0_u8..14, types, number(), units).prop_map(
        |(predecessor, successor, link_type, lag, lag_unit)| Link {
            predecessor,
            successor,
            link_type,
            lag,
            lag_unit,
        },
    )
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        4 => number().prop_map(|days| Kind::Task(Some(days))),
        1 => Just(Kind::Task(None)),
        1 => prop::sample::select(vec![Edge::StartOfDay, Edge::EndOfDay]).prop_map(Kind::Milestone),
        2 => Just(Kind::Phase),
    ]
}

fn constraint() -> impl Strategy<Value = Constraint> {
    let kinds = prop::sample::select(CONSTRAINTS.to_vec());
    (kinds, day()).prop_map(|(kind, date)| Constraint { kind, date })
}

fn rarely<T: std::fmt::Debug>(strategy: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    prop::option::weighted(0.15, strategy)
}

fn task() -> impl Strategy<Value = Task<u8>> {
    let outline = (0_u8..12, rarely(0_u8..13), kind(), rarely(0_u16..4), any::<bool>());
    let manual = (rarely(day()), rarely(day()), rarely(constraint()), rarely(day()), any::<bool>());
    let rest = (
        rarely(number()),
        rarely(0_u16..3),
        rarely(day()),
        rarely(day()),
        0_u8..103,
        rarely(number()),
        0_u16..3,
    );
    (outline, manual, rest).prop_map(|(outline, manual, rest)| {
        let (key, parent, kind, calendar, is_late) = outline;
        let mut task = Task::new(key, kind);
        (task.parent, task.calendar) = (parent, calendar.map(CalendarId));
        task.direction = if is_late { Direction::Alap } else { Direction::Asap };
        let (start, finish, constraint, deadline, wins) = manual;
        if start.is_some() || finish.is_some() {
            task.mode = Mode::Manual { start, finish };
        }
        (task.constraint, task.constraint_wins) = (constraint, wins);
        task.deadline = deadline.map(|date| Deadline { date, firmness: Firmness::Soft });
        let (buffer, anchor, actual_start, actual_finish, progress, remaining, department) = rest;
        (task.buffer, task.anchor) = (buffer.unwrap_or(0), anchor.map(AnchorId));
        (task.actual_start, task.actual_finish) = (actual_start, actual_finish);
        (task.progress, task.remaining) = (if actual_start.is_some() { progress } else { 0 }, remaining);
        (task.department, task.accountable) =
            (Some(DepartmentId(department)), Some(PersonId(department.into())));
        task
    })
}

fn campaign() -> impl Strategy<Value = Campaign<u8>> {
    let tasks = prop::collection::vec(task(), 0..10);
    let links = prop::collection::vec(link(), 0..14);
    let rest = (day(), rarely(day()), prop::collection::vec(day(), 0..3));
    (tasks, links, rest).prop_map(|(mut tasks, links, (start, required, anchors))| {
        // Mostly one of each key, so that most campaigns get past the first check.
        tasks.sort_by_key(|task| task.key);
        tasks.dedup_by_key(|task| task.key);
        let once = Calendar::new([false; 7], [(date("11-03"), true), (date("11-04"), true)]).unwrap();
        let anchor = |date| Anchor {
            kind: AnchorKind::Launch,
            target: Target { date, edge: Edge::EndOfDay },
            origin: AnchorOrigin::Company,
        };
        Campaign {
            start,
            required_finish: required.map(|date| Target { date, edge: Edge::StartOfDay }),
            calendars: vec![
                Arc::new(china()),
                Arc::new(once),
                Arc::new(Calendar::new([true; 7], []).unwrap()),
            ],
            calendar: CalendarId(0),
            departments: vec![
                Department { calendar: Some(CalendarId(2)), capacity: Some(1) },
                Department::default(),
            ],
            anchors: anchors.into_iter().map(anchor).collect(),
            tasks,
            links,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 20_000, ..cases(4_000) })]

    #[test]
    fn anything_is_planned_or_refused(campaign in campaign(), as_of in day()) {
        let Ok(network) = Network::new(campaign) else { return Ok(()) };
        let Ok(plan) = Plan::new(Arc::new(network)) else { return Ok(()) };
        let Ok(outlook) = Outlook::new(Arc::new(plan), as_of, None, 10) else { return Ok(()) };
        let (records, thresholds) = (Records::default(), Thresholds::default());
        let found = check(&outlook, &records, &thresholds);
        for task in outlook.plan().network().wbs() {
            let (plan, _) = (outlook.plan(), outlook.root_cause(*task));
            let span = plan.span(*task).unwrap_or(schedule::Span { start: Boundary::FIRST, finish: Boundary::LAST });
            prop_assert!(span.is_in_range());
            prop_assert!(plan.leaf(*task).is_none_or(|leaf| leaf.late.is_in_range()));
            prop_assert!(outlook.task_outlook(*task).is_none_or(|outlook| outlook.forecast.is_in_range()));
        }
        for finding in found.iter().take(2) {
            let _ = suggest(&outlook, (&records, &thresholds), &found, finding);
        }
    }
}

fn bare(tasks: Vec<Task<u32>>, links: Vec<Link<u32>>) -> Campaign<u32> {
    Campaign {
        start: date("11-03"),
        required_finish: None,
        calendars: vec![Arc::new(china())],
        calendar: CalendarId(0),
        departments: Vec::new(),
        anchors: Vec::new(),
        tasks,
        links,
    }
}

fn checked(campaign: Campaign<u32>) -> (Arc<Plan<u32>>, usize) {
    let plan = Arc::new(Plan::new(Arc::new(Network::new(campaign).unwrap())).unwrap());
    let outlook = Outlook::new(Arc::clone(&plan), date("11-20"), None, 10).unwrap();
    let found = check(&outlook, &Records::default(), &Thresholds::default()).len();
    (plan, found)
}

#[test]
fn a_hierarchy_may_be_ten_thousand_deep_with_links_at_every_level() {
    const DEPTH: u32 = 10_000;
    let phase = |level: u32| Task { parent: level.checked_sub(1), ..Task::new(level, Kind::Phase) };
    let leaf = |level: u32| Task { parent: Some(level), ..Task::new(DEPTH + level, Kind::Task(Some(1))) };
    let mut tasks: Vec<_> = (0..DEPTH).flat_map(|level| [phase(level), leaf(level)]).collect();
    tasks.push(Task::new(3 * DEPTH, Kind::Task(Some(2))));
    tasks.push(Task::new(3 * DEPTH + 1, Kind::Task(Some(2))));
    let into = (0..DEPTH).map(|level| Link::finish_to_start(3 * DEPTH, level));
    let out = (0..DEPTH).map(|level| Link::finish_to_start(level, 3 * DEPTH + 1));
    let (plan, found) = checked(bare(tasks, into.chain(out).collect()));
    assert_eq!(
        plan.days(plan.network().find(&(2 * DEPTH - 1)).unwrap()),
        Some((date("11-05"), date("11-05")))
    );
    assert_eq!(
        plan.days(plan.network().find(&(3 * DEPTH + 1)).unwrap()),
        Some((date("11-06"), date("11-07")))
    );
    assert!(found > 0);
}

#[test]
fn a_hundred_thousand_links_may_lead_into_one_task_or_phase() {
    const MANY: u32 = 100_000;
    for repeats in [1, 2] {
        let mut tasks: Vec<_> = (0..MANY).map(|key| Task::new(key, Kind::Task(Some(1)))).collect();
        tasks.push(Task::new(MANY, Kind::Phase));
        tasks.extend(
            (1..200).map(|key| Task { parent: Some(MANY), ..Task::new(MANY + key, Kind::Task(Some(1))) }),
        );
        tasks.push(Task::new(2 * MANY, Kind::Task(Some(1))));
        let links = (0..MANY)
            .flat_map(|key| [Link::finish_to_start(key, MANY), Link::finish_to_start(key, 2 * MANY)]);
        let links: Vec<_> = (0..repeats).flat_map(|_| links.clone()).collect();
        let (plan, _) = checked(bare(tasks, links));
        assert_eq!(
            plan.days(plan.network().find(&(2 * MANY)).unwrap()),
            Some((date("11-04"), date("11-04")))
        );
    }
}

#[test]
fn a_chain_may_be_as_long_as_the_calendar() {
    const LONG: u32 = 40_000;
    let tasks = (0..LONG).map(|key| Task::new(key, Kind::Task(Some(1)))).collect();
    let links = (1..LONG).map(|key| Link::finish_to_start(key - 1, key)).collect();
    let (plan, _) = checked(bare(tasks, links));
    assert_eq!(plan.leaf(plan.network().find(&(LONG - 1)).unwrap()).unwrap().total_slack, 0);
    let campaign = bare(Vec::new(), Vec::new());
    assert_eq!(checked(campaign).1, 0);
}
