use macros::serialised_object;

use crate::graphql::calendar::Calendar;
use crate::graphql::day_off::DayOff;
use crate::graphql::permissions::DepartmentPermissions;
use crate::graphql::request::Request;
use crate::graphql::scalar::Id;
use crate::graphql::user::User;
use crate::plan::{self, Directory};

/// A department of a workspace.
#[derive(Clone, Copy)]
pub(crate) struct Department<'a> {
    directory: &'a Directory,
    department: &'a plan::Department,
}

impl<'a> Department<'a> {
    /// The department of a place in the directory.
    pub(crate) fn at(directory: &'a Directory, place: usize) -> Option<Self> {
        Some(Self { directory, department: directory.departments.get(place)? })
    }

    /// The department of an id.
    pub(crate) fn find(directory: &'a Directory, id: entity::DepartmentId) -> Option<Self> {
        Self::at(directory, directory.department(id)?)
    }

    /// All of a workspace, in their order.
    pub(crate) fn all(directory: &'a Directory) -> impl Iterator<Item = Self> {
        directory.departments.iter().map(move |department| Self { directory, department })
    }
}

/// A department: it does work packages, by its calendar and within its capacity.
#[serialised_object(name = "Department", implements("Node"))]
impl<'a> Department<'a> {
    /// Opaque id of the department, never reused; `node(id)` finds it.
    pub(crate) fn id(&self) -> Id<entity::DepartmentId> {
        Id(self.department.row.id)
    }

    /// Its name, unique in the workspace.
    fn name(&self) -> &'a str {
        &self.department.row.name
    }

    /// The colour of its bars, as `#1f77b4`.
    fn colour(&self) -> Option<&'a str> {
        self.department.row.colour.as_deref()
    }

    /// Who leads it.
    fn lead(&self) -> Option<User<'a>> {
        self.department.row.lead_id.and_then(|id| User::find(self.directory, id))
    }

    /// Who works in it, by name.
    fn members(&self) -> Vec<User<'a>> {
        self.department.members.iter().filter_map(|place| User::at(self.directory, *place)).collect()
    }

    /// How many work packages it can carry on one day; absent where nobody has said.
    fn capacity_per_day(&self) -> Option<i32> {
        self.department.row.capacity_per_day
    }

    /// When all of it is off, the earliest first.
    fn days_off(&self) -> Vec<DayOff<'a>> {
        self.department.days_off.iter().map(DayOff).collect()
    }

    /// Version of the department: increments whenever it or its members change; send it as `expectedVersion`
    /// to detect conflicts.
    fn version(&self) -> i32 {
        self.department.row.version
    }

    /// The calendar that it works by; absent where it works by the campaign's.
    #[resolved]
    fn calendar(&self) -> Option<Calendar<'a>> {
        self.department.row.calendar_id.and_then(|id| Calendar::find(self.directory, id))
    }

    /// What the viewer may do with it.
    fn viewer_permissions(&self, request: &Request) -> DepartmentPermissions {
        DepartmentPermissions::of(self.directory, self.department.row.id, request)
    }
}
