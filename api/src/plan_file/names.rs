//! Names that a plan file uses, and the places in it that have them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use entity::LagUnit;

use super::node::Node;
use crate::plan::Directory;

/// Names that a file may use: its own, and those of the workspace that it is for.  What both have is used as
/// the workspace has it.
pub struct Names<'a> {
    directory: Option<&'a Directory>,
    /// Of who and what names none.
    pub zone: String,
    own: BTreeSet<String>,
    pub(super) calendars: BTreeMap<String, Arc<schedule::Calendar>>,
    pub(super) people: BTreeSet<String>,
    pub(super) departments: BTreeSet<String>,
    pub(super) anchors: BTreeMap<String, NaiveDate>,
    /// By code.
    pub(super) work_packages: BTreeSet<String>,
    /// The campaign's calendar, which offsets from anchors count on.
    pub(super) days: Option<Arc<schedule::Calendar>>,
}

/// An object of a plan file: `#[derive(FileObject)]`.
pub trait FileObject: Sized {
    /// Reads it, with the names that it may use; none where something is missing that it cannot be without.
    fn read(node: &Node<'_>, names: &Names<'_>) -> Option<Self>;
}

impl<'a> Names<'a> {
    /// Those of a workspace, or of one that is yet to be made.
    pub(super) fn of(directory: Option<&'a Directory>, zone: String) -> Self {
        let calendars = directory.map_or(&[][..], |known| &known.calendars);
        let people = directory.map_or(&[][..], |known| &known.people);
        let departments = directory.map_or(&[][..], |known| &known.departments);
        Self {
            directory,
            zone,
            own: BTreeSet::new(),
            calendars: calendars
                .iter()
                .map(|known| (known.row.name.clone(), Arc::clone(&known.days)))
                .collect(),
            people: people.iter().map(|known| known.row.email.clone()).collect(),
            departments: departments.iter().map(|known| known.row.name.clone()).collect(),
            anchors: BTreeMap::new(),
            work_packages: BTreeSet::new(),
            days: None,
        }
    }

    /// Notes a name of the file's own, which it may give once.
    pub(super) fn add(&mut self, node: &Node<'_>, what: &str, name: &str) {
        if !self.own.insert(format!("{what} {name}")) {
            let article = if what.starts_with(['a', 'e']) { "an" } else { "a" };
            node.fault(format!("there is {article} {what} {name:?} already"));
        }
    }

    /// Whether the workspace has a calendar of this name with other days; `exceptions` say which are worked.
    pub(super) fn differs(
        &self,
        name: &str,
        week: schedule::Week,
        exceptions: &BTreeSet<(NaiveDate, bool)>,
    ) -> bool {
        let known =
            self.directory.and_then(|known| known.calendars.iter().find(|known| known.row.name == name));
        let days = |known: &crate::plan::Calendar| {
            known.exceptions.iter().map(|day| (day.on_date, day.working)).collect::<BTreeSet<_>>()
        };
        known.is_some_and(|known| crate::plan::week(known.row.week) != week || days(known) != *exceptions)
    }
}

/// What has names in it, or refers to something else of the file or of its workspace.
impl Node<'_> {
    /// An object.
    pub fn object<T: FileObject>(&self, names: &Names<'_>) -> Option<T> {
        T::read(self, names)
    }

    /// A list of objects.
    #[expect(clippy::unnecessary_wraps, reason = "what reads a key may find nothing")]
    pub fn objects<T: FileObject>(&self, names: &Names<'_>) -> Option<Vec<T>> {
        Some(self.items().iter().filter_map(|node| T::read(node, names)).collect())
    }

    /// A person by e-mail.
    pub(super) fn person(&self, names: &Names<'_>) -> Option<String> {
        self.refer("person", |email| Some(email.to_lowercase()).filter(|email| names.people.contains(email)))
    }

    /// A department by name.
    pub(super) fn department(&self, names: &Names<'_>) -> Option<String> {
        self.refer("department", |name| names.departments.get(name).cloned())
    }

    /// A calendar by name.
    pub(super) fn calendar(&self, names: &Names<'_>) -> Option<String> {
        self.refer("calendar", |name| names.calendars.contains_key(name).then(|| name.to_owned()))
    }

    /// An anchor by its kind or its name.
    pub(super) fn anchor(&self, names: &Names<'_>) -> Option<String> {
        self.refer("anchor", |name| names.anchors.contains_key(name).then(|| name.to_owned()))
    }

    /// A work package by its code.
    pub(super) fn work_package(&self, names: &Names<'_>) -> Option<String> {
        self.refer("work package", |code| names.work_packages.get(code).cloned())
    }

    /// A date as it stands, or so many days from an anchor.
    pub(super) fn date_of_plan(&self, names: &Names<'_>) -> Option<NaiveDate> {
        if !self.is_object() {
            return self.date();
        }
        self.expect_keys(&["anchor", "offset", "unit"]);
        let anchor = self.need("anchor")?.refer("anchor", |name| names.anchors.get(name).copied());
        let offset = self.need("offset")?.int::<i32>(-100_000..=100_000);
        let unit = self.get("unit").map_or(Some(LagUnit::WorkingDay), |unit| unit.word());
        let (anchor, offset) = (anchor?, offset?);
        let date = match unit? {
            LagUnit::CalendarDay => anchor.checked_add_signed(chrono::TimeDelta::days(offset.into())),
            // Where the calendar is unknown, which is noted, any day will do.
            LagUnit::WorkingDay => names
                .days
                .as_ref()
                .map_or(Some(anchor), |calendar| working_day_from(calendar, anchor, offset)),
        };
        let date = date.filter(|date| schedule::Boundary::covers(*date));
        if date.is_none() {
            self.fault("lies outside 1900-01-01 … 2199-12-31");
        }
        date
    }
}

/// The so many-th working day after a date, or before it; 0 is the date itself.
fn working_day_from(calendar: &schedule::Calendar, date: NaiveDate, offset: i32) -> Option<NaiveDate> {
    match offset {
        0 => Some(date),
        1.. => Some(calendar.add(schedule::Boundary::closing(date), offset).ok()?.date_closed()),
        ..0 => Some(calendar.add(schedule::Boundary::opening(date), offset).ok()?.date_opened()),
    }
}
