//! What is on record beside a generated plan, and a change of it.

use chrono::{Days, NaiveDate};
use schedule::{
    AnchorId, Campaign, Constraint, DaysOff, DepartmentId, Edit, IndustryEvent, Kind, Link, PersonId, Plan,
    Records, Slip, Thresholds,
};

use super::dice::Dice;
use super::generate::{Mix, PHASES};
use crate::draft::{CONSTRAINTS, Key, TYPES};

/// In two of five cases, what was agreed: a little earlier and shorter or longer than what is planned.
pub fn agreed(dice: &mut Dice, plan: &Plan<Key>) -> Vec<(Key, NaiveDate, NaiveDate)> {
    let (network, mut rows) = (plan.network(), Vec::new());
    if !dice.per_cent(40) {
        return rows;
    }
    for task in network.wbs() {
        let Some((first, last)) = plan.days(*task) else { continue };
        let earlier = Days::new(dice.below(6) as u64);
        let length = Days::new(dice.below(6) as u64);
        let first = first - earlier;
        let is_event = matches!(network.task(*task).kind, Kind::Milestone(_));
        let last = if is_event { first } else { (last - earlier).min(first + length) };
        if dice.per_cent(85) {
            rows.push((network.task(*task).key, first, last));
        }
    }
    rows
}

pub fn records(dice: &mut Dice, mix: &Mix, campaign: &Campaign<Key>) -> Records<Key> {
    let mut records = Records::default();
    for task in &campaign.tasks {
        if task.actual_start.is_some() && dice.per_cent(60) {
            records.reports.push((task.key, mix.day(dice)));
        }
        if dice.per_cent(6) {
            records.publications.push((task.key, mix.day(dice)));
        }
        for _ in 0..dice.pick(&[0, 0, 0, 0, 1, 1, 2]) {
            records.slips.push(Slip { key: task.key, moved_on: mix.day(dice), days: dice.between(1, 5) });
        }
    }
    for person in [1, 2, 3].map(PersonId) {
        for _ in 0..dice.pick(&[0, 0, 1, 2]) {
            let first = mix.day(dice);
            let last = first + Days::new(dice.below(5) as u64);
            records.days_off.push(DaysOff { person, first, last });
        }
        records.capacities.extend(dice.maybe(25, |dice| (person, dice.pick(&[1, 2]))));
    }
    if dice.per_cent(40) {
        let first = mix.day(dice);
        records.events.push(IndustryEvent { first, last: first + Days::new(dice.below(8) as u64) });
    }
    records
}

pub fn thresholds(dice: &mut Dice) -> Thresholds {
    if dice.per_cent(60) {
        return Thresholds::default();
    }
    Thresholds {
        due_soon_days: dice.between(0, 6),
        start_soon_days: dice.between(0, 6),
        behind_points: dice.pick(&[0, 5, 30]),
        ahead_points: dice.pick(&[0, 5, 30]),
        publication_days: dice.between(0, 3),
        low_slack_days: dice.between(1, 5),
        firm_buffer_days: dice.between(0, 3),
        holiday_days: dice.between(1, 6),
        slip_count: dice.pick(&[1, 2, 3]),
        slip_days: dice.between(2, 8),
        stale_days: dice.between(1, 6),
        missing_days: dice.between(0, 10),
        person_capacity: dice.pick(&[1, 2, 3]),
    }
}

/// One change of one row; it may be one that is refused.
pub fn change(dice: &mut Dice, mix: &Mix, campaign: &Campaign<Key>) -> Edit<Key> {
    let some = |dice: &mut Dice| campaign.tasks[dice.below(campaign.tasks.len())].key;
    let key = some(dice);
    let (start, finish) = (mix.day(dice), mix.day(dice));
    match dice.below(16) {
        0 => Edit::Move { key, start: Some(start), finish: dice.maybe(50, |_| finish) },
        1 => Edit::Release { key },
        2..5 => Edit::Resize { key, duration: dice.between(1, 12) },
        5 => Edit::Remain { key, remaining: dice.between(0, 9) },
        6..8 => {
            let (link_type, lag) = (dice.pick(&TYPES), dice.between(-2, 5));
            Edit::Link(Link { link_type, lag, ..Link::finish_to_start(key, some(dice)) })
        }
        8 => {
            let link =
                dice.maybe(100, |dice| dice.pick(&campaign.links)).filter(|_| !campaign.links.is_empty());
            let link = link.unwrap_or(Link::finish_to_start(key, some(dice)));
            let Link { predecessor, successor, link_type, .. } = link;
            Edit::Unlink { predecessor, successor, link_type }
        }
        9 => {
            let constraint = dice.maybe(70, |dice| Constraint { kind: dice.pick(&CONSTRAINTS), date: start });
            Edit::Constrain { key, constraint }
        }
        10 => Edit::SetDeadline { key, deadline: dice.maybe(70, |dice| mix.deadline(dice)) },
        11 => Edit::Report {
            key,
            actual_start: Some(start),
            actual_finish: dice.maybe(50, |_| finish.max(start)),
            progress: dice.pick(&[0, 30, 100]),
        },
        12 => Edit::Reorder {
            key,
            parent: dice.maybe(50, |dice| dice.pick(&PHASES)),
            after: dice.maybe(30, some),
        },
        13 => Edit::MoveAnchor { anchor: AnchorId(dice.pick(&[0, 1])), target: mix.target(dice) },
        14 => Edit::Require { finish: dice.maybe(70, |dice| mix.target(dice)) },
        _ => Edit::Assign {
            key,
            department: dice.maybe(80, |dice| DepartmentId(dice.pick(&[0, 1, 2]))),
            accountable: dice.maybe(80, |dice| PersonId(dice.pick(&[1, 2, 3]))),
        },
    }
}
