//! `leadtime token`.

use std::collections::BTreeSet;
use std::process::ExitCode;

use chrono::Days;
use clap::Subcommand;
use entity::{CampaignId, Role, Scope, Viewer, WorkspaceId, campaign, membership};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::Failure;
use crate::app::App;
use crate::audit::Origin;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Error;
use crate::graphql::{CreateToken, Locale, message};
use crate::people::token::NewToken;
use crate::people::{account, field};
use crate::refusal::{At, Refusal};
use crate::write::{self, Caller};

#[derive(clap::Args)]
pub(super) struct Token {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes a token for scripts in the oldest workspace of a person, and prints it alone.
    Create(Create),
}

#[derive(clap::Args)]
struct Create {
    /// E-mail address of the person whom the token acts as; with --service, of the person who makes it.
    #[arg(long)]
    email: String,
    /// Name of the token: what it is for.
    #[arg(long, default_value = "made on the server", conflicts_with = "service")]
    name: String,
    /// What the token may do of what its account may; several with commas or several times.
    #[arg(
        long = "scope",
        alias = "scopes",
        value_name = "SCOPE",
        value_delimiter = ',',
        ignore_case = true,
        default_value = "READ"
    )]
    scopes: Vec<ScopeName>,
    /// Days until the token expires, at the end of that day in UTC: 1 to 365.  90 days from now if left out.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=365))]
    expires_in_days: Option<u64>,
    /// Key of a campaign: the token reads and changes only campaigns that are given here; several with commas
    /// or several times.
    #[arg(long = "campaign", value_name = "KEY", value_delimiter = ',')]
    campaigns: Vec<String>,
    /// Makes a service token: it acts as a new account of this name instead of as a person.
    #[arg(long, value_name = "NAME")]
    service: Option<String>,
    /// Role of the service account in the workspace.
    #[arg(long, value_name = "ROLE", ignore_case = true, default_value = "VIEWER", requires = "service")]
    service_role: RoleName,
}

/// A scope, named as in GraphQL.
#[derive(Clone, Copy, clap::ValueEnum)]
#[value(rename_all = "SCREAMING_SNAKE_CASE")]
enum ScopeName {
    Read,
    #[value(alias = "progress:write")]
    ProgressWrite,
    #[value(alias = "plan:write")]
    PlanWrite,
    Admin,
}

impl From<ScopeName> for Scope {
    fn from(name: ScopeName) -> Self {
        match name {
            ScopeName::Read => Self::Read,
            ScopeName::ProgressWrite => Self::ProgressWrite,
            ScopeName::PlanWrite => Self::PlanWrite,
            ScopeName::Admin => Self::Admin,
        }
    }
}

/// A role, named as in GraphQL.
#[derive(Clone, Copy, clap::ValueEnum)]
#[value(rename_all = "SCREAMING_SNAKE_CASE")]
enum RoleName {
    Owner,
    Admin,
    Manager,
    Member,
    Viewer,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Owner => Self::Owner,
            RoleName::Admin => Self::Admin,
            RoleName::Manager => Self::Manager,
            RoleName::Member => Self::Member,
            RoleName::Viewer => Self::Viewer,
        }
    }
}

impl Token {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let Command::Create(create) = self.command;
        let is_service = create.service.is_some();
        let app = App::start(config, Clock::System, false).await?;
        let (viewer, workspace_id) = viewer(&app, &create.email).await?;
        let new = create.read(&app, workspace_id).await?;
        let origin = Origin { device: "leadtime token create".to_owned(), ..Origin::default() };
        let now = app.clock.now();
        let caller = Caller { viewer: Some(viewer), origin, now };
        let created = write::execute(&app, &caller, "createToken", None, CreateToken(new)).await;
        let (_, text) = created.map_err(|error| refused(error, is_service))?;
        println!("{text}");
        Ok(ExitCode::SUCCESS)
    }
}

impl Create {
    /// The token to make.
    async fn read(self, app: &App, workspace_id: WorkspaceId) -> Result<NewToken, Failure> {
        let Self { email: _, name, scopes, expires_in_days, campaigns, service, service_role } = self;
        let is_service = service.is_some();
        let name = field::name(&service.unwrap_or(name)).at("name");
        let name = name.map_err(|refusal| refused(refusal.into(), is_service))?;
        let today = app.clock.now().date_naive();
        Ok(NewToken {
            workspace_id,
            name,
            scopes: scopes.into_iter().map(Scope::from).collect(),
            expires_on: expires_in_days.and_then(|days| today.checked_add_days(Days::new(days))),
            departments: Vec::new(),
            campaigns: campaign_ids(app, workspace_id, &campaigns).await?,
            service_role: is_service.then(|| service_role.into()),
        })
    }
}

/// The person of an address, in the oldest of their workspaces.
async fn viewer(app: &App, email: &str) -> Result<(Viewer, WorkspaceId), Failure> {
    let unknown = || format!("--email: there is nobody with the address {email}");
    let user = account::find(app.store.reader(), &email.to_lowercase()).await?.ok_or_else(unknown)?;
    let row = membership::Entity::find()
        .filter(membership::Column::UserId.eq(user.id))
        .filter(membership::Column::Status.eq(entity::MembershipStatus::Active))
        .order_by_asc(membership::Column::WorkspaceId)
        .one(app.store.reader())
        .await?
        .ok_or_else(|| format!("--email: {email} is in no workspace"))?;
    let place = (row.workspace_id, row.role);
    let viewer = Viewer {
        user_id: user.id,
        session_id: None,
        memberships: vec![place],
        in_view: vec![place],
        limits: None,
    };
    Ok((viewer, row.workspace_id))
}

/// The campaigns of keys in a workspace.
async fn campaign_ids(
    app: &App,
    workspace_id: WorkspaceId,
    keys: &[String],
) -> Result<Vec<CampaignId>, Failure> {
    let rows = campaign::Entity::live()
        .filter(campaign::Column::WorkspaceId.eq(workspace_id))
        .filter(campaign::Column::Key.is_in(keys))
        .all(app.store.reader())
        .await?;
    let find = |key: &String| {
        let row = rows.iter().find(|row| row.key == *key);
        row.map(|row| row.id).ok_or_else(|| format!("--campaign: there is no campaign with the key {key}"))
    };
    Ok(keys.iter().map(find).collect::<Result<BTreeSet<_>, _>>()?.into_iter().collect())
}

/// An error as the command line tells it: a refusal by its sentence, after the option of its field.
fn refused(error: Error, is_service: bool) -> Failure {
    let Error::Refused(refusals) = error else { return error.into() };
    let line = |Refusal { code, path, .. }: &Refusal| {
        let option = match path.first().map_or("", String::as_str) {
            "name" if is_service => "--service: ",
            "name" => "--name: ",
            "serviceRole" => "--service-role: ",
            "campaignIds" => "--campaign: ",
            "expiresOn" => "--expires-in-days: ",
            "scopes" => "--scope: ",
            _ => "",
        };
        format!("{option}{}", message(*code, Locale::En))
    };
    refusals.iter().map(line).collect::<Vec<_>>().join("\n").into()
}
