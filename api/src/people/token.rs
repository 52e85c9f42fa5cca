//! Tokens for scripts.  A personal one acts as its maker; a service one as an account of its own, which stays when its
//! maker goes.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::{
    ApiTokenId, AuditAction, CampaignId, DepartmentId, Role, Scope, UserId, WorkspaceId, api_token,
    api_token_limit, campaign, membership, user, workspace,
};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveEnum, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::{Act, member, refuse_unknown, touch_directory};
use crate::access::Permission;
use crate::auth::secret;
use crate::clock::new_id;
use crate::error::{Error, Result};
use crate::refusal::Code;
use crate::store::sql;

/// How long a token holds of which nobody says how long.
const LIFETIME: TimeDelta = TimeDelta::days(90);

/// How long one may hold.
const LONGEST: TimeDelta = TimeDelta::days(366);

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

/// Makes a token: its row, and its text, which is nowhere afterwards.
///
/// # Errors
/// [`Code::NotFound`], [`Code::Forbidden`], [`Code::InvalidScopes`], [`Code::InvalidDate`], [`Code::TooManyTokens`].
pub async fn create(
    transaction: &impl ConnectionTrait,
    act: &Act,
    new: &NewToken,
) -> Result<(api_token::Model, String)> {
    let viewer = act.as_person()?;
    let own = act.role(transaction, new.workspace_id).await?;
    let expires_at = expiry(new.expires_on, act.now)?;
    if new.scopes.is_empty() {
        return Err(Code::InvalidScopes.at("scopes").into());
    }
    member::known_departments(transaction, new.workspace_id, &new.departments).await?;
    known_campaigns(transaction, new.workspace_id, &new.campaigns).await?;
    let user_id = match new.service_role {
        Some(role) => service_account(transaction, act, new, (own, role)).await?,
        None => viewer.user_id,
    };
    refuse_many(transaction, act).await?;
    let row = api_token::Model {
        id: ApiTokenId(new_id()),
        workspace_id: new.workspace_id,
        user_id,
        name: new.name.clone(),
        hash: String::new(),
        hint: String::new(),
        scopes: words(&new.scopes),
        created_by: Some(viewer.user_id),
        created_at: act.now,
        expires_at,
        last_used_at: None,
        revoked_at: None,
    };
    let limits = Limited { departments: new.departments.clone(), campaigns: new.campaigns.clone() };
    let (row, text) = insert(transaction, row, &limits).await?;
    let details = json!({ "name": row.name, "scopes": row.scopes, "service": new.service_role.is_some() });
    let entry =
        act.entry(AuditAction::TokenCreated).within(row.workspace_id).to(row.id.to_string()).with(details);
    act.record(transaction, entry).await?;
    Ok((row, text))
}

/// Refuses a further token to who has made many: each may ask for as much as a person.
async fn refuse_many(transaction: &impl ConnectionTrait, act: &Act) -> Result<()> {
    let held = api_token::Entity::find()
        .filter(api_token::Column::CreatedBy.eq(act.viewer()?.user_id))
        .filter(api_token::Column::RevokedAt.is_null())
        .filter(api_token::Column::ExpiresAt.gt(act.now))
        .count(transaction)
        .await?;
    if held >= MOST { Err(Code::TooManyTokens.at("").into()) } else { Ok(()) }
}

fn words(scopes: &[Scope]) -> String {
    let mut scopes = scopes.to_vec();
    scopes.sort_unstable();
    scopes.dedup();
    scopes.iter().map(ActiveEnum::to_value).collect::<Vec<_>>().join(" ")
}

/// The moment at which a token ends that holds until a day.
fn expiry(on: Option<NaiveDate>, now: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let Some(on) = on else { return Ok(now + LIFETIME) };
    let end = on.succ_opt().map(|next| next.and_time(chrono::NaiveTime::MIN).and_utc());
    let end = end.filter(|end| (now..=now + LONGEST).contains(end));
    Ok(end.ok_or(Code::InvalidDate.at("expiresOn"))?)
}

async fn known_campaigns(
    transaction: &impl ConnectionTrait,
    workspace: WorkspaceId,
    campaigns: &[CampaignId],
) -> Result<()> {
    let known = campaign::Entity::find()
        .filter(campaign::Column::WorkspaceId.eq(workspace))
        .filter(campaign::Column::Id.is_in(campaigns.iter().copied()))
        .count(transaction)
        .await?;
    refuse_unknown(known, campaigns.len(), "campaignIds")
}

/// An account that is no person's.
async fn service_account(
    transaction: &impl ConnectionTrait,
    act: &Act,
    new: &NewToken,
    (own, role): (Role, Role),
) -> Result<UserId> {
    act.check(Permission::ManageTokens, new.workspace_id, own)?;
    act.check_gift(new.workspace_id, own, role)?;
    let of_workspace = workspace::Entity::find_by_id(new.workspace_id).one(transaction).await?;
    let time_zone = of_workspace.ok_or(Code::NotFound.at("workspaceId"))?.time_zone;
    let id = UserId(new_id());
    let row = user::Model {
        id,
        // Nobody can be invited or reset there: the domain is reserved (RFC 2606).
        email: format!("{id}@service.invalid"),
        name: new.name.clone(),
        locale: "en".to_owned(),
        time_zone,
        password_hash: None,
        created_at: act.now,
        is_service: true,
    };
    sql::insert(transaction, &[row]).await?;
    member::join(transaction, act, new.workspace_id, id, role).await?;
    member::put_into(transaction, new.workspace_id, id, &new.departments).await?;
    touch_directory(transaction, new.workspace_id).await?;
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
    transaction: &impl ConnectionTrait,
    row: api_token::Model,
    limits: &Limited,
) -> Result<(api_token::Model, String)> {
    let text = secret::api_token()?;
    let hint = text.chars().take(HINT).collect();
    let row = api_token::Model { hash: secret::hash(&text), hint, ..row };
    sql::insert(transaction, std::slice::from_ref(&row)).await?;
    let of_departments = limits.departments.iter().map(|id| (Some(*id), None));
    let of_campaigns = limits.campaigns.iter().map(|id| (None, Some(*id)));
    let limit = |(department_id, campaign_id)| api_token_limit::Model {
        id: new_id(),
        api_token_id: row.id,
        department_id,
        campaign_id,
    };
    let limits: Vec<_> = of_departments.chain(of_campaigns).map(limit).collect();
    sql::insert(transaction, &limits).await?;
    Ok((row, text))
}

