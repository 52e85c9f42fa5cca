//! A campaign as a Gantt chart: one layout, drawn as SVG, PNG, PDF and text.

mod bar;
mod colour;
mod error;
mod font;
mod header;
mod layout;
mod link;
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

pub use colour::Theme;
pub use error::PictureError;
pub use font::Fonts;
pub use markdown::markdown;
pub use text::text;

use crate::Sheet;

/// One picture of the whole plan, as tall as it takes.
#[must_use]
pub fn svg(sheet: &Sheet, theme: Theme) -> String {
    svg::write(&layout::screen(sheet, theme))
}

/// A3 pages, landscape: each has the header and the time scale, and a phase begins a page where it does not fit on
/// the rest of one.
#[must_use]
pub fn pages(sheet: &Sheet, theme: Theme) -> Vec<String> {
    layout::pages(sheet, theme).iter().map(svg::write).collect()
}

/// One picture of the whole plan as PNG, twice as sharp as a plain screen where it is not too large for that.
///
/// # Errors
/// No font has some of its characters, or it has more pixels than a PNG is drawn with.
pub fn png(sheet: &Sheet, theme: Theme, fonts: &Fonts) -> Result<Vec<u8>, PictureError> {
    png::draw(&layout::screen(sheet, theme), sheet.rows.len(), fonts)
}

/// The pages of [`pages`] as PDF, with text that can be searched.
///
/// # Errors
/// No font has some of its characters.
pub fn pdf(sheet: &Sheet, theme: Theme, fonts: &Fonts) -> Result<Vec<u8>, PictureError> {
    pdf::write(&layout::pages(sheet, theme), fonts)
}
