//! `leadtime export` and `leadtime gantt`: a campaign as a file.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;
use exchange::Sheet;
use exchange::gantt::{self, Theme};

use super::Failure;
use super::list::{self, Lists};
use crate::config::Config;
use crate::graphql::{Locale, Request};
use crate::picture::PictureFormat;
use crate::plan::Snapshot;
use crate::plan_file;
use crate::sheet::calendar;

/// What a campaign is written as.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A plan file, which `leadtime import` reads (docs/plan-file.md).
    Plan,
    /// The Gantt chart as one tall picture.
    Svg,
    /// The Gantt chart in pixels.
    Png,
    /// The Gantt chart on A3 pages.
    Pdf,
    /// The progress table as Markdown.
    Md,
    /// A workbook: the progress table, the Gantt chart in cells, the campaign (docs/exchange.md).
    Xlsx,
    /// The progress table with commas between its cells.
    Csv,
    /// A file of Microsoft Project, in XML.
    Mspdi,
    /// A calendar of deadlines, anchors and milestones.
    Ics,
}

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
    format: Format,
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
        let (sheet, theme) = (self.view.sheet(&request, snapshot).await?, self.view.theme());
        let file = match self.format {
            Format::Plan => plan_file::export(&request.app.store, snapshot).await?.into_bytes(),
            Format::Svg => PictureFormat::Svg.draw(&sheet, theme)?,
            Format::Png => PictureFormat::Png.draw(&sheet, theme)?,
            Format::Pdf => PictureFormat::Pdf.draw(&sheet, theme)?,
            Format::Md => gantt::markdown(&sheet).into_bytes(),
            Format::Xlsx => exchange::xlsx(&sheet)?,
            Format::Csv => exchange::csv(&sheet, false),
            Format::Mspdi => exchange::mspdi(&sheet),
            Format::Ics => calendar(&snapshot.directory, exchange::events(&sheet)).into_bytes(),
        };
        self.view.write(&file)
    }
}

impl Gantt {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let format = self.view.output.as_deref().map(format_of).transpose()?;
        let lists = Lists::open(config).await?;
        let request = lists.request(self.view.language.into());
        let snapshot = campaign(&request, &self.view.campaign).await?;
        let sheet = self.view.sheet(&request, snapshot).await?;
        let picture = match format {
            Some(format) => format.draw(&sheet, self.view.theme())?,
            None => gantt::text(&sheet, self.columns, std::io::stdout().is_terminal()).into_bytes(),
        };
        self.view.write(&picture)
    }
}

impl View {
    fn theme(&self) -> Theme {
        if self.dark { Theme::Dark } else { Theme::Light }
    }

    async fn sheet(&self, request: &Request, snapshot: &Snapshot) -> Result<Sheet, Failure> {
        let as_of = request.as_of(self.as_of, &snapshot.campaign);
        Ok(request.sheet(snapshot, as_of).await?)
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
fn format_of(path: &Path) -> Result<PictureFormat, Failure> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let unknown = || format!("{}: a picture ends in .svg, .png or .pdf", path.display());
    Ok(PictureFormat::of_extension(extension).ok_or_else(unknown)?)
}
