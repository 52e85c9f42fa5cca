use std::collections::BTreeSet;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::{NaiveDate, TimeDelta};
use entity::{ApiTokenId, CampaignId, api_token};
use sea_orm::EntityTrait;

use super::ApiToken;
use crate::error::Result;
use crate::graphql::enums::{Role, TokenScope};
use crate::graphql::error::Answer;
use crate::graphql::mutate::{Idempotency, Outcome};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::scalar::Date;
use crate::graphql::user_error::UserError;
use crate::people::department_ids;
use crate::people::field::{self, fields};
use crate::people::token::{self, NewToken, Token};
use crate::refusal::{At, Code, Refusal};
use crate::write::{Command, Write};

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
    /// Id of the only workspace that it is valid in; the one of the header `Leadtime-Workspace`, else the
    /// caller's oldest, if left out.
    workspace_id: Option<ID>,
    /// What it is for.
    name: String,
    /// What it may do of what its person may.
    scopes: Vec<TokenScope>,
    /// Last day on which it is valid, in UTC: at most a year ahead; 90 days from now if left out.
    expires_on: Option<Date>,
    /// It reports on and plans only work of these departments; any, if left out.
    #[graphql(default)]
    department_ids: Vec<ID>,
    /// It sees and changes only these campaigns; any, if left out.
    #[graphql(default)]
    campaign_ids: Vec<ID>,
    /// Makes a service token: it acts as an account of its own of this role, which stays when its maker goes.
    service_role: Option<Role>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// A token to revoke.
#[derive(InputObject)]
struct RevokeTokenInput {
    /// Opaque id.
    token_id: ID,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// A token to replace.
#[derive(InputObject)]
struct RotateTokenInput {
    /// Opaque id.
    token_id: ID,
    /// Hours for which it stays valid beside its successor, 0 to 720.
    #[graphql(default_with = "OVERLAP")]
    overlap_hours: i32,
    /// Last day on which its successor is valid, in UTC: at most a year ahead; 90 days from now if left out.
    expires_on: Option<Date>,
    #[graphql(flatten)]
    idempotency: Idempotency,
}

/// What making a token answers.
#[derive(SimpleObject)]
struct TokenPayload {
    /// The token; absent where nothing was done.
    token: Option<ApiToken>,
    /// Its text, to send as `Authorization: Bearer …`: it is shown this once.
    secret: Option<String>,
    /// Address of the calendar feed (scope CALENDAR) or of the shared page (scope SHARE) that the token opens,
    /// with its secret: it is shown this once.  Null for tokens of other scopes.
    url: Option<String>,
    /// Reasons why nothing was done, which the user can correct.  Empty on success.
    user_errors: Vec<UserError>,
}

/// What revoking a token answers.
#[derive(SimpleObject)]
struct RevokeTokenPayload {
    /// The token; absent where nothing was done.
    token: Option<ApiToken>,
    /// Reasons why nothing was done, which the user can correct.  Empty on success.
    user_errors: Vec<UserError>,
}

#[Object]
impl ApiTokenMutation {
    /// Creates an API token: of the viewer, or of a service account.
    async fn create_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The token.")] input: CreateTokenInput,
    ) -> Answer<TokenPayload> {
        let request = request(ctx)?;
        let key = input.idempotency.clone();
        let command = async { parse(request, input).map(CreateToken) };
        Ok(TokenPayload::new(request, request.execute(ctx, key, command).await?).await)
    }

    /// Revokes a token: within five seconds it is not valid anywhere.
    async fn revoke_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One of the viewer's own, or for those who manage tokens any of the workspace.")]
        input: RevokeTokenInput,
    ) -> Answer<RevokeTokenPayload> {
        let RevokeTokenInput { token_id, idempotency } = input;
        let request = request(ctx)?;
        let command = async { Ok(RevokeToken { id: parse_id(&token_id).at("tokenId")? }) };
        let Outcome { done, user_errors } = request.execute(ctx, idempotency, command).await?;
        Ok(RevokeTokenPayload { token: read_back(request, done).await, user_errors })
    }

    /// Creates a token that succeeds another, with the same scopes and limits; the old one stays valid for
    /// some hours.
    async fn rotate_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "One of the viewer's own, or of a service account whose role they may give.")]
        input: RotateTokenInput,
    ) -> Answer<TokenPayload> {
        let RotateTokenInput { token_id, overlap_hours, expires_on, idempotency } = input;
        let request = request(ctx)?;
        let command = async {
            fields! {
                id = parse_id(&token_id).at("tokenId");
                overlap = overlap(overlap_hours).at("overlapHours");
            }
            Ok(RotateToken { id, overlap, expires_on: expires_on.map(|date| date.0) })
        };
        Ok(TokenPayload::new(request, request.execute(ctx, idempotency, command).await?).await)
    }
}

