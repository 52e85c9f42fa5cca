//! A table as text separated by commas.

use std::io::{self, Write};

use csv::WriterBuilder;

use super::formula::neutral;
use super::value::{Cell, Table};
use crate::sheet::Sheet;

/// Writes the progress table of a campaign as CSV in UTF-8, without a byte-order mark unless it is wanted:
/// Excel takes text without one for something else than UTF-8.
///
/// Text that a spreadsheet would execute begins with an apostrophe, which an import takes off again.
///
/// # Errors
/// What `out` answers.
pub fn csv(sheet: &Sheet, has_mark: bool, mut out: impl Write) -> io::Result<()> {
    if has_mark {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let table = Table::new(sheet, false);
    let mut writer = WriterBuilder::new().from_writer(out);
    writer.write_record(table.columns.iter().map(|heading| heading.label(sheet.language)))?;
    for at in 0..sheet.rows.len() {
        for heading in &table.columns {
            match table.cell(at, heading.column) {
                Cell::Empty => writer.write_field("")?,
                Cell::Text(text) => writer.write_field(neutral(text).as_bytes())?,
                Cell::Number(number) => writer.write_field(number.to_string())?,
                Cell::Percent(percent) => writer.write_field(format!("{percent}%"))?,
                Cell::Date(date) => writer.write_field(date.to_string())?,
            }
        }
        writer.write_record(None::<&[u8]>)?;
    }
    writer.flush()
}
