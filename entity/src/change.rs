//! The change log: what was changed in a scope, in the order of its commits.  A scope is a campaign with its
//! plan, or a workspace with its people, departments and calendars.

use sea_orm::entity::prelude::*;

use crate::{ApiTokenId, CampaignId, UserId, WorkspaceId};

/// What a scope of the change log is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "snake_case")]
pub enum ScopeKind {
    /// A campaign with its plan.
    Campaign,
    /// A workspace's people, departments and calendars.
    Workspace,
}

/// What the change log orders changes by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Scope {
    /// A campaign with its plan; counted by `campaign.seq`.
    Campaign(CampaignId),
    /// The people, departments and calendars of a workspace; counted by `workspace.directory_seq`.
    Workspace(WorkspaceId),
}

impl Scope {
    /// The id of the campaign or the workspace.
    #[must_use]
    pub const fn id(self) -> Uuid {
        match self {
            Self::Campaign(id) => id.0,
            Self::Workspace(id) => id.0,
        }
    }
}

/// One row: one commit's changes of one scope.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change")]
pub struct Model {
    /// The id of the campaign or the workspace.
    #[sea_orm(primary_key, auto_increment = false)]
    pub scope_id: Uuid,
    /// Sequence number in the scope, without a gap: `campaign.seq` or `workspace.directory_seq` after the
    /// change.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// What the scope is.
    pub scope: ScopeKind,
    /// The workspace of the scope.
    pub workspace_id: WorkspaceId,
    /// Time of the change.
    pub at: DateTimeUtc,
    /// The caller; null for the server's own commands.
    pub user_id: Option<UserId>,
    /// The API token that the caller used.
    pub api_token_id: Option<ApiTokenId>,
    /// The mutation's name, or `import`.
    pub cause: String,
    /// The id of the request in the server's log.
    pub request_id: String,
    /// The sequence number of the change that it undid.
    pub undoes: Option<i64>,
    /// The sequence number of the change that undid it; null where that was undone.
    pub undone_by: Option<i64>,
    /// The changed rows, with each changed column before and after, in JSON.
    pub body: String,
}

impl ActiveModelBehavior for ActiveModel {}
