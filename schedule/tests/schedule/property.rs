//! What holds of every network.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use schedule::{
    Boundary, Calendar, CalendarId, Campaign, Checked, Constraint, Deadline, Direction, Edge, Edit, Firmness,
    Kind, LagUnit, LateStatus, Link, LinkType, Mode, Network, Outlook, Plan, Records, Span, Task, TaskId,
    Thresholds, check, diff,
};

use crate::draft::{CONSTRAINTS, TYPES, cases, china, date};

/// What a generated campaign may have.
#[derive(Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each says whether one feature is generated")]
pub struct Having {
    pub all_types: bool,
    pub calendars: bool,
    pub constraints: bool,
    pub phases: bool,
    pub progress: bool,
}

pub const FREE: Having =
    Having { all_types: true, calendars: false, constraints: false, phases: false, progress: false };
pub const EVERYTHING: Having =
    Having { all_types: true, calendars: true, constraints: true, phases: true, progress: true };

/// One generated leaf, as numbers that become a row.
#[derive(Clone, Debug)]
struct Seed {
    days: i32,
    edge: bool,
    calendar: bool,
    constraint: (u8, u64),
    deadline: (u8, u64),
    mode: u8,
    progress: (u8, u64),
    preds: Vec<(prop::sample::Index, u8, i32, bool)>,
}

fn seed() -> impl Strategy<Value = Seed> {
    let link = (any::<prop::sample::Index>(), 0_u8..20, -2_i32..5, any::<bool>());
    let links = prop::collection::vec(link, 0..4);
    let dates = ((0_u8..40, 0_u64..60), (0_u8..10, 0_u64..80), 0_u8..20, (0_u8..120, 0_u64..40));
    (0_i32..9, any::<bool>(), any::<bool>(), dates, links).prop_map(
        |(days, edge, calendar, (constraint, deadline, mode, progress), preds)| Seed {
            days,
            edge,
            calendar,
            constraint,
            deadline,
            mode,
            progress,
            preds,
        },
    )
}

pub fn campaigns(having: Having) -> impl Strategy<Value = Campaign<u32>> {
    prop::collection::vec(seed(), 1..30).prop_map(move |seeds| grown(&seeds, having))
}

pub fn start() -> NaiveDate {
    date("09-15")
}

fn grown(seeds: &[Seed], having: Having) -> Campaign<u32> {
    let every_day = Calendar::new([true; 7], [(date("11-11"), false)]).unwrap();
    let mut campaign = Campaign {
        start: start(),
        required_finish: None,
        calendars: vec![Arc::new(china()), Arc::new(every_day)],
        calendar: CalendarId(0),
        departments: Vec::new(),
        anchors: Vec::new(),
        tasks: Vec::new(),
        links: Vec::new(),
    };
    if having.phases {
        campaign.tasks.extend((0..5).map(|phase| Task::new(1_000 + phase, Kind::Phase)));
    }
    for (key, seed) in (0..).zip(seeds) {
        campaign.tasks.push(leaf(key, seed, having));
        let Some(before) = key.checked_sub(1) else { continue };
        for (index, link_type, lag, odd) in &seed.preds {
            let predecessor = u32::try_from(index.index(before as usize + 1)).unwrap();
            // Phases hold runs of leaves, and only wait for earlier runs, so that nothing closes a cycle.
            let (earlier, later) = (predecessor / RUN, key / RUN);
            let (predecessor, successor) = match (having.phases && earlier < later, odd) {
                (false, _) => (predecessor, key),
                (true, false) => (1_000 + earlier, key),
                (true, true) => (predecessor, 1_000 + later),
            };
            let link_type = if having.all_types { TYPES[usize::from(*link_type) % 4] } else { TYPES[0] };
            let lag_unit = if having.calendars && *odd { LagUnit::CalendarDay } else { LagUnit::WorkingDay };
            campaign.links.push(Link { predecessor, successor, link_type, lag: *lag, lag_unit });
        }
    }
    campaign
}

/// How many leaves a phase holds.
const RUN: u32 = 6;

