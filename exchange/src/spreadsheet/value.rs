//! What a row shows in each column.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::NaiveDate;
use schedule::{AnchorKind, Direction, Edge, LagUnit, LinkType};

use super::column::{Column, HEADINGS, Heading};
use crate::name::{Answer, Kind, Mode, Named};
use crate::sheet::{Person, Priority, Row, RowKind, Sheet};

/// What stands in a cell.
#[derive(Clone, PartialEq, Debug)]
pub enum Cell<'a> {
    Empty,
    Text(Cow<'a, str>),
    Number(i32),
    Percent(u8),
    Date(NaiveDate),
}

impl From<Option<NaiveDate>> for Cell<'_> {
    fn from(date: Option<NaiveDate>) -> Self {
        date.map_or(Self::Empty, Self::Date)
    }
}

impl From<Option<i32>> for Cell<'_> {
    fn from(number: Option<i32>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }
}

impl<'a> From<Option<&'a str>> for Cell<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(Cow::Borrowed(text)))
    }
}

impl From<Option<String>> for Cell<'_> {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Empty, |text| Self::Text(Cow::Owned(text)))
    }
}

/// A sheet as a table.
pub struct Table<'a> {
    pub sheet: &'a Sheet,
    /// The columns that it has.
    pub columns: Vec<&'static Heading>,
    /// By successor: what it waits for.
    predecessors: Vec<String>,
    /// How people are called in it.
    pub people: Vec<String>,
}

impl<'a> Table<'a> {
    /// With names of people alone where these tell who it is and `has_addresses` elsewhere, else with
    /// addresses.
    pub fn new(sheet: &'a Sheet, has_addresses: bool) -> Self {
        let mut table = Self {
            sheet,
            columns: Vec::new(),
            predecessors: predecessors(sheet),
            people: people(sheet, has_addresses),
        };
        let is_used = |heading: &&Heading| {
            heading.is_core || (0..sheet.rows.len()).any(|at| table.cell(at, heading.column) != Cell::Empty)
        };
        table.columns = HEADINGS.iter().filter(is_used).collect();
        table
    }

    /// What a row shows in a column.
    pub fn cell(&self, at: usize, column: Column) -> Cell<'_> {
        let Some(row) = self.sheet.rows.get(at) else { return Cell::Empty };
        let is_task = row.kind == RowKind::Task;
        let is_event = matches!(row.kind, RowKind::Milestone(_));
        match column {
            Column::Wbs => text(&row.wbs),
            Column::Title => text(&row.title),
            Column::Kind => self.label(Some(kind(row.kind))),
            Column::Department => self.department(row).into(),
            Column::Accountable => {
                row.accountable.and_then(|at| self.people.get(at)).map(String::as_str).into()
            }
            Column::Start => row.planned.map(|span| span.start).into(),
            Column::Finish => row.planned.map(|span| span.finish).into(),
            Column::Duration => row.duration_days.or(is_event.then_some(0)).into(),
            Column::Predecessors => self.predecessors.get(at).map_or(Cell::Empty, |found| text(found)),
            Column::Progress => Cell::Percent(row.progress),
            Column::Status => self.label(Some(row.late_status)),
            Column::Deadline => row.deadline.map(|deadline| deadline.date).into(),
            Column::Firmness => self.label(row.deadline.map(|deadline| deadline.firmness)),
            Column::Forecast => row.forecast.map(|span| span.finish).into(),
            Column::Slack => row.total_slack.into(),
            Column::ActualStart => row.actual_start.into(),
            Column::ActualFinish => row.actual_finish.into(),
            Column::Remaining => row.remaining_days.into(),
            Column::Scheduling if row.is_manual => self.label(Some(Mode::Manual)),
            Column::Scheduling => self.label((is_task || is_event).then_some(Mode::Automatic)),
            Column::Direction => self.label(Some(row.direction).filter(|known| *known == Direction::Alap)),
            Column::Constraint => self.label(row.constraint.map(|constraint| constraint.kind)),
            Column::ConstraintDate => row.constraint.map(|constraint| constraint.date).into(),
            Column::ConstraintWins => self.label(row.constraint_wins.then_some(Answer::Yes)),
            Column::Buffer => Some(row.buffer_days).filter(|days| *days != 0).into(),
            Column::Anchor => self.anchor(row).into(),
            Column::Priority => self.label(Some(row.priority).filter(|known| *known != Priority::Normal)),
            Column::Hours => row.estimate_hours.into(),
            Column::Collaborators => self.collaborators(row).into(),
            Column::Calendar => self.calendar(row).into(),
            Column::Labels => labels(&row.labels).into(),
            Column::BaselineStart => row.baseline.map(|span| span.start).into(),
            Column::BaselineFinish => row.baseline.map(|span| span.finish).into(),
            Column::Blocked => row.blocked_reason.as_deref().into(),
            Column::Description => row.description.as_deref().into(),
            Column::Number => Some(format!("{}-{}", self.sheet.campaign.key, row.number)).into(),
            Column::ExternalId => row.external_id.as_deref().into(),
            Column::Id | Column::Level => Cell::Empty,
        }
    }

    fn label<T: Named>(&self, value: Option<T>) -> Cell<'static> {
        value.map_or(Cell::Empty, |value| Cell::Text(Cow::Borrowed(value.label(self.sheet.language))))
    }

    fn department(&self, row: &Row) -> Option<&str> {
        row.department.and_then(|at| self.sheet.departments.get(at)).map(|found| found.name.as_str())
    }

    fn calendar(&self, row: &Row) -> Option<&str> {
        row.calendar.and_then(|at| self.sheet.calendars.get(at)).map(|found| found.name.as_str())
    }

    fn collaborators(&self, row: &Row) -> Option<String> {
        let name = |at: &usize| Some(self.people.get(*at)?.as_str());
        let names: Vec<_> = row.collaborators.iter().filter_map(name).collect();
        Some(names.join("; ")).filter(|text| !text.is_empty())
    }

    fn anchor(&self, row: &Row) -> Option<&str> {
        let anchor = self.sheet.anchors.get(row.anchor?)?;
        let is_custom = anchor.kind == AnchorKind::Custom;
        Some(if is_custom { &anchor.name } else { anchor.kind.label(self.sheet.language) })
    }
}

