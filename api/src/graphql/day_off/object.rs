use entity::day_off;
use macros::serialised_object;

use crate::graphql::scalar::{Date, Id};
use crate::plan::Directory;

/// A run of days off.
#[derive(Clone, Copy)]
pub(crate) struct DayOff<'a>(pub(crate) &'a day_off::Model);

impl<'a> DayOff<'a> {
    /// The run of days off of an id.
    pub(crate) fn find(directory: &'a Directory, id: entity::DayOffId) -> Option<Self> {
        let of_people = directory.people.iter().flat_map(|person| &person.days_off);
        let of_departments = directory.departments.iter().flat_map(|department| &department.days_off);
        of_people.chain(of_departments).find(|row| row.id == id).map(Self)
    }
}

/// A run of days on which a person or a department is off.
#[serialised_object(name = "DayOff", implements("Node"))]
impl<'a> DayOff<'a> {
    /// Opaque id of the day off, never reused; `node(id)` finds it.
    pub(crate) fn id(self) -> Id<entity::DayOffId> {
        Id(self.0.id)
    }

    /// First day.
    fn start(self) -> Date {
        Date(self.0.start_on)
    }

    /// Last day, inclusive.
    fn finish(self) -> Date {
        Date(self.0.finish_on)
    }

    /// Reason, 1 to 200 characters.  Null if none was given.
    fn reason(self) -> Option<&'a str> {
        self.0.reason.as_deref()
    }

    /// Increments on every change; send it as `expectedVersion` to detect conflicts.
    fn version(self) -> i32 {
        self.0.version
    }
}
