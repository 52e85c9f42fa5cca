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
    if query.contains('\0') || query.contains("\\u0000") {
        return Err(Error::bad_input("query", "text with a NUL character is in no database"));
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

/// The length of the string that begins here.  One that does not end is only its quotes, as to a parser that
/// tries it as something else: what follows is looked at, not skipped.
fn string(text: &[u8]) -> usize {
    if let Some(block) = text.strip_prefix(b"\"\"\"") {
        return end_of_block(block).map_or(2, |length| 3 + length);
    }
    let mut at = 1;
    loop {
        match text.get(at) {
            Some(b'"') => return at + 1,
            Some(b'\\') => at += 2,
            Some(b'\n' | b'\r') | None => return 1,
            Some(_) => at += 1,
        }
    }
}

/// Where a block string ends, with its quotes: only `\"""` is an escape in it.
fn end_of_block(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        let rest = text.get(at..)?;
        if rest.starts_with(b"\"\"\"") {
            return Some(at + 3);
        }
        at += if rest.starts_with(b"\\\"\"\"") { 4 } else { 1 };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{check, string};

    #[test]
    fn strings_end_where_a_parser_has_them_end() {
        for (text, length) in [
            (r#""a" b"#, 3),
            (r#""a\" b" c"#, 7),
            (r#""a\\" b"#, 5),
            (r#""""a""" b"#, 7),
            (r#""""a\""" b""" c"#, 13),
            (r#""""\\""" b"#, 2),
            (r#""""\\\""" b""" c"#, 14),
            (r#""" b"#, 2),
            (r#""""" [["#, 2),
            ("\"a\nb\"", 1),
        ] {
            assert_eq!(string(text.as_bytes()), length, "{text}");
        }
    }

    #[test]
    fn brackets_that_strings_seem_to_hide_are_counted() {
        let deep = "[".repeat(100);
        for text in [format!(r#"a: """\\""" b: """, {deep}"#), format!(r#"a: ["""" {deep}"#)] {
            assert!(check(&text).is_err(), "{text}");
        }
    }
}
