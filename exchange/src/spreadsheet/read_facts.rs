//! The sheet of the campaign's own facts, read.

use chrono::NaiveDate;
use schedule::{AnchorKind, AnchorOrigin, Edge};

use super::facts::{FACTS, Fact, LISTS, List};
use super::grid::{Grid, Line};
use super::parse;
use crate::draft::Draft;
use crate::name::{Answer, Named};
use crate::plan::{Anchor, Bound, Calendar, Department, Exception};
use crate::text;

/// The days of a week as plan files name them, Monday first.
pub const WEEK: [&str; 7] = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

/// What the facts say beside what a plan has.
#[derive(Default)]
pub struct Told {
    /// The day that the table is of.
    pub as_of: Option<NaiveDate>,
}

/// Whether a sheet is one of facts.
pub fn is_facts(grid: &Grid) -> bool {
    let first = grid.lines.first().and_then(|line| line.get(0)).map(|cell| cell.content.text());
    let [(_, labels), ..] = FACTS;
    first.is_some_and(|text| labels.contains(&text.as_str()))
}

/// Reads the sheet.
pub fn read(grid: &Grid, draft: &mut Draft) -> Told {
    // People come first: others are named by them.
    for (list, line) in listed(grid) {
        if list == List::People {
            let Some(email) = cell_text(line, 1) else { continue };
            draft.add_person(&cell_text(line, 0).unwrap_or_default(), &email);
        }
    }
    let mut facts = FactReader { grid, draft, told: Told::default() };
    for line in facts_of(grid) {
        facts.fact(line);
    }
    for (list, line) in listed(grid) {
        match list {
            List::Anchors => facts.anchor(line),
            List::People => {}
            List::Departments => facts.department(line),
            List::Calendars => facts.calendar(line),
            List::Exceptions => facts.exception(line),
        }
    }
    facts.told
}

/// Lines before the first list.
fn facts_of(grid: &Grid) -> impl Iterator<Item = &Line> {
    grid.lines.iter().take_while(|line| list_of(line).is_none())
}

/// Lines of lists, each with the list that it is of.
fn listed(grid: &Grid) -> impl Iterator<Item = (List, &Line)> {
    let mut list = None;
    grid.lines.iter().filter_map(move |line| match list_of(line) {
        Some(next) => {
            list = Some(next);
            None
        }
        None => list.map(|list| (list, line)),
    })
}

/// The list whose headings a line is.
fn list_of(line: &Line) -> Option<List> {
    let (first, second) = (cell_text(line, 0)?, cell_text(line, 1)?);
    let is_it = |(_, headings): &&(List, [&[&str]; 2])| {
        headings.iter().any(|of| of.iter().take(2).copied().eq([first.as_str(), second.as_str()]))
    };
    LISTS.iter().find(is_it).map(|(list, _)| *list)
}

fn cell_text(line: &Line, column: u32) -> Option<String> {
    line.get(column).and_then(|cell| text::line(&cell.content.text()))
}

struct FactReader<'a> {
    grid: &'a Grid,
    draft: &'a mut Draft,
    told: Told,
}

