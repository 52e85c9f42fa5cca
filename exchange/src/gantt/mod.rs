//! A campaign as a Gantt chart: one layout, drawn as SVG, PNG, PDF and text.

mod bar;
mod colour;
mod error;
mod font;
mod header;
mod layout;
mod link;
mod look;
mod mark;
mod markdown;
mod measure;
mod page;
mod pdf;
mod png;
mod scale;
mod scene;
mod svg;
mod table;
mod text;
mod words;

use std::io::{self, Write};

pub use colour::Theme;
pub use error::PictureError;
pub use font::Fonts;
pub(crate) use header::counts;
pub use markdown::markdown;
pub use text::text;

use colour::Colour;
use look::Look;

use crate::Sheet;

/// A picture in a page: its colours are those of the page's theme.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Inline {
    /// The picture, as an element `svg`.
    pub svg: String,
    /// A style sheet with its colours, light, and dark on screens whose reader prefers that.
    pub style: String,
}

/// One picture of the whole plan to be put into an HTML page, which has the campaign's name and all columns
/// of the table elsewhere.
#[must_use]
pub fn inline(sheet: &Sheet) -> Inline {
    let [light, dark] = [Theme::Light, Theme::Dark].map(|theme| layout::screen(sheet, theme, Look::Inline));
    let (svg, pairs) = svg::write_adaptive(&light, &dark);
    let properties = |theme: fn(&(Colour, Colour)) -> Colour| {
        let property = |(place, pair)| format!("--g{place}:{}", theme(pair));
        pairs.iter().enumerate().map(property).collect::<Vec<_>>().join(";")
    };
    let (light, dark) = (properties(|pair| pair.0), properties(|pair| pair.1));
    let style = format!(":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}");
    Inline { svg, style }
}

/// Writes one picture of the whole plan as SVG, as tall as it takes.
///
/// # Errors
/// What `out` answers.
pub fn svg(sheet: &Sheet, theme: Theme, out: impl Write) -> io::Result<()> {
    svg::write(&layout::screen(sheet, theme, Look::Whole), out)
}

/// A3 pages, landscape: each has the header and the time scale, and a phase begins a page where it does not
/// fit on the rest of one.
#[must_use]
pub fn pages(sheet: &Sheet, theme: Theme) -> Vec<String> {
    layout::pages(sheet, theme).iter().map(svg::text).collect()
}

/// Writes one picture of the plan as PNG, twice as sharp as a plain screen where it is not too large for that:
/// of the whole, or of as many levels of its outline as 24 million pixels have room for, which it says.
///
/// # Errors
/// No font has some of its characters, or its top level alone has more pixels; what `out` answers.
pub fn png(sheet: &Sheet, theme: Theme, fonts: &Fonts, out: impl Write) -> Result<(), PictureError> {
    png::draw(sheet, theme, fonts, out)
}

/// Writes the pages of [`pages`] as PDF, with text that can be searched.
///
/// # Errors
/// No font has some of its characters; what `out` answers.
pub fn pdf(sheet: &Sheet, theme: Theme, fonts: &Fonts, out: impl Write) -> Result<(), PictureError> {
    pdf::write(&layout::pages(sheet, theme), fonts, out)
}
