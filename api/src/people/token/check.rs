//! What a new token is refused for.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::{Role, Scope, campaign};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::NewToken;
use crate::access::{self, Permission, Relation};
use crate::error::Result;
use crate::people::{member, refuse_unknown};
use crate::refusal::{Code, Refusal};
use crate::write::Write;

/// How long a token holds of which nobody says how long.
const LIFETIME: TimeDelta = TimeDelta::days(90);

/// How long one may hold.
const LONGEST: TimeDelta = TimeDelta::days(366);

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

/// Refuses scopes that make no token: none, one of an address beside others, the page of anything but one
/// campaign.
///
/// # Errors
/// [`Code::InvalidScopes`]; [`Code::Required`] of the page of no campaign or of several; [`Code::Forbidden`]
/// of that of a campaign that the caller, whose role is `own`, may not plan.
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
