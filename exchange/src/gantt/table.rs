//! The table on the left: its columns and the text of its rows.

use chrono::Datelike;

use super::bar::is_late;
use super::colour::{Colour, Palette};
use super::look::Look;
use super::measure::{SMALL, TEXT, cut, width};
use super::scene::{Align, Shape, Style};
use crate::{Language, Row, RowKind, Sheet};

/// Between a column's text and the next.
const GAP: f64 = 10.0;
/// How much a level of the outline is indented.
const INDENT: f64 = 12.0;
/// Bold text is wider, about.
const BOLD: f64 = 1.1;

/// Where the columns are.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Table {
    pub left: f64,
    title: f64,
    department: f64,
    accountable: f64,
    start: f64,
    finish: f64,
    progress: f64,
    /// Where the table ends.
    pub right: f64,
    /// Whether dates are written with their year.
    has_years: bool,
    look: Look,
}

fn indent(row: &Row) -> f64 {
    f64::from(row.depth) * INDENT
}

fn title_width(row: &Row) -> f64 {
    let plain = width(&row.title, TEXT);
    indent(row) + if row.kind == RowKind::Phase { plain * BOLD } else { plain }
}

/// The widest of some widths within bounds, with the gap after it.
fn widest(widths: impl Iterator<Item = f64>, (least, most): (f64, f64)) -> f64 {
    widths.fold(least, f64::max).min(most) + GAP
}

impl Table {
    /// Columns as wide as what they show, within bounds.
    pub fn new(sheet: &Sheet, left: f64, look: Look) -> Self {
        let (rows, words) = (&sheet.rows, sheet.language.words());
        let years = rows.iter().filter_map(|row| row.planned).flat_map(|span| [span.start, span.finish]);
        let (mut least, mut most) = (i32::MAX, i32::MIN);
        years.for_each(|day| (least, most) = (least.min(day.year()), most.max(day.year())));
        let has_years = least < most;
        let names = sheet.departments.iter().map(|department| width(&department.name, TEXT) + 12.0);
        let people = sheet.people.iter().map(|person| width(&person.name, TEXT));
        let heading = |text: &str| width(text, SMALL);
        let day = if has_years { 70.0 } else { 50.0 };
        let title = left + widest(rows.iter().map(|row| width(&row.wbs, TEXT)), (24.0, 90.0));
        let department = title + widest(rows.iter().map(title_width), (140.0, 300.0));
        let accountable = department + widest(names, (heading(words.department), 132.0));
        let start = accountable + widest(people, (heading(words.accountable), 100.0));
        let finish = start + day + GAP;
        let progress = finish + day + GAP + 34.0;
        Self {
            left,
            title,
            department,
            accountable,
            start,
            finish,
            progress,
            right: match look {
                Look::Whole => progress + GAP,
                Look::Inline => department,
            },
            has_years,
            look,
        }
    }

    /// Its headings, on a baseline.
    pub fn headings(&self, language: Language, y: f64, colour: Colour) -> Vec<Shape> {
        let words = language.words();
        let heading = |x, content: &str| Shape::text((x, y), SMALL, colour, content);
        let mut headings = vec![heading(self.left, "WBS"), heading(self.title, words.title)];
        if self.look == Look::Whole {
            headings.extend([
                heading(self.department, words.department),
                heading(self.accountable, words.accountable),
                heading(self.start, words.start),
                heading(self.finish, words.finish),
                heading(self.progress, "%").align(Align::End),
            ]);
        }
        headings
    }

    /// The text of a row, on a baseline.
    pub fn row(&self, sheet: &Sheet, row: &Row, y: f64, (palette, note): (&Palette, &str)) -> Vec<Shape> {
        let is_phase = row.kind == RowKind::Phase;
        let ink = if is_late(row) { palette.late } else { palette.ink };
        let x = self.title + indent(row);
        let bold = if is_phase { BOLD } else { 1.0 };
        let room = (self.department - GAP - x) / bold - width(note, TEXT);
        let title = format!("{}{note}", cut(&row.title, TEXT, room));
        let mut shapes = vec![
            Shape::text(
                (self.left, y),
                TEXT,
                palette.faint,
                cut(&row.wbs, TEXT, self.title - GAP - self.left),
            ),
            Shape::text((x, y), TEXT, ink, title).bold(is_phase),
        ];
        match self.look {
            Look::Whole => self.details(sheet, row, y, (palette, ink), &mut shapes),
            Look::Inline => {}
        }
        shapes
    }

    /// What follows the title.
    fn details(
        &self,
        sheet: &Sheet,
        row: &Row,
        y: f64,
        (palette, ink): (&Palette, Colour),
        shapes: &mut Vec<Shape>,
    ) {
        if let Some((at, department)) =
            row.department.and_then(|at| sheet.departments.get(at).map(|department| (at, department)))
        {
            let colour = palette.of_department(at, department.colour.as_deref());
            let room = self.accountable - GAP - self.department - 12.0;
            shapes.push(Shape::rounded((self.department, y - 8.0), (8.0, 8.0), Style::filled(colour)));
            let name = cut(&department.name, TEXT, room);
            shapes.push(Shape::text((self.department + 12.0, y), TEXT, palette.ink, name));
        }
        if let Some(person) = row.accountable.and_then(|at| sheet.people.get(at)) {
            let name = cut(&person.name, TEXT, self.start - GAP - self.accountable);
            shapes.push(Shape::text((self.accountable, y), TEXT, palette.ink, name));
        }
        if let Some(span) = row.planned {
            let day = |day| sheet.language.day(day, self.has_years);
            shapes.push(Shape::text((self.start, y), TEXT, palette.faint, day(span.start)));
            shapes.push(Shape::text((self.finish, y), TEXT, ink, day(span.finish)));
        }
        let progress = Shape::text((self.progress, y), TEXT, palette.faint, row.progress.to_string());
        shapes.push(progress.align(Align::End));
    }
}
