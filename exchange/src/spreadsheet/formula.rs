//! Text that a spreadsheet would take for a formula.

use std::borrow::Cow;

/// What a spreadsheet takes a text for a formula by; of these two alphabets, and what takes that away.
const DANGEROUS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠', '\''];

/// A text as a spreadsheet shows it, instead of doing what it says.
pub fn neutral(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.starts_with(DANGEROUS) { Cow::Owned(format!("'{text}")) } else { text }
}

/// A text as it was before it was neutralised.
pub fn original(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(DANGEROUS)).unwrap_or(text)
}
