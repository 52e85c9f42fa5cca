use async_graphql::Object;
use entity::{ApiTokenId, UserId, WorkspaceId, api_token};
use sea_orm::ActiveEnum;

use crate::app::App;
use crate::graphql::enums::TokenScope;
use crate::graphql::scalar::{DateTime, Id};

/// A token for scripts, without its text.
#[derive(Clone)]
pub(crate) struct ApiToken(pub(crate) api_token::Model);

impl ApiToken {
    fn scope_list(&self) -> impl Iterator<Item = entity::Scope> {
        let words = self.0.scopes.split(' ').map(str::to_owned);
        words.filter_map(|word| entity::Scope::try_from_value(&word).ok())
    }

    /// The address of what it shows by its text; none of a token for scripts.
    pub(super) fn url(&self, app: &App, secret: &str) -> Option<String> {
        self.scope_list().find_map(|scope| match scope {
            entity::Scope::Calendar => Some(app.address(&format!("calendar/{secret}.ics"))),
            entity::Scope::Share => Some(app.address(&format!("shared/{secret}"))),
            entity::Scope::Read
            | entity::Scope::ProgressWrite
            | entity::Scope::PlanWrite
            | entity::Scope::Admin => None,
        })
    }
}

/// A token for scripts.  Its text is shown once, when it is made.
#[Object]
impl ApiToken {
    /// Opaque id of the API token, never reused; `node(id)` finds it.
    async fn id(&self) -> Id<ApiTokenId> {
        Id(self.0.id)
    }

    /// What it is for.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Its first characters, to tell it from others.
    async fn hint(&self) -> &str {
        &self.0.hint
    }

    /// The one workspace that it is good for.
    async fn workspace_id(&self) -> Id<WorkspaceId> {
        Id(self.0.workspace_id)
    }

    /// Who it acts as: a person, or a service account.
    async fn user_id(&self) -> Id<UserId> {
        Id(self.0.user_id)
    }

    /// What it may do of what its person may.
    async fn scopes(&self) -> Vec<TokenScope> {
        self.scope_list().map(TokenScope::from).collect()
    }

    /// Time of creation.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it ends.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// When it was last used, to the minute; absent where it never was.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.0.last_used_at.map(DateTime)
    }

    /// When it was revoked.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }
}
