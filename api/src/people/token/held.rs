//! Tokens that exist: revoked, or followed by another.

use chrono::{DateTime, TimeDelta, Utc};
use entity::{ApiTokenId, AuditAction, Role, api_token, api_token_limit, membership, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::{Limited, insert, refuse_many};
use crate::access::Permission;
use crate::clock::new_id;
use crate::error::{Error, Result};
use crate::refusal::Code;
use crate::write::Write;

/// A token to decide over, with the workspace's row locked.
#[derive(Debug)]
pub struct Token {
    row: api_token::Model,
    /// The caller's own role.
    own: Role,
}

impl Token {
    /// A valid token of the caller's own, or any of the workspace for those who manage tokens.
    ///
    /// # Errors
    /// [`Code::NotFound`]; [`Code::Forbidden`] where the caller is a token.
    pub async fn find(write: &Write<'_>, id: ApiTokenId) -> Result<Self> {
        let viewer = write.caller.as_person()?;
        let of_id = api_token::Entity::find_by_id(id).one(write.transaction()).await?;
        let found = of_id.ok_or(Code::NotFound)?;
        let allowed = if found.user_id == viewer.user_id {
            write.role(found.workspace_id).await
        } else {
            write.authorise(Permission::ManageTokens, found.workspace_id).await
        };
        let own = match allowed {
            Ok(own) => own,
            // Whoever may not even see it is told that it is not there.
            Err(Error::Refused(_)) => return Err(Code::NotFound.into()),
            Err(error) => return Err(error),
        };
        // Once more, now that the workspace is locked: somebody else may have revoked it meanwhile.
        let locked = api_token::Entity::find_by_id(id).lock_exclusive().one(write.transaction()).await?;
        let is_valid = |row: &api_token::Model| row.revoked_at.is_none() && write.caller.now < row.expires_at;
        Ok(Self { row: locked.filter(is_valid).ok_or(Code::NotFound)?, own })
    }

    /// Whether the caller may come to hold a text that acts as the token does: as themselves, or as a service
    /// account of a role that they may give.  Whoever may revoke the token of another person must not thereby
    /// become them.
    async fn may_hold(&self, write: &Write<'_>) -> Result<()> {
        let Self { row, own } = self;
        if row.user_id == write.caller.viewer()?.user_id {
            return Ok(());
        }
        let user = user::Entity::find_by_id(row.user_id).one(write.transaction()).await?;
        let key = (row.workspace_id, row.user_id);
        let membership = membership::Entity::find_by_id(key).one(write.transaction()).await?;
        let role = user.filter(|user| user.is_service).and(membership).map(|membership| membership.role);
        write.caller.check_grant(row.workspace_id, *own, role.ok_or(Code::NotFound)?)
    }

    /// Revokes the token.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn revoke(self, write: &mut Write<'_>) -> Result<()> {
        let Self { row, .. } = self;
        let revoked = api_token::Model { revoked_at: Some(write.caller.now), ..row.clone() };
        write.update(&row, revoked).await?;
        let entry = write.caller.entry(AuditAction::TokenRevoked);
        write.record(entry.within(row.workspace_id).to(row.id.to_string())).await
    }

    /// Creates a successor: the same in everything but its text and its expiry.  The old token stays valid
    /// for `overlap`, so that scripts change over one by one.
    ///
    /// # Errors
    /// [`Code::TooManyTokens`]; [`Code::Forbidden`] of a service account that decides over others.
    pub async fn rotate(
        self,
        write: &mut Write<'_>,
        overlap: TimeDelta,
        expires_at: DateTime<Utc>,
    ) -> Result<(ApiTokenId, String)> {
        self.may_hold(write).await?;
        refuse_many(write).await?;
        let (old, now) = (self.row, write.caller.now);
        let until = old.expires_at.min(now + overlap);
        write.update(&old, api_token::Model { expires_at: until, ..old.clone() }).await?;
        let of_old = api_token_limit::Column::ApiTokenId.eq(old.id);
        let rows = api_token_limit::Entity::find().filter(of_old).all(write.transaction()).await?;
        let limits = Limited {
            departments: rows.iter().filter_map(|row| row.department_id).collect(),
            campaigns: rows.iter().filter_map(|row| row.campaign_id).collect(),
        };
        let entry =
            write.caller.entry(AuditAction::TokenRotated).within(old.workspace_id).to(old.id.to_string());
        let row = api_token::Model {
            id: ApiTokenId(new_id()),
            created_by: Some(write.caller.viewer()?.user_id),
            created_at: now,
            expires_at,
            last_used_at: None,
            ..old
        };
        let (id, text) = insert(write, row, limits).await?;
        write.record(entry.with(json!({ "successor": id.to_string() }))).await?;
        Ok((id, text))
    }
}
