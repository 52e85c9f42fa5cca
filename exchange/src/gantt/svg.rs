//! A scene as SVG.

use std::fmt::Write;
use std::io;
use std::ops::Range;

use super::colour::Colour;
use super::scene::{Align, Rect, Scene, Shape, Step, Style, Text};
use crate::text::pass;

/// Families of text, the first that a machine has; Chinese comes from the second.
pub(super) const FAMILIES: [&str; 3] = ["Noto Sans", "Noto Sans CJK SC", "DejaVu Sans"];

/// Writes a scene.
pub(super) fn write(scene: &Scene, mut out: impl io::Write) -> io::Result<()> {
    let mut svg = Svg::new(scene, Colours::Own);
    for shape in &scene.shapes {
        svg.shape(shape);
        pass(&mut svg.text, &mut out)?;
    }
    svg.end();
    out.write_all(svg.text.as_bytes())
}

/// A scene as text.
pub(super) fn text(scene: &Scene) -> String {
    Svg::of(scene, &scene.shapes, Colours::Own).text
}

/// The same without what is not seen between two heights.
pub(super) fn write_rows(scene: &Scene, rows: Range<f64>) -> String {
    Svg::of(scene, scene.shapes.iter().filter(|shape| shape.is_seen_in(&rows)), Colours::Own).text
}

/// Writes a scene whose colours are custom properties of CSS; with the colours of each, light and dark, by
/// its number: `--g0` is the first.  The dark scene is the same one in its other theme.
pub(super) fn write_adaptive(light: &Scene, dark: &Scene) -> (String, Vec<(Colour, Colour)>) {
    let colours = Colours::Properties { dark: dark.colours().into_iter(), pairs: Vec::new() };
    let Svg { text, colours } = Svg::of(light, &light.shapes, colours);
    let pairs = match colours {
        Colours::Own => Vec::new(),
        Colours::Properties { pairs, .. } => pairs,
    };
    (text, pairs)
}

/// How colours are written.
enum Colours {
    /// As they are.
    Own,
    /// As custom properties, one for each pair of a light and a dark colour.
    Properties { dark: std::vec::IntoIter<Colour>, pairs: Vec<(Colour, Colour)> },
}

struct Svg {
    text: String,
    colours: Colours,
}

