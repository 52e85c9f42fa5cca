//! What a picture consists of: shapes in the order in which they are drawn, the same for every writer.

use std::ops::Range;

use super::colour::Colour;

/// A picture, or one page of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Scene {
    /// Width in CSS pixels, 96 an inch.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
    /// What it shows, in a few words.
    pub title: String,
    /// The same in a sentence or two, for those who do not see it.
    pub description: String,
    /// What its text is written in, as a BCP 47 tag.
    pub language: &'static str,
    pub(super) background: Colour,
    pub(super) shapes: Vec<Shape>,
}

/// Something that is drawn.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Shape {
    Rect(Rect, Style),
    Path(Vec<Step>, Style),
    Text(Text),
    /// Shapes that are one thing, with its name.
    Named(String, Vec<Shape>),
}

/// A rectangle, its corners rounded by `radius`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
    pub radius: f64,
}

/// A step of a path.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Step {
    Move(f64, f64),
    Line(f64, f64),
    /// A curve by way of a control point.
    Curve(f64, f64, f64, f64),
    Close,
}

/// How a shape is filled and outlined.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Style {
    pub fill: Option<Colour>,
    pub stroke: Option<Stroke>,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Stroke {
    pub colour: Colour,
    pub width: f64,
    pub is_dashed: bool,
}

/// A line of text; `y` is its baseline.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Text {
    pub x: f64,
    pub y: f64,
    pub size: f64,
    pub is_bold: bool,
    pub align: Align,
    pub colour: Colour,
    pub content: String,
}

/// Where a text has its `x`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Align {
    Start,
    Middle,
    End,
}

/// How far a shape is seen beyond its outline at most: half of the line that it is drawn with, and its corners.
const OUTLINE: f64 = 8.0;

impl Style {
    pub fn filled(colour: Colour) -> Self {
        Self { fill: Some(colour), stroke: None }
    }

    pub fn line(colour: Colour, width: f64) -> Self {
        Self { fill: None, stroke: Some(Stroke { colour, width, is_dashed: false }) }
    }

    pub fn dashed(colour: Colour, width: f64) -> Self {
        Self { fill: None, stroke: Some(Stroke { colour, width, is_dashed: true }) }
    }

    pub fn outlined(self, colour: Colour, width: f64) -> Self {
        Self { stroke: Some(Stroke { colour, width, is_dashed: false }), ..self }
    }
}

impl Shape {
    pub fn rect((x, y): (f64, f64), (width, height): (f64, f64), style: Style) -> Self {
        Self::Rect(Rect { x, y, width, height, radius: 0.0 }, style)
    }

    pub fn rounded((x, y): (f64, f64), (width, height): (f64, f64), style: Style) -> Self {
        let radius = (width.min(height) / 2.0).min(2.0);
        Self::Rect(Rect { x, y, width, height, radius }, style)
    }

    pub fn line((x, y): (f64, f64), (to_x, to_y): (f64, f64), style: Style) -> Self {
        Self::Path(vec![Step::Move(x, y), Step::Line(to_x, to_y)], style)
    }

    pub fn polygon(corners: &[(f64, f64)], style: Style) -> Self {
        let step = |(at, (x, y)): (usize, &(f64, f64))| match at {
            0 => Step::Move(*x, *y),
            _ => Step::Line(*x, *y),
        };
        Self::Path(corners.iter().enumerate().map(step).chain([Step::Close]).collect(), style)
    }

    /// A diamond around a point.
    pub fn diamond((x, y): (f64, f64), reach: f64, style: Style) -> Self {
        Self::polygon(&[(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)], style)
    }

    pub fn text((x, y): (f64, f64), size: f64, colour: Colour, content: impl Into<String>) -> Self {
        let content = content.into();
        Self::Text(Text { x, y, size, is_bold: false, align: Align::Start, colour, content })
    }

    /// Whether it may be seen between two heights of its picture.
    pub fn is_seen_in(&self, rows: &Range<f64>) -> bool {
        let (top, bottom) = match self {
            Self::Rect(rect, _) => (rect.y, rect.y + rect.height),
            Self::Path(steps, _) => {
                let heights = steps.iter().flat_map(|step| match *step {
                    Step::Move(_, y) | Step::Line(_, y) => [y, y],
                    Step::Curve(_, by_y, _, y) => [by_y, y],
                    Step::Close => [f64::NAN; 2],
                });
                heights.fold((f64::NAN, f64::NAN), |(top, bottom), y| (y.min(top), y.max(bottom)))
            }
            Self::Text(text) => (text.y - text.size, text.y + text.size),
            Self::Named(_, shapes) => return shapes.iter().any(|shape| shape.is_seen_in(rows)),
        };
        top - OUTLINE < rows.end && bottom + OUTLINE > rows.start
    }

    /// The same text, bold where it is so.
    pub fn bold(self, is_bold: bool) -> Self {
        match self {
            Self::Text(text) => Self::Text(Text { is_bold, ..text }),
            Self::Rect(..) | Self::Path(..) | Self::Named(..) => self,
        }
    }

    /// The same text with its `x` elsewhere.
    pub fn align(self, align: Align) -> Self {
        match self {
            Self::Text(text) => Self::Text(Text { align, ..text }),
            Self::Rect(..) | Self::Path(..) | Self::Named(..) => self,
        }
    }
}

impl Scene {
    /// Calls a function with every text, also of named shapes.
    pub(super) fn each_text<'a>(&'a self, mut visit: impl FnMut(&'a Text)) {
        fn walk<'a>(shapes: &'a [Shape], visit: &mut impl FnMut(&'a Text)) {
            for shape in shapes {
                match shape {
                    Shape::Text(text) => visit(text),
                    Shape::Named(_, inner) => walk(inner, visit),
                    Shape::Rect(..) | Shape::Path(..) => {}
                }
            }
        }
        walk(&self.shapes, &mut visit);
    }

    /// The colours of its shapes, in the order in which they are drawn.
    pub(super) fn colours(&self) -> Vec<Colour> {
        fn walk(shapes: &[Shape], colours: &mut Vec<Colour>) {
            for shape in shapes {
                match shape {
                    Shape::Rect(_, Style { fill, stroke }) | Shape::Path(_, Style { fill, stroke }) => {
                        colours.extend(fill.iter().chain(stroke.as_ref().map(|stroke| &stroke.colour)));
                    }
                    // Text of nothing is not drawn.
                    Shape::Text(text) => colours.extend((!text.content.is_empty()).then_some(text.colour)),
                    Shape::Named(_, inner) => walk(inner, colours),
                }
            }
        }
        let mut colours = vec![self.background];
        walk(&self.shapes, &mut colours);
        colours
    }
}
