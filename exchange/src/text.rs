//! Text of files, whatever their encoding.

use std::borrow::Cow;
use std::io::{self, Write};

use encoding_rs::{Encoding, GB18030};

/// How long a text is when it is handed over.
const PIECE: usize = 64 * 1024;

/// Hands over a text that has become long, and empties it: so a large file is never whole in memory.
pub fn pass(text: &mut String, out: &mut impl Write) -> io::Result<()> {
    if text.len() < PIECE {
        return Ok(());
    }
    out.write_all(text.as_bytes())?;
    text.clear();
    Ok(())
}

/// Reads bytes as UTF-8, as what their byte-order mark or an XML declaration names, or as none of these.
pub fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling_and_without_replacement(bytes.get(mark..)?);
    }
    match str::from_utf8(bytes) {
        Ok(text) => Some(Cow::Borrowed(text)),
        Err(_) => declared(bytes)?.decode_without_bom_handling_and_without_replacement(bytes),
    }
}

/// Reads bytes as what Excel in Chinese saves text as.
pub fn decode_chinese(bytes: &[u8]) -> Option<Cow<'_, str>> {
    GB18030.decode_without_bom_handling_and_without_replacement(bytes)
}

/// The encoding that an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(200))?);
    let (_, after) = head.strip_prefix("<?xml")?.split_once("encoding")?;
    let quoted = after.trim_start().strip_prefix('=')?.trim_start();
    let label = quoted.get(1..)?.split(['"', '\'']).next()?;
    Encoding::for_label(label.as_bytes())
}

/// What lies before and after a number at the start of a text: `"12.5 days"` is 12.5 and `"days"`.
pub fn leading_number(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let is_number =
        |(at, c): (usize, char)| c.is_ascii_digit() || c == '.' || (at == 0 && matches!(c, '+' | '-'));
    let end = text.char_indices().find(|&place| !is_number(place)).map_or(text.len(), |(at, _)| at);
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok().filter(|number: &f64| number.is_finite())?, unit.trim()))
}

/// A number without a fraction.
pub fn whole(number: f64) -> Option<i32> {
    let is_whole = number.fract() == 0.0 && number.abs() <= f64::from(i32::MAX);
    // Numbers of this size print all their digits.
    if is_whole { format!("{number:.0}").parse().ok() } else { None }
}

/// A text without the control characters that a plan cannot have; `None` where there is nothing else in it.
pub fn clean(text: &str) -> Option<String> {
    let text: String = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    Some(kept.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A text in one line.
pub fn line(text: &str) -> Option<String> {
    let words: Vec<_> =
        text.split(|c: char| c.is_control()).map(str::trim).filter(|part| !part.is_empty()).collect();
    Some(words.join(" ")).filter(|text| !text.is_empty())
}
