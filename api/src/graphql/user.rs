//! People.

use crate::plan::{Directory, Person};

use super::department::Department;
use super::enums::{MembershipStatus, Role};
use super::scalar::{Date, Email, Id, TimeZone};
use super::written::written;

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

    /// Their id.
    pub(crate) const fn id(&self) -> entity::UserId {
        self.person.row.id
    }

    fn departments(&self) -> Vec<Department<'a>> {
        self.person.departments.iter().filter_map(|id| Department::find(self.directory, *id)).collect()
    }
}

written! {
    /// A person, as a member of one workspace.
    impl['a] User<'a> as "User", implements ["Node"];
    /// The person's id, the same in every workspace.
    id: Id<entity::UserId> = |user| Id(user.person.row.id);
    /// As they wish to be called.
    name: &'a str = |user| &user.person.row.name;
    /// What they sign in with.
    email: Email = |user| Email(user.person.row.email.clone());
    /// The language that they read: `en` or `zh`.
    locale: &'a str = |user| &user.person.row.locale;
    /// Where their day begins.
    timeZone: TimeZone = |user| TimeZone(user.person.row.time_zone.clone());
    /// What they may do in the workspace.
    role: Role = |user| user.person.role.into();
    /// Whether they may come in.
    status: MembershipStatus = |user| user.person.status.into();
    /// Whether it is a service account, which has tokens and no password.
    isService: bool = |user| user.person.row.is_service;
    /// Moves with every change of their role, status and departments.
    version: i32 = |user| user.person.version;
    /// The departments that they work in.
    departments: Vec<Department<'a>> = |user| user.departments();
    /// When they are off, the earliest first.
    daysOff: Vec<DaysOff<'a>> = |user| user.person.days_off.iter().map(DaysOff).collect();
}

/// A run of days off.
#[derive(Clone, Copy)]
pub(crate) struct DaysOff<'a>(pub(crate) &'a entity::day_off::Model);

written! {
    /// A run of days on which a person or a department is off.
    impl['a] DaysOff<'a> as "DaysOff";
    /// The first day.
    start: Date = |run| Date(run.0.start_on);
    /// The last day.
    finish: Date = |run| Date(run.0.finish_on);
    /// Why.
    reason: Option<&'a str> = |run| run.0.reason.as_deref();
}
