//! Which rows are on which page.

use crate::Row;

/// A line of a picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Line {
    /// The row, by position.
    pub row: usize,
    /// Whether it only says again in which phase the lines below it are.
    pub is_continued: bool,
}

impl Line {
    pub fn row(row: usize) -> Self {
        Self { row, is_continued: false }
    }
}

/// The fewest rows of a phase that are worth beginning it on the rest of a page.
const BEGINNING: usize = 6;

/// Fills pages with top-level phases.  One that does not fit on the rest of a page begins the next; one that
/// is longer than a page is split and named again on each.
pub(super) fn paginate(rows: &[Row], room: usize) -> Vec<Vec<Line>> {
    let room = room.max(2);
    let mut pages: Vec<Vec<Line>> = vec![Vec::new()];
    let mut first = 0;
    while first < rows.len() {
        let after = rows.iter().skip(first + 1).position(|row| row.depth == 0);
        let end = after.map_or(rows.len(), |at| first + 1 + at);
        let left = room - pages.last().map_or(0, Vec::len);
        let is_begun_here = end - first <= left || (end - first > room && left >= BEGINNING);
        if !is_begun_here {
            pages.push(Vec::new());
        }
        for row in first..end {
            if pages.last().is_none_or(|page| page.len() == room) {
                pages.push(vec![Line { row: first, is_continued: true }]);
            }
            if let Some(page) = pages.last_mut() {
                page.push(Line::row(row));
            }
        }
        first = end;
    }
    pages
}