fn text(text: &str) -> Cell<'_> {
    Some(text).filter(|text| !text.is_empty()).into()
}

const fn kind(kind: RowKind) -> Kind {
    match kind {
        RowKind::Task => Kind::Task,
        RowKind::Milestone(Edge::StartOfDay) => Kind::MilestoneAtStart,
        RowKind::Milestone(Edge::EndOfDay) => Kind::Milestone,
        RowKind::Phase => Kind::Phase,
    }
}

/// Labels in one cell: a line each where one of them has what else would separate them.
pub fn labels(labels: &[String]) -> Option<String> {
    let needs_lines = labels.iter().any(|label| label.contains(super::parse::SEPARATORS));
    match labels {
        [] => None,
        [label] if needs_lines => Some(format!("{label}\n")),
        _ if needs_lines => Some(labels.join("\n")),
        _ => Some(labels.join("; ")),
    }
}

/// What each row waits for, as `1.2FS+2d;1.3SS`.  The type is always there: `1.10` alone would be the number
/// 1.1 to a spreadsheet.
fn predecessors(sheet: &Sheet) -> Vec<String> {
    let mut texts = vec![String::new(); sheet.rows.len()];
    for link in &sheet.links {
        let (Some(text), Some(row)) = (texts.get_mut(link.successor), sheet.rows.get(link.predecessor))
        else {
            continue;
        };
        if !text.is_empty() {
            text.push(';');
        }
        text.push_str(&row.wbs);
        text.push_str(short(link.link_type));
        if link.lag != 0 {
            let unit = match link.lag_unit {
                LagUnit::WorkingDay => "d",
                LagUnit::CalendarDay => "ed",
            };
            let lag = format!("{:+}{unit}", link.lag);
            text.push_str(&lag);
        }
    }
    texts
}

const fn short(link_type: LinkType) -> &'static str {
    match link_type {
        LinkType::FinishToStart => "FS",
        LinkType::StartToStart => "SS",
        LinkType::FinishToFinish => "FF",
        LinkType::StartToFinish => "SF",
    }
}

/// How people are called: by name where one alone has it and their addresses stand elsewhere; by address
/// alone where a name would be taken apart.
pub fn people(sheet: &Sheet, has_addresses: bool) -> Vec<String> {
    let mut namesakes: HashMap<String, usize> = HashMap::new();
    for person in &sheet.people {
        *namesakes.entry(person.name.to_lowercase()).or_default() += 1;
    }
    let called = |person: &Person| {
        let is_unique = namesakes.get(&person.name.to_lowercase()) == Some(&1);
        let is_plain =
            !person.name.contains(super::parse::SEPARATORS) && !person.name.contains(['<', '>', '@', '/']);
        if has_addresses && is_plain && is_unique {
            person.name.clone()
        } else if person.name.contains([';', '；', '<', '>']) {
            person.email.clone()
        } else {
            format!("{} <{}>", person.name, person.email)
        }
    };
    sheet.people.iter().map(called).collect()
}
