//! Elements of XML, one record at a time: what is not known is skipped, and nothing is expanded.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};

use crate::file::{Fault, Limits};

/// Names that anything is made of, in order.
#[rustfmt::skip]
const KNOWN: &[&str] = &[
    "Active", "ActualFinish", "ActualStart", "Alias", "Assignment", "Assignments", "BaseCalendarUID",
    "Baseline", "Calendar", "CalendarUID", "Calendars", "ConstraintDate", "ConstraintType", "Cost",
    "CreationDate", "CrossProject", "DayType", "DayWorking", "DaysOfWeek", "Deadline", "DefaultFinishTime",
    "DefaultStartTime", "Duration", "DurationFormat", "EmailAddress", "EnteredByOccurrences", "Exception",
    "Exceptions", "ExtendedAttribute", "ExtendedAttributes", "ExternalTask", "FieldID", "FieldName",
    "Finish", "FinishDate", "FixedCost", "FromDate", "FromTime", "HonorConstraints", "HyperlinkAddress",
    "ID", "IsBaseCalendar", "IsNull", "IsSubproject", "LagFormat", "LastSaved", "LevelingDelay", "LinkLag",
    "Manager", "Manual", "ManualFinish", "ManualStart", "Milestone", "MinutesPerDay", "Month", "MonthDay",
    "MonthItem", "MonthPosition", "Name", "Notes", "Number", "Occurrences", "OutlineCode", "OutlineLevel",
    "PercentComplete", "Period", "PredecessorLink", "PredecessorUID", "Priority", "Project",
    "RemainingDuration", "Resource", "ResourceUID", "Resources", "Resume", "ScheduleFromStart", "Start",
    "StartDate", "Stop", "Subject", "Task", "TaskUID", "Tasks", "TimePeriod", "Title", "ToDate", "ToTime",
    "Type", "UID", "Units", "Value", "WeekDay", "WeekDays", "Work", "WorkWeek", "WorkWeeks", "WorkingTime",
    "WorkingTimes",
];

/// An element with what of it is known.
#[derive(Debug, Default)]
pub struct Element {
    pub name: &'static str,
    text: String,
    pub children: Vec<Element>,
}

impl Element {
    /// The first child of a name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Children of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of a child; `None` where it has none.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.trim()).filter(|text| !text.is_empty())
    }

    /// The text of a child with the space around it.
    pub fn whole_text(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str()).filter(|text| !text.trim().is_empty())
    }

    /// The number in a child.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }

    /// Whether a child says yes.
    pub fn is(&self, name: &str) -> bool {
        matches!(self.text(name), Some("1" | "true"))
    }
}

/// Elements of a document, in their order.
pub struct Elements<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    depth: usize,
    is_in_list: bool,
}

/// What comes next inside an element.
enum Next {
    Child(&'static str),
    Text(String),
    End,
}

impl<'a> Elements<'a> {
    /// The elements inside the root.
    ///
    /// # Errors
    /// No root of Microsoft Project.
    pub fn of(text: &'a str, limits: &Limits) -> Result<Self, Fault> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        let mut elements = Self { text, reader, depth: limits.depth, is_in_list: false };
        loop {
            match elements.next()? {
                Next::Child("Project") => return Ok(elements),
                Next::Text(text) if text.trim().is_empty() => {}
                Next::Child(_) | Next::Text(_) | Next::End => {
                    return Err(elements.fault("is no file of Microsoft Project"));
                }
            }
        }
    }

    /// The next element and all in it, of those inside the one at hand; `None` at its end.
    ///
    /// # Errors
    /// What is no XML, or more than XML of Project should be.
    pub fn next_element(&mut self) -> Result<Option<Element>, Fault> {
        loop {
            match self.next()? {
                Next::Child(name) if is_list(name) => self.is_in_list = true,
                Next::Child(name) => return self.element(name, self.depth).map(Some),
                Next::Text(_) => {}
                Next::End if self.is_in_list => self.is_in_list = false,
                Next::End => return Ok(None),
            }
        }
    }

    /// The rest of an element that has begun.
    fn element(&mut self, name: &'static str, depth: usize) -> Result<Element, Fault> {
        let Some(depth) = depth.checked_sub(1) else {
            return Err(self.fault("lies too deep in other elements"));
        };
        let mut element = Element { name, ..Element::default() };
        loop {
            match self.next()? {
                Next::Child(name) => element.children.push(self.element(name, depth)?),
                Next::Text(text) => element.text.push_str(&text),
                Next::End => return Ok(element),
            }
        }
    }

    fn next(&mut self) -> Result<Next, Fault> {
        loop {
            let event = self.reader.read_event();
            match event.map_err(|error| self.fault(format!("is broken XML: {error}")))? {
                Event::Start(start) => {
                    if let Some(name) = known(start.local_name().as_ref()) {
                        return Ok(Next::Child(name));
                    }
                    let skipped = self.reader.read_to_end(start.name());
                    skipped.map_err(|error| self.fault(format!("is broken XML: {error}")))?;
                }
                Event::Text(text) => return Ok(Next::Text(text.xml10_content().into_owned())),
                Event::CData(text) => return Ok(Next::Text(text.xml10_content().into_owned())),
                Event::GeneralRef(reference) => return self.reference(&reference).map(Next::Text),
                Event::End(_) => return Ok(Next::End),
                Event::DocType(_) => return Err(self.fault("has a document type, which is not allowed")),
                Event::Eof => return Err(self.fault("ends before its last element does")),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    /// What a reference stands for: a character, of those that XML names or allows.
    fn reference(&self, reference: &BytesRef<'_>) -> Result<String, Fault> {
        if reference.is_char_ref() {
            // Characters that XML does not have are written by some programs, and mean nothing.
            return Ok(reference.resolve_char_ref().ok().flatten().map(String::from).unwrap_or_default());
        }
        let name = reference.xml10_content();
        let known = resolve_predefined_entity(&name).map(str::to_owned);
        known.ok_or_else(|| self.fault(format!("has the entity {name:?}, which is not allowed")))
    }

    fn fault(&self, message: impl Into<String>) -> Fault {
        let read = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        let before = self.text.get(..read).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        Fault { place: format!("line {line}"), message: message.into() }
    }
}

/// Whether an element is a list of records, which come one by one.
fn is_list(name: &str) -> bool {
    matches!(name, "Calendars" | "Tasks" | "Resources" | "Assignments" | "ExtendedAttributes")
}

fn known(name: &str) -> Option<&'static str> {
    KNOWN.binary_search(&name).ok().and_then(|at| KNOWN.get(at)).copied()
}
