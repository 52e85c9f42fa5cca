//! `leadtime export` and `leadtime gantt`: a campaign as a file.

use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::NaiveDate;
use exchange::gantt::{self, Theme};

use super::list::{self, Lists};
use super::part::Part;
use super::{Failure, full};
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
        self.view.export(&request, snapshot, self.format).await
    }
}

impl Gantt {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let format = self.view.output.as_deref().map(format_of).transpose()?;
        let lists = Lists::open(config).await?;
        let request = lists.request(self.view.language.into());
        let snapshot = campaign(&request, &self.view.campaign).await?;
        if let Some(format) = format {
            return self.view.export(&request, snapshot, format).await;
        }
        let sheet = request.sheet(snapshot, request.as_of(self.view.as_of, &snapshot.campaign)).await?;
        let picture = gantt::text(&sheet, self.columns, io::stdout().is_terminal());
        io::stdout().write_all(picture.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }
}

impl View {
    async fn export(
        &self,
        request: &Request,
        snapshot: &Snapshot,
        format: ExportFormat,
    ) -> Result<ExitCode, Failure> {
        let theme = if self.dark { Theme::Dark } else { Theme::Light };
        let wanted = Wanted { format, as_of: self.as_of, theme };
        let Some(path) = &self.output else {
            request.export(snapshot, &wanted, BufWriter::new(Output)).await?.flush()?;
            return Ok(ExitCode::SUCCESS);
        };
        let named =
            |error: &(dyn std::error::Error + 'static)| format!("{}: {}", path.display(), full(error));
        let (part, file) = Part::create(path).map_err(|error| named(&error))?;
        let written = request.export(snapshot, &wanted, BufWriter::new(file)).await;
        let whole = written.map_err(|error| named(&error))?.flush().and_then(|()| part.take_place());
        whole.map_err(|error| named(&error))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The standard output, whose reader may have seen enough of it.
struct Output;

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        unless_closed(io::stdout().write(bytes), bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        unless_closed(io::stdout().flush(), ())
    }
}

fn unless_closed<T>(outcome: io::Result<T>, done: T) -> io::Result<T> {
    outcome.or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(done) } else { Err(error) })
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
