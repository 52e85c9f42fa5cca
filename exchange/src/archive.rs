//! Archives, looked at before anything in them is parsed: how many files, how large, and what for.

use std::fmt::Display;
use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::file::{Fault, Limits};

/// What the library reserves memory by, without looking at how much text there is.
const PROMISE: &str = "uniqueCount=";

/// Whether an archive has a workbook in it.
pub fn has_workbook(bytes: &[u8]) -> bool {
    ZipArchive::new(Cursor::new(bytes)).is_ok_and(|zip| zip.index_for_name("xl/workbook.xml").is_some())
}

/// Expands everything in an archive within limits, so that what parses it later cannot be surprised.
///
/// # Errors
/// What makes it no archive to parse.
pub fn check(bytes: &[u8], limits: &Limits) -> Result<(), Fault> {
    let broken = |error: &dyn Display| Fault::of_file(format!("is a broken archive: {error}"));
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if zip.len() > limits.entries {
        return Err(Fault::of_file(format!("has more than {} files in it", limits.entries)));
    }
    let ratio = u64::try_from(bytes.len()).unwrap_or(u64::MAX).saturating_mul(limits.expansion).max(1 << 20);
    let mut left = limits.expanded_bytes.min(ratio);
    let mut content = Vec::new();
    for at in 0..zip.len() {
        let entry = zip.by_index(at).map_err(|error| broken(&error))?;
        let name = entry.name().map_err(|error| broken(&error))?.into_owned();
        content.clear();
        // One more than is left shows that there is more.
        entry.take(left + 1).read_to_end(&mut content).map_err(|error| broken(&error))?;
        left = left
            .checked_sub(u64::try_from(content.len()).unwrap_or(u64::MAX))
            .ok_or_else(|| Fault::of_file("expands to more than a workbook should"))?;
        if is_xml(&name) {
            check_xml(&name, &content)?;
        }
    }
    Ok(())
}

fn is_xml(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".xml", ".rels", ".vml"].iter().any(|ending| name.ends_with(ending))
}

/// Refuses what a workbook has no use for and its parser might trip over.
fn check_xml(name: &str, content: &[u8]) -> Result<(), Fault> {
    let text = str::from_utf8(content).ok().filter(|text| !text.contains('\0'));
    let Some(text) = text else { return Err(Fault::of_file(format!("{name} is not UTF-8"))) };
    if text.contains("<!DOCTYPE") {
        return Err(Fault::of_file(format!("{name} has a document type, which a workbook must not have")));
    }
    for promised in text.split(PROMISE).skip(1) {
        let digits = promised.trim_start_matches(['"', '\'']).split(|c: char| !c.is_ascii_digit()).next();
        let count = digits.and_then(|digits| digits.parse::<usize>().ok());
        if count.is_none_or(|count| count > content.len()) {
            return Err(Fault::of_file(format!("{name} promises more texts than it has")));
        }
    }
    Ok(())
}