impl FactReader<'_> {
    fn fault(&mut self, line: &Line, column: u32, message: impl Into<String>) {
        self.draft.fault(self.grid.place(line.number, column), message);
    }

    fn date(&mut self, line: &Line, column: u32) -> Option<NaiveDate> {
        let date = parse::date(&line.get(column)?.content, None);
        date.map_err(|message| self.fault(line, column, message)).ok()
    }

    /// A value of an enum; where it is none, that is a fault.
    fn named<T: Named>(&mut self, line: &Line, column: u32) -> Option<T> {
        let text = cell_text(line, column)?;
        let value = T::read(&text);
        if value.is_none() {
            self.fault(line, column, format!("expected one of {}", T::known()));
        }
        value
    }

    fn fact(&mut self, line: &Line) {
        let Some(label) = cell_text(line, 0) else { return };
        let Some((fact, _)) = FACTS.iter().find(|(_, labels)| labels.contains(&label.as_str())) else {
            return;
        };
        let Some(text) = cell_text(line, 1) else { return };
        let place = self.grid.place(line.number, 1);
        let field = match fact {
            Fact::Key => "key",
            Fact::Name => "name",
            Fact::Owner => "owner",
            Fact::TimeZone => "timeZone",
            Fact::Calendar => "calendar",
            Fact::Start => "start",
            Fact::RequiredFinish => "requiredFinish.date",
            Fact::RequiredEdge => "requiredFinish.edge",
            Fact::AsOf => "asOf",
        };
        self.draft.place(format!("campaign.{field}"), place.clone());
        match fact {
            Fact::Key => self.draft.plan.campaign.key = Some(text),
            Fact::Name => self.draft.plan.campaign.name = Some(text),
            Fact::Owner => self.draft.plan.campaign.owner = self.draft.person(&text, &place),
            Fact::TimeZone => self.draft.plan.campaign.time_zone = Some(text),
            Fact::Calendar => self.draft.plan.campaign.calendar = Some(text),
            Fact::Start => self.draft.plan.campaign.start = self.date(line, 1),
            Fact::RequiredFinish => {
                let date = self.date(line, 1);
                self.draft.plan.campaign.required_finish =
                    date.map(|date| Bound::target(Edge::EndOfDay.name(), date));
            }
            Fact::RequiredEdge => {
                let edge = self.named::<Edge>(line, 1).map(Named::name);
                if let Some(target) = &mut self.draft.plan.campaign.required_finish {
                    target.edge = edge.or(target.edge);
                }
            }
            Fact::AsOf => self.told.as_of = self.date(line, 1),
        }
    }

    fn anchor(&mut self, line: &Line) {
        let kind = self.named::<AnchorKind>(line, 1).unwrap_or(AnchorKind::Custom);
        let edge = self.named::<Edge>(line, 3).unwrap_or(Edge::StartOfDay);
        let origin = self.named::<AnchorOrigin>(line, 4).unwrap_or(AnchorOrigin::Company);
        let (name, date) = (cell_text(line, 0), self.date(line, 2));
        let (Some(name), Some(date)) = (name, date) else {
            return self.fault(line, 0, "an anchor has a name and a date");
        };
        let place = self.grid.place(line.number, 0);
        self.draft.place(format!("anchors[{}]", self.draft.plan.anchors.len()), place);
        let (kind, edge, origin) = (kind.name(), edge.name(), origin.name());
        self.draft.plan.anchors.push(Anchor { kind, name, date, edge, origin });
    }

    fn department(&mut self, line: &Line) {
        let Some(name) = cell_text(line, 0) else { return };
        let place = self.grid.place(line.number, 0);
        self.draft.place(format!("departments[{}]", self.draft.plan.departments.len()), place);
        let (colour, calendar) = (cell_text(line, 1), cell_text(line, 2));
        self.draft.plan.departments.push(Department { name, colour, calendar });
    }

    fn calendar(&mut self, line: &Line) {
        let Some(name) = cell_text(line, 0) else { return };
        let place = self.grid.place(line.number, 0);
        self.draft.place(format!("calendars[{}]", self.draft.plan.calendars.len()), place);
        let mut week = Vec::new();
        for (column, day) in (1..).zip(WEEK) {
            if self.named::<Answer>(line, column) == Some(Answer::Yes) {
                week.push(day);
            }
        }
        self.draft.plan.calendars.push(Calendar { name, week, exceptions: Vec::new() });
    }

    fn exception(&mut self, line: &Line) {
        let (calendar, name) = (cell_text(line, 0), cell_text(line, 3));
        let working = self.named::<Answer>(line, 2) == Some(Answer::Yes);
        let Some(date) = self.date(line, 1) else {
            return self.fault(line, 1, "a day of a calendar has a date");
        };
        let calendars = &mut self.draft.plan.calendars;
        match calendars.iter_mut().find(|known| Some(&known.name) == calendar.as_ref()) {
            Some(calendar) => calendar.exceptions.push(Exception { date, working, name }),
            None => self.fault(line, 0, "there is no such calendar above"),
        }
    }
}
