//! Pictures of campaigns: their formats, and the fonts that they are drawn with.

use std::sync::LazyLock;

use exchange::Sheet;
use exchange::gantt::{self, Fonts, PictureError, Theme};

/// The fonts of this machine, looked for when the first picture needs them.
static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::system);

/// What a picture is drawn as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PictureFormat {
    /// One tall picture.
    Svg,
    /// The same in pixels.
    Png,
    /// Pages for paper.
    Pdf,
}

impl PictureFormat {
    /// The format of a file's extension.
    pub(crate) fn of_extension(extension: &str) -> Option<Self> {
        match extension {
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            "pdf" => Some(Self::Pdf),
            _ => None,
        }
    }

    /// Its media type.
    pub(crate) const fn media(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    /// Draws the Gantt chart of a campaign.  Takes up to seconds: not on the thread of a request.
    ///
    /// # Errors
    /// No font has some of its characters, or it is too large.
    pub(crate) fn draw(self, sheet: &Sheet, theme: Theme) -> Result<Vec<u8>, PictureError> {
        match self {
            Self::Svg => Ok(gantt::svg(sheet, theme).into_bytes()),
            Self::Png => gantt::png(sheet, theme, &FONTS),
            Self::Pdf => gantt::pdf(sheet, theme, &FONTS),
        }
    }
}
