//! API tokens.  A personal one acts as its creator; a service token acts as an account of its own, which
//! stays when its creator leaves.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::{
    ApiTokenId, AuditAction, CampaignId, DepartmentId, Role, Scope, UserId, WorkspaceId, api_token,
    api_token_limit, campaign, membership, user, workspace,
};
use sea_orm::{ActiveEnum, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::{member, refuse_unknown};
use crate::access::{self, Permission, Relation};
use crate::auth::secret;
use crate::clock::new_id;
use crate::error::{Error, Result};
use crate::refusal::{Code, Refusal};
use crate::write::Write;

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

/// When a token expires that is valid until the end of a day in UTC; 90 days from now where none is given.
///
/// # Errors
/// [`Code::InvalidDate`] of a day that has passed or is more than a year ahead.
pub fn expiry(on: Option<NaiveDate>, now: DateTime<Utc>) -> Result<DateTime<Utc>, Refusal> {
    let Some(on) = on else { return Ok(now + LIFETIME) };
    let end = on.succ_opt().map(|next| next.and_time(chrono::NaiveTime::MIN).and_utc());
    let end = end.filter(|end| (now..=now + LONGEST).contains(end));
    end.ok_or(Code::InvalidDate.into())
}

/// Refuses scopes that make no token: none, one of an address beside others, the page of anything but one campaign.
///
/// # Errors
/// [`Code::InvalidScopes`]; [`Code::Required`] of the page of no campaign or of several; [`Code::Forbidden`] of that of a
/// campaign that the caller, whose role is `own`, may not plan.
pub async fn check_scopes(write: &Write<'_>, new: &NewToken, own: Role) -> Result<()> {
    let is_of_address = new.scopes.iter().any(|scope| scope.is_of_address());
    if new.scopes.is_empty() || is_of_address && new.scopes.len() > 1 {
        return Err(Code::InvalidScopes.at("scopes").into());
    }
    if new.scopes.contains(&Scope::Share) {
        let [campaign_id] = new.campaigns.as_slice() else {
            return Err(Code::Required.at("campaignIds").into());
        };
        let campaign = campaign::Entity::find_by_id(*campaign_id).one(write.transaction()).await?;
        let viewer = write.caller.viewer()?;
        let owns_campaign = campaign.is_some_and(|campaign| campaign.owner_id == viewer.user_id);
        let relation = Relation { owns_campaign, ..Relation::in_workspace(own) };
        access::check(Permission::PlanCampaign, relation, None)
            .map_err(|_denied| Code::Forbidden.at("scopes").within(new.workspace_id))?;
    }
    Ok(())
}

/// Refuses departments that are not the workspace's.
///
/// # Errors
/// [`Code::NotFound`].
pub async fn known_departments(write: &Write<'_>, new: &NewToken) -> Result<()> {
    member::known_departments(write, new.workspace_id, &new.departments).await
}

/// Refuses campaigns that are not the workspace's.
///
/// # Errors
/// [`Code::NotFound`].
pub async fn known_campaigns(write: &Write<'_>, new: &NewToken) -> Result<()> {
    let known = campaign::Entity::live()
        .filter(campaign::Column::WorkspaceId.eq(new.workspace_id))
        .filter(campaign::Column::Id.is_in(new.campaigns.iter().copied()))
        .count(write.transaction())
        .await?;
    refuse_unknown(known, new.campaigns.len())
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
    write.insert_all(of_departments.chain(of_campaigns).map(limit).collect()).await?;
    Ok((id, text))
}

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
