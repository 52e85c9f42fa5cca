//! Campaigns made of random numbers: between them they use every field of every row.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use schedule::{
    Anchor, AnchorId, AnchorKind, AnchorOrigin, Calendar, CalendarId, Campaign, Constraint, ConstraintKind,
    Deadline, Department, DepartmentId, Direction, Edge, Firmness, Kind, LagUnit, Link, Mode, Network,
    PersonId, Target, Task,
};

use super::dice::Dice;
use crate::draft::{CONSTRAINTS, Key, MONDAY_TO_FRIDAY, TYPES, china, date};

pub const LEAVES: [Key; 10] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
pub const PHASES: [Key; 3] = ["P", "Q", "R"];

const ANCHORS: [AnchorKind; 6] = [
    AnchorKind::WarmUp,
    AnchorKind::Launch,
    AnchorKind::End,
    AnchorKind::PrizeIssue,
    AnchorKind::PrizeClaim,
    AnchorKind::Custom,
];

/// What a campaign has more or less of, in per cent of its rows.
pub struct Mix {
    pub starts_on: NaiveDate,
    pub as_of: NaiveDate,
    phase_count: usize,
    leaf_count: usize,
    other_calendar: usize,
    manual: usize,
    alap: usize,
    constraint: usize,
    deadline: usize,
    actuals: usize,
    hours: usize,
    staff: usize,
}

impl Mix {
    pub fn new(dice: &mut Dice) -> Self {
        let starts_on = dice.pick(&["09-15", "09-25", "10-09", "11-03", "2026-01-05"].map(date));
        let starts_on = starts_on + Days::new(dice.below(6) as u64);
        // Three of ten campaigns have links and reports alone.
        let is_early = dice.per_cent(40);
        let typed = usize::from(!dice.per_cent(30));
        Self {
            starts_on,
            as_of: starts_on + Days::new(dice.below(if is_early { 10 } else { 30 }) as u64),
            phase_count: dice.pick(&[0, 1, 2, 3]),
            leaf_count: 4 + dice.below(LEAVES.len() - 3),
            other_calendar: dice.pick(&[0, 0, 30, 60]),
            manual: dice.pick(&[0, 10, 25]) * typed,
            alap: dice.pick(&[0, 0, 20, 100]) * typed,
            constraint: dice.pick(&[0, 15, 40]) * typed,
            deadline: dice.pick(&[0, 20, 40]) * typed,
            actuals: dice.pick(&[0, 40, 80]),
            hours: dice.pick(&[0, 70, 100]),
            staff: dice.pick(&[50, 90]),
        }
    }

    /// A day near the campaign's.
    pub fn day(&self, dice: &mut Dice) -> NaiveDate {
        self.starts_on + Days::new(dice.below(40) as u64)
    }

    pub fn target(&self, dice: &mut Dice) -> Target {
        Target { date: self.day(dice), edge: dice.pick(&[Edge::StartOfDay, Edge::EndOfDay]) }
    }

    pub fn deadline(&self, dice: &mut Dice) -> Deadline {
        Deadline { date: self.day(dice), firmness: dice.pick(&[Firmness::Firm, Firmness::Soft]) }
    }
}

/// The statutory calendar, one that works but for a holiday every day, one without exceptions, one of three
/// days a week of which none is a Monday.
fn calendars() -> Vec<Arc<Calendar>> {
    let every_day = Calendar::new([true; 7], [(date("11-11"), false), (date("10-01"), false)]);
    let plain = Calendar::new(MONDAY_TO_FRIDAY, []);
    let three_days = Calendar::new([false, true, false, true, false, true, false], [(date("11-09"), true)]);
    [Ok(china()), every_day, plain, three_days].map(|calendar| Arc::new(calendar.unwrap())).to_vec()
}

