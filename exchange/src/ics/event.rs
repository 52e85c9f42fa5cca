//! What is in a calendar feed: deadlines, anchors and milestones of a campaign, and a person's own work.

use chrono::{DateTime, Utc};
use schedule::{AnchorKind, Firmness, LateStatus};

use crate::name::Named;
use crate::sheet::{Anchor, Language, Row, RowKind, Sheet, Span};

/// What an event is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Topic {
    /// The last good day of a work package.
    Deadline,
    /// A day that is given.
    Anchor,
    /// An event of the plan.
    Milestone,
    /// The days of somebody's work.
    Work,
}

impl Topic {
    /// The category that calendars sort it by.
    pub(super) const fn category(self) -> &'static str {
        match self {
            Self::Deadline => "DEADLINE",
            Self::Anchor => "ANCHOR",
            Self::Milestone => "MILESTONE",
            Self::Work => "WORK",
        }
    }
}

/// When a calendar reminds of an event: at nine in the morning, so many days before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Alarm {
    /// Days before the event's first, at least 1.
    pub days_before: u16,
}

impl Alarm {
    /// Counted from the midnight that the event begins with.
    pub(super) fn trigger(self) -> String {
        match self.days_before.saturating_sub(1) {
            0 => "-PT15H".to_owned(),
            days => format!("-P{days}DT15H"),
        }
    }
}

/// Whole days in a calendar feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// What its id is made of; it never changes: `D11-42-deadline`.
    pub key: String,
    /// What it is about.
    pub topic: Topic,
    /// What calendars show.
    pub summary: String,
    /// More about it.
    pub description: Option<String>,
    /// Where to look at it.
    pub url: Option<String>,
    /// First and last day, both inclusive.
    pub span: Span,
    /// Increments when it changes.
    pub sequence: i64,
    /// When it changed last.
    pub changed_at: DateTime<Utc>,
    /// Whether it is not going to be.
    pub is_cancelled: bool,
    /// When to remind of it.
    pub alarms: Vec<Alarm>,
}

/// The deadlines, anchors and milestones of a campaign.
#[must_use]
pub fn events(sheet: &Sheet) -> Vec<Event> {
    let anchors = sheet.anchors.iter().map(|anchor| of_anchor(sheet, anchor));
    let rows =
        sheet.rows.iter().flat_map(|row| of_deadline(sheet, row).into_iter().chain(of_milestone(sheet, row)));
    anchors.chain(rows).collect()
}

/// The work that is wanted, with its deadlines and milestones.
#[must_use]
pub fn work(sheet: &Sheet, is_wanted: impl Fn(&Row) -> bool) -> Vec<Event> {
    let events = |row: &Row| {
        let is_task = row.kind == RowKind::Task;
        let work = is_task.then(|| of_work(sheet, row)).flatten();
        [work, of_deadline(sheet, row), of_milestone(sheet, row)].into_iter().flatten()
    };
    sheet.rows.iter().filter(|row| is_wanted(row)).flat_map(events).collect()
}

impl Event {
    /// The same event when it is not going to be any more.
    #[must_use]
    pub fn cancelled(self) -> Self {
        Self { is_cancelled: true, alarms: Vec::new(), ..self }
    }
}

/// An event that is not going to be any more: of work or of an anchor that was deleted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cancelled {
    /// What its id was made of.
    pub key: String,
    /// What it was about.
    pub topic: Topic,
    /// Title of the work, or name of the anchor.
    pub title: String,
    /// First and last day that it had.
    pub span: Span,
    /// More than that of the event when it was there.
    pub sequence: i64,
    /// When it was cancelled.
    pub at: DateTime<Utc>,
}

impl Cancelled {
    /// The event as calendars are told of it.
    #[must_use]
    pub fn event(self, language: Language) -> Event {
        Event {
            summary: summary(language, self.topic, &self.title),
            key: self.key,
            topic: self.topic,
            description: None,
            url: None,
            span: self.span,
            sequence: self.sequence,
            changed_at: self.at,
            is_cancelled: true,
            alarms: Vec::new(),
        }
    }
}

