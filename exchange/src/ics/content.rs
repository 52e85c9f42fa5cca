//! Lines of iCalendar: escaped, and folded to 75 bytes.

/// The most bytes of a line, without its end.
const LONGEST: usize = 75;

/// Lines under construction.
#[derive(Default)]
pub struct Lines {
    content: String,
}

impl Lines {
    /// A line whose value has a syntax of its own.
    pub fn raw(&mut self, name: &str, value: &str) {
        let is_safe = |c: &char| !c.is_control();
        self.fold(name.chars().chain([':']).chain(value.chars().filter(is_safe)));
    }

    /// A line with a text.
    pub fn text(&mut self, name: &str, text: &str) {
        let mut escaped = String::with_capacity(text.len() + 8);
        for c in text.replace("\r\n", "\n").chars() {
            match c {
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                '\n' => escaped.push_str("\\n"),
                c if c.is_control() => escaped.push(' '),
                c => escaped.push(c),
            }
        }
        self.raw(name, &escaped);
    }

    /// Breaks a line between characters; what follows a break begins with a space, which counts.
    fn fold(&mut self, line: impl Iterator<Item = char>) {
        let mut length = 0;
        for c in line {
            if length + c.len_utf8() > LONGEST {
                self.content.push_str("\r\n ");
                length = 1;
            }
            self.content.push(c);
            length += c.len_utf8();
        }
        self.content.push_str("\r\n");
    }

    pub fn finish(self) -> String {
        self.content
    }
}
