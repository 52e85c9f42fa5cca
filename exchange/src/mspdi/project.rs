//! What a file of Microsoft Project has, record by record.

use super::people::Assignment;
use super::xml::{Element, Elements};
use crate::file::{Fault, Given};

/// What a file has, record by record.
#[derive(Default)]
pub struct Project {
    /// What it says of itself.
    pub facts: Element,
    pub calendars: Vec<Element>,
    pub tasks: Vec<Element>,
    pub resources: Vec<Element>,
    pub assignments: Vec<Assignment>,
    /// Definitions of custom fields.
    pub fields: Vec<Element>,
}

impl Project {
    /// Sorts what a file says by what it is of.
    pub fn of(text: &str, given: &Given) -> Result<Self, Fault> {
        let mut elements = Elements::of(text, &given.limits)?;
        let mut project = Self::default();
        while let Some(element) = elements.next_element()? {
            match element.name {
                "Calendar" => project.calendars.push(element),
                "Task" => project.tasks.push(element),
                "Resource" => project.resources.push(element),
                "Assignment" => project.assignments.extend(Assignment::of(&element)),
                "ExtendedAttribute" => project.fields.push(element),
                _ => project.facts.children.push(element),
            }
            if project.tasks.len() > given.limits.rows {
                return Err(Fault::of_file(format!("has more than {} tasks", given.limits.rows)));
            }
        }
        Ok(project)
    }
}
