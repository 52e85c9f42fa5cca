//! People.

use macros::serialised_object;

use crate::plan::{Directory, Person};

use super::day_off::DayOff;
use super::department::Department;
use super::enums::{MembershipStatus, Role};
use super::scalar::{Email, Id, TimeZone};

/// A person as one workspace knows them.
#[derive(Clone, Copy)]
pub(crate) struct User<'a> {
    directory: &'a Directory,
    person: &'a Person,
}

impl<'a> User<'a> {
    /// The person of a place in the directory.
    pub(crate) fn at(directory: &'a Directory, place: usize) -> Option<Self> {
        Some(Self { directory, person: directory.people.get(place)? })
    }

    /// The person of an id, while they are in the workspace.
    pub(crate) fn find(directory: &'a Directory, id: entity::UserId) -> Option<Self> {
        Self::at(directory, directory.person(id)?)
    }
}

/// A person, as a member of one workspace.
#[serialised_object(name = "User", implements("Node"))]
impl<'a> User<'a> {
    /// The person's id, the same in every workspace.
    pub(crate) fn id(&self) -> Id<entity::UserId> {
        Id(self.person.row.id)
    }

    /// Name of the person, 1 to 200 characters.
    fn name(&self) -> &'a str {
        &self.person.row.name
    }

    /// What they sign in with.
    fn email(&self) -> Email {
        Email(self.person.row.email.clone())
    }

    /// Locale of messages and e-mails: `en` or `zh`.
    fn locale(&self) -> &'a str {
        &self.person.row.locale
    }

    /// IANA time zone, such as `Asia/Shanghai`.
    fn time_zone(&self) -> TimeZone {
        TimeZone(self.person.row.time_zone.clone())
    }

    /// What they may do in the workspace.
    fn role(&self) -> Role {
        self.person.role.into()
    }

    /// Whether they may come in.
    fn status(&self) -> MembershipStatus {
        self.person.status.into()
    }

    /// Whether it is a service account, which has tokens and no password.
    fn is_service(&self) -> bool {
        self.person.row.is_service
    }

    /// Increments when their role, status or departments change; send it as `expectedVersion` to detect
    /// conflicts.
    fn version(&self) -> i32 {
        self.person.version
    }

    /// The departments that they work in.
    fn departments(&self) -> Vec<Department<'a>> {
        self.person.departments.iter().filter_map(|id| Department::find(self.directory, *id)).collect()
    }

    /// When they are off, the earliest first.
    fn days_off(&self) -> Vec<DayOff<'a>> {
        self.person.days_off.iter().map(DayOff).collect()
    }
}
