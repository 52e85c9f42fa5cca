//! Ids of what is made for an answer: opaque, and the same for the same thing as of the same day, so that
//! caches of clients keep one copy of it and mix no days up.

use std::fmt::{Display, Write};

use entity::AppendText;

use crate::auth::secret;
use crate::plan::StatusReport;

/// An id of parts.
pub(crate) struct ViewId(String);

impl ViewId {
    /// Begins with what it is an id of.
    pub(crate) fn of(what: &str, thing: impl Display) -> Self {
        Self(format!("{what}_{thing}"))
    }

    /// The same with one more part.
    pub(crate) fn and(mut self, part: impl Display) -> Self {
        // Writing to a string does not fail.
        let _: std::fmt::Result = write!(self.0, "-{part}");
        self
    }

    /// The same with a part that is not always there.
    pub(crate) fn and_maybe(self, part: Option<impl Display>) -> Self {
        match part {
            Some(part) => self.and(part),
            None => self,
        }
    }

    /// The same as of the day, and against the baseline, of a status report.
    pub(crate) fn and_report(self, report: &StatusReport) -> Self {
        self.and(report.as_of()).and_maybe(report.chosen_baseline)
    }

    /// The same with a digest of something that has no id.
    pub(crate) fn and_digest(self, of: Option<&impl std::fmt::Debug>) -> Self {
        self.and_maybe(of.map(|of| secret::hash(&format!("{of:?}"))))
    }
}

impl Display for ViewId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl AppendText for ViewId {
    fn append_to(&self, out: &mut Vec<u8>) {
        self.0.append_to(out);
    }
}
