//! Formats that campaigns are written in: one declaration of each, for the command line, HTTP and GraphQL.

use std::io::Write;
use std::sync::LazyLock;

use chrono::NaiveDate;
use entity::campaign;
use exchange::Sheet;
use exchange::gantt::{self, Fonts, PictureError, Theme};
use macros::Documented;

use crate::error::{Error, Result};

/// Files that are written at a time: each takes a processor, and a picture up to 200 MB.
pub(crate) const AT_A_TIME: usize = 2;

/// What a file costs, in points.
pub(crate) const COST: u32 = 50;

/// Characters of a campaign's name in the name of a file.
const LONGEST_NAME: usize = 80;

/// The fonts of this machine, looked for when the first picture needs them.
static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::system);

/// Format of a campaign's file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Documented, clap::ValueEnum)]
pub enum ExportFormat {
    /// Plan file in JSON, which an import reads again: the plan as it is stored, the same as of every day.
    Plan,
    /// Workbook of Excel: the progress table, the Gantt chart in cells, and what an import needs to read it
    /// again.
    Xlsx,
    /// Progress table as text in UTF-8, with commas between its cells.
    Csv,
    /// XML of Microsoft Project (MSPDI).
    Mspdi,
    /// Calendar of deadlines, anchors and milestones (iCalendar).
    Ics,
    /// Progress table in Markdown.
    #[value(name = "md")]
    Markdown,
    /// Gantt chart as one tall picture, of any size.
    Svg,
    /// Gantt chart as one tall picture in pixels, 24 million at most.
    Png,
    /// Gantt chart on A3 pages.
    Pdf,
}

/// A format that is written from a sheet alone.
#[derive(Clone, Copy, Debug)]
pub(crate) enum SheetFormat {
    Xlsx,
    Csv,
    Mspdi,
    Markdown,
    Svg(Theme),
    Png(Theme),
    Pdf(Theme),
}

impl ExportFormat {
    /// What the file is called in its address, and its media type.
    const fn called(self) -> (&'static str, &'static str) {
        match self {
            Self::Plan => ("plan.json", "application/json"),
            Self::Xlsx => ("plan.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            Self::Csv => ("plan.csv", "text/csv; charset=utf-8"),
            Self::Mspdi => ("plan.xml", "application/xml"),
            Self::Ics => ("plan.ics", "text/calendar; charset=utf-8"),
            Self::Markdown => ("plan.md", "text/markdown; charset=utf-8"),
            Self::Svg => ("gantt.svg", "image/svg+xml"),
            Self::Png => ("gantt.png", "image/png"),
            Self::Pdf => ("gantt.pdf", "application/pdf"),
        }
    }

    /// The format of a file by what it is called in its address: `gantt.svg`.
    pub(crate) fn of_file(file: &str) -> Option<Self> {
        Self::all().find(|format| format.file() == file)
    }

    /// The format of a picture by the ending of its name: `svg`.
    pub(crate) fn of_picture(extension: &str) -> Option<Self> {
        Self::all().filter(|format| format.is_picture()).find(|format| format.extension() == extension)
    }

    /// All formats, in the order of their declaration.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Self::VALUES.iter().map(|(format, ..)| *format)
    }

    /// What the file is called in its address: `plan.xlsx`.
    pub(crate) const fn file(self) -> &'static str {
        self.called().0
    }

    /// The media type.
    pub(crate) const fn media(self) -> &'static str {
        self.called().1
    }

    /// What the names of files end in.
    pub(crate) fn extension(self) -> &'static str {
        self.file().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Whether it is text in UTF-8; what is not is compressed already.
    pub(crate) const fn is_text(self) -> bool {
        match self {
            Self::Plan | Self::Csv | Self::Mspdi | Self::Ics | Self::Markdown | Self::Svg => true,
            Self::Xlsx | Self::Png | Self::Pdf => false,
        }
    }

    /// Whether it is the Gantt chart, which browsers show where others are saved.
    pub(crate) const fn is_picture(self) -> bool {
        match self {
            Self::Svg | Self::Png | Self::Pdf => true,
            Self::Plan | Self::Xlsx | Self::Csv | Self::Mspdi | Self::Ics | Self::Markdown => false,
        }
    }

    /// The name that a file is saved by: key and name of its campaign, and the day that it is looked at from.
    pub(crate) fn name(self, campaign: &campaign::Model, as_of: NaiveDate) -> String {
        let name: String = campaign.name.chars().map(in_name).take(LONGEST_NAME).collect();
        format!("{} {} {as_of}.{}", campaign.key, name.trim(), self.extension())
    }
}

/// A character of a title in the name of a file: without those that a file system refuses, or that hide what
/// the name ends in.
fn in_name(c: char) -> char {
    let is_direction =
        matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if c.is_control() || is_direction || "/\\:*?\"<>|".contains(c) { '-' } else { c }
}

impl SheetFormat {
    /// Writes a sheet.  Takes up to seconds: not on the thread of a request.
    ///
    /// # Errors
    /// [`Error::FontMissing`], or [`Error::TooLarge`] of a picture; what `out` answers.
    pub(crate) fn write(self, sheet: &Sheet, out: &mut dyn Write) -> Result<()> {
        match self {
            Self::Xlsx => exchange::xlsx(sheet, out).map_err(Error::internal),
            Self::Csv => exchange::csv(sheet, false, out).map_err(Error::internal),
            Self::Mspdi => exchange::mspdi(sheet, out).map_err(Error::internal),
            Self::Markdown => gantt::markdown(sheet, out).map_err(Error::internal),
            Self::Svg(theme) => gantt::svg(sheet, theme, out).map_err(Error::internal),
            Self::Png(theme) => gantt::png(sheet, theme, &FONTS, out).map_err(refused),
            Self::Pdf(theme) => gantt::pdf(sheet, theme, &FONTS, out).map_err(refused),
        }
    }
}

/// A picture that cannot be drawn, as the caller is told.
fn refused(error: PictureError) -> Error {
    match error {
        PictureError::TooLarge { .. } => Error::TooLarge(error.to_string()),
        PictureError::MissingCharacters { .. } => Error::FontMissing(error.to_string()),
        PictureError::Drawing(_) => Error::internal(error),
    }
}
