//! Tables as plans.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::column::Column;
use super::grid::{self, Content, Grid};
use super::header::{self, Header};
use super::outline::{Placed, arrange};
use super::predecessor;
use super::read_facts::{self, Told};
use super::row::RowReader;
use crate::draft::Draft;
use crate::file::{Converted, Fault, Given};
use crate::name::Named;
use crate::plan::{Baseline, BaselineRow, Dependency};

/// Reads a workbook.
///
/// # Errors
/// Everything that is wrong with it, by cell.
pub fn read_xlsx(bytes: &[u8], given: &Given) -> Result<Converted, Vec<Fault>> {
    let grids = grid::of_xlsx(bytes, &given.limits).map_err(|fault| vec![fault])?;
    read(&grids, given, Draft::new(given))
}

/// Reads a table of text.
///
/// # Errors
/// Everything that is wrong with it, by cell.
pub fn read_csv(bytes: &[u8], given: &Given) -> Result<Converted, Vec<Fault>> {
    let (grid, guess) = grid::of_csv(bytes, &given.limits).map_err(|fault| vec![fault])?;
    let mut draft = Draft::new(given);
    if let Some(encoding) = guess {
        draft.note("(file)", format!("the encoding {encoding}"), "was guessed, since the file is not UTF-8");
    }
    read(&[grid], given, draft)
}

fn read(grids: &[Grid], given: &Given, mut draft: Draft) -> Result<Converted, Vec<Fault>> {
    let told = grids.iter().find(|grid| read_facts::is_facts(grid));
    let told = told.map(|grid| read_facts::read(grid, &mut draft)).unwrap_or_default();
    let (grid, header) = header::find(grids, given, &mut draft)?;
    let lines: Vec<_> = grid.lines.iter().filter(|line| header.is_row(line)).collect();
    if lines.len() > given.limits.rows {
        let message = format!("has {} rows; {} can be imported", lines.len(), given.limits.rows);
        return Err(vec![Fault::of_file(message)]);
    }
    let rows = arrange(grid, &header, lines, &mut draft);
    let from = given.start.or(draft.plan.campaign.start);
    let baseline = work_packages(grid, &header, &rows, from, &mut draft);
    link(grid, &header, &rows, &mut draft);
    if !baseline.is_empty() {
        draft.plan.baselines.push(of_rows(baseline, &told, &draft));
    }
    number_all_or_none(&mut draft);
    begin(&mut draft);
    draft.finish()
}

/// Reads every row; answers what the baseline has of them.
fn work_packages(
    grid: &Grid,
    header: &Header,
    rows: &[Placed<'_>],
    from: Option<NaiveDate>,
    draft: &mut Draft,
) -> Vec<BaselineRow> {
    let mut baseline = Vec::new();
    for (at, placed) in rows.iter().enumerate() {
        let path = format!("workPackages[{at}]");
        let mut reader = RowReader { grid, header, draft, placed, from, path };
        let row = reader.work_package();
        baseline.extend(reader.baseline());
        draft.plan.work_packages.push(row);
    }
    baseline
}

/// What predecessors may name rows by.
fn keys(header: &Header, rows: &[Placed<'_>]) -> HashMap<String, usize> {
    let id =
        |placed: &Placed<'_>| Some(header.cell(placed.line, Column::Id)?.content.text().trim().to_owned());
    let number = |placed: &Placed<'_>| {
        Some(header.cell(placed.line, Column::Number)?.content.text().trim().to_owned())
    };
    let mut keys = HashMap::new();
    // What Project counts goes before codes, where there is such a column; else rows count where there are no
    // codes.
    for (at, placed) in rows.iter().enumerate() {
        let numbered = number(placed).into_iter().chain(id(placed));
        keys.extend(numbered.map(|key| (key, at)));
    }
    let has_ids = header.has(Column::Id);
    let mut by_line: Vec<_> = rows.iter().enumerate().map(|(at, placed)| (placed.line.number, at)).collect();
    by_line.sort_unstable();
    for (count, (_, at)) in (1_usize..).zip(by_line) {
        let code = rows.get(at).and_then(|placed| placed.key.clone());
        let counted = (!has_ids && !header.has(Column::Wbs)).then(|| count.to_string());
        for key in code.into_iter().chain(counted) {
            keys.entry(key).or_insert(at);
        }
    }
    keys
}

fn link(grid: &Grid, header: &Header, rows: &[Placed<'_>], draft: &mut Draft) {
    let keys = keys(header, rows);
    for placed in rows {
        let Some(cell) = header.cell(placed.line, Column::Predecessors) else { continue };
        let place = header.place(grid, placed.line, Column::Predecessors);
        let predecessors = match predecessor::read(&cell.content) {
            Ok(predecessors) => predecessors,
            Err(message) => {
                draft.fault(place, message);
                continue;
            }
        };
        for found in predecessors {
            // A spreadsheet makes 1.10 the number 1.1: then nobody knows which was meant.
            let is_unsure = matches!(cell.content, Content::Number(_)) && found.key.contains('.');
            let is_double = is_unsure && keys.contains_key(&format!("{}0", found.key));
            match keys.get(&found.key).and_then(|at| rows.get(*at)) {
                Some(_) if is_double => {
                    draft.fault(
                        place.clone(),
                        format!("may be {0} or {0}0: format the column as text", found.key),
                    );
                }
                Some(first) => {
                    let link = Dependency {
                        predecessor: first.wbs.clone(),
                        successor: placed.wbs.clone(),
                        link_type: found.link_type.name(),
                        lag: found.lag,
                        lag_unit: found.lag_unit.name(),
                    };
                    draft.link(link, place.clone());
                }
                None => draft.fault(place.clone(), format!("there is no row {:?}", found.key)),
            }
        }
    }
}

fn of_rows(rows: Vec<BaselineRow>, told: &Told, draft: &Draft) -> Baseline {
    let earliest = rows.iter().map(|row| row.start).min();
    let day = told.as_of.or(draft.plan.campaign.start).or(earliest).unwrap_or_default();
    Baseline { name: "Baseline".to_owned(), taken_at: format!("{day}T00:00:00Z"), active: true, rows }
}

/// Numbers are given to all rows or to none.
fn number_all_or_none(draft: &mut Draft) {
    let rows = &mut draft.plan.work_packages;
    let numbered = rows.iter().filter(|row| row.number.is_some()).count();
    if numbered > 0 && numbered < rows.len() {
        for row in rows {
            row.number = None;
        }
        draft.note("(file)", "the numbers of rows", "some rows have none: all are numbered anew");
    }
}

/// A campaign that nobody has given a start begins with its first date.
fn begin(draft: &mut Draft) {
    if draft.plan.campaign.start.is_some() {
        return;
    }
    let rows = draft.plan.work_packages.iter();
    let dates = rows.flat_map(|row| [row.start, row.actual_start, row.constraint.map(|bound| bound.date)]);
    draft.plan.campaign.start = dates.flatten().min();
}
