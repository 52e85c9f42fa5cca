//! Limits of a document's text, found without parsing it.

use crate::error::{Error, Result};

const LONGEST: usize = 32 * 1024;
const MOST_TOKENS: usize = 4_000;
const DEEPEST: usize = 64;

/// Refuses text that is too long, of too many tokens or nested too deeply for a parser.
pub(super) fn check(query: &str) -> Result<()> {
    if query.len() > LONGEST {
        return refuse(format!("the document is longer than {LONGEST} bytes"));
    }
    let (mut tokens, mut depth) = (0_usize, 0_usize);
    let mut rest = query.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let skipped = match first {
            b'#' => rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len()),
            b' ' | b'\t' | b'\n' | b'\r' | b',' => 1,
            b'"' => {
                tokens += 1;
                string(rest)
            }
            b'{' | b'[' | b'(' => {
                (tokens, depth) = (tokens + 1, depth + 1);
                1
            }
            b'}' | b']' | b')' => {
                (tokens, depth) = (tokens + 1, depth.saturating_sub(1));
                1
            }
            _ if is_word(*first) => {
                tokens += 1;
                1 + after.iter().position(|byte| !is_word(*byte)).unwrap_or(after.len())
            }
            _ => {
                tokens += 1;
                1
            }
        };
        if tokens > MOST_TOKENS {
            return refuse(format!("the document has more than {MOST_TOKENS} tokens"));
        }
        if depth > DEEPEST {
            return refuse(format!("the document is nested more than {DEEPEST} deep"));
        }
        rest = rest.get(skipped..).unwrap_or_default();
    }
    Ok(())
}

fn refuse<T>(message: String) -> Result<T> {
    Err(Error::TooLarge(message))
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'.')
}

/// The length of the string that begins here, to its end or that of the text.
fn string(text: &[u8]) -> usize {
    let is_block = text.starts_with(b"\"\"\"");
    let quote: &[u8] = if is_block { b"\"\"\"" } else { b"\"" };
    let mut at = quote.len();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(quote) {
            return at + quote.len();
        }
        // In a block only `\"""` is an escape; read as two characters it is the same.
        at += if rest.starts_with(b"\\") { 2 } else { 1 };
        if !is_block && rest.starts_with(b"\n") {
            return at;
        }
    }
    text.len()
}
