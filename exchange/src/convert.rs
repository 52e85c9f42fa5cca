//! Files of any format as plans: which format a file has, and what reading it gives.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde_json::Value;

use crate::sheet::Person;
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

/// What a file is read with.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Key of the campaign, in place of the file's.
    pub key: Option<String>,
    /// Name of the campaign, in place of the file's.
    pub name: Option<String>,
    /// E-mail address of its owner, in place of the file's.
    pub owner: Option<String>,
    /// Name of its calendar, in place of the file's.
    pub calendar: Option<String>,
    /// The day on which its work may begin, in place of the file's.
    pub start: Option<NaiveDate>,
    /// Headings of a table's columns by the names of [`fields`](crate::fields), where they are called
    /// otherwise.
    pub mapping: BTreeMap<String, String>,
    /// People whom the file may name without their addresses.
    pub people: Vec<Person>,
    /// How large a file may be.
    pub limits: Limits,
}

/// How large a file may be, and what it may expand to.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Bytes of everything in an archive.
    pub expanded_bytes: u64,
    /// How many times its own size an archive may expand to, beyond its first mebibyte.
    pub expansion: u64,
    /// Files in an archive.
    pub entries: usize,
    /// Cells of a table that are not empty.
    pub cells: usize,
    /// Work packages.
    pub rows: usize,
    /// Elements that XML may lie in.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 32 << 20,
            expanded_bytes: 128 << 20,
            expansion: 200,
            entries: 1_000,
            cells: 2_000_000,
            rows: 20_000,
            depth: 32,
        }
    }
}

/// A file as a plan.
#[derive(Clone, Debug)]
pub struct Converted {
    /// The plan, as plan files have it: docs/plan-file.md.
    pub plan: Value,
    /// Where parts of the plan stand in the file, by their paths: `workPackages[3].title` is `Sheet1!B17`.
    pub places: BTreeMap<String, String>,
    /// What a plan cannot keep.
    pub notes: Vec<Note>,
}

impl Converted {
    /// Where a path of the plan stands in the file: its own place, else that of what it lies in.
    #[must_use]
    pub fn place(&self, path: &str) -> Option<&str> {
        let mut path = path;
        loop {
            if let Some(place) = self.places.get(path) {
                return Some(place);
            }
            path = path.get(..path.rfind(['.', '['])?)?;
        }
    }
}

/// Something of a file that the plan is without.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// Where: `Sheet1!D17`, or `task 12 "Title"`.
    pub place: String,
    /// What: `a leveling delay`.
    pub what: String,
    /// Why, and what is in its place.
    pub why: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.place, self.what, self.why)
    }
}

/// Something that is wrong with a file.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{place}: {message}")]
pub struct Fault {
    /// Where: `Sheet1!D17`, or `task 12 "Title"`.
    pub place: String,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl Fault {
    /// What is wrong with a file as a whole.
    pub(crate) fn of_file(message: impl Into<String>) -> Self {
        Self { place: "(file)".to_owned(), message: message.into() }
    }
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
