use std::collections::BTreeSet;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::TimeDelta;
use entity::{ApiTokenId, CampaignId, api_token};

use super::ApiToken;
use crate::error::Result;
use crate::graphql::enums::{Role, TokenScope};
use crate::graphql::error::Answer;
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::scalar::Date;
use crate::graphql::user_error::UserError;
use crate::people::department_ids;
use crate::people::field::{self, fields};
use crate::people::token::{self, NewToken};
use crate::refusal::{Code, Refusal};
use crate::store::work;

/// How long a token holds on beside its successor, in hours, where nobody says how long.
const OVERLAP: i32 = 24;

/// The longest that it may, in hours.
const LONGEST_OVERLAP: i32 = 30 * 24;

/// What is done with tokens for scripts.
#[derive(Default)]
pub(crate) struct ApiTokenMutation;

/// A token to make.
#[derive(InputObject)]
struct CreateTokenInput {
    /// The one workspace that it will be good for; the one that the request is about, if left out.
    workspace_id: Option<ID>,
    /// What it is for.
    name: String,
    /// What it may do of what its person may.
    scopes: Vec<TokenScope>,
    /// The last day that it holds, in UTC: a year ahead at most; 90 days, if left out.
    expires_on: Option<Date>,
    /// It reports on and plans only work of these departments; any, if left out.
    #[graphql(default)]
    department_ids: Vec<ID>,
    /// It sees and changes only these campaigns; any, if left out.
    #[graphql(default)]
    campaign_ids: Vec<ID>,
    /// Makes a service token: it acts as an account of its own of this role, which stays when its maker goes.
    service_role: Option<Role>,
}

/// A token to revoke.
#[derive(InputObject)]
struct RevokeTokenInput {
    /// Its id.
    token_id: ID,
}

/// A token to replace.
#[derive(InputObject)]
struct RotateTokenInput {
    /// Its id.
    token_id: ID,
    /// How many hours it holds on beside its successor: 0 to 720.
    #[graphql(default_with = "OVERLAP")]
    overlap_hours: i32,
    /// The last day that its successor holds, in UTC: a year ahead at most; 90 days, if left out.
    expires_on: Option<Date>,
}

/// What making a token answers.
#[derive(SimpleObject)]
struct TokenPayload {
    /// The token; absent where nothing was done.
    token: Option<ApiToken>,
    /// Its text, to send as `Authorization: Bearer …`: it is shown this once.
    secret: Option<String>,
    /// What the user can put right.
    user_errors: Vec<UserError>,
}

/// What revoking a token answers.
#[derive(SimpleObject)]
struct RevokeTokenPayload {
    /// The token; absent where nothing was done.
    token: Option<ApiToken>,
    /// What the user can put right.
    user_errors: Vec<UserError>,
}

impl TokenPayload {
    fn new(outcome: Result<(api_token::Model, String), Vec<UserError>>) -> Self {
        match outcome {
            Ok((row, secret)) => {
                Self { token: Some(ApiToken(row)), secret: Some(secret), user_errors: Vec::new() }
            }
            Err(user_errors) => Self { token: None, secret: None, user_errors },
        }
    }
}

#[Object]
impl ApiTokenMutation {
    /// Makes a token for scripts: of the viewer, or of a service account.
    async fn create_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token.")] input: CreateTokenInput,
    ) -> Answer<TokenPayload> {
        let request = request(ctx)?;
        let new = match request.user_errors(read(request, input))? {
            Ok(new) => new,
            Err(user_errors) => return Ok(TokenPayload { token: None, secret: None, user_errors }),
        };
        let act = request.act();
        let work = work::<(api_token::Model, String), _>(move |transaction| {
            let (act, new) = (act.clone(), new.clone());
            Box::pin(async move { token::create(transaction, &act, &new).await })
        });
        Ok(TokenPayload::new(request.decide("createToken", work).await?))
    }

    /// Revokes a token: within five seconds it holds nowhere.
    async fn revoke_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One of the viewer's own, or for those who manage tokens any of the workspace.")]
        input: RevokeTokenInput,
    ) -> Answer<RevokeTokenPayload> {
        let request = request(ctx)?;
        let act = request.act();
        let work = work::<api_token::Model, _>(move |transaction| {
            let (act, id) = (act.clone(), token_id(&input.token_id));
            Box::pin(async move { token::revoke(transaction, &act, id?).await })
        });
        Ok(match request.decide("revokeToken", work).await? {
            Ok(row) => RevokeTokenPayload { token: Some(ApiToken(row)), user_errors: Vec::new() },
            Err(user_errors) => RevokeTokenPayload { token: None, user_errors },
        })
    }

    /// Makes a token that follows another, with the same scopes and limits; the old one holds on for some hours.
    async fn rotate_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One of the viewer's own, or of a service account whose role they may give.")]
        input: RotateTokenInput,
    ) -> Answer<TokenPayload> {
        let request = request(ctx)?;
        let act = request.act();
        let RotateTokenInput { token_id: id, overlap_hours, expires_on } = input;
        let expires_on = expires_on.map(|date| date.0);
        let work = work::<(api_token::Model, String), _>(move |transaction| {
            let (act, id) = (act.clone(), token_id(&id));
            Box::pin(async move {
                let overlap = overlap(overlap_hours)?;
                token::rotate(transaction, &act, id?, overlap, expires_on).await
            })
        });
        Ok(TokenPayload::new(request.decide("rotateToken", work).await?))
    }
}

fn token_id(text: &str) -> Result<ApiTokenId, Refusal> {
    ApiTokenId::parse(text).ok_or(Code::NotFound.at("tokenId"))
}

fn overlap(hours: i32) -> Result<TimeDelta, Refusal> {
    let is_fine = (0..=LONGEST_OVERLAP).contains(&hours);
    if is_fine { Ok(TimeDelta::hours(hours.into())) } else { Err(Code::OutOfRange.at("overlapHours")) }
}

fn read(request: &Request, input: CreateTokenInput) -> Result<NewToken> {
    request.viewer()?;
    let CreateTokenInput {
        workspace_id,
        name,
        scopes,
        expires_on,
        department_ids: departments,
        campaign_ids: campaigns,
        service_role,
    } = input;
    let campaign_ids = campaigns.iter().map(|id| CampaignId::parse(id)).collect::<Option<BTreeSet<_>>>();
    fields! {
        workspace_id = request.workspace(workspace_id.as_ref());
        name = field::name(&name, "name");
        departments = department_ids(departments.iter().map(|id| id.as_str()));
        campaigns = campaign_ids.map(Vec::from_iter).ok_or(Code::NotFound.at("campaignIds"));
    }
    Ok(NewToken {
        workspace_id,
        name,
        scopes: scopes.into_iter().map(entity::Scope::from).collect(),
        expires_on: expires_on.map(|date| date.0),
        departments,
        campaigns,
        service_role: service_role.map(entity::Role::from),
    })
}
