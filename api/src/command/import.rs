//! `leadtime import`.

use std::path::PathBuf;
use std::process::ExitCode;

use super::Failure;
use crate::clock::Clock;
use crate::config::Config;
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
