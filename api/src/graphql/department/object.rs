use crate::graphql::calendar::Calendar;
use crate::graphql::permissions::DepartmentPermissions;
use crate::graphql::scalar::Id;
use crate::graphql::user::{DaysOff, User};
use crate::graphql::written::written;
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

    /// Its id.
    pub(crate) const fn id(&self) -> entity::DepartmentId {
        self.department.row.id
    }

    fn members(&self) -> Vec<User<'a>> {
        self.department.members.iter().filter_map(|place| User::at(self.directory, *place)).collect()
    }
}

written! {
    /// A department: it does work packages, by its calendar and within its capacity.
    impl['a] Department<'a> as "Department", implements ["Node"];
    /// Its id.
    id: Id<entity::DepartmentId> = |it| Id(it.department.row.id);
    /// Its name, unique in the workspace.
    name: &'a str = |it| &it.department.row.name;
    /// The colour of its bars, as `#1f77b4`.
    colour: Option<&'a str> = |it| it.department.row.colour.as_deref();
    /// Who leads it.
    lead: Option<User<'a>> = |it| it.department.row.lead_id.and_then(|id| User::find(it.directory, id));
    /// Who works in it, by name.
    members: Vec<User<'a>> = |it| it.members();
    /// How many work packages it can carry on one day; absent where nobody has said.
    capacityPerDay: Option<i32> = |it| it.department.row.capacity_per_day;
    /// When all of it is off, the earliest first.
    daysOff: Vec<DaysOff<'a>> = |it| it.department.days_off.iter().map(DaysOff).collect();
    /// Moves with every change.
    version: i32 = |it| it.department.row.version;
    @objects {
        /// The calendar that it works by; absent where it works by the campaign's.
        calendar: Option<Calendar<'a>> = |it| {
            it.department.row.calendar_id.and_then(|id| Calendar::find(it.directory, id))
        };
    }
    @request {
        /// What the viewer may do with it.
        viewerPermissions: DepartmentPermissions = |it, request| {
            DepartmentPermissions::of(it.directory, it.id(), request)
        };
    }
}
