//! Campaigns made by a fixed recipe: the same arguments, the same rows.

use std::fmt;
use std::sync::Arc;

use chrono::{Days, NaiveDate};
use schedule::{
    Calendar, CalendarId, Campaign, Deadline, Department, DepartmentId, Edge, Firmness, Kind, LagUnit, Link,
    LinkType, Network, PersonId, Plan, Task,
};

/// Which link types a campaign has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mix {
    FinishToStart,
    All,
}

impl Mix {
    pub const BOTH: [Self; 2] = [Self::FinishToStart, Self::All];
}

impl fmt::Display for Mix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::FinishToStart => "fs",
            Self::All => "all",
        })
    }
}

/// `SplitMix64`: small, seeded and the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        u32::try_from((mixed ^ (mixed >> 31)) % u64::from(bound)).unwrap_or_default()
    }

    fn of_hundred(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }
}

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a date that exists")
}

/// Monday to Friday with eight holidays a year.
fn calendar() -> Calendar {
    let dates = [(1, 1), (1, 6), (5, 1), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26)];
    let holidays = (2026..2056).flat_map(|year| dates.map(|(month, on)| (day(year, month, on), false)));
    Calendar::new([true, true, true, true, true, false, false], holidays)
        .expect("a calendar with working days")
}

/// A layered DAG: each work package of a later layer has two predecessors, most of them in the layer before.
pub fn campaign(size: u32, mix: Mix) -> Campaign<u32> {
    let mut random = Random(1);
    let layers = (f64::from(size).powf(0.4) * 2.0).round();
    let per_layer = (f64::from(size) / layers).ceil();
    let per_layer = format!("{per_layer}").parse().unwrap_or(1);
    let mut campaign = Campaign {
        start: day(2026, 1, 5),
        required_finish: None,
        calendars: vec![Arc::new(calendar())],
        calendar: CalendarId(0),
        departments: Vec::new(),
        anchors: Vec::new(),
        tasks: Vec::new(),
        links: Vec::new(),
    };
    for key in 0..size {
        let kind = if random.of_hundred(5) {
            Kind::Milestone(Edge::EndOfDay)
        } else {
            Kind::Task(Some(1 + i32::try_from(random.below(10)).unwrap_or_default()))
        };
        campaign.tasks.push(Task::new(key, kind));
        let layer_start = key - key % per_layer;
        if layer_start > 0 {
            link_twice(&mut campaign, &mut random, mix, (key, layer_start, per_layer));
        }
    }
    campaign
}

fn link_twice(
    campaign: &mut Campaign<u32>,
    random: &mut Random,
    mix: Mix,
    (key, layer_start, per_layer): (u32, u32, u32),
) {
    let mut predecessors: Vec<u32> = Vec::new();
    while predecessors.len() < 2 {
        let predecessor = if random.of_hundred(80) {
            layer_start - 1 - random.below(per_layer)
        } else {
            random.below(layer_start)
        };
        if !predecessors.contains(&predecessor) {
            predecessors.push(predecessor);
        }
    }
    for predecessor in predecessors {
        let lag =
            if random.of_hundred(10) { 1 + i32::try_from(random.below(5)).unwrap_or_default() } else { 0 };
        let link_type = link_type(random, mix);
        campaign.links.push(Link {
            predecessor,
            successor: key,
            link_type,
            lag,
            lag_unit: LagUnit::WorkingDay,
        });
    }
}

fn link_type(random: &mut Random, mix: Mix) -> LinkType {
    match (mix, random.below(100)) {
        (Mix::FinishToStart, _) | (Mix::All, 0..70) => LinkType::FinishToStart,
        (Mix::All, 70..84) => LinkType::StartToStart,
        (Mix::All, 84..98) => LinkType::FinishToFinish,
        (Mix::All, _) => LinkType::StartToFinish,
    }
}

/// A campaign under way: of the work planned before a day 97 % is done and the rest is late, what is in
/// progress is as far as it should be or up to ten points behind, one in ten has a deadline, and all of it
/// has a department and somebody in charge.  What is late pushes most of what is to come.
pub fn under_way(size: u32, mix: Mix) -> (Campaign<u32>, NaiveDate) {
    let mut campaign = campaign(size, mix);
    let network = Arc::new(Network::new(campaign.clone()).expect("generated rows are sound"));
    let plan = Plan::new(Arc::clone(&network)).expect("generated plans are in range");
    let end = plan.finish().expect("there is work").date_closed();
    let as_of = campaign.start + (end - campaign.start) * 2 / 5;
    let mut random = Random(2);
    campaign.departments = (0..7).map(|_| Department { calendar: None, capacity: Some(60) }).collect();
    for task in &mut campaign.tasks {
        task.department = u16::try_from(random.below(7)).ok().map(DepartmentId);
        task.accountable = Some(PersonId(random.below(1 + size / 100)));
        let (first, last) =
            network.find(&task.key).and_then(|id| plan.days(id)).expect("every leaf is planned");
        if random.of_hundred(10) {
            let date = last + Days::new(u64::from(random.below(10)));
            task.deadline = Some(Deadline { date, firmness: Firmness::Firm });
        }
        if last < as_of && !random.of_hundred(3) {
            (task.actual_start, task.actual_finish, task.progress) = (Some(first), Some(last), 100);
        } else if first < as_of {
            task.actual_start = Some(first);
            let due = ((as_of - first).num_days() + 1) * 100 / ((last - first).num_days() + 1);
            task.progress = u8::try_from(due.min(95) - i64::from(random.below(10))).unwrap_or(0);
        }
    }
    (campaign, as_of)
}
