//! A plan as PNG.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::colour::Theme;
use super::error::PictureError;
use super::font::Fonts;
use super::{layout, svg};
use crate::Sheet;

/// The most pixels that a picture has, four bytes each.
const MOST_PIXELS: f64 = 24_000_000.0;
/// Pixels of a CSS pixel where there is room for so many.
const SHARPEST: f32 = 2.0;

/// Draws as many levels of a plan's outline as there is room for.
pub(super) fn draw(sheet: &Sheet, theme: Theme, fonts: &Fonts) -> Result<Vec<u8>, PictureError> {
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
    let tree = Tree::from_str(&svg::write(&scene), &options);
    let tree = tree.map_err(|error| PictureError::Drawing(error.to_string()))?;
    let pixmap = Pixmap::new(size(scene.width, scale), size(scene.height, scale));
    let mut pixmap = pixmap.ok_or_else(|| PictureError::Drawing("it has no pixels".into()))?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| PictureError::Drawing(error.to_string()))
}
