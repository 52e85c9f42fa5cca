use async_graphql::InputObject;
use entity::{AnchorId, SlipId, WorkPackageId, slip};
use macros::serialised_object;

use crate::graphql::anchor::Anchor;
use crate::graphql::enums::{SlipCategory, SlipKind};
use crate::graphql::scalar::{Date, DateTime, Id};
use crate::graphql::user::User;
use crate::graphql::work_package::WorkPackage;
use crate::plan::Snapshot;

/// Why a date is moved.
#[derive(InputObject, Clone)]
pub(crate) struct SlipReasonInput {
    /// The reason in one word.
    pub category: SlipCategory,
    /// The reason at length, 20,000 characters at most.
    pub text: Option<String>,
}

/// A date that was moved.
#[derive(Clone, Copy)]
pub(crate) struct Slip<'a> {
    /// The campaign.
    pub snapshot: &'a Snapshot,
    /// Its row.
    pub row: &'a slip::Model,
}

/// A date that was moved: a deadline, an anchor, or a planned finish that had passed.
#[serialised_object(name = "Slip", implements("Node"))]
impl<'a> Slip<'a> {
    /// Opaque id of the slip, never reused; `node(id)` finds it.
    fn id(self) -> Id<SlipId> {
        Id(self.row.id)
    }

    /// Kind of the date that was moved.
    fn kind(self) -> SlipKind {
        self.row.kind.into()
    }

    /// Id of the work package, also of one that is deleted.  Null if an anchor was moved.
    fn work_package_id(self) -> Option<Id<WorkPackageId>> {
        self.row.work_package_id.map(Id)
    }

    /// Id of the anchor that was moved, also if it is deleted now.  Null if a work package was moved.
    fn anchor_id(self) -> Option<Id<AnchorId>> {
        self.row.anchor_id.map(Id)
    }

    /// The work package.  Null if an anchor was moved, and of one that is deleted.
    fn work_package(self) -> Option<WorkPackage<'a>> {
        WorkPackage::find(self.snapshot, self.row.work_package_id?)
    }

    /// The anchor.  Null if none was moved, and of one that is deleted.
    fn anchor(self) -> Option<Anchor<'a>> {
        let id = self.row.anchor_id?;
        self.snapshot.anchors.get(id).map(Anchor)
    }

    /// The date before.
    fn from(self) -> Date {
        Date(self.row.from_on)
    }

    /// The date after.  Null if a deadline was removed.
    fn to(self) -> Option<Date> {
        self.row.to_on.map(Date)
    }

    /// Calendar days that the date was moved later; negative if earlier, 0 if it was removed.
    fn days(self) -> i32 {
        self.row.days()
    }

    /// Day of the change, where the campaign runs.
    fn moved_on(self) -> Date {
        Date(self.row.moved_on)
    }

    /// Time of the change.
    fn at(self) -> DateTime {
        DateTime(self.row.at)
    }

    /// The person who moved it.  Null for one who is no member of the workspace any more.
    fn user(self) -> Option<User<'a>> {
        User::find(&self.snapshot.directory, self.row.user_id?)
    }

    /// The reason in one word.  Null if none was given.
    fn category(self) -> Option<SlipCategory> {
        self.row.category.map(Into::into)
    }

    /// The reason at length.  Null if none was given.
    fn reason(self) -> Option<&'a str> {
        self.row.reason.as_deref()
    }
}
