//! What runs through all rows: days off, the day that the plan is looked at from, anchors.

use chrono::{Datelike, NaiveDate};
use schedule::Edge;

use super::colour::Palette;
use super::measure::{SMALL, cut, width};
use super::scale::Scale;
use super::scene::{Shape, Style};
use crate::{Calendar, Sheet};

/// How tall a line of labels is.
const LANE: f64 = 15.0;
/// The most that a label is wide.
const WIDEST: f64 = 170.0;
/// A day narrower than this is not shaded.
const SHADED: f64 = 1.5;

/// A vertical line with its label.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Mark {
    x: f64,
    label: String,
    kind: Kind,
    /// Which line of labels it is in, from above.
    lane: usize,
    /// Where its label begins.
    label_x: f64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    AsOf,
    Anchor,
    AnchorAtRisk,
}

/// All marks of a sheet with labels that do not overlap.
pub(super) fn marks(sheet: &Sheet, scale: &Scale) -> Vec<Mark> {
    let mut marks = vec![as_of(sheet, scale)];
    for anchor in &sheet.anchors {
        let x = at_edge(scale, anchor.date, anchor.edge);
        let days = (anchor.late_days > 0).then(|| sheet.language.late_days(anchor.late_days));
        let kind = if days.is_some() { Kind::AnchorAtRisk } else { Kind::Anchor };
        let label = [Some(anchor.name.clone()), days].into_iter().flatten().collect::<Vec<_>>().join(" ");
        marks.push(Mark { x, label: cut(&label, SMALL, WIDEST), kind, lane: 0, label_x: x });
    }
    marks.retain(|mark| (scale.left..=scale.right()).contains(&mark.x));
    marks.sort_by(|one, other| one.x.total_cmp(&other.x));
    place_labels(&mut marks, scale);
    marks
}

fn as_of(sheet: &Sheet, scale: &Scale) -> Mark {
    let (x, words) = (scale.closing(sheet.as_of), sheet.language.words());
    let label = format!("{} {}", words.as_of, sheet.language.day(sheet.as_of, false));
    Mark { x, label, kind: Kind::AsOf, lane: 0, label_x: x }
}

fn at_edge(scale: &Scale, day: NaiveDate, edge: Edge) -> f64 {
    match edge {
        Edge::StartOfDay => scale.opening(day),
        Edge::EndOfDay => scale.closing(day),
    }
}

/// Gives each label the first line in which it has room.
fn place_labels(marks: &mut [Mark], scale: &Scale) {
    let mut ends: Vec<f64> = Vec::new();
    for mark in marks {
        let wide = width(&mark.label, SMALL);
        let begin = (mark.x - wide / 2.0).min(scale.right() - wide).max(scale.left);
        let lane = ends.iter().position(|end| *end <= begin).unwrap_or(ends.len());
        ends.resize(ends.len().max(lane + 1), 0.0);
        if let Some(end) = ends.get_mut(lane) {
            *end = begin + wide + 8.0;
        }
        (mark.lane, mark.label_x) = (lane, begin);
    }
}

/// How tall the labels of all marks are.
pub(super) fn height(marks: &[Mark]) -> f64 {
    marks.iter().map(|mark| lane_top(mark.lane + 1)).fold(0.0, f64::max)
}

fn lane_top(lane: usize) -> f64 {
    u32::try_from(lane).map_or(0.0, f64::from) * LANE
}

impl Mark {
    fn top(&self, labels: f64) -> f64 {
        labels + lane_top(self.lane)
    }

    /// Its line, from below its label to the last row.
    pub fn line(&self, (labels, bottom): (f64, f64), palette: &Palette) -> Shape {
        let style = match self.kind {
            Kind::AsOf => Style::dashed(palette.as_of, 1.4),
            Kind::Anchor => Style::line(palette.faint, 1.2),
            Kind::AnchorAtRisk => Style::line(palette.late, 1.6),
        };
        Shape::line((self.x, self.top(labels) + LANE - 1.0), (self.x, bottom), style)
    }

    /// Its label, on top of the lines of others.
    pub fn label(&self, labels: f64, palette: &Palette) -> [Shape; 2] {
        let y = self.top(labels);
        let colour = match self.kind {
            Kind::AsOf => palette.as_of,
            Kind::Anchor => palette.ink,
            Kind::AnchorAtRisk => palette.late,
        };
        let size = (width(&self.label, SMALL) + 4.0, LANE - 1.0);
        let text = Shape::text((self.label_x, y + 11.0), SMALL, colour, self.label.clone());
        let backing = Shape::rect((self.label_x - 2.0, y), size, Style::filled(palette.background));
        [backing, text.bold(self.kind == Kind::AnchorAtRisk)]
    }
}

/// Days off of the campaign's calendar, shaded; none where a day is too narrow to be seen.
pub(super) fn days_off(
    sheet: &Sheet,
    scale: &Scale,
    (top, bottom): (f64, f64),
    palette: &Palette,
) -> Vec<Shape> {
    let Some(calendar) = sheet.calendars.first().filter(|_| scale.per_day >= SHADED) else {
        return Vec::new();
    };
    let mut shapes: Vec<Shape> = Vec::new();
    let mut from: Option<NaiveDate> = None;
    for day in scale.first.iter_days().take_while(|day| *day <= scale.end) {
        let is_off = day < scale.end && !calendar.is_working(day);
        match (from, is_off) {
            (None, true) => from = Some(day),
            (Some(first), false) => {
                let (x, to) = (scale.opening(first), scale.opening(day));
                shapes.push(Shape::rect((x, top), (to - x, bottom - top), Style::filled(palette.off)));
                from = None;
            }
            (None, false) | (Some(_), true) => {}
        }
    }
    shapes
}

impl Calendar {
    /// Whether a day is worked.
    fn is_working(&self, day: NaiveDate) -> bool {
        let exception = self.exceptions.binary_search_by_key(&day, |exception| exception.date);
        if let Some(exception) = exception.ok().and_then(|at| self.exceptions.get(at)) {
            return exception.is_working;
        }
        let weekday = usize::try_from(day.weekday().num_days_from_monday());
        weekday.ok().and_then(|at| self.week.get(at)).copied().unwrap_or(true)
    }
}
