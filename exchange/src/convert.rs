//! Files of any format as plans: which format a file has, and who reads it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::file::{Converted, Fault, Given};
use crate::{archive, mspdi, spreadsheet, text};

/// A format of files that can be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// A plan file: JSON.
    PlanFile,
    /// A workbook of Excel 2007 and later.
    Xlsx,
    /// A table as text, separated by commas, semicolons or tabs.
    Csv,
    /// XML of Microsoft Project.
    Mspdi,
}

/// The format of a file, by its content.
#[must_use]
pub fn detect(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(b"PK\x03\x04") {
        return archive::has_workbook(bytes).then_some(Format::Xlsx);
    }
    let text = text::decode(bytes).or_else(|| text::decode_chinese(bytes))?;
    let head = text.trim_start();
    let is_table = !head.is_empty() && !head.contains('\0');
    match head.chars().next() {
        Some('<') if head.contains(mspdi::NAMESPACE) => Some(Format::Mspdi),
        Some('{') if head.contains("\"leadtime\"") => Some(Format::PlanFile),
        Some('<' | '{') => None,
        _ => is_table.then_some(Format::Csv),
    }
}

/// Reads a file of any format.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub fn convert(bytes: &[u8], given: &Given) -> Result<Converted, Vec<Fault>> {
    if bytes.len() > given.limits.bytes {
        let limit = given.limits.bytes;
        return Err(vec![Fault::of_file(format!("is larger than {limit} bytes"))]);
    }
    let mut converted = match detect(bytes) {
        Some(Format::PlanFile) => plan_file(bytes),
        Some(Format::Xlsx) => spreadsheet::read_xlsx(bytes, given),
        Some(Format::Csv) => spreadsheet::read_csv(bytes, given),
        Some(Format::Mspdi) => mspdi::read(bytes, given),
        None => Err(vec![Fault::of_file(unknown(bytes))]),
    }?;
    override_campaign(&mut converted.plan, given);
    Ok(converted)
}

/// What somebody can do about a file of no known format.
fn unknown(bytes: &[u8]) -> &'static str {
    // Compound files of Office 97–2003, and of Project to this day.
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        "is an .xls or .mpp file: save it as .xlsx, or from Project as XML"
    } else {
        "is neither a plan file, an XLSX workbook, XML of Microsoft Project nor a table as text"
    }
}

fn plan_file(bytes: &[u8]) -> Result<Converted, Vec<Fault>> {
    let text = text::decode(bytes).unwrap_or_default();
    let plan = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| vec![Fault::of_file(format!("is not JSON: {error}"))])?;
    Ok(Converted { plan, places: BTreeMap::new(), notes: Vec::new() })
}

/// Puts what is given in place of what the file says of its campaign.
fn override_campaign(plan: &mut Value, given: &Given) {
    let Some(campaign) = plan.get_mut("campaign").and_then(Value::as_object_mut) else { return };
    let Given { key, name, owner, calendar, start, mapping: _, people: _, limits: _ } = given;
    let start = start.map(|date| date.to_string());
    let values = [("key", key), ("name", name), ("owner", owner), ("calendar", calendar), ("start", &start)];
    for (field, value) in values {
        if let Some(value) = value {
            campaign.insert(field.to_owned(), Value::from(value.as_str()));
        }
    }
}
