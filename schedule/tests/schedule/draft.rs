//! Campaigns written down in a few words.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use proptest::prelude::ProptestConfig;
use schedule::{
    Baseline, Boundary, Calendar, CalendarId, Campaign, Constraint, ConstraintKind, Deadline, Direction,
    Edge, Error, Firmness, Kind, LagUnit, Link, LinkType, Mode, Network, Outlook, Plan, Planned, Records,
    Target, Task, TaskId, TaskOutlook, Thresholds,
};

pub type Key = &'static str;

/// All link types.
pub const TYPES: [LinkType; 4] =
    [LinkType::FinishToStart, LinkType::StartToStart, LinkType::FinishToFinish, LinkType::StartToFinish];

/// All kinds of constraint.
pub const CONSTRAINTS: [ConstraintKind; 6] = [
    ConstraintKind::StartNoEarlierThan,
    ConstraintKind::StartNoLaterThan,
    ConstraintKind::FinishNoEarlierThan,
    ConstraintKind::FinishNoLaterThan,
    ConstraintKind::MustStartOn,
    ConstraintKind::MustFinishOn,
];

/// As many cases of a property as given here, or as the environment says in `PROPTEST_CASES`.
#[expect(clippy::disallowed_methods, reason = "this is where the tests are configured")]
pub fn cases(count: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|count| count.parse().ok());
    ProptestConfig::with_cases(asked.unwrap_or(count))
}

/// A date of 2025, as `11-03`, or of another year, as `2026-01-05`.
pub fn date(text: &str) -> NaiveDate {
    let whole = if text.len() == 5 { format!("2025-{text}") } else { text.to_owned() };
    NaiveDate::parse_from_str(&whole, "%Y-%m-%d").expect("a date")
}

/// A date as the tests write it.
pub fn text(date: NaiveDate) -> String {
    if date.year() == 2025 { date.format("%m-%d").to_string() } else { date.to_string() }
}

pub const MONDAY_TO_FRIDAY: [bool; 7] = [true, true, true, true, true, false, false];

/// Monday to Friday, with the holidays and worked weekends of China's National Day 2025.
pub fn china() -> Calendar {
    let days_off = (1..=8).map(|day| (date(&format!("10-{day:02}")), false));
    let worked = [(date("09-28"), true), (date("10-11"), true)];
    Calendar::new(MONDAY_TO_FRIDAY, days_off.chain(worked)).expect("a sound calendar")
}

/// A campaign being written.
#[derive(Clone)]
pub struct Draft(pub Campaign<Key>);

/// An empty campaign on the Chinese calendar.
pub fn draft(start: &str) -> Draft {
    Draft(Campaign {
        start: date(start),
        required_finish: None,
        calendars: vec![Arc::new(china())],
        calendar: CalendarId(0),
        departments: Vec::new(),
        anchors: Vec::new(),
        tasks: Vec::new(),
        links: Vec::new(),
    })
}

impl Draft {
    pub fn add(mut self, task: Task<Key>) -> Self {
        self.0.tasks.push(task);
        self
    }

    pub fn task(self, key: Key, days: i32) -> Self {
        self.add(Task::new(key, Kind::Task(Some(days))))
    }

    pub fn milestone(self, key: Key, edge: Edge) -> Self {
        self.add(Task::new(key, Kind::Milestone(edge)))
    }

    pub fn phase(self, key: Key) -> Self {
        self.add(Task::new(key, Kind::Phase))
    }

    /// Changes the row that was added last.
    pub fn with(mut self, change: impl FnOnce(&mut Task<Key>)) -> Self {
        change(self.0.tasks.last_mut().expect("a row"));
        self
    }

    pub fn under(self, parent: Key) -> Self {
        self.with(|task| task.parent = Some(parent))
    }

    pub fn manual(self, start: &str, finish: &str) -> Self {
        let (start, finish) = (Some(date(start)), Some(date(finish)));
        self.with(|task| task.mode = Mode::Manual { start, finish })
    }

    pub fn alap(self) -> Self {
        self.with(|task| task.direction = Direction::Alap)
    }

    pub fn constraint(self, kind: ConstraintKind, on: &str) -> Self {
        self.with(|task| task.constraint = Some(Constraint { kind, date: date(on) }))
    }

    pub fn deadline(self, on: &str, firmness: Firmness) -> Self {
        self.with(|task| task.deadline = Some(Deadline { date: date(on), firmness }))
    }

    pub fn started(self, on: &str, progress: u8) -> Self {
        self.with(|task| (task.actual_start, task.progress) = (Some(date(on)), progress))
    }

