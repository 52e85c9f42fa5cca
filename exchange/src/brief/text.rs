//! A brief as plain text.

use super::Brief;
use super::outline::{heading, parts};
use super::words::Words;

/// Writes a brief as plain text, for a terminal or a message.
#[must_use]
pub fn text(brief: &Brief) -> String {
    let mut out = Lines(String::new());
    out.line("", &heading(brief));
    for part in parts(brief) {
        out.line("", "");
        out.line("", &part.heading);
        out.line("", &part.summary);
        if part.sections.is_empty() {
            out.line("", Words::of(brief.language).all_well);
        }
        for section in part.sections {
            out.line("", "");
            out.line("", section.heading);
            for group in section.groups {
                let bullet = if group.heading.is_some() { "    - " } else { "  - " };
                if let Some(heading) = group.heading {
                    out.line("  ", &heading);
                }
                group.lines.iter().for_each(|line| out.line(bullet, line));
            }
        }
    }
    out.0
}

struct Lines(String);

impl Lines {
    fn line(&mut self, before: &str, text: &str) {
        self.0.push_str(before);
        self.0.extend(text.chars().map(|character| if character.is_control() { ' ' } else { character }));
        self.0.push('\n');
    }
}
