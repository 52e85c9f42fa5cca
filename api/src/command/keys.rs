//! `leadtime keys`.

use std::process::ExitCode;

use clap::Subcommand;

use super::Failure;
use crate::auth;
use crate::config::Config;

#[derive(clap::Args)]
pub(super) struct Keys {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Puts a new signing key first in the key file.  What the one until now has signed holds on; servers
    /// under way take the file up within five seconds.  Leave ten minutes between two rotations.
    Rotate,
}

impl Keys {
    pub(super) fn run(&self, config: &Config) -> Result<ExitCode, Failure> {
        match self.command {
            Command::Rotate => {
                if config.signing_key.is_some() {
                    return Err("the signing key is given as text: change LEADTIME_SIGNING_KEY".into());
                }
                auth::rotate(&config.signing_key_file)?;
                println!(
                    "{}: a new key signs, the one until now still holds",
                    config.signing_key_file.display()
                );
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}
