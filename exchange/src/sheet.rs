//! A campaign as of a day, with everything that a file or a picture shows of it.

use chrono::{DateTime, NaiveDate, Utc};
use schedule::{
    AnchorKind, AnchorOrigin, ConstraintKind, Direction, Edge, Firmness, LagUnit, LateOrigin, LateStatus,
    LinkType, Week,
};

/// The language that headings and messages are written in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

/// A campaign as of the close of a day.
///
/// Rows name calendars, departments, people, anchors and other rows by their position in the lists here.
#[derive(Clone, PartialEq, Debug)]
pub struct Sheet {
    /// The language that headings and messages are written in.
    pub language: Language,
    /// The day whose close the campaign is looked at from.
    pub as_of: NaiveDate,
    /// The campaign itself.
    pub campaign: Campaign,
    /// Calendars that anything here uses; the campaign's own is the first.
    pub calendars: Vec<Calendar>,
    /// Departments that rows name.
    pub departments: Vec<Department>,
    /// People that rows or departments name.
    pub people: Vec<Person>,
    /// Anchors, by date.
    pub anchors: Vec<Anchor>,
    /// Work packages in the order of the outline.
    pub rows: Vec<Row>,
    /// Dependencies between the rows.
    pub links: Vec<Link>,
}

/// The campaign itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Campaign {
    /// Its key: `D11`.
    pub key: String,
    /// Its name.
    pub name: String,
    /// How many changes it has had: the number of the latest.
    pub seq: i64,
    /// When the latest change was made.
    pub changed_at: DateTime<Utc>,
    /// Its owner, by position in [`Sheet::people`].
    pub owner: usize,
    /// IANA name of its time zone.
    pub time_zone: String,
    /// The day on which work may begin.
    pub start: NaiveDate,
    /// When everything is to be done, and at which end of that day.
    pub required_finish: Option<(NaiveDate, Edge)>,
    /// First and last day of the plan; `None` without work packages.
    pub planned: Option<Span>,
    /// Last day of the forecast; `None` without work packages.
    pub forecast_finish: Option<NaiveDate>,
    /// Per cent done, 0–100.
    pub progress: u8,
}

/// A calendar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calendar {
    /// Its name, unique in the sheet.
    pub name: String,
    /// Its weekly pattern, Monday first.
    pub week: Week,
    /// Dates worked or off against the pattern, by date.
    pub exceptions: Vec<Exception>,
}

/// A date that differs from the weekly pattern.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exception {
    /// The date.
    pub date: NaiveDate,
    /// Whether it is worked.
    pub is_working: bool,
    /// Why: `National Day`.
    pub name: Option<String>,
}

/// A department.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Department {
    /// Its name, unique in the sheet.
    pub name: String,
    /// Its colour as `#rrggbb`.
    pub colour: Option<String>,
    /// Its own calendar, by position.
    pub calendar: Option<usize>,
}

/// A person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// Their name.
    pub name: String,
    /// Their e-mail address, unique in the sheet.
    pub email: String,
}

/// A fixed node of the campaign.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Anchor {
    /// Who set it: the channel, which nobody here can move, or the company.
    pub origin: AnchorOrigin,
    /// What happens then.
    pub kind: AnchorKind,
    /// Its name, unique in the sheet.
    pub name: String,
    /// The day.
    pub date: NaiveDate,
    /// Which end of the day.
    pub edge: Edge,
    /// Working days by which work that leads to it is forecast to pass it; 0 where none does.
    pub late_days: i32,
    /// The row where that lateness began, by position in [`Sheet::rows`]; `None` where it is not late.
    pub root_cause: Option<usize>,
}

/// First and last day of something, both inclusive; equal for an event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Span {
    /// The first day.
    pub start: NaiveDate,
    /// The last day.
    pub finish: NaiveDate,
}

/// What a row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RowKind {
    /// Work of some days.
    Task,
    /// An event on one end of a day.
    Milestone(Edge),
    /// Has rows below it.
    Phase,
}

