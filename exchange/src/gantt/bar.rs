//! What a row has in the chart: its bar, bracket or diamond, its baseline, forecast and deadline, how late it
//! is.

use schedule::{Edge, Firmness, LateStatus};

use super::colour::{Colour, Palette};
use super::measure::{SMALL, cut, width};
use super::scale::Scale;
use super::scene::{Shape, Style};
use crate::{Deadline, Row, RowKind, Sheet, Span};

/// How tall a row is.
pub(super) const ROW: f64 = 24.0;
/// Where in a row its bar begins, and how tall it is.
const BAR: (f64, f64) = (5.0, 11.0);
/// The same of the baseline's.
const BASELINE: (f64, f64) = (18.5, 3.0);
/// How far the corners of a diamond are from its middle.
pub(super) const DIAMOND: f64 = 6.5;
/// The least that a bar is wide.
const THINNEST: f64 = 2.0;
/// The most that a label beside a bar is wide.
const LABEL: f64 = 190.0;

/// Draws rows of a sheet in a chart.
#[derive(Clone, Copy)]
pub(super) struct Bars<'a> {
    pub sheet: &'a Sheet,
    pub scale: &'a Scale,
    pub palette: &'a Palette,
    /// By row: whether the lateness of others began there.
    pub causes: &'a [bool],
}

/// Whether a row is late or will be.
pub(super) fn is_late(row: &Row) -> bool {
    match row.late_status {
        LateStatus::Late | LateStatus::AtRisk => true,
        LateStatus::Done
        | LateStatus::DoneLate
        | LateStatus::Behind
        | LateStatus::OnTrack
        | LateStatus::Ahead
        | LateStatus::NotDue => false,
    }
}

/// The middle of a row's bar.
pub(super) fn middle(top: f64) -> f64 {
    top + BAR.0 + BAR.1 / 2.0
}

/// Where a bar begins and ends; an event has both at one place.
pub(super) fn extent(scale: &Scale, kind: RowKind, span: Span) -> (f64, f64) {
    match kind {
        RowKind::Milestone(Edge::StartOfDay) => (scale.opening(span.start), scale.opening(span.start)),
        RowKind::Milestone(Edge::EndOfDay) => (scale.closing(span.start), scale.closing(span.start)),
        RowKind::Task | RowKind::Phase => {
            let from = scale.opening(span.start);
            (from, scale.closing(span.finish).max(from + THINNEST))
        }
    }
}

/// Where it is headed, if that is not where it is planned and it is not done.
fn changed_forecast(row: &Row, span: Span) -> Option<Span> {
    let is_open = row.actual_finish.is_none() && row.progress < 100;
    row.forecast.filter(|forecast| is_open && *forecast != span)
}

