use async_graphql::{Enum, Object, SimpleObject};
use entity::change::Scope;
use entity::{
    AnchorId, BaselineId, CalendarId, CampaignId, DayOffId, DepartmentId, DependencyId, ProposalId, ReportId,
    SlipId, UserId, WorkPackageId, WorkspaceId,
};
use uuid::Uuid;

use crate::graphql::node::Node;
use crate::graphql::scalar::Id;

/// Declares the types of rows that the feed has, in the order in which a scope is loaded: what others refer
/// to comes first.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $kind:ident($id:ident);)+) => {
        /// What a row of the change feed is.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Enum)]
        #[graphql(name = "ChangeFeedKind")]
        pub(crate) enum FeedKind {
            $($(#[doc = $doc])+ $kind,)+
        }

        impl FeedKind {
            const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// The id of a row of this kind, as the schema has it.
            pub(super) fn id(self, id: Uuid) -> String {
                match self {
                    $(Self::$kind => $id(id).to_string(),)+
                }
            }
        }
    };
}

kinds! {
    /// A workspace.
    Workspace(WorkspaceId);
    /// A calendar, with its exceptions.
    Calendar(CalendarId);
    /// A member of a workspace, with role, departments and days off.
    User(UserId);
    /// A department, with its members and days off.
    Department(DepartmentId);
    /// Days off of a person or a department.
    DayOff(DayOffId);
    /// A campaign.
    Campaign(CampaignId);
    /// An anchor.
    Anchor(AnchorId);
    /// A work package.
    WorkPackage(WorkPackageId);
    /// A dependency.
    Dependency(DependencyId);
    /// A baseline.
    Baseline(BaselineId);
    /// A date that was moved.
    Slip(SlipId);
    /// A report of progress.
    ProgressReport(ReportId);
    /// A proposal of plan edits.
    PlanProposal(ProposalId);
}

impl FeedKind {
    /// The kind of a number that is the kind `as u8`.
    pub(super) fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }
}

/// A row of the feed: as it is now, or that it is gone.
pub(crate) struct FeedRow<'a> {
    /// Of what it is a part.
    pub scope: Scope,
    /// The sequence number of its last change; 0 where the scope is being loaded.
    pub seq: i64,
    pub kind: FeedKind,
    pub id: Uuid,
    /// The row as it is now; none of one that is gone.
    pub entity: Option<Node<'a>>,
}

/// A row as it is now, or the tombstone of a row that is gone.
#[Object(name = "ChangeFeedRow")]
impl<'a> FeedRow<'a> {
    /// Id of the row, also after it was deleted.
    async fn id(&self) -> Id<String> {
        Id(self.kind.id(self.id))
    }

    /// Type of the row.
    async fn kind(&self) -> FeedKind {
        self.kind
    }

    /// Id of the campaign that the row belongs to.  Null for a row of a workspace's directory.
    async fn campaign_id(&self) -> Option<Id<CampaignId>> {
        match self.scope {
            Scope::Campaign(id) => Some(Id(id)),
            Scope::Workspace(_) => None,
        }
    }

    /// Id of the workspace whose directory the row belongs to.  Null for a row of a campaign.
    async fn workspace_id(&self) -> Option<Id<WorkspaceId>> {
        match self.scope {
            Scope::Workspace(id) => Some(Id(id)),
            Scope::Campaign(_) => None,
        }
    }

    /// Sequence number of the row's last change in the change log of its campaign or workspace.  0 if the
    /// campaign or workspace is read for the first time.
    async fn seq(&self) -> i64 {
        self.seq
    }

    /// Whether the row is a tombstone: it was deleted, or the caller cannot see it any more.  The tombstone
    /// of a campaign or a workspace stands for all rows with its id as `campaignId` or `workspaceId`.
    async fn is_deleted(&self) -> bool {
        self.entity.is_none()
    }

    /// The row as it is now, at least as new as `seq`: select its fields by fragments.  Null for a tombstone.
    async fn entity(&self) -> Option<&Node<'a>> {
        self.entity.as_ref()
    }
}

/// A page of the change feed.
#[derive(SimpleObject)]
pub(crate) struct ChangeFeed<'a> {
    /// Rows that have changed since the cursor.  Those of one campaign or workspace are in the order of their
    /// last changes.  Store each by its id, or delete it: a row may come again, and never older than before.
    pub rows: Vec<FeedRow<'a>>,
    /// Cursor to continue from: store it together with the rows, and send it as `since`.
    pub end_cursor: String,
    /// Whether there is more now: ask again at once.
    pub has_more: bool,
    /// Whether the change log does not reach back to the cursor any more.  Delete everything, and start again
    /// without a cursor.
    pub resync_required: bool,
}