/// How much a row matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub enum Priority {
    /// Can wait.
    Low,
    /// Like most.
    #[default]
    Normal,
    /// Before others.
    High,
    /// Before everything else.
    Urgent,
}

/// A date that a row is held to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Constraint {
    /// How it binds.
    pub kind: ConstraintKind,
    /// The date.
    pub date: NaiveDate,
}

/// A date that a finish must not pass.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Deadline {
    /// The last good day.
    pub date: NaiveDate,
    /// Whether it can be talked about.
    pub firmness: Firmness,
}

/// A work package as of the day.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Its number in the campaign, which never changes: 42 of `D11-42`.
    pub number: i32,
    /// Its id in another system.
    pub external_id: Option<String>,
    /// Its code in the outline: `3.2.1`.
    pub wbs: String,
    /// How many phases it lies in: 0 at the top.
    pub depth: u16,
    /// What it is.
    pub kind: RowKind,
    /// What is to be done.
    pub title: String,
    /// More about it.
    pub description: Option<String>,
    /// Who does it, by position in [`Sheet::departments`].
    pub department: Option<usize>,
    /// The one person in charge, by position in [`Sheet::people`].
    pub accountable: Option<usize>,
    /// Who works on it beside them, by position in [`Sheet::people`].
    pub collaborators: Vec<usize>,
    /// Its own calendar, by position in [`Sheet::calendars`]; else its department's, else the campaign's.
    pub calendar: Option<usize>,
    /// Whether its dates are typed instead of following from the plan.
    pub is_manual: bool,
    /// As soon or as late as possible.
    pub direction: Direction,
    /// Working days of a task; `None` where nobody has said, and of milestones and phases.
    pub duration_days: Option<i32>,
    /// What it is held to.
    pub constraint: Option<Constraint>,
    /// Whether its constraint prevails over its links.
    pub constraint_wins: bool,
    /// Working days kept free before its deadline or anchor.
    pub buffer_days: i32,
    /// The anchor that it leads to, by position in [`Sheet::anchors`].
    pub anchor: Option<usize>,
    /// How much it matters.
    pub priority: Priority,
    /// What its finish must not pass.
    pub deadline: Option<Deadline>,
    /// Estimated hours.
    pub estimate_hours: Option<i32>,
    /// Its labels.
    pub labels: Vec<String>,
    /// Where the plan has it; `None` for a phase without work.
    pub planned: Option<Span>,
    /// Where the active baseline has it.
    pub baseline: Option<Span>,
    /// Where it is headed, as of the day; `None` for a phase without work.
    pub forecast: Option<Span>,
    /// The day on which it was begun.
    pub actual_start: Option<NaiveDate>,
    /// The day on which it was finished.
    pub actual_finish: Option<NaiveDate>,
    /// Per cent done, 0–100.
    pub progress: u8,
    /// Working days that are left by what was reported; `None` where that follows from its progress.
    pub remaining_days: Option<i32>,
    /// Why it cannot go on.
    pub blocked_reason: Option<String>,
    /// Working days that it can slip without anything passing its required date; `None` for a phase.
    pub total_slack: Option<i32>,
    /// Whether it has no slack left; of a phase, whether anything in it has none.
    pub is_critical: bool,
    /// How it stands; of a phase, the most pressing of its work.
    pub late_status: LateStatus,
    /// Whose doing its lateness is; `None` where it is not late.
    pub late_origin: Option<LateOrigin>,
    /// Working days that it is forecast to finish late; 0 where it is not.
    pub delay_days: i32,
    /// The row where its lateness began, by position in [`Sheet::rows`]; its own where it is its own doing.
    pub root_cause: Option<usize>,
}

/// A dependency: the successor waits for the predecessor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Link {
    /// What comes first, by position in [`Sheet::rows`].
    pub predecessor: usize,
    /// What waits, by position in [`Sheet::rows`].
    pub successor: usize,
    /// Which ends are tied.
    pub link_type: LinkType,
    /// How long to wait; negative overlaps.
    pub lag: i32,
    /// What `lag` counts.
    pub lag_unit: LagUnit,
    /// Whether both ends are critical.
    pub is_critical: bool,
}
