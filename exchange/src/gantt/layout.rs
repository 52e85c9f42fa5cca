//! Where everything is: one tall picture for a screen, or pages for paper.

use super::bar::{Bars, ROW};
use super::colour::{Palette, Theme};
use super::header::{counts, header, legend};
use super::link::arrow;
use super::look::{A3, Look};
use super::mark::{self, Mark, days_off, marks};
use super::measure::{SMALL, TEXT, width};
use super::page::{Line, paginate};
use super::scale::{Scale, Unit};
use super::scene::{Align, Scene, Shape, Style};
use super::table::Table;
use crate::{Link, RowKind, Sheet, Span};

/// Around everything.
const MARGIN: f64 = 28.0;
/// How tall a line of the time scale is.
const TIER: f64 = 18.0;
/// On a screen a day is no narrower, unless the chart would be wider than this.
const SCREEN: (f64, f64) = (2.0, 6000.0);

/// What is the same on all pages.
struct Layout<'a> {
    sheet: &'a Sheet,
    palette: Palette,
    table: Table,
    scale: Scale,
    marks: Vec<Mark>,
    causes: Vec<bool>,
    look: Look,
}

/// What a picture shows of the plan.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// All of it.
    Whole,
    /// Its outline down to a level: 1 is the top.
    Levels(usize),
    /// A page of some.
    Page(usize, usize),
}

/// One picture of everything, as tall as it takes.
pub(super) fn screen(sheet: &Sheet, theme: Theme, look: Look) -> Scene {
    Layout::of_screen(sheet, theme, look).scene(&to_level(sheet, usize::MAX), Part::Whole)
}

/// One picture of as many levels of the outline as fit; the size of the top level alone, if it does not.
pub(super) fn folded(
    sheet: &Sheet,
    theme: Theme,
    fits: impl Fn((f64, f64)) -> bool,
) -> Result<Scene, (f64, f64)> {
    let layout = Layout::of_screen(sheet, theme, Look::Whole);
    let deepest = sheet.rows.iter().map(|row| usize::from(row.depth) + 1).max().unwrap_or(1);
    let levels = (1..=deepest).rev().map(|level| (level, to_level(sheet, level)));
    let mut fitting = levels.filter(|(_, lines)| fits(layout.size(lines)));
    match fitting.next() {
        Some((level, lines)) if level == deepest => Ok(layout.scene(&lines, Part::Whole)),
        Some((level, lines)) => Ok(layout.scene(&lines, Part::Levels(level))),
        None => Err(layout.size(&to_level(sheet, 1))),
    }
}

/// The rows of the levels down to one: 1 is the top.
fn to_level(sheet: &Sheet, level: usize) -> Vec<Line> {
    let rows = sheet.rows.iter().enumerate().filter(|(_, row)| usize::from(row.depth) < level);
    rows.map(|(at, _)| Line::row(at)).collect()
}

/// A3 pages, each with its header and time scale; a phase begins a page where it does not fit on the rest of
/// one.
pub(super) fn pages(sheet: &Sheet, theme: Theme) -> Vec<Scene> {
    let layout = Layout::new(sheet, theme, Look::Whole, |fitting, _| fitting);
    let pages = paginate(&sheet.rows, layout.rows_of_page());
    let count = pages.len();
    pages.iter().zip(1..).map(|(lines, number)| layout.scene(lines, Part::Page(number, count))).collect()
}

/// First and last day that anything is shown on.
fn span_of(sheet: &Sheet) -> Span {
    let days = |span: Span| [span.start, span.finish];
    let of_rows = sheet.rows.iter().flat_map(|row| {
        let spans = [row.planned, row.baseline, row.forecast].into_iter().flatten().flat_map(days);
        spans.chain(row.deadline.map(|deadline| deadline.date))
    });
    let of_anchors = sheet.anchors.iter().map(|anchor| anchor.date);
    let start = Span { start: sheet.campaign.start, finish: sheet.campaign.start };
    let all = of_rows.chain(of_anchors);
    all.fold(start, |span, day| Span { start: span.start.min(day), finish: span.finish.max(day) })
}

