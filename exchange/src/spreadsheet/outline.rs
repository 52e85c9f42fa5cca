//! The outline of a table: by codes, by levels, or by how far titles are set in.

use std::collections::{HashMap, HashSet};

use super::column::Column;
use super::grid::{Content, Grid, Line};
use super::header::Header;
use crate::draft::Draft;
use crate::outline::outline;
use crate::text;

/// A row in its place.
pub struct Placed<'a> {
    pub line: &'a Line,
    pub wbs: String,
    pub is_phase: bool,
    /// How predecessors may name it.
    pub key: Option<String>,
}

/// Rows in the order of the outline.
pub fn arrange<'a>(grid: &Grid, header: &Header, lines: Vec<&'a Line>, draft: &mut Draft) -> Vec<Placed<'a>> {
    let mut keys: Vec<Option<String>> = vec![None; lines.len()];
    let mut lines = lines;
    let depths: Vec<u16> = if lines.iter().any(|line| header.cell(line, Column::Wbs).is_some()) {
        let mut coded = codes(grid, header, &lines, draft);
        // Rows that somebody has sorted by date go back to where their codes say.
        if let Some(numbers) = coded.iter().map(|(_, code)| numbers(code)).collect::<Option<Vec<_>>>() {
            let mut sorted: Vec<_> = numbers.into_iter().zip(coded).collect();
            sorted.sort_by(|(one, _), (other, _)| one.cmp(other));
            coded = sorted.into_iter().map(|(_, row)| row).collect();
        }
        lines = coded.iter().map(|(line, _)| *line).collect();
        keys = coded.iter().map(|(_, code)| Some(code.clone())).collect();
        coded.iter().map(|(_, code)| depth(code)).collect()
    } else {
        lines.iter().map(|line| level(header, line)).collect()
    };
    let placed = outline(&depths).into_iter().zip(lines).zip(keys);
    placed
        .map(|((place, line), key)| Placed { line, wbs: place.wbs, is_phase: place.is_phase, key })
        .collect()
}

fn depth(code: &str) -> u16 {
    u16::try_from(code.matches('.').count()).unwrap_or(u16::MAX)
}

fn numbers(code: &str) -> Option<Vec<u32>> {
    code.split('.').map(|part| part.parse().ok()).collect()
}

/// The codes of all rows, as they are meant.
fn codes<'a>(grid: &Grid, header: &Header, lines: &[&'a Line], draft: &mut Draft) -> Vec<(&'a Line, String)> {
    let mut last: HashMap<String, u32> = HashMap::new();
    let mut seen = HashSet::new();
    let mut found = Vec::with_capacity(lines.len());
    for line in lines {
        let place = header.place(grid, line, Column::Wbs);
        let Some(cell) = header.cell(line, Column::Wbs) else {
            draft.fault(place, "is missing: other rows have a WBS code");
            continue;
        };
        let Some(code) = code(&cell.content, &last, &seen) else {
            draft.fault(place, format!("{:?} is no WBS code, as 1.2", cell.content.text()));
            continue;
        };
        let (parent, number) = code.rsplit_once('.').unwrap_or(("", &code));
        if let Ok(number) = number.parse() {
            last.insert(parent.to_owned(), number);
        }
        if !seen.insert(code.clone()) {
            draft.fault(place, format!("the WBS code {code:?} is there already"));
        }
        found.push((*line, code));
    }
    for (line, code) in &found {
        if let Some((parent, _)) = code.rsplit_once('.').filter(|(parent, _)| !seen.contains(*parent)) {
            let place = header.place(grid, line, Column::Wbs);
            draft.fault(place, format!("there is no row {parent:?} that {code:?} could lie in"));
        }
    }
    found
}

/// A code as it is meant: a spreadsheet makes 1.10 the number 1.1, which is then there twice.
fn code(content: &Content, last: &HashMap<String, u32>, seen: &HashSet<String>) -> Option<String> {
    let text = match content {
        Content::Text(_) | Content::Number(_) => content.text(),
        Content::Share(_) | Content::Date(_) => return None,
    };
    let code = text.trim().trim_end_matches('.').to_owned();
    let is_code = !code.is_empty() && code.split('.').all(|part| !part.trim().is_empty());
    if seen.contains(&code) {
        let (parent, _) = code.rsplit_once('.')?;
        let next = format!("{parent}.{}", last.get(parent).map_or(1, |number| number + 1));
        let is_same_number = next.trim_end_matches('0') == code;
        return Some(if is_same_number { next } else { code });
    }
    is_code.then_some(code)
}

/// How deep a row without a code lies.
fn level(header: &Header, line: &Line) -> u16 {
    let level = header.cell(line, Column::Level).and_then(|cell| {
        let (number, _) = text::leading_number(&cell.content.text())?;
        u16::try_from(text::whole(number)?.checked_sub(1)?).ok()
    });
    let title = header.cell(line, Column::Title);
    let set_in = || {
        let title = title?;
        let text = title.content.text();
        // A space of Chinese text is as wide as two.
        let width = |c: char| if c == '\u{3000}' { 2_u16 } else { 1 };
        let spaces: u16 = text.chars().take_while(|c| c.is_whitespace()).map(width).sum();
        Some(title.indent.max(spaces))
    };
    level.or_else(set_in).unwrap_or_default()
}