/// A campaign of random rows, with the links that can be planned among those that were made for it.
pub fn campaign(dice: &mut Dice, mix: &Mix) -> Campaign<Key> {
    let anchor_count = dice.below(5);
    let anchors = (0..anchor_count).map(|_| Anchor {
        kind: dice.pick(&ANCHORS),
        target: mix.target(dice),
        origin: dice.pick(&[AnchorOrigin::Channel, AnchorOrigin::Company]),
    });
    let anchors: Vec<Anchor> = anchors.collect();
    let departments = vec![
        Department { calendar: None, capacity: Some(1) },
        Department { calendar: Some(CalendarId(2)), capacity: None },
        Department { calendar: dice.maybe(50, |_| CalendarId(1)), capacity: Some(2) },
    ];
    let mut campaign = Campaign {
        start: mix.starts_on,
        required_finish: dice.maybe(45, |dice| mix.target(dice)),
        calendars: calendars(),
        calendar: CalendarId(0),
        departments,
        anchors,
        tasks: Vec::new(),
        links: Vec::new(),
    };
    for (at, key) in PHASES.into_iter().take(mix.phase_count).enumerate() {
        let parent = if at > 0 { dice.maybe(50, |dice| PHASES[dice.below(at)]) } else { None };
        let row = phase(dice, mix, (key, parent), campaign.anchors.len());
        campaign.tasks.push(row);
    }
    for key in LEAVES.into_iter().take(mix.leaf_count) {
        let mut row = leaf(dice, mix, key, campaign.anchors.len());
        row.parent = dice.maybe(70, |dice| PHASES[dice.below(mix.phase_count.max(1))]);
        row.parent = row.parent.filter(|_| mix.phase_count > 0);
        campaign.tasks.push(row);
    }
    for link in links(dice, mix) {
        campaign.links.push(link);
        if Network::new(campaign.clone()).is_err() {
            campaign.links.pop();
        }
    }
    campaign
}

fn phase(dice: &mut Dice, mix: &Mix, (key, parent): (Key, Option<Key>), anchors: usize) -> Task<Key> {
    let mut row = Task { parent, ..Task::new(key, Kind::Phase) };
    let kinds = [ConstraintKind::StartNoEarlierThan, ConstraintKind::FinishNoLaterThan];
    row.constraint =
        dice.maybe(mix.constraint, |dice| Constraint { kind: dice.pick(&kinds), date: mix.day(dice) });
    row.deadline = dice.maybe(mix.deadline, |dice| mix.deadline(dice));
    row.buffer = dice.pick(&[0, 0, 0, 1, 2]);
    row.anchor = anchor(dice, 20, anchors);
    if dice.per_cent(mix.manual) {
        let start = mix.day(dice);
        let finish = start + Days::new(dice.below(20) as u64);
        row.mode = Mode::Manual { start: Some(start), finish: dice.maybe(80, |_| finish) };
    }
    row.calendar = dice.maybe(mix.other_calendar / 2, |dice| CalendarId(dice.pick(&[1, 2, 3])));
    row
}

fn anchor(dice: &mut Dice, chance: usize, count: usize) -> Option<AnchorId> {
    let chance = if count == 0 { 0 } else { chance };
    dice.maybe(chance, |dice| AnchorId(u16::try_from(dice.below(count)).unwrap()))
}

