//! A file of Microsoft Project as a plan.

use super::assemble::assemble;
use super::people::Assignment;
use super::xml::{Element, Elements};
use crate::file::{Converted, Fault, Given};
use crate::text;

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

/// Reads a file of Microsoft Project.
///
/// # Errors
/// Everything that is wrong with it, by line or by task.
pub fn read(bytes: &[u8], given: &Given) -> Result<Converted, Vec<Fault>> {
    let text =
        text::decode(bytes).ok_or_else(|| vec![Fault::of_file("is not in the encoding that it says")])?;
    // What this takes for XML starts with its first element, and a byte-order mark is none.
    let project = records(text.trim_start_matches('\u{feff}'), given).map_err(|fault| vec![fault])?;
    assemble(project, given)
}

fn records(text: &str, given: &Given) -> Result<Project, Fault> {
    let mut elements = Elements::of(text, &given.limits)?;
    let mut project = Project::default();
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