/// A token that the viewer may decide over — their own, or any of the workspace for those who manage them — and what they
/// are there.
async fn decide_over(
    transaction: &impl ConnectionTrait,
    act: &Act,
    id: ApiTokenId,
) -> Result<(api_token::Model, Role)> {
    let viewer = act.as_person()?;
    let visible = viewer.memberships.iter().map(|(workspace, _)| *workspace);
    let of_id = api_token::Entity::find_by_id(id)
        .filter(api_token::Column::WorkspaceId.is_in(visible))
        .filter(api_token::Column::RevokedAt.is_null())
        .filter(api_token::Column::ExpiresAt.gt(act.now));
    let row = of_id.one(transaction).await?.ok_or(Code::NotFound.at("tokenId"))?;
    let allowed = if row.user_id == viewer.user_id {
        act.role(transaction, row.workspace_id).await
    } else {
        act.authorise(transaction, Permission::ManageTokens, row.workspace_id).await
    };
    match allowed {
        Ok(own) => Ok((row, own)),
        // Whoever may not even see it is told that it is not there.
        Err(Error::Refused(_)) => Err(Code::NotFound.at("tokenId").into()),
        Err(error) => Err(error),
    }
}

/// Whether the viewer may come to hold a text that acts as a token does: as themselves, or as a service account of a role
/// that they may give.  Whoever may revoke the token of another person must not thereby become them.
async fn may_hold(
    transaction: &impl ConnectionTrait,
    act: &Act,
    own: Role,
    row: &api_token::Model,
) -> Result<()> {
    if row.user_id == act.viewer()?.user_id {
        return Ok(());
    }
    let user = user::Entity::find_by_id(row.user_id).one(transaction).await?;
    let place = membership::Entity::find_by_id((row.workspace_id, row.user_id)).one(transaction).await?;
    let role = user.filter(|user| user.is_service).and(place).map(|place| place.role);
    act.check_gift(row.workspace_id, own, role.ok_or(Code::NotFound.at("tokenId"))?)
}

/// Revokes a token.
///
/// # Errors
/// [`Code::NotFound`].
pub async fn revoke(
    transaction: &impl ConnectionTrait,
    act: &Act,
    id: ApiTokenId,
) -> Result<api_token::Model> {
    let (row, _) = decide_over(transaction, act, id).await?;
    api_token::Entity::update_many()
        .col_expr(api_token::Column::RevokedAt, Expr::value(act.now))
        .filter(api_token::Column::Id.eq(id))
        .exec(transaction)
        .await?;
    let entry = act.entry(AuditAction::TokenRevoked).within(row.workspace_id).to(id.to_string());
    act.record(transaction, entry).await?;
    Ok(api_token::Model { revoked_at: Some(act.now), ..row })
}

/// Makes a token that follows another: the same in everything but its text and its end.  The old one holds on for some
/// hours, so that scripts change over one by one.
///
/// # Errors
/// [`Code::NotFound`], [`Code::InvalidDate`], [`Code::TooManyTokens`]; [`Code::Forbidden`] of a service account that decides over others.
pub async fn rotate(
    transaction: &impl ConnectionTrait,
    act: &Act,
    id: ApiTokenId,
    overlap: TimeDelta,
    expires_on: Option<NaiveDate>,
) -> Result<(api_token::Model, String)> {
    let (old, own) = decide_over(transaction, act, id).await?;
    may_hold(transaction, act, own, &old).await?;
    refuse_many(transaction, act).await?;
    let expires_at = expiry(expires_on, act.now)?;
    let until = old.expires_at.min(act.now + overlap);
    api_token::Entity::update_many()
        .col_expr(api_token::Column::ExpiresAt, Expr::value(until))
        .filter(api_token::Column::Id.eq(id))
        .exec(transaction)
        .await?;
    let of_old = api_token_limit::Column::ApiTokenId.eq(id);
    let rows = api_token_limit::Entity::find().filter(of_old).all(transaction).await?;
    let limits = Limited {
        departments: rows.iter().filter_map(|row| row.department_id).collect(),
        campaigns: rows.iter().filter_map(|row| row.campaign_id).collect(),
    };
    let row = api_token::Model {
        id: ApiTokenId(new_id()),
        created_by: Some(act.viewer()?.user_id),
        created_at: act.now,
        expires_at,
        last_used_at: None,
        ..old
    };
    let (row, text) = insert(transaction, row, &limits).await?;
    let entry = act.entry(AuditAction::TokenRotated).within(row.workspace_id).to(id.to_string());
    act.record(transaction, entry.with(json!({ "successor": row.id.to_string() }))).await?;
    Ok((row, text))
}