impl TokenPayload {
    async fn new(request: &Request, outcome: Outcome<(ApiTokenId, String)>) -> Self {
        let Outcome { done, user_errors } = outcome;
        let (id, secret) = done.unzip();
        let token = read_back(request, id).await;
        let url =
            token.as_ref().zip(secret.as_ref()).and_then(|(token, secret)| token.url(&request.app, secret));
        Self { token, secret, url, user_errors }
    }
}

async fn read_back(request: &Request, id: Option<ApiTokenId>) -> Option<ApiToken> {
    let find = api_token::Entity::find_by_id(id?).one(request.app.store.reader());
    request.after_write(find).await.flatten().map(ApiToken)
}

fn parse_id(text: &str) -> Result<ApiTokenId, Refusal> {
    ApiTokenId::parse(text).ok_or(Code::NotFound.into())
}

fn overlap(hours: i32) -> Result<TimeDelta, Refusal> {
    let is_fine = (0..=LONGEST_OVERLAP).contains(&hours);
    if is_fine { Ok(TimeDelta::hours(hours.into())) } else { Err(Code::OutOfRange.into()) }
}

fn parse(request: &Request, input: CreateTokenInput) -> Result<NewToken> {
    request.viewer()?;
    let CreateTokenInput {
        workspace_id,
        name,
        scopes,
        expires_on,
        department_ids: departments,
        campaign_ids: campaigns,
        service_role,
        idempotency: _,
    } = input;
    let campaign_ids = campaigns.iter().map(|id| CampaignId::parse(id)).collect::<Option<BTreeSet<_>>>();
    fields! {
        workspace_id = request.workspace(workspace_id.as_ref()).at("workspaceId");
        name = field::name(&name).at("name");
        departments = department_ids(departments.iter().map(|id| id.as_str())).at("departmentIds");
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

/// Creates a token, for the mutation and for the command line.
pub(crate) struct CreateToken(pub NewToken);

impl Command for CreateToken {
    type Done = (ApiTokenId, String);

    async fn run(&self, write: &mut Write<'_>) -> Result<(ApiTokenId, String)> {
        let Self(new) = self;
        let viewer = write.caller.as_person()?;
        let own = write.role(new.workspace_id).await.at("workspaceId")?;
        let expires_at = token::expiry(new.expires_on, write.caller.now).at("expiresOn")?;
        token::known_departments(write, new).await.at("departmentIds")?;
        token::known_campaigns(write, new).await.at("campaignIds")?;
        token::check_scopes(write, new, own).await?;
        let user_id = match new.service_role {
            Some(role) => token::service_account(write, new, own, role).await.at("serviceRole")?,
            None => viewer.user_id,
        };
        token::create(write, new, user_id, expires_at).await
    }
}

struct RevokeToken {
    id: ApiTokenId,
}

impl Command for RevokeToken {
    type Done = ApiTokenId;

    async fn run(&self, write: &mut Write<'_>) -> Result<ApiTokenId> {
        Token::find(write, self.id).await.at("tokenId")?.revoke(write).await?;
        Ok(self.id)
    }
}

struct RotateToken {
    id: ApiTokenId,
    overlap: TimeDelta,
    expires_on: Option<NaiveDate>,
}

impl Command for RotateToken {
    type Done = (ApiTokenId, String);

    async fn run(&self, write: &mut Write<'_>) -> Result<(ApiTokenId, String)> {
        let Self { id, overlap, expires_on } = self;
        let token = Token::find(write, *id).await.at("tokenId")?;
        let expires_at = token::expiry(*expires_on, write.caller.now).at("expiresOn")?;
        token.rotate(write, *overlap, expires_at).await.at("tokenId")
    }
}