fn leaf(dice: &mut Dice, mix: &Mix, key: Key, anchors: usize) -> Task<Key> {
    let kind = match dice.below(20) {
        0..2 => Kind::Milestone(Edge::StartOfDay),
        2..4 => Kind::Milestone(Edge::EndOfDay),
        4 => Kind::Task(None),
        5..9 => Kind::Task(Some(dice.between(6, 20))),
        _ => Kind::Task(Some(dice.between(1, 8))),
    };
    let mut row = Task::new(key, kind);
    row.calendar = dice.maybe(mix.other_calendar, |dice| CalendarId(dice.pick(&[0, 1, 2, 3])));
    row.direction = if dice.per_cent(mix.alap) { Direction::Alap } else { Direction::Asap };
    row.constraint =
        dice.maybe(mix.constraint, |dice| Constraint { kind: dice.pick(&CONSTRAINTS), date: mix.day(dice) });
    row.constraint_wins = dice.per_cent(mix.constraint);
    row.deadline = dice.maybe(mix.deadline, |dice| mix.deadline(dice));
    row.buffer = dice.maybe(mix.deadline, |dice| dice.between(1, 4)).unwrap_or(0);
    row.anchor = anchor(dice, 20, anchors);
    row.estimated_hours = dice.maybe(mix.hours, |dice| u32::try_from(dice.between(0, 40)).unwrap());
    row.department = dice.maybe(mix.staff, |dice| DepartmentId(dice.pick(&[0, 1, 2])));
    row.accountable = dice.maybe(mix.staff, |dice| PersonId(dice.pick(&[1, 2, 3])));
    if dice.per_cent(mix.manual) {
        let start = mix.day(dice);
        let finish = start + Days::new(dice.below(8) as u64);
        let (start, finish) =
            dice.pick(&[(Some(start), None), (None, Some(finish)), (Some(start), Some(finish))]);
        row.mode = Mode::Manual { start, finish };
    }
    if dice.per_cent(mix.actuals) {
        report(dice, mix, &mut row);
    }
    row
}

/// What somebody has reported: mostly what fits together, sometimes what does not.
fn report(dice: &mut Dice, mix: &Mix, row: &mut Task<Key>) {
    let span = u64::try_from((mix.as_of - mix.starts_on).num_days()).unwrap();
    // One day in ten is after the day that is asked for.
    let started = mix.starts_on + Days::new(dice.below(10) as u64 * (span + 2) / 10);
    let finished = started + Days::new(dice.below(8) as u64);
    let finished = if dice.per_cent(90) { finished.min(mix.as_of).max(started) } else { finished };
    let is_event = matches!(row.kind, Kind::Milestone(_));
    match dice.below(10) {
        0..3 => (row.actual_start, row.actual_finish, row.progress) = (Some(started), Some(finished), 100),
        3..7 if !is_event => {
            let progress = match row.kind {
                Kind::Task(Some(duration)) if dice.per_cent(60) => {
                    // About as much as the days that have gone by are worth.
                    let elapsed = i32::try_from((mix.as_of - started).num_days()).unwrap().max(0);
                    u8::try_from((elapsed * 70 / duration + dice.between(0, 20)).min(99)).unwrap()
                }
                Kind::Task(_) | Kind::Milestone(_) | Kind::Phase => dice.pick(&[0, 5, 20, 50, 80, 99]),
            };
            (row.actual_start, row.progress) = (Some(started), progress);
            row.remaining = dice.maybe(30, |dice| dice.between(0, 6));
        }
        7 if !is_event => row.progress = dice.pick(&[10, 40, 100]),
        8 => {
            (row.actual_start, row.actual_finish) = (dice.maybe(50, |_| started), Some(finished));
            row.progress = dice.pick(&[0, 60]);
        }
        9 => (row.actual_start, row.progress) = (Some(started), 100),
        _ => {}
    }
}

/// Links from what comes first to what comes later, and between phases.
fn links(dice: &mut Dice, mix: &Mix) -> Vec<Link<Key>> {
    let mut links = Vec::new();
    for at in 1..mix.leaf_count {
        for _ in 0..dice.pick(&[0, 1, 1, 1, 2]) {
            let mut link = Link::finish_to_start(LEAVES[dice.below(at)], LEAVES[at]);
            if mix.phase_count > 0 && dice.per_cent(20) {
                link.predecessor = PHASES[dice.below(mix.phase_count)];
            }
            if mix.phase_count > 0 && dice.per_cent(20) {
                link.successor = PHASES[dice.below(mix.phase_count)];
            }
            if dice.per_cent(50) {
                link.link_type = dice.pick(&TYPES);
            }
            link.lag = dice.maybe(40, |dice| dice.between(-3, 4)).unwrap_or(0);
            link.lag_unit = dice.pick(&[LagUnit::WorkingDay, LagUnit::CalendarDay]);
            links.push(link);
        }
    }
    links
}
