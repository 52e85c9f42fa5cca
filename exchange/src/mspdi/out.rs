//! XML of Microsoft Project as it is written.

use std::fmt::Display;
use std::io::{self, Write};

use quick_xml::escape::escape;
use schedule::Edge;

use super::{CLOSES, NAMESPACE, OPENS};
use crate::text::pass;

/// XML on its way out.
pub struct Out<'w> {
    xml: String,
    to: &'w mut dyn Write,
    outcome: io::Result<()>,
}

impl<'w> Out<'w> {
    /// Begins a file.
    pub fn new(to: &'w mut dyn Write) -> Self {
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
        Self { xml: format!("{head}<Project xmlns=\"{NAMESPACE}\">\n"), to, outcome: Ok(()) }
    }

    /// Ends it: says what handing it over answered.
    pub fn finish(mut self) -> io::Result<()> {
        self.outcome?;
        self.xml.push_str("</Project>\n");
        self.to.write_all(self.xml.as_bytes())
    }

    /// An element with a text.
    pub fn leaf(&mut self, name: &str, text: impl Display) {
        let text = text.to_string();
        self.tag("<", name);
        self.xml.push_str(&escape(text.as_str()));
        self.tag("</", name);
        self.xml.push('\n');
    }

    /// An element with a text, where there is one.
    pub fn maybe(&mut self, name: &str, text: Option<impl Display>) {
        if let Some(text) = text {
            self.leaf(name, text);
        }
    }

    /// An element that says yes or no.
    pub fn flag(&mut self, name: &str, is_so: bool) {
        self.leaf(name, u8::from(is_so));
    }

    /// An element with others in it.
    pub fn within(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        self.tag("<", name);
        self.xml.push('\n');
        write(self);
        self.tag("</", name);
        self.xml.push('\n');
        if self.outcome.is_ok() {
            self.outcome = pass(&mut self.xml, &mut self.to);
        }
    }

    fn tag(&mut self, opening: &str, name: &str) {
        self.xml.push_str(opening);
        self.xml.push_str(name);
        self.xml.push('>');
    }
}

/// The moment that opens or closes a day.
pub fn moment(date: chrono::NaiveDate, edge: Edge) -> String {
    match edge {
        Edge::StartOfDay => format!("{date}T{OPENS}"),
        Edge::EndOfDay => format!("{date}T{CLOSES}"),
    }
}
