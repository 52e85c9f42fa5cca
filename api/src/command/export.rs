//! `leadtime export` and `leadtime gantt`: a campaign as a file.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;
use exchange::gantt::{self, Theme};

use super::Failure;
use super::list::{self, Lists};
use crate::config::Config;
use crate::export::ExportFormat;
use crate::graphql::{Locale, Request, Wanted};
use crate::plan::Snapshot;

/// The language of headings.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Language {
    /// English.
    En,
    /// Chinese.
    Zh,
}

impl From<Language> for Locale {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::En,
            Language::Zh => Self::Zh,
        }
    }
}

/// How a campaign is looked at.
#[derive(clap::Args)]
struct View {
    /// The campaign's key.
    campaign: String,
    /// The file to write; the standard output, if left out.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The day whose close the campaign is looked at from; today where it runs, if left out.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = list::day)]
    as_of: Option<NaiveDate>,
    /// Draw light on dark.
    #[arg(long)]
    dark: bool,
    /// The language of headings.
    #[arg(long, default_value = "en")]
    language: Language,
}

#[derive(clap::Args)]
pub(super) struct Export {
    #[command(flatten)]
    view: View,
    /// What the campaign is written as.
    #[arg(long, default_value = "plan")]
    format: ExportFormat,
}

#[derive(clap::Args)]
pub(super) struct Gantt {
    #[command(flatten)]
    view: View,
    /// How many columns the chart has in a terminal, 60 or more.
    #[arg(long, default_value_t = 100)]
    columns: usize,
}

impl Export {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let lists = Lists::open(config).await?;
        let request = lists.request(self.view.language.into());
        let snapshot = campaign(&request, &self.view.campaign).await?;
        let file = request.export(snapshot, &self.view.wanted(self.format)).await?;
        self.view.write(&file)
    }
}

impl Gantt {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let format = self.view.output.as_deref().map(format_of).transpose()?;
        let lists = Lists::open(config).await?;
        let request = lists.request(self.view.language.into());
        let snapshot = campaign(&request, &self.view.campaign).await?;
        let picture = if let Some(format) = format {
            request.export(snapshot, &self.view.wanted(format)).await?
        } else {
            let sheet = request.sheet(snapshot, request.as_of(self.view.as_of, &snapshot.campaign)).await?;
            gantt::text(&sheet, self.columns, std::io::stdout().is_terminal()).into_bytes()
        };
        self.view.write(&picture)
    }
}

impl View {
    fn wanted(&self, format: ExportFormat) -> Wanted {
        let theme = if self.dark { Theme::Dark } else { Theme::Light };
        Wanted { format, as_of: self.as_of, theme }
    }

    fn write(&self, file: &[u8]) -> Result<ExitCode, Failure> {
        match &self.output {
            Some(path) => {
                std::fs::write(path, file).map_err(|error| format!("{}: {error}", path.display()))?;
            }
            None => std::io::stdout().write_all(file)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The one campaign of a key.
pub(super) async fn campaign<'a>(request: &'a Request, key: &str) -> Result<&'a Snapshot, Failure> {
    let batch = request.campaigns_of_key(key).await?;
    let [row] = batch.0.as_slice() else {
        return Err(format!("there are {} campaigns of key {key:?}", batch.0.len()).into());
    };
    request.plan(batch).await?;
    Ok(request.snapshot(row).ok_or("the campaign was deleted meanwhile")?)
}

/// The format of a file by its name.
fn format_of(path: &Path) -> Result<ExportFormat, Failure> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let unknown = || format!("{}: a picture ends in .svg, .png or .pdf", path.display());
    Ok(ExportFormat::of_picture(extension).ok_or_else(unknown)?)
}
