//! The rows of a scope as they are now.

use entity::{
    AnchorId, CalendarId, CampaignId, DayOffId, DepartmentId, DependencyId, SlipId, UserId, WorkPackageId,
    day_off, work_package,
};
use uuid::Uuid;

use super::object::FeedKind;
use super::position::Place;
use super::records::Records;
use crate::graphql::anchor::Anchor;
use crate::graphql::calendar::Calendar;
use crate::graphql::campaign::Campaign;
use crate::graphql::day_off::DayOff;
use crate::graphql::department::Department;
use crate::graphql::dependency::Dependency;
use crate::graphql::node::Node;
use crate::graphql::slip::Slip;
use crate::graphql::user::User;
use crate::graphql::viewer::Workspace;
use crate::graphql::work_package::WorkPackage;
use crate::plan::{Directory, Snapshot};

/// A scope as it is now.
#[derive(Clone, Copy)]
pub(super) enum Content<'a> {
    /// A campaign with its plan, and the places of its other rows, where all of them are asked for.
    Campaign(&'a Snapshot, &'a [Place]),
    /// A workspace's people, departments and calendars.
    Workspace(&'a Directory),
}

impl<'a> Content<'a> {
    /// The number of the last change that it has.
    pub(super) fn seq(&self) -> i64 {
        match self {
            Self::Campaign(snapshot, _) => snapshot.campaign.seq,
            Self::Workspace(directory) => directory.workspace.directory_seq,
        }
    }

    /// All places, in their order.
    pub(super) fn places(&self) -> Vec<Place> {
        let mut places = Vec::new();
        let mut add = |kind: FeedKind, ids: &mut dyn Iterator<Item = Uuid>| {
            places.extend(ids.map(|id| (kind, id)));
        };
        match self {
            Self::Campaign(snapshot, listed) => {
                add(FeedKind::Campaign, &mut std::iter::once(snapshot.campaign.id.0));
                add(FeedKind::Anchor, &mut snapshot.anchors.iter().map(|row| row.id.0));
                add(FeedKind::WorkPackage, &mut snapshot.work_packages.iter().map(|row| row.id.0));
                add(FeedKind::Dependency, &mut snapshot.dependencies.iter().map(|row| row.id.0));
                add(FeedKind::Slip, &mut snapshot.slips.iter().map(|row| row.id.0));
                places.extend_from_slice(listed);
            }
            Self::Workspace(directory) => {
                let of_people = directory.people.iter().flat_map(|person| &person.days_off);
                let of_departments = directory.departments.iter().flat_map(|department| &department.days_off);
                add(FeedKind::Workspace, &mut std::iter::once(directory.workspace.id.0));
                add(FeedKind::Calendar, &mut directory.calendars.iter().map(|calendar| calendar.row.id.0));
                add(FeedKind::User, &mut directory.people.iter().map(|person| person.row.id.0));
                add(
                    FeedKind::Department,
                    &mut directory.departments.iter().map(|department| department.row.id.0),
                );
                add(FeedKind::DayOff, &mut of_people.chain(of_departments).map(|run| run.id.0));
            }
        }
        places.sort_unstable();
        places
    }

    /// The row of a place; none where there is none any more.
    pub(super) fn node(&self, records: &'a Records, (kind, id): Place) -> Option<Node<'a>> {
        match *self {
            Self::Campaign(snapshot, _) => {
                of_campaign(snapshot, (kind, id)).or_else(|| records.node(snapshot, (kind, id)))
            }
            Self::Workspace(directory) => of_workspace(directory, (kind, id)),
        }
    }

    /// The phase of a work package and its position there.
    pub(super) fn place_of(&self, id: WorkPackageId) -> Option<(Option<Uuid>, i64)> {
        let Self::Campaign(snapshot, _) = self else { return None };
        let row = snapshot.row(snapshot.network().find(&id)?);
        Some((row.parent_id.map(|id| id.0), row.position.into()))
    }

    /// The person or the department that days off are of.
    pub(super) fn carrier(&self, id: Uuid) -> Option<Place> {
        let Self::Workspace(directory) = self else { return None };
        let has_it = |runs: &[day_off::Model]| runs.iter().any(|run| run.id.0 == id);
        let person = directory.people.iter().find(|person| has_it(&person.days_off));
        let person = person.map(|person| (FeedKind::User, person.row.id.0));
        person.or_else(|| {
            let department = directory.departments.iter().find(|department| has_it(&department.days_off))?;
            Some((FeedKind::Department, department.row.id.0))
        })
    }

    /// The work packages in a phase.
    pub(super) fn below(&self, phase: WorkPackageId) -> Vec<Place> {
        let Self::Campaign(snapshot, _) = self else { return Vec::new() };
        let network = snapshot.network();
        let below = network.find(&phase).into_iter().flat_map(|task| network.descendants(task));
        below.map(|task| (FeedKind::WorkPackage, snapshot.row(*task).id.0)).collect()
    }

    /// The work packages from a position on in a phase, with those in them.
    pub(super) fn after(&self, parent: Option<WorkPackageId>, position: i64) -> Vec<Place> {
        let Self::Campaign(snapshot, _) = self else { return Vec::new() };
        let rows = snapshot.work_packages.iter();
        let after = rows.filter(|row| row.parent_id == parent && i64::from(row.position) >= position);
        let own_and_below = |row: &work_package::Model| {
            std::iter::once((FeedKind::WorkPackage, row.id.0)).chain(self.below(row.id)).collect::<Vec<_>>()
        };
        after.flat_map(own_and_below).collect()
    }
}

fn of_campaign(snapshot: &Snapshot, (kind, id): Place) -> Option<Node<'_>> {
    Some(match kind {
        FeedKind::Campaign => {
            let is_it = snapshot.campaign.id == CampaignId(id);
            Node::Campaign(is_it.then(|| Campaign::planned(snapshot))?)
        }
        FeedKind::Anchor => Node::Anchor(Anchor(snapshot.anchors.get(AnchorId(id))?)),
        FeedKind::WorkPackage => Node::WorkPackage(WorkPackage::find(snapshot, WorkPackageId(id))?),
        FeedKind::Dependency => {
            let row = snapshot.dependencies.get(DependencyId(id))?;
            Node::Dependency(Dependency { snapshot, row })
        }
        FeedKind::Slip => {
            let row = snapshot.slips.get(SlipId(id))?;
            Node::Slip(Slip { snapshot, row })
        }
        FeedKind::Baseline
        | FeedKind::ProgressReport
        | FeedKind::PlanProposal
        | FeedKind::Workspace
        | FeedKind::Calendar
        | FeedKind::User
        | FeedKind::Department
        | FeedKind::DayOff => return None,
    })
}

fn of_workspace(directory: &Directory, (kind, id): Place) -> Option<Node<'_>> {
    Some(match kind {
        FeedKind::Workspace => {
            let is_it = directory.workspace.id.0 == id;
            Node::Workspace(is_it.then_some(Workspace(directory))?)
        }
        FeedKind::Calendar => Node::Calendar(Calendar::find(directory, CalendarId(id))?),
        FeedKind::User => Node::User(User::find(directory, UserId(id))?),
        FeedKind::Department => Node::Department(Department::find(directory, DepartmentId(id))?),
        FeedKind::DayOff => Node::DayOff(DayOff::find(directory, DayOffId(id))?),
        FeedKind::Campaign
        | FeedKind::Anchor
        | FeedKind::WorkPackage
        | FeedKind::Dependency
        | FeedKind::Baseline
        | FeedKind::Slip
        | FeedKind::ProgressReport
        | FeedKind::PlanProposal => return None,
    })
}
