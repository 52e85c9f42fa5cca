//! What files are read with, and what comes of reading one.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde_json::Value;

use crate::sheet::Person;

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