impl<'a> Layout<'a> {
    /// `width_of` says how wide the chart is, from what is left of a page and the number of days.
    fn new(sheet: &'a Sheet, theme: Theme, look: Look, width_of: impl Fn(f64, f64) -> f64) -> Self {
        let table = Table::new(sheet, MARGIN, look);
        let span = span_of(sheet);
        let fitting = look.page_width() - MARGIN - table.right;
        let days = i32::try_from((span.finish - span.start).num_days()).map_or(0.0, f64::from);
        let scale = Scale::new((span.start, span.finish), table.right, width_of(fitting, days));
        let mut causes = vec![false; sheet.rows.len()];
        for (at, row) in sheet.rows.iter().enumerate() {
            let of_another = row.root_cause.filter(|cause| *cause != at);
            if let Some(cause) = of_another.and_then(|cause| causes.get_mut(cause)) {
                *cause = true;
            }
        }
        let marks = marks(sheet, &scale);
        Self { sheet, palette: theme.palette(), table, scale, marks, causes, look }
    }

    /// For a screen: a day is no narrower than can be told.
    fn of_screen(sheet: &'a Sheet, theme: Theme, look: Look) -> Self {
        let fewest = |days: f64| (days * SCREEN.0).min(SCREEN.1);
        Self::new(sheet, theme, look, |fitting, days| fewest(days).max(fitting))
    }

    /// Where the rows end, of so many.
    fn bottom(&self, lines: &[Line]) -> f64 {
        let (_, _, rows) = self.tops();
        rows + u32::try_from(lines.len().max(1)).map_or(0.0, f64::from) * ROW
    }

    /// How wide and tall a picture of these lines is.
    fn size(&self, lines: &[Line]) -> (f64, f64) {
        (self.scale.right() + MARGIN, self.bottom(lines) + MARGIN)
    }

    /// Where the time scale begins, the labels of marks, and the rows.
    fn tops(&self) -> (f64, f64, f64) {
        let scale = MARGIN + self.look.header_height();
        let labels = scale + 2.0 * TIER;
        (scale, labels, labels + mark::height(&self.marks) + 4.0)
    }

    fn rows_of_page(&self) -> usize {
        let (_, _, rows) = self.tops();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the rows of a page")]
        let count = ((A3.1 - MARGIN - rows) / ROW).floor() as usize;
        count
    }

    fn scene(&self, lines: &[Line], part: Part) -> Scene {
        let (sheet, language, bottom) = (self.sheet, self.sheet.language, self.bottom(lines));
        let (width, height) = match (self.size(lines), part) {
            ((width, _), Part::Page(..)) => (width, A3.1),
            (size, Part::Whole | Part::Levels(_)) => size,
        };
        let mut shapes = Vec::with_capacity(lines.len() * 10);
        let said = match part {
            Part::Whole | Part::Page(_, 1) => None,
            Part::Page(page, count) => Some(language.page(page, count)),
            Part::Levels(level) => Some(language.levels(level, (lines.len(), sheet.rows.len()))),
        };
        let edges = (MARGIN, self.scale.right(), MARGIN);
        shapes.extend(match self.look {
            Look::Whole => header(sheet, edges, said, &self.palette),
            Look::Inline => legend(sheet, (MARGIN, MARGIN), &self.palette),
        });
        self.background(lines, bottom, &mut shapes);
        let ((_, labels, _), palette) = (self.tops(), &self.palette);
        shapes.extend(self.marks.iter().map(|mark| mark.line((labels, bottom), palette)));
        shapes.extend(self.marks.iter().flat_map(|mark| mark.label(labels, palette)));
        self.links(lines, &mut shapes);
        self.rows(lines, &mut shapes);
        let (work, late) = counts(sheet);
        Scene {
            width,
            height,
            title: format!("{} · {}", sheet.campaign.key, sheet.campaign.name),
            description: format!(
                "{} {}. {}.",
                language.words().as_of,
                language.full_day(sheet.as_of),
                language.summary(work, late)
            ),
            language: language.tag(),
            background: self.palette.background,
            shapes,
        }
    }

