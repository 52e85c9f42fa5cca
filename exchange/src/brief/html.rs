//! A brief as HTML.

use super::Brief;
use super::outline::{Group, heading, parts};
use super::words::Words;
use crate::html::Escaped;

/// Writes a brief as one `section` of HTML without scripts, styles or links, to be put into a page or an
/// e-mail.
#[must_use]
pub fn html(brief: &Brief) -> String {
    let mut out = Html(String::new());
    out.0.extend(["<section lang=\"", brief.language.tag(), "\">\n"]);
    out.element("h1", &heading(brief));
    for part in parts(brief) {
        out.element("h2", &part.heading);
        out.element("p", &part.summary);
        if part.sections.is_empty() {
            out.element("p", Words::of(brief.language).all_well);
        }
        for section in part.sections {
            out.element("h3", section.heading);
            section.groups.iter().for_each(|group| out.group(group));
        }
    }
    out.0.push_str("</section>\n");
    out.0
}

struct Html(String);

impl Html {
    fn group(&mut self, group: &Group) {
        if let Some(heading) = &group.heading {
            self.element("h4", heading);
        }
        self.0.push_str("<ul>\n");
        group.lines.iter().for_each(|line| self.element("li", line));
        self.0.push_str("</ul>\n");
    }

    fn element(&mut self, name: &str, text: &str) {
        self.0.extend([format!("<{name}>{}</{name}>\n", Escaped(text))]);
    }
}
