//! `leadtime import` and `leadtime export`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use entity::campaign;
use sea_orm::{ColumnTrait, QueryFilter};

use super::Failure;
use crate::clock::Clock;
use crate::config::Config;
use crate::plan::{Snapshots, Version};
use crate::plan_file::{self, Options};
use crate::store::Store;

#[derive(clap::Args)]
pub(super) struct Import {
    /// The plan file.
    file: PathBuf,
    /// The workspace that it goes into, where there are several; made where there is none.
    #[arg(long)]
    workspace: Option<String>,
}

impl Import {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let text = std::fs::read_to_string(&self.file)
            .map_err(|error| format!("{}: {error}", self.file.display()))?;
        let store = Store::open(&config.database_url, true).await?;
        store.migrate().await?;
        let options = Options { workspace: self.workspace, password_hash: None };
        let imported = plan_file::import(&store, &text, options, Clock::System.now()).await?;
        let campaign = imported.campaign;
        println!("{} {:?}: {} work packages", campaign.key, campaign.name, imported.work_package_count);
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(clap::Args)]
pub(super) struct Export {
    /// The campaign's key.
    campaign: String,
}

impl Export {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let store = Store::open_for_reading(&config.database_url).await?;
        let of_key = campaign::Column::Key.eq(self.campaign.as_str());
        let found = campaign::Entity::live().filter(of_key).all(store.reader()).await?;
        let [found] = found.as_slice() else {
            return Err(format!("there are {} campaigns of key {:?}", found.len(), self.campaign).into());
        };
        let version = Version {
            campaign_id: found.id,
            workspace_id: found.workspace_id,
            seq: found.seq,
            directory_seq: 0,
        };
        let snapshots = Snapshots::new(0).fetch(&store, &[version]).await?;
        for snapshot in snapshots {
            std::io::stdout().write_all(plan_file::export(&store, &snapshot).await?.as_bytes())?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
