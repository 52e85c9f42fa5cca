//! Campaigns that a request can see as files: what the command line, HTTP and GraphQL write them with.

use std::io::Write;
use std::sync::Arc;

use chrono::NaiveDate;
use entity::cancelled_event::EventTopic;
use exchange::gantt::Theme;

use crate::error::{Error, Result};
use crate::export::{ExportFormat, SheetFormat};
use crate::graphql::request::Request;
use crate::plan::Snapshot;
use crate::plan_file;
use crate::sheet::{calendar, cancelled};

/// A file that is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub format: ExportFormat,
    /// The day whose close the campaign is looked at from; today where it runs, if left out.
    pub as_of: Option<NaiveDate>,
    /// The colours of pictures.
    pub theme: Theme,
}

impl Wanted {
    /// The path of the address that answers the file.
    pub(crate) fn path(self, request: &Request, key: &str) -> String {
        let mut path = format!("{}/campaigns/{key}/{}", request.app.base_path(), self.format.file());
        let as_of = self.as_of.map(|day| format!("asOf={day}"));
        let theme = (self.theme == Theme::Dark).then(|| "theme=dark".to_owned());
        for (parameter, mark) in as_of.into_iter().chain(theme).zip(["?", "&"]) {
            path.extend([mark, &parameter]);
        }
        path
    }
}

/// Writes a file, a piece at a time where its format lets it.
type Writing = Box<dyn FnOnce(&mut dyn Write) -> Result<()> + Send>;

impl Request {
    /// Writes a campaign as a file, when it is its turn, and gives back what it was written to.
    ///
    /// # Errors
    /// As [`SheetFormat::write`]; [`Error::Busy`] where other files take too long.
    pub(crate) async fn export<W: Write + Send + 'static>(
        &self,
        snapshot: &Snapshot,
        wanted: &Wanted,
        mut out: W,
    ) -> Result<W> {
        let write = self.writing(snapshot, wanted).await?;
        self.app.exports.run(move || write(&mut out).map(|()| out)).await?
    }

    /// What writes a campaign as a file.
    async fn writing(&self, snapshot: &Snapshot, wanted: &Wanted) -> Result<Writing> {
        let Wanted { format, as_of, theme } = *wanted;
        let format = match format {
            ExportFormat::Plan => {
                let snapshot = self.shared(snapshot).await?;
                let baselines = plan_file::Baselines::load(&self.app.store, snapshot.campaign.id).await?;
                return Ok(Box::new(move |out| plan_file::export(&snapshot, baselines, out)));
            }
            ExportFormat::Ics => {
                let sheet = self.sheet(snapshot, self.as_of(as_of, &snapshot.campaign)).await?;
                let rows = self.cancelled_events([snapshot.campaign.id]).await?;
                let directory = Arc::clone(&snapshot.directory);
                return Ok(Box::new(move |out| {
                    let mut events = exchange::events(&sheet);
                    let shown = rows.iter().filter(|row| row.topic != EventTopic::Work);
                    events.extend(cancelled(&sheet, shown));
                    out.write_all(calendar(&directory, events).as_bytes()).map_err(Error::internal)
                }));
            }
            ExportFormat::Xlsx => SheetFormat::Xlsx,
            ExportFormat::Csv => SheetFormat::Csv,
            ExportFormat::Mspdi => SheetFormat::Mspdi,
            ExportFormat::Markdown => SheetFormat::Markdown,
            ExportFormat::Svg => SheetFormat::Svg(theme),
            ExportFormat::Png => SheetFormat::Png(theme),
            ExportFormat::Pdf => SheetFormat::Pdf(theme),
        };
        let sheet = self.sheet(snapshot, self.as_of(as_of, &snapshot.campaign)).await?;
        Ok(Box::new(move |out| format.write(&sheet, out)))
    }
}