/// What the id of an event of a row is made of.
#[must_use]
pub fn row_key(campaign: &str, number: i32, topic: Topic) -> String {
    format!("{campaign}-{number}-{}", topic.category().to_lowercase())
}

/// What the id of an anchor's event is made of.
#[must_use]
pub fn anchor_key(campaign: &str, kind: AnchorKind, name: &str) -> String {
    // Each kind but the last is there once.
    let name = slug(if kind == AnchorKind::Custom { name } else { kind.name() });
    format!("{campaign}-anchor-{name}")
}

fn summary(language: Language, topic: Topic, title: &str) -> String {
    match (topic, language) {
        (Topic::Deadline, Language::English) => format!("Due: {title}"),
        (Topic::Deadline, Language::Chinese) => format!("截止：{title}"),
        (Topic::Anchor | Topic::Milestone | Topic::Work, _) => title.to_owned(),
    }
}

/// An event of a row; all change with the campaign, since any change may move any of them.
fn of_row(sheet: &Sheet, row: &Row, topic: Topic, span: Span) -> Event {
    let number = format!("{}-{}", sheet.campaign.key, row.number);
    let done = if is_done(row) { "✓ " } else { "" };
    let person = row.accountable.and_then(|at| sheet.people.get(at)).map(|person| person.name.as_str());
    let department = row.department.and_then(|at| sheet.departments.get(at)).map(|found| found.name.as_str());
    let where_it_is = format!("{} · {number} · {}", sheet.campaign.name, row.wbs);
    let lines = [Some(where_it_is.as_str()), department, person, row.description.as_deref()];
    Event {
        key: row_key(&sheet.campaign.key, row.number, topic),
        topic,
        summary: summary(sheet.language, topic, &format!("{done}{}", row.title)),
        description: Some(lines.into_iter().flatten().collect::<Vec<_>>().join("\n")),
        url: None,
        span,
        sequence: sheet.campaign.seq,
        changed_at: sheet.campaign.changed_at,
        is_cancelled: false,
        alarms: Vec::new(),
    }
}

const fn is_done(row: &Row) -> bool {
    matches!(row.late_status, LateStatus::Done | LateStatus::DoneLate)
}

fn of_deadline(sheet: &Sheet, row: &Row) -> Option<Event> {
    let deadline = row.deadline?;
    let span = Span { start: deadline.date, finish: deadline.date };
    let mut event = of_row(sheet, row, Topic::Deadline, span);
    if deadline.firmness == Firmness::Firm && !is_done(row) {
        event.alarms = reminders();
    }
    Some(event)
}

fn of_milestone(sheet: &Sheet, row: &Row) -> Option<Event> {
    matches!(row.kind, RowKind::Milestone(_))
        .then(|| Some(of_row(sheet, row, Topic::Milestone, row.planned?)))?
}

fn of_work(sheet: &Sheet, row: &Row) -> Option<Event> {
    Some(of_row(sheet, row, Topic::Work, row.planned?))
}

fn of_anchor(sheet: &Sheet, anchor: &Anchor) -> Event {
    let span = Span { start: anchor.date, finish: anchor.date };
    Event {
        key: anchor_key(&sheet.campaign.key, anchor.kind, &anchor.name),
        topic: Topic::Anchor,
        summary: anchor.name.clone(),
        description: Some(sheet.campaign.name.clone()),
        url: None,
        span,
        sequence: sheet.campaign.seq,
        changed_at: sheet.campaign.changed_at,
        is_cancelled: false,
        alarms: reminders(),
    }
}

/// Three days before, and the day before.
fn reminders() -> Vec<Alarm> {
    vec![Alarm { days_before: 3 }, Alarm { days_before: 1 }]
}

/// A name as part of an id.
fn slug(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).flat_map(char::to_lowercase).collect()
}
