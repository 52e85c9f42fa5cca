//! Scenes as the pages of a PDF.

use std::io::Write;

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect as Area, Transform};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

use super::colour::Colour;
use super::error::PictureError;
use super::font::{Face, Fonts};
use super::scene::{Align, Rect, Scene, Shape, Step, Style, Text};

/// Points of a CSS pixel.
const POINT: f32 = 0.75;

/// Writes scenes, one a page.
pub(super) fn write(scenes: &[Scene], fonts: &Fonts, mut out: impl Write) -> Result<(), PictureError> {
    let faces = fonts.choose(scenes)?;
    let regular: Vec<_> = faces.regular.iter().filter_map(Letters::new).collect();
    let bold: Vec<_> = faces.bold.iter().filter_map(Letters::new).collect();
    let mut document = Document::new();
    if let Some(first) = scenes.first() {
        let metadata = Metadata::new().title(first.title.clone()).description(first.description.clone());
        document.set_metadata(metadata.language(first.language.into()));
    }
    for scene in scenes {
        let (width, height) = (single(scene.width), single(scene.height));
        let size = PageSettings::from_wh(width * POINT, height * POINT);
        let mut page = document.start_page_with(size.ok_or_else(|| failed("a page has no size"))?);
        Painter { surface: page.surface(), regular: &regular, bold: &bold }.page(scene);
        page.finish();
    }
    // Its fonts have what all pages show.
    let bytes = document.finish().map_err(|error| failed(&format!("{error:?}")))?;
    out.write_all(&bytes).map_err(|error| failed(&error.to_string()))
}

fn failed(why: &str) -> PictureError {
    PictureError::Drawing(why.to_owned())
}

fn single(value: f64) -> f32 {
    #[expect(clippy::cast_possible_truncation, reason = "a place on a page")]
    let single = value as f32;
    single
}

fn paint(colour: Colour) -> krilla::paint::Paint {
    let [red, green, blue] = colour.channels();
    rgb::Color::new(red, green, blue).into()
}

/// A font and what its characters look like.
struct Letters<'a> {
    font: Font,
    face: FontRef<'a>,
}

impl<'a> Letters<'a> {
    fn new(face: &'a Face) -> Option<Self> {
        let font = Font::new(std::sync::Arc::clone(&face.bytes).into(), face.index)?;
        Some(Self { font, face: FontRef::from_index(face.bytes.as_ref().as_ref(), face.index).ok()? })
    }

    fn has(&self, character: char) -> bool {
        self.face.charmap().map(character).is_some()
    }

    /// The glyphs of a text, one a character, and how wide they are together, as shares of the size.
    fn shape(&self, text: &str) -> (Vec<KrillaGlyph>, f32) {
        let (charmap, metrics) =
            (self.face.charmap(), self.face.glyph_metrics(Size::new(1.0), LocationRef::default()));
        let mut width = 0.0;
        let glyph = |(at, character): (usize, char)| {
            let glyph = charmap.map(character)?;
            let advance = metrics.advance_width(glyph)?;
            width += advance;
            let range = at..at + character.len_utf8();
            Some(KrillaGlyph::new(GlyphId::new(glyph.to_u32()), advance, 0.0, 0.0, 0.0, range, None))
        };
        let glyphs = text.char_indices().filter_map(glyph).collect();
        (glyphs, width)
    }
}

struct Painter<'p, 'a> {
    surface: Surface<'p>,
    regular: &'p [Letters<'a>],
    bold: &'p [Letters<'a>],
}

