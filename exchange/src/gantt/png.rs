//! A plan as PNG, drawn and compressed a band of rows at a time: a picture of 24 million pixels takes the memory
//! of one band.

use std::io::Write;
use std::sync::Arc;

use png::{ColorType, Encoder};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::colour::Theme;
use super::error::PictureError;
use super::font::Fonts;
use super::scene::Scene;
use super::{layout, svg};
use crate::Sheet;

/// The most pixels that a picture has.
const MOST_PIXELS: f64 = 24_000_000.0;
/// Pixels of a band, four bytes each.
const BAND_PIXELS: u32 = 2_000_000;
/// Rows that are drawn beyond a band: where a shape is cut off, its edges come out otherwise.
const OVERLAP: u32 = 4;
/// Pixels of a CSS pixel where there is room for so many.
const SHARPEST: f32 = 2.0;

/// Draws as many levels of a plan's outline as there is room for.
pub(super) fn draw(sheet: &Sheet, theme: Theme, fonts: &Fonts, out: impl Write) -> Result<(), PictureError> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes saturate")]
    let size = |length: f64, scale: f32| (length * f64::from(scale)).ceil() as u32;
    let scene = layout::folded(sheet, theme, |(width, height)| width * height <= MOST_PIXELS);
    let scene = scene.map_err(|(width, height)| {
        let rows = sheet.rows.iter().filter(|row| row.depth == 0).count();
        PictureError::TooLarge { rows, width: size(width, 1.0), height: size(height, 1.0) }
    })?;
    #[expect(clippy::cast_possible_truncation, reason = "a scale near 1")]
    let scale = ((MOST_PIXELS / (scene.width * scene.height)).sqrt() as f32).min(SHARPEST);
    let faces = fonts.choose(std::slice::from_ref(&scene))?;
    let options = Options { fontdb: Arc::new(faces.database()), ..Options::default() };
    let (width, height) = (size(scene.width, scale), size(scene.height, scale));
    let mut encoder = Encoder::new(out, width, height);
    // Nothing shows through.
    encoder.set_color(ColorType::Rgb);
    let mut writer = encoder.write_header().map_err(|why| failed(&why))?;
    let mut writer = writer.stream_writer().map_err(|why| failed(&why))?;
    let rows = (BAND_PIXELS / width.max(1)).clamp(1, height.max(1));
    let mut band = Pixmap::new(width, rows + 2 * OVERLAP).ok_or_else(|| failed(&"it has no pixels"))?;
    let mut opaque = Vec::new();
    for top in (0..height).step_by(rows as usize) {
        draw_band(&scene, (top, rows), scale, (&options, &mut band))?;
        let (before, pixels) = (OVERLAP * width, rows.min(height - top) * width);
        let pixels = band.pixels().iter().skip(before as usize).take(pixels as usize);
        opaque.clear();
        opaque.extend(pixels.flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]));
        writer.write_all(&opaque).map_err(|why| failed(&why))?;
    }
    writer.finish().map_err(|why| failed(&why))
}

/// Draws the rows of pixels from `top` on.
fn draw_band(
    scene: &Scene,
    (top, rows): (u32, u32),
    scale: f32,
    (options, band): (&Options<'_>, &mut Pixmap),
) -> Result<(), PictureError> {
    // Of the last row there may be but a part.
    let [red, green, blue] = scene.background.channels();
    band.fill(Color::from_rgba8(red, green, blue, u8::MAX));
    let [from, to] =
        [top.saturating_sub(OVERLAP), top + rows + OVERLAP].map(|row| f64::from(row) / f64::from(scale));
    let tree = Tree::from_str(&svg::write_rows(scene, from..to), options).map_err(|why| failed(&why))?;
    #[expect(clippy::cast_precision_loss, reason = "a picture has fewer rows than a float has whole numbers")]
    let place = Transform::from_scale(scale, scale).post_translate(0.0, OVERLAP as f32 - top as f32);
    resvg::render(&tree, place, &mut band.as_mut());
    Ok(())
}

fn failed(why: &impl ToString) -> PictureError {
    PictureError::Drawing(why.to_string())
}