impl Svg {
    fn of<'a>(scene: &'a Scene, shapes: impl IntoIterator<Item = &'a Shape>, colours: Colours) -> Self {
        let mut svg = Self::new(scene, colours);
        for shape in shapes {
            svg.shape(shape);
        }
        svg.end();
        svg
    }

    fn new(scene: &Scene, colours: Colours) -> Self {
        let mut svg = Self { text: String::new(), colours };
        svg.begin(scene);
        svg
    }

    fn end(&mut self) {
        self.text.push_str("</svg>\n");
    }

    fn begin(&mut self, scene: &Scene) {
        let (width, height) = (scene.width, scene.height);
        self.text.push_str("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\"");
        let families = FAMILIES.map(|family| format!("'{family}'")).join(", ");
        self.push(format_args!(
            " width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" \
                xml:lang=\"{}\" font-family=\"{families}, sans-serif\" aria-label=\"",
            scene.language
        ));
        self.escaped(&scene.title);
        self.text.push_str("\">\n<title>");
        self.escaped(&scene.title);
        self.text.push_str("</title>\n<desc>");
        self.escaped(&scene.description);
        self.text.push_str("</desc>\n");
        let (fill, size) = (Style::filled(scene.background), (width, height));
        self.shape(&Shape::rect((0.0, 0.0), size, fill));
    }

    fn shape(&mut self, shape: &Shape) {
        match shape {
            Shape::Rect(rect, style) => self.rect(rect, style),
            Shape::Path(steps, style) => self.path(steps, style),
            Shape::Text(text) => self.text(text),
            Shape::Named(name, shapes) => {
                self.text.push_str("<g><title>");
                self.escaped(name);
                self.text.push_str("</title>\n");
                for shape in shapes {
                    self.shape(shape);
                }
                self.text.push_str("</g>\n");
            }
        }
    }

    fn rect(&mut self, rect: &Rect, style: &Style) {
        self.text.push_str("<rect");
        let Rect { x, y, width, height, radius } = *rect;
        for (name, value) in [("x", x), ("y", y), ("width", width), ("height", height)] {
            self.attribute(name, value);
        }
        if radius > 0.0 {
            self.attribute("rx", radius);
        }
        self.style(style);
        self.text.push_str("/>\n");
    }

    fn path(&mut self, steps: &[Step], style: &Style) {
        self.text.push_str("<path d=\"");
        for step in steps {
            match *step {
                Step::Move(x, y) => self.step('M', &[x, y]),
                Step::Line(x, y) => self.step('L', &[x, y]),
                Step::Curve(by_x, by_y, x, y) => self.step('Q', &[by_x, by_y, x, y]),
                Step::Close => self.text.push('Z'),
            }
        }
        self.text.push('"');
        self.style(style);
        self.text.push_str("/>\n");
    }

    fn step(&mut self, letter: char, numbers: &[f64]) {
        self.text.push(letter);
        for (at, number) in numbers.iter().enumerate() {
            if at > 0 {
                self.text.push(' ');
            }
            self.number(*number);
        }
    }

    fn text(&mut self, text: &Text) {
        if text.content.is_empty() {
            return;
        }
        self.text.push_str("<text");
        self.attribute("x", text.x);
        self.attribute("y", text.y);
        self.attribute("font-size", text.size);
        self.colour("fill", text.colour);
        match text.align {
            Align::Start => {}
            Align::Middle => self.text.push_str(" text-anchor=\"middle\""),
            Align::End => self.text.push_str(" text-anchor=\"end\""),
        }
        if text.is_bold {
            self.text.push_str(" font-weight=\"bold\"");
        }
        self.text.push('>');
        self.escaped(&text.content);
        self.text.push_str("</text>\n");
    }

    fn style(&mut self, style: &Style) {
        match style.fill {
            Some(colour) => self.colour("fill", colour),
            None => self.text.push_str(" fill=\"none\""),
        }
        if let Some(stroke) = style.stroke {
            self.colour("stroke", stroke.colour);
            self.attribute("stroke-width", stroke.width);
            if stroke.is_dashed {
                self.text.push_str(" stroke-dasharray=\"4 3\"");
            }
        }
    }

    fn attribute(&mut self, name: &str, value: f64) {
        self.text.push(' ');
        self.text.push_str(name);
        self.text.push_str("=\"");
        self.number(value);
        self.text.push('"');
    }

    fn colour(&mut self, name: &str, colour: Colour) {
        match &mut self.colours {
            Colours::Own => self.push(format_args!(" {name}=\"{colour}\"")),
            Colours::Properties { dark, pairs } => {
                let pair = (colour, dark.next().unwrap_or(colour));
                let place = pairs.iter().position(|known| *known == pair).unwrap_or_else(|| {
                    pairs.push(pair);
                    pairs.len() - 1
                });
                self.push(format_args!(" {name}=\"var(--g{place})\""));
            }
        }
    }

    /// To a tenth, which no screen shows more of.
    fn number(&mut self, value: f64) {
        #[expect(clippy::cast_possible_truncation, reason = "a place in a picture, in tenths of a pixel")]
        let tenths = (value * 10.0).round() as i64;
        if tenths < 0 {
            self.text.push('-');
        }
        let tenths = tenths.unsigned_abs();
        self.push(format_args!("{}", tenths / 10));
        if !tenths.is_multiple_of(10) {
            self.push(format_args!(".{}", tenths % 10));
        }
    }

    /// Text that stays text: what XML means something by is escaped, what it cannot contain is replaced.
    fn escaped(&mut self, text: &str) {
        for character in text.chars() {
            match character {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                '\t' | '\n' | '\r' => self.text.push(' '),
                '\u{fffe}' | '\u{ffff}' => self.text.push(char::REPLACEMENT_CHARACTER),
                control if control.is_control() => self.text.push(char::REPLACEMENT_CHARACTER),
                other => self.text.push(other),
            }
        }
    }

    fn push(&mut self, text: std::fmt::Arguments) {
        if self.text.write_fmt(text).is_err() {
            unreachable!("a String takes all that is written to it");
        }
    }
}