    pub fn done(self, from: &str, to: &str) -> Self {
        let actuals = (Some(date(from)), Some(date(to)), 100);
        self.with(|task| (task.actual_start, task.actual_finish, task.progress) = actuals)
    }

    pub fn required(mut self, on: &str, edge: Edge) -> Self {
        self.0.required_finish = Some(Target { date: date(on), edge });
        self
    }

    pub fn link(mut self, predecessor: Key, successor: Key, link_type: LinkType, lag: i32) -> Self {
        self.0.links.push(Link { predecessor, successor, link_type, lag, lag_unit: LagUnit::WorkingDay });
        self
    }

    pub fn fs(self, predecessor: Key, successor: Key) -> Self {
        self.link(predecessor, successor, LinkType::FinishToStart, 0)
    }

    /// Finish-to-start links from each to the next.
    pub fn chain(self, keys: &[Key]) -> Self {
        keys.windows(2).fold(self, |draft, pair| draft.fs(pair[0], pair[1]))
    }

    pub fn network(self) -> Result<Network<Key>, Error<Key>> {
        Network::new(self.0)
    }

    pub fn plan(self) -> Drawn {
        Drawn(Arc::new(Plan::new(Arc::new(self.network().expect("sound rows"))).expect("dates in range")))
    }
}

/// A plan that can be asked by key.
pub struct Drawn(pub Arc<Plan<Key>>);

impl Drawn {
    pub fn id(&self, key: Key) -> TaskId {
        self.0.network().find(&key).expect("a key of the draft")
    }

    pub fn leaf(&self, key: Key) -> Planned {
        self.0.leaf(self.id(key)).expect("a leaf")
    }

    /// First and last planned day, as `11-03…11-05`.
    pub fn days(&self, key: Key) -> String {
        let (first, last) = self.0.days(self.id(key)).expect("planned");
        format!("{}…{}", text(first), text(last))
    }

    pub fn total_slack(&self, key: Key) -> i32 {
        self.leaf(key).total_slack
    }

    pub fn free_slack(&self, key: Key) -> i32 {
        self.leaf(key).free_slack
    }

    pub fn late_days(&self, key: Key) -> String {
        let late = self.leaf(key).late;
        format!("{}…{}", text(late.start.date_opened()), text(late.finish.date_closed()))
    }

    pub fn as_of(&self, day: &str) -> Seen {
        self.as_of_against(day, &[])
    }

    pub fn as_of_against(&self, day: &str, baseline: &[(Key, &str, &str)]) -> Seen {
        let rows = baseline.iter().map(|(key, first, last)| (*key, date(first), date(last)));
        let baseline = (!baseline.is_empty())
            .then(|| Arc::new(Baseline::new(self.0.network(), rows).expect("a sound baseline")));
        Seen(Outlook::new(Arc::clone(&self.0), date(day), baseline, 10).expect("forecasts in range"))
    }
}

/// A plan as of a day that can be asked by key.
pub struct Seen(pub Outlook<Key>);

impl Seen {
    pub fn id(&self, key: Key) -> TaskId {
        self.0.plan().network().find(&key).expect("a key of the draft")
    }

    pub fn task_outlook(&self, key: Key) -> TaskOutlook {
        self.0.task_outlook(self.id(key)).expect("a leaf")
    }

    /// First and last forecast day.
    pub fn forecast(&self, key: Key) -> String {
        let id = self.id(key);
        let (first, last) = self.0.plan().network().task(id).kind.days(self.task_outlook(key).forecast);
        format!("{}…{}", text(first), text(last))
    }

    /// Root cause and what each on the way added, as `copy 3 design 0`.
    pub fn cause(&self, key: Key) -> Option<String> {
        let cause = self.0.root_cause(self.id(key))?;
        let name = |task| self.0.plan().network().task(task).key;
        let path: Vec<String> =
            cause.path.iter().map(|step| format!("{} {}", name(step.task), step.days)).collect();
        assert_eq!(cause.path.first().map(|step| step.task), Some(cause.task));
        Some(path.join(" "))
    }

    pub fn findings(&self) -> Vec<schedule::Finding> {
        self.findings_with(&Records::default(), Thresholds::default())
    }

    pub fn findings_with(&self, records: &Records<Key>, thresholds: Thresholds) -> Vec<schedule::Finding> {
        schedule::check(&self.0, records, &thresholds)
    }
}

/// A boundary that opens a date.
pub fn opening(on: &str) -> Boundary {
    Boundary::opening(date(on))
}

/// A boundary that closes a date.
pub fn closing(on: &str) -> Boundary {
    Boundary::closing(date(on))
}