fn leaf(key: u32, seed: &Seed, having: Having) -> Task<u32> {
    let edge = if seed.edge { Edge::StartOfDay } else { Edge::EndOfDay };
    let kind = if seed.days == 0 { Kind::Milestone(edge) } else { Kind::Task(Some(seed.days)) };
    let on = |offset: u64| start() + Days::new(offset);
    let mut task = Task::new(key, kind);
    task.calendar = (having.calendars && seed.calendar).then_some(CalendarId(1));
    task.parent = having.phases.then_some(1_000 + key / RUN);
    if having.constraints {
        let kind = CONSTRAINTS.get(usize::from(seed.constraint.0));
        task.constraint = kind.map(|kind| Constraint { kind: *kind, date: on(seed.constraint.1) });
        let date = on(seed.deadline.1);
        task.deadline = (seed.deadline.0 == 0).then_some(Deadline { date, firmness: Firmness::Firm });
        match seed.mode {
            0 => task.mode = Mode::Manual { start: Some(on(seed.progress.1)), finish: None },
            1 => task.direction = Direction::Alap,
            _ => {}
        }
    }
    if having.progress {
        let begun = Some(on(seed.progress.1));
        match seed.progress.0 {
            0..20 => {
                let finish = Some(on(seed.progress.1 + u64::from(seed.days.unsigned_abs())));
                (task.actual_start, task.actual_finish, task.progress) = (begun, finish, 100);
            }
            20..40 => (task.actual_start, task.progress) = (begun, seed.progress.0),
            _ => {}
        }
    }
    task
}

pub(crate) fn planned(campaign: &Campaign<u32>) -> Plan<u32> {
    Plan::new(Arc::new(Network::new(campaign.clone()).unwrap())).unwrap()
}

fn leaves(plan: &Plan<u32>) -> impl Iterator<Item = (TaskId, schedule::Planned)> {
    plan.network().wbs().iter().filter_map(|task| Some((*task, plan.leaf(*task)?)))
}

/// Every date of a plan, by key.
fn dates(plan: &Plan<u32>) -> BTreeMap<u32, (Span, Span, Span, i32, i32)> {
    leaves(plan)
        .map(|(task, leaf)| {
            let key = plan.network().task(task).key;
            (key, (leaf.span, leaf.early, leaf.late, leaf.total_slack, leaf.free_slack))
        })
        .collect()
}

fn outlook(campaign: &Campaign<u32>, day: u64) -> Outlook<u32> {
    Outlook::new(Arc::new(planned(campaign)), start() + Days::new(day), None, 10).unwrap()
}