    /// Bands of phases, days off, the grid, the time scale and headings.
    fn background(&self, lines: &[Line], bottom: f64, shapes: &mut Vec<Shape>) {
        let (palette, (scale_top, _, rows)) = (&self.palette, self.tops());
        let wide = self.scale.right() - MARGIN;
        let phases = each_top(rows, lines)
            .filter(|(line, _)| self.sheet.rows.get(line.row).is_some_and(|row| row.kind == RowKind::Phase));
        let band = |top| Shape::rect((MARGIN, top), (wide, ROW), Style::filled(palette.band));
        shapes.extend(phases.map(|(_, top)| band(top)));
        shapes.extend(days_off(self.sheet, &self.scale, (rows, bottom), palette));
        let grid = Style::line(palette.grid, 1.0);
        for (_, top) in each_top(rows, lines) {
            shapes.push(Shape::line((MARGIN, top), (MARGIN + wide, top), grid));
        }
        shapes.push(Shape::line((MARGIN, bottom), (MARGIN + wide, bottom), grid));
        self.time_scale(bottom, shapes);
        let baseline = scale_top + 2.0 * TIER - 5.0;
        shapes.extend(self.table.headings(self.sheet.language, baseline, palette.faint));
    }

    /// Two lines of cells; the upper one's borders run down through the rows.
    fn time_scale(&self, bottom: f64, shapes: &mut Vec<Shape>) {
        let (palette, (scale_top, _, _)) = (&self.palette, self.tops());
        let (upper, lower) = self.scale.units();
        for (unit, top, is_upper) in [(upper, scale_top, true), (lower, scale_top + TIER, false)] {
            let (size, colour) = if is_upper { (TEXT, palette.ink) } else { (SMALL, palette.faint) };
            let fits = |label: &str, room: f64| width(label, size) + 3.0 <= room;
            for cell in self.scale.cells(unit, self.sheet.language, fits) {
                let down = if is_upper { bottom } else { top + TIER };
                shapes.push(Shape::line((cell.from, top), (cell.from, down), Style::line(palette.grid, 1.0)));
                // The number of a week is that of its Monday.
                let (x, align) = match unit {
                    Unit::Week => (cell.from + 3.0, Align::Start),
                    Unit::Day | Unit::Month | Unit::MonthOfYear | Unit::Quarter | Unit::Year => {
                        (f64::midpoint(cell.from, cell.to), Align::Middle)
                    }
                };
                shapes.push(Shape::text((x, top + 13.0), size, colour, cell.label).align(align));
            }
        }
    }

    fn rows(&self, lines: &[Line], shapes: &mut Vec<Shape>) {
        let (palette, words) = (&self.palette, self.sheet.language.words());
        let (_, _, top) = self.tops();
        let (sheet, scale, causes) = (self.sheet, &self.scale, self.causes.as_slice());
        let bars = Bars { sheet, scale, palette, causes };
        for (line, top) in each_top(top, lines) {
            let Some(row) = sheet.rows.get(line.row) else { continue };
            let note = if line.is_continued { format!(" ({})", words.continued) } else { String::new() };
            shapes.extend(self.table.row(sheet, row, top + 15.5, (palette, &note)));
            shapes.extend(bars.row(row, top));
        }
        if lines.is_empty() {
            shapes.push(Shape::text((MARGIN, top + 15.5), TEXT, palette.faint, words.nothing));
        }
    }

    /// The links between rows of these lines.
    fn links(&self, lines: &[Line], shapes: &mut Vec<Shape>) {
        let (_, _, top) = self.tops();
        let mut tops: Vec<Option<f64>> = vec![None; self.sheet.rows.len()];
        for (line, top) in each_top(top, lines).filter(|(line, _)| !line.is_continued) {
            if let Some(place) = tops.get_mut(line.row) {
                *place = Some(top);
            }
        }
        let top_of = |row: usize| tops.get(row).copied().flatten();
        let (critical, others): (Vec<&Link>, Vec<&Link>) =
            self.sheet.links.iter().partition(|link| link.is_critical);
        for link in others.into_iter().chain(critical) {
            let (Some(from), Some(to)) = (top_of(link.predecessor), top_of(link.successor)) else { continue };
            shapes.extend(
                arrow((self.sheet, link), (from, to), (&self.scale, &self.palette)).into_iter().flatten(),
            );
        }
    }
}

/// Lines with where each begins.
fn each_top(top: f64, lines: &[Line]) -> impl Iterator<Item = (&Line, f64)> {
    lines.iter().zip(0_u32..).map(move |(line, at)| (line, top + f64::from(at) * ROW))
}
