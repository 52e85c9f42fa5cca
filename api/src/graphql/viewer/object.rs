use entity::MembershipStatus;

use crate::graphql::department::Department;
use crate::graphql::enums::Role;
use crate::graphql::permissions::WorkspacePermissions;
use crate::graphql::scalar::{Id, TimeZone};
use crate::graphql::user::User;
use crate::graphql::view_id::ViewId;
use crate::graphql::written::written;
use crate::plan::Directory;

/// Who asks.
pub(crate) struct Viewer<'a> {
    pub(super) id: entity::UserId,
    /// Of all their workspaces.
    pub(super) directories: Vec<&'a Directory>,
    /// Of the one that the request is about.
    pub(super) directory: Option<&'a Directory>,
}

impl<'a> Viewer<'a> {
    fn memberships(&self) -> Vec<Membership<'a>> {
        self.directories.iter().map(|directory| Membership { id: self.id, directory }).collect()
    }
}

written! {
    /// Who asks, and where they belong.
    impl['a] Viewer<'a> as "Viewer";
    /// Opaque id for client caches.  Equal for the same person in the same workspace.
    id: Id<ViewId> = |viewer| {
        let workspace = viewer.directory.map(Directory::workspace_id);
        Id(ViewId::of("viewer", viewer.id).and_maybe(workspace))
    };
    /// Their id as a person.
    userId: Id<entity::UserId> = |viewer| Id(viewer.id);
    /// Who they are in the workspace that the request is about; absent where they are in none.
    user: Option<User<'a>> = |viewer| User::find(viewer.directory?, viewer.id);
    /// The workspace that the request is about: the one that the header `Leadtime-Workspace` names, else the oldest of
    /// theirs.  What is asked beside `viewer` is asked of it.
    workspace: Option<Workspace<'a>> = |viewer| viewer.directory.map(Workspace);
    /// Their workspaces, the oldest first, and what they may do there.
    memberships: Vec<Membership<'a>> = |viewer| viewer.memberships();
}

/// What somebody is in a workspace.
#[derive(Clone, Copy)]
pub(crate) struct Membership<'a> {
    id: entity::UserId,
    directory: &'a Directory,
}

written! {
    /// What somebody is in a workspace.
    impl['a] Membership<'a> as "Membership";
    /// The workspace.
    workspace: Workspace<'a> = |it| Workspace(it.directory);
    /// What they may do there.
    role: Option<Role> = |it| {
        let place = it.directory.person(it.id)?;
        it.directory.people.get(place).map(|person| person.role.into())
    };
}

/// A workspace.
#[derive(Clone, Copy)]
pub(crate) struct Workspace<'a>(pub(crate) &'a Directory);

impl<'a> Workspace<'a> {
    fn people(self) -> Vec<User<'a>> {
        let is_in = |place: &usize| {
            self.0.people.get(*place).is_some_and(|person| person.status != MembershipStatus::Left)
        };
        (0..self.0.people.len()).filter(is_in).filter_map(|place| User::at(self.0, place)).collect()
    }
}

written! {
    /// A workspace: a team with its people, departments, calendars and campaigns.
    impl['a] Workspace<'a> as "Workspace", implements ["Node"];
    /// Its id.
    id: Id<entity::WorkspaceId> = |it| Id(it.0.workspace.id);
    /// Its name.
    name: &'a str = |it| &it.0.workspace.name;
    /// The zone of what names none.
    timeZone: TimeZone = |it| TimeZone(it.0.workspace.time_zone.clone());
    /// Its people, by name.
    people: Vec<User<'a>> = |it| it.people();
    /// Moves with every change of its settings.
    version: i32 = |it| it.0.workspace.version;
    /// Its departments, in their order.
    departments: Vec<Department<'a>> = |it| Department::all(it.0).collect();
    @request {
        /// What the viewer may do with it.
        viewerPermissions: WorkspacePermissions = |it, request| WorkspacePermissions::of(it.0, request);
    }
}
