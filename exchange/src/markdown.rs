//! Text in Markdown.

/// What Markdown or HTML in it means something by, preceded by a backslash.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '#' | '|' | '~' | '!' | '$' => {
                out.extend(['\\', character]);
            }
            control if control.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out
}
