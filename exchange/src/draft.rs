//! A plan as it is read from a file, with the places that it came from.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;

use crate::file::{Converted, Fault, Given, Note};
use crate::plan::{Department, Dependency, Person, Plan};
use crate::text;

/// A note that many places have in common.
struct Tally {
    note: Note,
    others: usize,
    /// The place that was counted last.
    last: String,
}

/// A plan under construction.
pub struct Draft {
    pub plan: Plan,
    places: BTreeMap<String, String>,
    notes: Vec<Note>,
    tallies: Vec<Tally>,
    faults: Vec<Fault>,
    links: HashMap<(String, String, &'static str), (i32, &'static str)>,
    /// Addresses by names; `None` where several people have one name.
    addresses: HashMap<String, Option<String>>,
}

impl Draft {
    pub fn new(given: &Given) -> Self {
        let mut draft = Self {
            plan: Plan { leadtime: "plan/1", ..Plan::default() },
            places: BTreeMap::new(),
            notes: Vec::new(),
            tallies: Vec::new(),
            faults: Vec::new(),
            links: HashMap::new(),
            addresses: HashMap::new(),
        };
        for person in &given.people {
            draft.know(&person.name, &person.email);
        }
        draft
    }

    /// Notes where a path of the plan stands in the file.
    pub fn place(&mut self, path: impl Into<String>, place: impl Into<String>) {
        self.places.insert(path.into(), place.into());
    }

    pub fn note(&mut self, place: impl Into<String>, what: impl Into<String>, why: impl Into<String>) {
        self.notes.push(Note { place: place.into(), what: what.into(), why: why.into() });
    }

    /// Notes what many places have in common once, at the first of them.
    pub fn tally(&mut self, place: &str, what: impl Into<String>, why: &'static str) {
        let what = what.into();
        match self.tallies.iter_mut().find(|tally| tally.note.what == what && tally.note.why == why) {
            Some(known) if known.last == place => {}
            Some(known) => {
                known.others += 1;
                place.clone_into(&mut known.last);
            }
            None => {
                let note = Note { place: place.to_owned(), what, why: why.to_owned() };
                self.tallies.push(Tally { note, others: 0, last: place.to_owned() });
            }
        }
    }

    pub fn fault(&mut self, place: impl Into<String>, message: impl Into<String>) {
        self.faults.push(Fault { place: place.into(), message: message.into() });
    }

    /// Adds a person of the file.
    pub fn add_person(&mut self, name: &str, email: &str) {
        let email = email.trim().to_lowercase();
        self.know(name, &email);
        if self.plan.people.iter().all(|person| person.email != email) {
            let name =
                text::line(name).unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned());
            self.plan.people.push(Person { email, name, days_off: Vec::new() });
        }
    }

    fn know(&mut self, name: &str, email: &str) {
        let known =
            self.addresses.entry(name.trim().to_lowercase()).or_insert_with(|| Some(email.to_owned()));
        if known.as_deref() != Some(email) {
            *known = None;
        }
    }

    /// The address of a person as a file names them: `Lin Wei`, `lin.wei@example.com`, or both as
    /// `Lin Wei <lin.wei@example.com>`.  Who cannot be told is noted.
    pub fn person(&mut self, named: &str, place: &str) -> Option<String> {
        let named = named.trim();
        let (name, email) = match named.strip_suffix('>').and_then(|both| both.rsplit_once('<')) {
            Some((name, email)) => (name, Some(email)),
            None => (named, Some(named).filter(|text| text.contains('@'))),
        };
        if let Some(email) = email {
            self.add_person(if email == name { "" } else { name }, email);
            return Some(email.trim().to_lowercase());
        }
        match self.addresses.get(&named.to_lowercase()) {
            Some(Some(email)) => Some(email.clone()),
            known => {
                let why = match known {
                    Some(_) => "several people have this name: write their e-mail address",
                    None => "nobody is known by this name: write their e-mail address",
                };
                self.note(place, format!("the person {named:?}"), why);
                None
            }
        }
    }

    /// The name of a department, which the plan gets if it is without it.
    pub fn department(&mut self, named: &str) -> Option<String> {
        let name = text::line(named)?;
        if self.plan.departments.iter().all(|department| department.name != name) {
            self.plan.departments.push(Department { name: name.clone(), colour: None, calendar: None });
        }
        Some(name)
    }

    /// Adds a dependency.  A pair is linked once a type: the same again changes nothing.
    pub fn link(&mut self, link: Dependency, place: String) {
        let ends = (link.predecessor.clone(), link.successor.clone(), link.link_type);
        let lag = (link.lag, link.lag_unit);
        match self.links.insert(ends, lag) {
            Some(known) if known == lag => {}
            Some(_) => self.fault(place, format!("has {} twice, with different lags", link.predecessor)),
            None => {
                self.place(format!("dependencies[{}]", self.plan.dependencies.len()), place);
                self.plan.dependencies.push(link);
            }
        }
    }

    /// Ends with the plan or, where anything was wrong, all of that.
    pub fn finish(mut self) -> Result<Converted, Vec<Fault>> {
        if !self.faults.is_empty() {
            return Err(self.faults);
        }
        for Tally { mut note, others, .. } in self.tallies {
            if others > 0 {
                note.place = format!("{} and {others} others", note.place);
            }
            self.notes.push(note);
        }
        let mut plan = serde_json::to_value(&self.plan)
            .map_err(|error| vec![Fault::of_file(format!("cannot be written as a plan: {error}"))])?;
        drop_nulls(&mut plan);
        Ok(Converted { plan, places: self.places, notes: self.notes })
    }
}

/// Leaves out what is not given.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
