//! `leadtime token`.

use std::process::ExitCode;

use clap::Subcommand;
use entity::{Scope, Viewer, membership};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::Failure;
use crate::app::App;
use crate::audit::Origin;
use crate::clock::Clock;
use crate::config::Config;
use crate::graphql::CreateToken;
use crate::people::account;
use crate::people::token::NewToken;
use crate::write::{self, Caller};

#[derive(clap::Args)]
pub(super) struct Token {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes a token for scripts that acts as somebody, in the oldest of their workspaces, and prints it alone.
    Create(Create),
}

#[derive(clap::Args)]
struct Create {
    /// Whom it acts as.
    #[arg(long)]
    email: String,
    /// What it is for.
    #[arg(long, default_value = "made on the server")]
    name: String,
    /// What it may do of what they may.
    #[arg(long, value_delimiter = ',', default_value = "read")]
    scopes: Vec<ScopeName>,
}

/// A scope, as the command line has it.
#[derive(Clone, Copy, clap::ValueEnum)]
enum ScopeName {
    Read,
    #[value(name = "progress:write")]
    ProgressWrite,
    #[value(name = "plan:write")]
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

impl Token {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let Command::Create(Create { email, name, scopes }) = self.command;
        let app = App::start(config, Clock::System, false).await?;
        let unknown = || format!("there is nobody with the address {email}");
        let user = account::find(app.store.reader(), &email.to_lowercase()).await?.ok_or_else(unknown)?;
        let row = membership::Entity::find()
            .filter(membership::Column::UserId.eq(user.id))
            .filter(membership::Column::Status.eq(entity::MembershipStatus::Active))
            .order_by_asc(membership::Column::WorkspaceId)
            .one(app.store.reader())
            .await?
            .ok_or_else(|| format!("{email} is in no workspace"))?;
        let place = (row.workspace_id, row.role);
        let viewer = Viewer {
            user_id: user.id,
            session_id: None,
            memberships: vec![place],
            in_view: vec![place],
            limits: None,
        };
        let origin = Origin { device: "leadtime token create".to_owned(), ..Origin::default() };
        let now = app.clock.now();
        let new = NewToken {
            workspace_id: row.workspace_id,
            name,
            scopes: scopes.into_iter().map(Scope::from).collect(),
            expires_on: None,
            departments: Vec::new(),
            campaigns: Vec::new(),
            service_role: None,
        };
        let caller = Caller { viewer: Some(viewer), origin, now };
        let (_, text) = write::execute(&app, &caller, None, CreateToken(new)).await?;
        println!("{text}");
        Ok(ExitCode::SUCCESS)
    }
}
