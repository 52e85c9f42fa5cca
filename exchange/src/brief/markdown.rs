//! A brief as Markdown.

use super::Brief;
use super::outline::{heading, parts};
use super::words::Words;
use crate::markdown::escaped;

/// Writes a brief as Markdown: titles and names stay text, whatever they contain.
#[must_use]
pub fn markdown(brief: &Brief) -> String {
    let mut out = format!("# {}\n", escaped(&heading(brief)));
    for part in parts(brief) {
        out.extend(["\n## ", &escaped(&part.heading), "\n\n", &escaped(&part.summary), "\n"]);
        if part.sections.is_empty() {
            out.extend(["\n", Words::of(brief.language).all_well, "\n"]);
        }
        for section in part.sections {
            out.extend(["\n### ", section.heading, "\n\n"]);
            for group in section.groups {
                let indent = if group.heading.is_some() { "  " } else { "" };
                if let Some(heading) = group.heading {
                    out.extend(["- **", &escaped(&heading), "**\n"]);
                }
                for line in group.lines {
                    out.extend([indent, "- ", &escaped(&line), "\n"]);
                }
            }
        }
    }
    out
}