/// Whether a successor keeps to a link, by counting working days of its own calendar.
fn is_respected(plan: &Plan<u32>, link: &Link<u32>) -> bool {
    let id = |key| plan.network().find(&key).unwrap();
    let calendar = plan.network().calendar_of(id(link.successor));
    let (before, after) = (plan.leaf(id(link.predecessor)).unwrap(), plan.leaf(id(link.successor)).unwrap());
    [(before.early, after.early), (before.span, after.span)].into_iter().all(|(before, after)| {
        let (from, to) = match link.link_type {
            LinkType::FinishToStart => (before.finish, after.start),
            LinkType::StartToStart => (before.start, after.start),
            LinkType::FinishToFinish => (before.finish, after.finish),
            LinkType::StartToFinish => (before.start, after.finish),
        };
        calendar.working_days(from, to) >= link.lag
    })
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn links_are_respected(campaign in campaigns(FREE)) {
        let plan = planned(&campaign);
        for link in last_of_each(&campaign) {
            prop_assert!(is_respected(&plan, &link), "{link:?}");
        }
    }

    #[test]
    fn links_are_respected_across_calendars(campaign in campaigns(Having { calendars: true, ..FREE })) {
        let plan = planned(&campaign);
        let working = last_of_each(&campaign).into_iter().filter(|link| link.lag_unit == LagUnit::WorkingDay);
        for link in working {
            prop_assert!(is_respected(&plan, &link), "{link:?}");
        }
    }

    #[test]
    fn a_late_finish_leaves_its_successor_its_late_start(campaign in campaigns(Having { all_types: false, ..FREE })) {
        let plan = planned(&campaign);
        let calendar = china();
        for link in last_of_each(&campaign) {
            let leaf = |key| plan.leaf(plan.network().find(&key).unwrap()).unwrap();
            let (finish, start) = (leaf(link.predecessor).late.finish, leaf(link.successor).late.start);
            prop_assert!(calendar.working_days(finish, start) >= link.lag, "{link:?}");
        }
    }

    #[test]
    fn free_slack_is_within_total_slack(campaign in campaigns(FREE)) {
        for (_, leaf) in leaves(&planned(&campaign)) {
            prop_assert!(leaf.total_slack < 0 || leaf.total_slack >= leaf.free_slack, "{leaf:?}");
        }
    }

    #[test]
    fn without_constraints_the_longest_path_has_no_slack(campaign in campaigns(Having { all_types: false, ..FREE })) {
        let plan = planned(&campaign);
        prop_assert_eq!(leaves(&plan).map(|(_, leaf)| leaf.total_slack).min(), Some(0));
        let last = leaves(&plan).filter(|(_, leaf)| leaf.critical).map(|(_, leaf)| leaf.early.finish).max();
        let calendar = china();
        prop_assert_eq!(last.map(|last| calendar.working_days(last, plan.finish().unwrap())), Some(0));
    }

    #[test]
    fn other_keys_change_nothing_but_the_keys(campaign in campaigns(EVERYTHING), salt in any::<u32>()) {
        let renamed = |key: u32| key.wrapping_mul(0x9E37_79B1) ^ salt;
        let mut other = campaign.clone();
        for task in &mut other.tasks {
            (task.key, task.parent) = (renamed(task.key), task.parent.map(renamed));
        }
        for link in &mut other.links {
            (link.predecessor, link.successor) = (renamed(link.predecessor), renamed(link.successor));
        }
        let expected: BTreeMap<_, _> =
            dates(&planned(&campaign)).into_iter().map(|(key, dates)| (renamed(key), dates)).collect();
        prop_assert_eq!(dates(&planned(&other)), expected);
        let (one, other) = (outlook(&campaign, 20), outlook(&other, 20));
        let found = |outlook: &Outlook<u32>| check(outlook, &Records::default(), &Thresholds::default()).len();
        prop_assert_eq!(found(&one), found(&other));
    }

    #[test]
    fn planning_twice_changes_nothing(campaign in campaigns(EVERYTHING)) {
        let plan = planned(&campaign);
        prop_assert_eq!(dates(&plan), dates(&planned(&campaign)));
        let found = || check(&outlook(&campaign, 20), &Records::default(), &Thresholds::default());
        prop_assert_eq!(found(), found());
    }

    #[test]
    fn a_preview_is_what_applying_gives(campaign in campaigns(EVERYTHING), at in any::<prop::sample::Index>(), days in 1_i32..20) {
        let leaf = campaign.tasks.iter().filter(|task| matches!(task.kind, Kind::Task(_))).collect::<Vec<_>>();
        prop_assume!(!leaf.is_empty());
        let edits = [Edit::Resize { key: leaf[at.index(leaf.len())].key, duration: days }];
        let plan = planned(&campaign);
        let preview = plan.preview(&edits).unwrap();
        let mut applied = campaign.clone();
        applied.apply(&edits).unwrap();
        let after = planned(&applied);
        let ripple = diff(Checked { plan: &preview, findings: &[] }, Checked { plan: &after, findings: &[] });
        prop_assert!(ripple.moves.is_empty());
        prop_assert_eq!(dates(&preview), dates(&after));
        let moved = diff(Checked { plan: &plan, findings: &[] }, Checked { plan: &after, findings: &[] }).moves;
        let is_told = |key: u32| moved.iter().any(|step| step.key == key);
        for (key, now) in dates(&after) {
            let kind = campaign.tasks.iter().find(|task| task.key == key).unwrap().kind;
            prop_assert_eq!(is_told(key), kind.days(dates(&plan)[&key].0) != kind.days(now.0));
        }
    }

    #[test]
    fn a_later_day_never_mends_what_is_late(campaign in campaigns(EVERYTHING), day in 0_u64..40, later in 1_u64..20) {
        let (before, after) = (outlook(&campaign, day), outlook(&campaign, day + later));
        for task in before.plan().network().wbs() {
            let Some((was, is)) = before.task_outlook(*task).zip(after.task_outlook(*task)) else { continue };
            prop_assert!(was.status != LateStatus::Late || is.status == LateStatus::Late, "{was:?} {is:?}");
        }
    }

    #[test]
    fn contributions_add_up_to_the_delay(campaign in campaigns(EVERYTHING), day in 0_u64..60) {
        let outlook = outlook(&campaign, day);
        for task in outlook.plan().network().wbs() {
            let Some((task_outlook, cause)) = outlook.task_outlook(*task).zip(outlook.root_cause(*task)) else { continue };
            prop_assert_eq!(cause.path.iter().map(|step| step.days).sum::<i32>(), task_outlook.delay);
            prop_assert!(cause.path.iter().all(|step| step.days >= 0));
            prop_assert_eq!(cause.path.last().map(|step| step.task), Some(*task));
        }
    }

    #[test]
    fn a_forecast_never_has_open_work_in_the_past(campaign in campaigns(EVERYTHING), day in 0_u64..60) {
        let outlook = outlook(&campaign, day);
        let close = Boundary::closing(outlook.as_of());
        for task in outlook.plan().network().wbs() {
            let Some(task_outlook) = outlook.task_outlook(*task) else { continue };
            let row = outlook.plan().network().task(*task);
            if !row.is_done() && matches!(row.kind, Kind::Task(_)) {
                prop_assert!(task_outlook.forecast.finish > close || task_outlook.remaining == 0, "{task_outlook:?}");
            }
        }
    }
}

/// The links that hold: of those given more than once, the last.
fn last_of_each(campaign: &Campaign<u32>) -> Vec<Link<u32>> {
    let links = campaign.links.iter();
    let by_ends: BTreeMap<_, _> =
        links.map(|link| ((link.predecessor, link.successor, link.link_type), *link)).collect();
    by_ends.into_values().collect()
}
