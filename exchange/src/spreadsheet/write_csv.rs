//! A table as text separated by commas.

use std::borrow::Cow;

use csv::WriterBuilder;

use super::value::{Cell, Table};
use crate::sheet::Sheet;

/// What a spreadsheet takes a text for a formula by; of these two alphabets, and what takes that away.
pub const DANGEROUS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠', '\''];

/// The progress table of a campaign as CSV in UTF-8, without a byte-order mark unless it is wanted: Excel
/// takes text without one for something else than UTF-8.
///
/// Text that a spreadsheet would execute begins with an apostrophe, which an import takes off again.
#[must_use]
pub fn csv(sheet: &Sheet, has_mark: bool) -> Vec<u8> {
    let mut bytes = if has_mark { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
    // Writing to memory does not fail, and all records have the same length.
    drop(write(sheet, &mut bytes));
    bytes
}

fn write(sheet: &Sheet, bytes: &mut Vec<u8>) -> Result<(), csv::Error> {
    let table = Table::new(sheet, false);
    let mut writer = WriterBuilder::new().from_writer(bytes);
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
    writer.flush()?;
    Ok(())
}

/// A text as a spreadsheet shows it, instead of doing what it says.
fn neutral(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.starts_with(DANGEROUS) { Cow::Owned(format!("'{text}")) } else { text }
}

/// A text as it was before it was neutralised.
pub fn original(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(DANGEROUS)).unwrap_or(text)
}