impl Painter<'_, '_> {
    fn page(mut self, scene: &Scene) {
        self.surface.push_transform(&Transform::from_scale(POINT, POINT));
        let background = Style::filled(scene.background);
        self.shape(&Shape::rect((0.0, 0.0), (scene.width, scene.height), background));
        scene.shapes.iter().for_each(|shape| self.shape(shape));
        self.surface.pop();
        self.surface.finish();
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Rect(rect, style) => self.path(rect_path(rect), style),
            Shape::Path(steps, style) => self.path(path(steps), style),
            Shape::Text(text) => self.text(text),
            Shape::Named(_, shapes) => shapes.iter().for_each(|shape| self.shape(shape)),
        }
    }

    fn path(&mut self, path: Option<Path>, style: &Style) {
        let Some(path) = path else { return };
        self.surface.set_fill(style.fill.map(|colour| Fill { paint: paint(colour), ..Fill::default() }));
        self.surface.set_stroke(style.stroke.map(|stroke| Stroke {
            paint: paint(stroke.colour),
            width: single(stroke.width),
            dash: stroke.is_dashed.then(|| StrokeDash { array: vec![4.0, 3.0], offset: 0.0 }),
            ..Stroke::default()
        }));
        self.surface.draw_path(&path);
    }

    /// Draws runs of characters that one font has.
    fn text(&mut self, text: &Text) {
        let letters = if text.is_bold { self.bold } else { self.regular };
        let size = single(text.size);
        let runs: Vec<_> = runs(&text.content, letters)
            .into_iter()
            .filter_map(|(at, run)| letters.get(at).map(|letters| (letters, run, letters.shape(run))))
            .collect();
        let width: f32 = runs.iter().map(|(_, _, (_, width))| width * size).sum();
        let mut x = match text.align {
            Align::Start => single(text.x),
            Align::Middle => single(text.x) - width / 2.0,
            Align::End => single(text.x) - width,
        };
        self.surface.set_fill(Some(Fill { paint: paint(text.colour), ..Fill::default() }));
        self.surface.set_stroke(None);
        for (letters, run, (glyphs, width)) in runs {
            let start = Point::from_xy(x, single(text.y));
            self.surface.draw_glyphs(start, &glyphs, letters.font.clone(), run, size, false);
            x += width * size;
        }
    }
}

/// The parts of a text with the first font that has each; what none has, such as a space that joins nothing,
/// goes with the part before it.
fn runs<'t>(text: &'t str, letters: &[Letters]) -> Vec<(usize, &'t str)> {
    let mut runs: Vec<(usize, std::ops::Range<usize>)> = Vec::new();
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
        let current = runs.last().map_or(0, |(font, _)| *font);
        let font = letters.iter().position(|letters| letters.has(character)).unwrap_or(current);
        match runs.last_mut() {
            Some((last, range)) if *last == font => range.end = end,
            Some(_) | None => runs.push((font, at..end)),
        }
    }
    runs.into_iter().filter_map(|(font, range)| Some((font, text.get(range)?))).collect()
}

fn path(steps: &[Step]) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for step in steps {
        match *step {
            Step::Move(x, y) => builder.move_to(single(x), single(y)),
            Step::Line(x, y) => builder.line_to(single(x), single(y)),
            Step::Curve(by_x, by_y, x, y) => {
                builder.quad_to(single(by_x), single(by_y), single(x), single(y));
            }
            Step::Close => builder.close(),
        }
    }
    builder.finish()
}

fn rect_path(rect: &Rect) -> Option<Path> {
    let Rect { x, y, width, height, radius } = *rect;
    if radius == 0.0 {
        let mut builder = PathBuilder::new();
        builder.push_rect(Area::from_xywh(single(x), single(y), single(width), single(height))?);
        return builder.finish();
    }
    let (right, bottom) = (x + width, y + height);
    path(&[
        Step::Move(x + radius, y),
        Step::Line(right - radius, y),
        Step::Curve(right, y, right, y + radius),
        Step::Line(right, bottom - radius),
        Step::Curve(right, bottom, right - radius, bottom),
        Step::Line(x + radius, bottom),
        Step::Curve(x, bottom, x, bottom - radius),
        Step::Line(x, y + radius),
        Step::Curve(x, y, x + radius, y),
        Step::Close,
    ])
}
