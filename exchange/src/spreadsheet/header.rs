//! The line of a sheet that says what its columns are.

use std::collections::BTreeMap;

use super::column::{self, Column, HEADINGS, by_heading, normal};
use super::grid::{Cell, Grid, Line};
use crate::draft::Draft;
use crate::file::{Fault, Given};

/// Within so many lines the headings have to come.
const FIRST_LINES: usize = 50;

/// Which column means what.
#[derive(Debug)]
pub struct Header {
    /// From 0.
    pub line: u32,
    columns: BTreeMap<Column, u32>,
}

impl Header {
    pub fn has(&self, column: Column) -> bool {
        self.columns.contains_key(&column)
    }

    /// The cell of a line in a column.
    pub fn cell<'a>(&self, line: &'a Line, column: Column) -> Option<&'a Cell> {
        self.columns.get(&column).and_then(|at| line.get(*at))
    }

    /// Where a column's cell of a line stands.
    pub fn place(&self, grid: &Grid, line: &Line, column: Column) -> String {
        grid.place(line.number, self.columns.get(&column).copied().unwrap_or_default())
    }

    /// Whether a line has anything that is read.
    pub fn is_row(&self, line: &Line) -> bool {
        line.number > self.line && self.columns.keys().any(|column| self.cell(line, *column).is_some())
    }

    /// The headings of the first line that has a title among them and something else.
    fn find(grid: &Grid, mapping: &BTreeMap<Column, String>) -> Option<Self> {
        let of = |line: &Line| {
            let mut columns = BTreeMap::new();
            for cell in &line.cells {
                let text = cell.content.text();
                if let Some(column) = meaning(&text, mapping) {
                    columns.entry(column).or_insert(cell.column);
                }
            }
            Self { line: line.number, columns }
        };
        let is_header = |header: &Self| header.has(Column::Title) && header.columns.len() > 1;
        grid.lines.iter().take(FIRST_LINES).map(of).find(is_header)
    }

    /// Notes columns that are not read.
    fn note_others(&self, grid: &Grid, draft: &mut Draft) {
        let Some(line) = grid.lines.iter().find(|line| line.number == self.line) else { return };
        for cell in line.cells.iter().filter(|cell| !self.columns.values().any(|known| *known == cell.column))
        {
            let what = format!("the column {:?}", cell.content.text());
            draft.note(
                grid.place(line.number, cell.column),
                what,
                "is none that a plan has: map it to one that it means",
            );
        }
    }
}

fn meaning(text: &str, mapping: &BTreeMap<Column, String>) -> Option<Column> {
    let mapped =
        mapping.iter().find(|(_, heading)| normal(heading) == normal(text)).map(|(column, _)| *column);
    mapped.or_else(|| by_heading(text).filter(|column| !mapping.contains_key(column)))
}

/// The first sheet that has headings, and these.
///
/// # Errors
/// Names of a mapping that are none; a workbook without headings.
pub fn find<'a>(
    grids: &'a [Grid],
    given: &Given,
    draft: &mut Draft,
) -> Result<(&'a Grid, Header), Vec<Fault>> {
    let mapping = mapping(&given.mapping)?;
    let found = grids.iter().find_map(|grid| Some((grid, Header::find(grid, &mapping)?)));
    let Some((grid, header)) = found else {
        return Err(vec![Fault::of_file(
            "has no line of headings with \"Title\" (or \"任务\") and others: map the titles' column, as \
                \"title\"",
        )]);
    };
    let missing: Vec<_> = mapping.iter().filter(|(column, _)| !header.has(**column)).collect();
    if !missing.is_empty() {
        let fault = |(column, heading): (&Column, &String)| Fault {
            place: format!("mapping.{}", column::heading(*column).map_or("", |known| known.field)),
            message: format!("there is no column {heading:?}"),
        };
        return Err(missing.into_iter().map(fault).collect());
    }
    header.note_others(grid, draft);
    Ok((grid, header))
}

fn mapping(given: &BTreeMap<String, String>) -> Result<BTreeMap<Column, String>, Vec<Fault>> {
    let mut mapping = BTreeMap::new();
    let mut faults = Vec::new();
    for (name, heading) in given {
        if let Some(known) = HEADINGS.iter().find(|known| known.field == name) {
            mapping.insert(known.column, heading.clone());
        } else {
            let known: Vec<_> = super::fields().collect();
            let message = format!("is no column of a plan; these are {}", known.join(", "));
            faults.push(Fault { place: format!("mapping.{name}"), message });
        }
    }
    if faults.is_empty() { Ok(mapping) } else { Err(faults) }
}
