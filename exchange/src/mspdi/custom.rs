//! Custom fields of Microsoft Project: those of ours, and those that somebody has called as we call them.

use std::collections::HashMap;

use super::xml::Element;
use crate::draft::Draft;
use crate::sheet::Language;
use crate::spreadsheet::{Column, by_heading, heading};

/// What a custom field is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Field {
    /// What a column of a table is for.
    Column(Column),
    /// What a row stands for that is no work package: an anchor, or what the anchors lie under.
    Meaning,
}

/// The alias of [`Field::Meaning`].
const MEANING: &str = "Leadtime";

/// A custom field of a task: its id, its name, what it is for.
pub const FIELDS: [(&str, &str, Field); 11] = [
    ("188743731", "Text1", Field::Column(Column::Department)),
    ("188743734", "Text2", Field::Column(Column::Labels)),
    ("188743737", "Text3", Field::Column(Column::ExternalId)),
    ("188743740", "Text4", Field::Column(Column::Blocked)),
    ("188743743", "Text5", Field::Column(Column::Firmness)),
    ("188743746", "Text6", Field::Column(Column::Direction)),
    ("188743747", "Text7", Field::Column(Column::Anchor)),
    ("188743748", "Text8", Field::Column(Column::ConstraintWins)),
    ("188743749", "Text9", Field::Meaning),
    ("188743767", "Number1", Field::Column(Column::Number)),
    ("188743768", "Number2", Field::Column(Column::Buffer)),
];

impl Field {
    /// What people see the field called.
    pub fn alias(self, language: Language) -> &'static str {
        match self {
            Self::Column(column) => heading(column).map_or("", |heading| heading.label(language)),
            Self::Meaning => MEANING,
        }
    }

    /// The field that an alias means, of those that are read.
    fn by_alias(alias: &str) -> Option<Self> {
        if alias == MEANING {
            return Some(Self::Meaning);
        }
        let field = Self::Column(by_heading(alias)?);
        FIELDS.iter().any(|(_, _, known)| *known == field).then_some(field)
    }
}

/// The custom fields of a file, by their ids.
pub struct Fields {
    known: HashMap<String, Field>,
    names: HashMap<String, String>,
}

impl Fields {
    pub fn new(definitions: &[Element]) -> Self {
        let mut fields = Self { known: HashMap::new(), names: HashMap::new() };
        for definition in definitions {
            let Some(id) = definition.text("FieldID") else { continue };
            let alias = definition.text("Alias");
            if let Some(field) = alias.and_then(Field::by_alias) {
                fields.known.insert(id.to_owned(), field);
            }
            let name = alias.or_else(|| definition.text("FieldName")).unwrap_or(id);
            fields.names.insert(id.to_owned(), name.to_owned());
        }
        fields
    }

    /// Whether a value of a task is one of a field.
    pub fn is(&self, attribute: &Element, field: Field) -> bool {
        attribute.text("FieldID").and_then(|id| self.known.get(id)) == Some(&field)
    }

    /// The values of a task; what is not read is noted.
    pub fn values<'a>(&self, task: &'a Element, place: &str, draft: &mut Draft) -> HashMap<Field, &'a str> {
        let mut values = HashMap::new();
        for attribute in task.all("ExtendedAttribute") {
            let (Some(id), Some(value)) = (attribute.text("FieldID"), attribute.whole_text("Value")) else {
                continue;
            };
            if let Some(field) = self.known.get(id) {
                values.insert(*field, value);
            } else {
                let name = self.names.get(id).map_or(id, String::as_str);
                draft.tally(place, format!("the custom field {name:?}"), "is none that a plan has");
            }
        }
        if task.child("OutlineCode").is_some() {
            draft.tally(place, "outline codes of its own", "are none that a plan has");
        }
        values
    }
}
