//! Cells of a spreadsheet, whatever its format.

use std::io::Cursor;

use calamine::{DataRef, Reader, Style, Xlsx};
use chrono::{Days, NaiveDate};
use csv::ReaderBuilder;

use super::formula::original;
use crate::archive;
use crate::file::{Fault, Limits};
use crate::text;

/// What stands in a cell.
#[derive(Clone, PartialEq, Debug)]
pub enum Content {
    Text(String),
    Number(f64),
    /// A number that is shown as per cent: 0.5 for 50 %.
    Share(f64),
    Date(NaiveDate),
}

impl Content {
    /// As somebody would type it.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Share(share) => format!("{}%", share * 100.0),
            Self::Date(date) => date.to_string(),
        }
    }
}

/// A cell that is not empty.
#[derive(Clone, PartialEq, Debug)]
pub struct Cell {
    /// From 0.
    pub column: u32,
    pub content: Content,
    /// How far it is set in.
    pub indent: u16,
}

/// A line that is not empty.
#[derive(Clone, Default, Debug)]
pub struct Line {
    /// From 0.
    pub number: u32,
    pub cells: Vec<Cell>,
}

impl Line {
    pub fn get(&self, column: u32) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.column == column)
    }
}

/// A sheet without its empty cells.
#[derive(Clone, Default, Debug)]
pub struct Grid {
    /// `None` for text, which has one sheet alone.
    pub name: Option<String>,
    pub lines: Vec<Line>,
}

impl Grid {
    /// How people call a cell: `Sheet1!D17`.
    pub fn place(&self, line: u32, column: u32) -> String {
        let cell = format!("{}{}", letters(column), u64::from(line) + 1);
        match &self.name {
            Some(name) => format!("{name}!{cell}"),
            None => cell,
        }
    }

    /// Adds a cell; those of a line follow each other.
    fn push(&mut self, line: u32, cell: Cell) {
        match self.lines.last_mut().filter(|last| last.number == line) {
            Some(last) => last.cells.push(cell),
            None => self.lines.push(Line { number: line, cells: vec![cell] }),
        }
    }
}

/// The letters of a column: 0 is A, 26 is AA.
fn letters(column: u32) -> String {
    let mut rest = u64::from(column) + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// The sheets of a workbook.
///
/// # Errors
/// What makes it none, or too large a one.
pub fn of_xlsx(bytes: &[u8], limits: &Limits) -> Result<Vec<Grid>, Fault> {
    archive::check(bytes, limits)?;
    let broken = |error: calamine::XlsxError| Fault::of_file(format!("is a broken workbook: {error}"));
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut left = limits.cells;
    let mut grids = Vec::new();
    for name in workbook.sheet_names() {
        let mut grid = Grid { name: Some(name.clone()), lines: Vec::new() };
        // A chart is no sheet of cells.
        let Ok(mut cells) = workbook.worksheet_cells_reader(&name) else { continue };
        let styles: Vec<_> = cells.styles().iter().map(Look::of).collect();
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(broken)? {
            let look = styles.get(style).copied().unwrap_or_default();
            let Some(content) = content(cell.get_value(), look) else { continue };
            left = left.checked_sub(1).ok_or_else(|| too_many(limits))?;
            let (line, column) = cell.get_position();
            grid.push(line, Cell { column, content, indent: look.indent });
        }
        grids.push(grid);
    }
    Ok(grids)
}

fn too_many(limits: &Limits) -> Fault {
    Fault::of_file(format!("has more than {} cells", limits.cells))
}

/// What of a style matters here.
#[derive(Clone, Copy, Default)]
struct Look {
    indent: u16,
    is_share: bool,
}

impl Look {
    fn of(style: &Style) -> Self {
        let format = style.number_format.as_ref().map_or("", |format| format.format_code.as_str());
        let indent = style.alignment.as_ref().and_then(|alignment| alignment.indent);
        Self { indent: indent.unwrap_or_default().into(), is_share: format.contains('%') }
    }
}

fn content(value: &DataRef<'_>, look: Look) -> Option<Content> {
    let text = |text: &str| {
        Some(text).filter(|text| !text.trim().is_empty()).map(|text| Content::Text(text.to_owned()))
    };
    let number = |number: f64| if look.is_share { Content::Share(number) } else { Content::Number(number) };
    match value {
        DataRef::Int(value) => i32::try_from(*value).ok().map(|value| number(value.into())),
        DataRef::Float(value) => value.is_finite().then(|| number(*value)),
        DataRef::String(value) | DataRef::DateTimeIso(value) | DataRef::DurationIso(value) => text(value),
        DataRef::SharedString(value) => text(value),
        DataRef::Bool(value) => text(if *value { "Yes" } else { "No" }),
        DataRef::DateTime(value) if value.is_duration() => Some(Content::Number(value.as_f64())),
        DataRef::DateTime(value) => {
            let (year, month, day, ..) = value.to_ymd_hms_milli();
            NaiveDate::from_ymd_opt(year.into(), month.into(), day.into()).map(Content::Date)
        }
        DataRef::Error(error) => text(&error.to_string()),
        DataRef::Empty => None,
    }
}

/// The date that a spreadsheet counts as so many days.
pub fn day(number: f64) -> Option<NaiveDate> {
    let days = text::whole(number.floor()).and_then(|days| u64::try_from(days).ok())?;
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days))
}

/// The one sheet of a text, with what its encoding was taken for where that is a guess.
///
/// # Errors
/// What makes it no table.
pub fn of_csv(bytes: &[u8], limits: &Limits) -> Result<(Grid, Option<&'static str>), Fault> {
    let known = text::decode(bytes);
    let guess = if known.is_none() { Some("GB18030") } else { None };
    let text = known.or_else(|| text::decode_chinese(bytes)).ok_or_else(|| Fault::of_file("is not UTF-8"))?;
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut grid = Grid::default();
    let mut left = limits.cells;
    let mut breaks = 1;
    for record in reader.records() {
        let record = record.map_err(|error| Fault::of_file(format!("is a broken table: {error}")))?;
        // A spreadsheet counts empty lines, but not those within a field.
        let line = record.position().map_or(0, csv::Position::line).saturating_sub(breaks);
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        breaks += u64::try_from(record.iter().flat_map(str::bytes).filter(|byte| *byte == b'\n').count())
            .unwrap_or(0);
        for (column, field) in (0..).zip(&record).filter(|(_, field)| !field.trim().is_empty()) {
            left = left.checked_sub(1).ok_or_else(|| too_many(limits))?;
            let content = Content::Text(original(field).to_owned());
            grid.push(line, Cell { column, content, indent: 0 });
        }
    }
    Ok((grid, guess))
}

/// What separates the fields: the one that the first line has most of.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |delimiter: &u8| head.bytes().filter(|byte| byte == delimiter).count();
    // The last of equals is the one that is found.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}
