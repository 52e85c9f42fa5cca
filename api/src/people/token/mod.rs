//! API tokens.  A personal one acts as its creator; a service token acts as an account of its own, which
//! stays when its creator leaves.

mod check;
mod held;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    ApiTokenId, AuditAction, CampaignId, DepartmentId, Role, Scope, UserId, WorkspaceId, api_token,
    api_token_limit, user, workspace,
};
use sea_orm::{ActiveEnum, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::member;
use crate::access::Permission;
use crate::auth::secret;
use crate::clock::new_id;
use crate::error::Result;
use crate::refusal::Code;
use crate::write::Write;

pub use check::{check_scopes, expiry, known_campaigns, known_departments};
pub use held::Token;

/// Tokens that hold and that one person has made, at most.
const MOST: u64 = 25;

/// Characters of a token that tell it from others.
const HINT: usize = 8;

/// A token to make.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// The one workspace it is good for.
    pub workspace_id: WorkspaceId,
    /// What it is for.
    pub name: String,
    /// What it may do of what its person may.
    pub scopes: Vec<Scope>,
    /// The last day that it holds, in UTC.
    pub expires_on: Option<NaiveDate>,
    /// Work of these departments alone; of any where there are none.
    pub departments: Vec<DepartmentId>,
    /// These campaigns alone; any where there are none.
    pub campaigns: Vec<CampaignId>,
    /// Of a service token, what its account is in the workspace.
    pub service_role: Option<Role>,
}

/// Creates a token that acts as the caller: its row's id, and its text, which is stored nowhere.
///
/// # Errors
/// [`Code::TooManyTokens`].
pub async fn create(
    write: &mut Write<'_>,
    new: &NewToken,
    user_id: UserId,
    expires_at: DateTime<Utc>,
) -> Result<(ApiTokenId, String)> {
    refuse_many(write).await?;
    let row = api_token::Model {
        id: ApiTokenId(new_id()),
        workspace_id: new.workspace_id,
        user_id,
        name: new.name.clone(),
        hash: String::new(),
        hint: String::new(),
        scopes: joined(&new.scopes),
        created_by: Some(write.caller.viewer()?.user_id),
        created_at: write.caller.now,
        expires_at,
        last_used_at: None,
        revoked_at: None,
    };
    let details = json!({ "name": row.name, "scopes": row.scopes, "service": new.service_role.is_some() });
    let entry = write.caller.entry(AuditAction::TokenCreated).within(row.workspace_id).to(row.id.to_string());
    let limits = Limited { departments: new.departments.clone(), campaigns: new.campaigns.clone() };
    let created = insert(write, row, limits).await?;
    write.record(entry.with(details)).await?;
    Ok(created)
}

/// Refuses a further token to a caller who has created many: each has a rate limit of its own.
async fn refuse_many(write: &Write<'_>) -> Result<()> {
    let held = api_token::Entity::find()
        .filter(api_token::Column::CreatedBy.eq(write.caller.viewer()?.user_id))
        .filter(api_token::Column::RevokedAt.is_null())
        .filter(api_token::Column::ExpiresAt.gt(write.caller.now))
        .count(write.transaction())
        .await?;
    if held >= MOST { Err(Code::TooManyTokens.into()) } else { Ok(()) }
}

fn joined(scopes: &[Scope]) -> String {
    let mut scopes = scopes.to_vec();
    scopes.sort_unstable();
    scopes.dedup();
    scopes.iter().map(ActiveEnum::to_value).collect::<Vec<_>>().join(" ")
}

/// The account of a new service token, for a caller of role `own`.
///
/// # Errors
/// [`Code::Forbidden`].
pub async fn service_account(write: &mut Write<'_>, new: &NewToken, own: Role, role: Role) -> Result<UserId> {
    write.caller.check(Permission::ManageTokens, new.workspace_id, own)?;
    write.caller.check_grant(new.workspace_id, own, role)?;
    let of_workspace = workspace::Entity::find_by_id(new.workspace_id).one(write.transaction()).await?;
    let time_zone = of_workspace.ok_or(Code::NotFound)?.time_zone;
    let id = UserId(new_id());
    let row = user::Model {
        id,
        // Nobody can be invited or reset there: the domain is reserved (RFC 2606).
        email: format!("{id}@service.invalid"),
        name: new.name.clone(),
        locale: "en".to_owned(),
        time_zone,
        password_hash: None,
        created_at: write.caller.now,
        is_service: true,
    };
    write.insert(row).await?;
    member::join(write, new.workspace_id, id, role).await?;
    member::assign(write, new.workspace_id, id, &new.departments).await?;
    Ok(id)
}

/// What a token is limited to.
#[derive(Clone, Debug, Default)]
struct Limited {
    departments: Vec<DepartmentId>,
    campaigns: Vec<CampaignId>,
}

/// Stores a token under a new text.
async fn insert(
    write: &mut Write<'_>,
    row: api_token::Model,
    limits: Limited,
) -> Result<(ApiTokenId, String)> {
    let text = secret::api_token()?;
    let (id, hint) = (row.id, text.chars().take(HINT).collect());
    write.insert(api_token::Model { hash: secret::hash(&text), hint, ..row }).await?;
    let of_departments = limits.departments.into_iter().map(|id| (Some(id), None));
    let of_campaigns = limits.campaigns.into_iter().map(|id| (None, Some(id)));
    let limit = |(department_id, campaign_id)| api_token_limit::Model {
        id: new_id(),
        api_token_id: id,
        department_id,
        campaign_id,
    };
    write.insert_all(of_departments.chain(of_campaigns).map(limit)).await?;
    Ok((id, text))
}
