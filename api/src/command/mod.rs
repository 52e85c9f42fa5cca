//! The command line: one file a command.

mod brief;
mod check;
mod deadlines;
mod export;
mod import;
mod keys;
mod list;
mod part;
mod serve;
mod token;

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use futures_util::future::LocalBoxFuture;

use crate::config::Config;
use crate::error::Error;
use crate::store::Store;

/// A GraphQL backend for a team's task and timeline tracker.
#[derive(Parser)]
#[command(name = "leadtime", version = env!("VERSION_AND_COMMIT"), after_help = "Settings are LEADTIME_* \
    variables: see README.md.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the API: GraphiQL at `/`, GraphQL at `/graphql`.
    Serve(serve::Serve),
    /// Brings the database's schema up to date.
    Migrate,
    /// Prints what is wrong in all campaigns under way, or about to be; exits 1 if anything is.
    Check(check::Check),
    /// Prints due dates, deadlines and anchors of all campaigns by date.
    Deadlines(deadlines::Deadlines),
    /// Prints the GraphQL schema.
    Schema,
    /// Loads a plan file (docs/plan-file.md), a workbook, a table or a file of Microsoft Project
    /// (docs/exchange.md): all of it, or nothing with every fault of it.
    Import(import::Import),
    /// Writes a campaign as a plan file, a picture or a table.
    Export(export::Export),
    /// Draws a campaign as a Gantt chart: in the terminal, or as SVG, PNG or PDF.
    Gantt(export::Gantt),
    /// Prints the brief of a day: late work by its root cause, what is due, who is asked.
    Brief(brief::Brief),
    /// Looks after the keys that access tokens are signed with.
    Keys(keys::Keys),
    /// Makes tokens for scripts.
    Token(token::Token),
    /// Prints who may do what, as Markdown.
    Roles,
}

/// What commands fail with: a message for a person.
pub type Failure = Box<dyn std::error::Error>;

/// Runs the command of the process's arguments, on a runtime of its own: a caller that awaited it would have
/// everything below it compiled once more.
///
/// # Panics
/// Where the system gives the runtime no threads.
#[must_use]
#[tokio::main]
pub async fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match Config::of_process() {
        Ok(config) => arguments.command.run(config).await,
        Err(error) => Err(error.into()),
    };
    outcome.unwrap_or_else(|error| {
        // Whoever reads a list may have seen enough.
        if error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe) {
            return ExitCode::SUCCESS;
        }
        eprintln!("leadtime: {}", full(&*error));
        ExitCode::from(2)
    })
}

/// Runs a command by its arguments, the first of which is the program's name.  It is boxed so that its callers
/// do not have everything below it compiled once more.
///
/// # Errors
/// Where there is no such command, and what the command fails with.
#[must_use]
pub fn run_with(arguments: &[&str], config: Config) -> LocalBoxFuture<'static, Result<ExitCode, Failure>> {
    let parsed = Arguments::try_parse_from(arguments);
    Box::pin(async move { parsed?.command.run(config).await })
}

/// A message with what caused it; of a fault of ours the cause alone, which whoever runs the command can act
/// on.
fn full(error: &(dyn std::error::Error + 'static)) -> String {
    let cause = error.source().map(full);
    match (error.downcast_ref::<Error>(), cause) {
        (Some(Error::Internal(_)), Some(cause)) => cause,
        (_, Some(cause)) if !error.to_string().contains(&cause) => format!("{error}: {cause}"),
        _ => error.to_string(),
    }
}

impl Command {
    async fn run(self, config: Config) -> Result<ExitCode, Failure> {
        match self {
            Self::Migrate => {
                let store = Store::open(&config.database_url, true).await?;
                store.migrate().await?;
                println!("the schema is up to date");
                Ok(ExitCode::SUCCESS)
            }
            Self::Schema => {
                std::io::stdout().write_all(crate::graphql::sdl().as_bytes())?;
                Ok(ExitCode::SUCCESS)
            }
            Self::Roles => {
                std::io::stdout().write_all(crate::access::table().as_bytes())?;
                Ok(ExitCode::SUCCESS)
            }
            Self::Keys(command) => command.run(&config),
            Self::Token(command) => command.run(&config).await,
            Self::Check(command) => command.run(&config).await,
            Self::Deadlines(command) => command.run(&config).await,
            Self::Serve(command) => command.run(&config).await,
            Self::Import(command) => command.run(&config).await,
            Self::Export(command) => command.run(&config).await,
            Self::Gantt(command) => command.run(&config).await,
            Self::Brief(command) => command.run(&config).await,
        }
    }
}
