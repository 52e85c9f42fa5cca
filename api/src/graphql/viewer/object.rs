use entity::MembershipStatus;
use macros::serialised_object;

use crate::graphql::department::Department;
use crate::graphql::enums::Role;
use crate::graphql::permissions::WorkspacePermissions;
use crate::graphql::request::Request;
use crate::graphql::scalar::{Id, TimeZone};
use crate::graphql::threshold::FindingThresholds;
use crate::graphql::user::User;
use crate::graphql::view_id::ViewId;
use crate::plan::Directory;

/// Who asks.
pub(crate) struct Viewer<'a> {
    pub(super) id: entity::UserId,
    /// Of all their workspaces.
    pub(super) directories: Vec<&'a Directory>,
    /// Of the one that the request is about.
    pub(super) directory: Option<&'a Directory>,
}

/// Who asks, and where they belong.
#[serialised_object(name = "Viewer")]
impl<'a> Viewer<'a> {
    /// Opaque id for client caches.  Equal for the same person in the same workspace.
    fn id(&self) -> Id<ViewId> {
        let workspace = self.directory.map(Directory::workspace_id);
        Id(ViewId::of("self", self.id).and_maybe(workspace))
    }

    /// Their id as a person.
    fn user_id(&self) -> Id<entity::UserId> {
        Id(self.id)
    }

    /// Who they are in the workspace that the request is about; absent where they are in none.
    fn user(&self) -> Option<User<'a>> {
        User::find(self.directory?, self.id)
    }

    /// The workspace that the request is about: the one that the header `Leadtime-Workspace` names, else the
    /// oldest of theirs.  What is asked beside `viewer` is asked of it.
    fn workspace(&self) -> Option<Workspace<'a>> {
        self.directory.map(Workspace)
    }

    /// Their workspaces, the oldest first, and what they may do there.
    fn memberships(&self) -> Vec<Membership<'a>> {
        self.directories.iter().map(|directory| Membership { id: self.id, directory }).collect()
    }
}

/// What somebody is in a workspace.
#[derive(Clone, Copy)]
pub(crate) struct Membership<'a> {
    id: entity::UserId,
    directory: &'a Directory,
}

/// What somebody is in a workspace.
#[serialised_object(name = "Membership")]
impl<'a> Membership<'a> {
    /// The workspace.
    fn workspace(&self) -> Workspace<'a> {
        Workspace(self.directory)
    }

    /// What they may do there.
    fn role(&self) -> Option<Role> {
        let place = self.directory.person(self.id)?;
        self.directory.people.get(place).map(|person| person.role.into())
    }
}

/// A workspace.
#[derive(Clone, Copy)]
pub(crate) struct Workspace<'a>(pub(crate) &'a Directory);

/// A workspace: a team with its people, departments, calendars and campaigns.
#[serialised_object(name = "Workspace", implements("Node"))]
impl<'a> Workspace<'a> {
    /// Opaque id of the workspace, never reused; `node(id)` finds it.
    fn id(self) -> Id<entity::WorkspaceId> {
        Id(self.0.workspace.id)
    }

    /// Its name.
    fn name(self) -> &'a str {
        &self.0.workspace.name
    }

    /// The zone of what names none.
    fn time_zone(self) -> TimeZone {
        TimeZone(self.0.workspace.time_zone.clone())
    }

    /// Thresholds of findings of campaigns that set none themselves.
    fn finding_thresholds(self) -> FindingThresholds {
        self.0.thresholds().into()
    }

    /// Whether days off of people count as days off for the work that they are accountable for; else findings
    /// report them.
    fn days_off_move_work(self) -> bool {
        self.0.workspace.days_off_move_work
    }

    /// Its people, by name.
    fn people(self) -> Vec<User<'a>> {
        let is_in = |place: &usize| {
            self.0.people.get(*place).is_some_and(|person| person.status != MembershipStatus::Left)
        };
        (0..self.0.people.len()).filter(is_in).filter_map(|place| User::at(self.0, place)).collect()
    }

    /// Increments when its settings change; send it as `expectedVersion` to detect conflicts.
    fn version(self) -> i32 {
        self.0.workspace.version
    }

    /// Its departments, in their order.
    fn departments(self) -> Vec<Department<'a>> {
        Department::all(self.0).collect()
    }

    /// What the viewer may do with it.
    fn viewer_permissions(self, request: &Request) -> WorkspacePermissions {
        WorkspacePermissions::of(self.0, request)
    }
}
