//! `leadtime brief`.

use std::io::Write;
use std::process::ExitCode;

use chrono::NaiveDate;
use exchange::brief;

use super::Failure;
use super::export::Language;
use super::list::{self, Lists};
use crate::config::Config;
use crate::graphql::{daily_brief, under_way};

/// What a brief is written as.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Markdown.
    Md,
    /// One `section` of HTML.
    Html,
    /// Plain text.
    Text,
}

#[derive(clap::Args)]
pub(super) struct Brief {
    /// The day; today where the oldest workspace is, if left out.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = list::day)]
    date: Option<NaiveDate>,
    /// The key of the one campaign to tell of; those under way, if left out.
    #[arg(long, value_name = "KEY")]
    campaign: Option<String>,
    /// What it is written as.
    #[arg(long, default_value = "text")]
    format: Format,
    /// The language that it is written in.
    #[arg(long, default_value = "en")]
    language: Language,
}

impl Brief {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let lists = Lists::open(config).await?;
        let request = lists.request(self.language.into());
        let batch = match &self.campaign {
            Some(key) => {
                let batch = request.campaigns_of_key(key).await?;
                if batch.0.is_empty() {
                    return Err(format!("there is no campaign of key {key:?}").into());
                }
                batch
            }
            None => under_way(&request).await?,
        };
        let day = self.date.unwrap_or_else(|| lists.today());
        let told = daily_brief(&request, batch, None, day).await?;
        let text = match self.format {
            Format::Md => brief::markdown(told.brief),
            Format::Html => brief::html(told.brief),
            Format::Text => brief::text(told.brief),
        };
        std::io::stdout().write_all(text.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }
}