impl Bars<'_> {
    /// Everything that a row has in the chart, under its name; nothing without dates.
    pub fn row(&self, row: &Row, top: f64) -> Option<Shape> {
        let span = row.planned?;
        let mut shapes = Vec::with_capacity(8);
        self.baseline(row, top, &mut shapes);
        match row.kind {
            RowKind::Task => self.task(row, span, top, &mut shapes),
            RowKind::Phase => self.phase(row, span, top, &mut shapes),
            RowKind::Milestone(_) => self.milestone(row, span, top, &mut shapes),
        }
        self.deadline(row, top, &mut shapes);
        self.label(row, span, top, &mut shapes);
        Some(Shape::Named(self.name(row, span), shapes))
    }

    fn colour(&self, row: &Row) -> Colour {
        let department = row.department.and_then(|at| Some((at, self.sheet.departments.get(at)?)));
        department.map_or(self.palette.faint, |(at, department)| {
            self.palette.of_department(at, department.colour.as_deref())
        })
    }

    fn task(&self, row: &Row, span: Span, top: f64, shapes: &mut Vec<Shape>) {
        let (from, to) = extent(self.scale, row.kind, span);
        let (y, height) = (top + BAR.0, BAR.1);
        let colour = self.colour(row);
        let pale = colour.mix(self.palette.background, 0.62);
        shapes.push(Shape::rounded((from, y), (to - from, height), Style::filled(pale)));
        if row.progress > 0 {
            let done = (to - from) * f64::from(row.progress.min(100)) / 100.0;
            shapes.push(Shape::rounded((from, y), (done, height), Style::filled(colour)));
        }
        let (outline, thickness) = if row.is_critical { (self.palette.ink, 1.6) } else { (colour, 0.8) };
        shapes.push(Shape::rounded((from, y), (to - from, height), Style::line(outline, thickness)));
        if let Some(forecast) = changed_forecast(row, span) {
            let (from, to) = extent(self.scale, row.kind, forecast);
            let style = Style::dashed(self.forecast_colour(row), 1.2);
            shapes.push(Shape::rounded((from, y - 2.0), (to - from, height + 4.0), style));
        }
    }

    fn phase(&self, row: &Row, span: Span, top: f64, shapes: &mut Vec<Shape>) {
        let (from, to) = extent(self.scale, row.kind, span);
        let (y, foot) = (top + BAR.0, 5.0_f64.min((to - from) / 2.0));
        let colour = if is_late(row) { self.palette.late } else { self.palette.ink };
        let bracket = [
            (from, y),
            (to, y),
            (to, y + 10.0),
            (to - foot, y + 5.0),
            (from + foot, y + 5.0),
            (from, y + 10.0),
        ];
        shapes.push(Shape::polygon(&bracket, Style::filled(colour.mix(self.palette.background, 0.45))));
        let done = (to - from) * f64::from(row.progress.min(100)) / 100.0;
        if done > 0.0 {
            shapes.push(Shape::rect((from, y), (done, 5.0), Style::filled(colour)));
        }
        if let Some(forecast) = changed_forecast(row, span).filter(|late| late.finish > span.finish) {
            let end = self.scale.closing(forecast.finish);
            let style = Style::dashed(self.forecast_colour(row), 1.2);
            shapes.push(Shape::line((to, y + 2.5), (end, y + 2.5), style));
        }
    }

    fn milestone(&self, row: &Row, span: Span, top: f64, shapes: &mut Vec<Shape>) {
        let (x, y) = (extent(self.scale, row.kind, span).0, middle(top));
        let fill = if row.progress >= 100 { self.palette.ink } else { self.palette.background };
        let colour = if is_late(row) { self.palette.late } else { self.palette.ink };
        let thickness = if row.is_critical { 2.2 } else { 1.2 };
        if let Some(forecast) = changed_forecast(row, span) {
            let (late, _) = extent(self.scale, row.kind, forecast);
            shapes.push(Shape::line((x, y), (late, y), Style::dashed(colour, 1.2)));
            shapes.push(Shape::diamond((late, y), DIAMOND, Style::dashed(colour, 1.2)));
        }
        shapes.push(Shape::diamond((x, y), DIAMOND, Style::filled(fill).outlined(colour, thickness)));
    }

    fn baseline(&self, row: &Row, top: f64, shapes: &mut Vec<Shape>) {
        let Some(span) = row.baseline else { return };
        let (from, to) = extent(self.scale, row.kind, span);
        let (from, to) = if from < to { (from, to) } else { (from - 3.0, to + 3.0) };
        let style = Style::filled(self.palette.baseline);
        shapes.push(Shape::rect((from, top + BASELINE.0), (to - from, BASELINE.1), style));
    }

    fn deadline(&self, row: &Row, top: f64, shapes: &mut Vec<Shape>) {
        let Some(Deadline { date, firmness }) = row.deadline else { return };
        let is_missed = row.forecast.is_some_and(|forecast| forecast.finish > date);
        let colour = if is_missed { self.palette.late } else { self.palette.ink };
        let fill = match firmness {
            Firmness::Firm => colour,
            Firmness::Soft => self.palette.background,
        };
        let (x, y) = (self.scale.closing(date), top + 2.0);
        let style = Style::filled(fill).outlined(colour, 1.0);
        shapes.push(Shape::line((x, y), (x, top + ROW - 3.0), Style::line(colour, 1.2)));
        shapes.push(Shape::polygon(&[(x, y), (x - 7.0, y + 3.5), (x, y + 7.0)], style));
    }

    /// By how many days it is late and where that began, after the bar or, where that has no room, before it.
    fn label(&self, row: &Row, span: Span, top: f64, shapes: &mut Vec<Shape>) {
        let Some((text, is_cause)) = self.label_text(row) else { return };
        let (mut from, mut to) = extent(self.scale, row.kind, span);
        for other in [row.forecast, row.deadline.map(|at| Span { start: at.date, finish: at.date })] {
            let Some((start, end)) = other.map(|span| extent(self.scale, row.kind, span)) else { continue };
            (from, to) = (from.min(start), to.max(end));
        }
        let dot = if is_cause { 11.0 } else { 0.0 };
        let wide = width(&text, SMALL) + dot;
        let reach = if matches!(row.kind, RowKind::Milestone(_)) { DIAMOND + 4.0 } else { 6.0 };
        let x = if to + reach + wide <= self.scale.right() { to + reach } else { from - reach - wide };
        let (backing, y) = (Style::filled(self.palette.background), middle(top));
        shapes.push(Shape::rounded((x - 2.0, y - 6.5), (wide + 4.0, 13.0), backing));
        if is_cause {
            shapes.push(Shape::diamond((x + 4.0, y), 4.0, Style::filled(self.palette.late)));
        }
        shapes.push(Shape::text((x + dot, y + 3.8), SMALL, self.palette.late, text).bold(is_cause));
    }

    fn label_text(&self, row: &Row) -> Option<(String, bool)> {
        if !is_late(row) || row.kind == RowKind::Phase {
            return None;
        }
        let at = row.root_cause.and_then(|at| Some((at, self.sheet.rows.get(at)?)));
        let other = at.filter(|(_, cause)| cause.number != row.number);
        let is_cause = other.is_none() && at.is_some_and(|(at, _)| self.causes.get(at) == Some(&true));
        let days =
            if row.delay_days > 0 { self.sheet.language.late_days(row.delay_days) } else { "!".into() };
        let text = match other {
            Some((_, cause)) => format!("{days} ← {} {}", cause.wbs, cause.title),
            None => days,
        };
        Some((cut(&text, SMALL, LABEL), is_cause))
    }

    fn forecast_colour(&self, row: &Row) -> Colour {
        if is_late(row) { self.palette.late } else { self.palette.faint }
    }

    /// What a reader who points at it or cannot see it is told.
    fn name(&self, row: &Row, span: Span) -> String {
        let language = self.sheet.language;
        let (start, finish) = (language.full_day(span.start), language.full_day(span.finish));
        let late = self.label_text(row).map(|(text, _)| format!(", {text}")).unwrap_or_default();
        let dates = if start == finish { start } else { format!("{start} – {finish}") };
        format!("{} {}: {dates}, {} %{late}", row.wbs, row.title, row.progress)
    }
}
