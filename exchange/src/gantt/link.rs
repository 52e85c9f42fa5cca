//! Links as orthogonal arrows with rounded corners.

use schedule::LinkType;

use super::bar::{DIAMOND, ROW, extent, middle};
use super::colour::Palette;
use super::scale::Scale;
use super::scene::{Shape, Step, Style};
use crate::{Link, RowKind, Sheet};

/// How far an arrow leaves a bar sideways before it turns.
const STUB: f64 = 7.0;
/// How far the corners are rounded.
const CORNER: f64 = 4.0;
/// How long the head of an arrow is, and half of how wide.
const HEAD: (f64, f64) = (6.0, 3.2);
/// How far before the end of a bar an arrow leaves it downwards.
const INSET: f64 = 4.0;
/// Half of how tall a bar is.
const HALF_BAR: f64 = 5.5;

/// An end of a bar.
#[derive(Clone, Copy, PartialEq, Debug)]
struct End {
    x: f64,
    y: f64,
    /// 1 for the finish, on the right; −1 for the start.
    side: f64,
    /// How wide the bar is.
    width: f64,
}

/// The arrow of a link between rows whose tops are given; nothing where one of them has no dates.
pub(super) fn arrow(
    (sheet, link): (&Sheet, &Link),
    (from, to): (f64, f64),
    (scale, palette): (&Scale, &Palette),
) -> Option<Vec<Shape>> {
    let (at_finish, to_finish) = match link.link_type {
        LinkType::FinishToStart => (true, false),
        LinkType::StartToStart => (false, false),
        LinkType::FinishToFinish => (true, true),
        LinkType::StartToFinish => (false, true),
    };
    let end = |row: usize, top, is_finish| end_of((sheet, row), top, is_finish, scale);
    let points = route(end(link.predecessor, from, at_finish)?, end(link.successor, to, to_finish)?);
    let (colour, width) = if link.is_critical { (palette.ink, 1.5) } else { (palette.link, 1.0) };
    let head = Shape::polygon(&head(&points)?, Style::filled(colour));
    Some(vec![Shape::Path(rounded(&points), Style::line(colour, width)), head])
}

fn end_of((sheet, row): (&Sheet, usize), top: f64, is_finish: bool, scale: &Scale) -> Option<End> {
    let row = sheet.rows.get(row)?;
    let (start, finish) = extent(scale, row.kind, row.planned?);
    let reach = if matches!(row.kind, RowKind::Milestone(_)) { DIAMOND } else { 0.0 };
    let (x, side) = if is_finish { (finish + reach, 1.0) } else { (start - reach, -1.0) };
    Some(End { x, y: middle(top), side, width: finish - start + 2.0 * reach })
}

/// The corners of an arrow's way.
fn route(from: End, to: End) -> Vec<(f64, f64)> {
    let down = if to.y >= from.y { 1.0 } else { -1.0 };
    if from.side > 0.0 && to.side < 0.0 {
        let leave = from.x - INSET.min(from.width / 2.0);
        if to.x - leave >= STUB + HEAD.0 {
            // Down out of the bar, then along the successor's row.
            return vec![(leave, from.y + down * HALF_BAR), (leave, to.y), (to.x, to.y)];
        }
        if to.x >= from.x - 1.0 {
            // One follows the other at once: into its bar from above.
            let into = (to.x + INSET.min(to.width / 2.0)).max(from.x);
            return vec![(from.x, from.y), (into, from.y), (into, to.y - down * HALF_BAR)];
        }
    }
    let out = from.x + from.side * STUB;
    let arrive = to.x + to.side * (STUB + HEAD.0);
    if from.side.total_cmp(&to.side).is_eq() {
        let turn = if from.side > 0.0 { out.max(arrive) } else { out.min(arrive) };
        return vec![(from.x, from.y), (turn, from.y), (turn, to.y), (to.x, to.y)];
    }
    // Back between the rows.
    let between = to.y - down * (ROW / 2.0 - 0.5);
    vec![(from.x, from.y), (out, from.y), (out, between), (arrive, between), (arrive, to.y), (to.x, to.y)]
}

fn toward((x, y): (f64, f64), (to_x, to_y): (f64, f64), by: f64) -> (f64, f64) {
    let length = (to_x - x).abs() + (to_y - y).abs();
    if length == 0.0 { (x, y) } else { (x + (to_x - x) / length * by, y + (to_y - y) / length * by) }
}

/// A path by way of points, its corners rounded as far as its legs allow.
fn rounded(points: &[(f64, f64)]) -> Vec<Step> {
    let length = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs() + (a.1 - b.1).abs();
    let mut steps: Vec<_> = points.first().map(|(x, y)| Step::Move(*x, *y)).into_iter().collect();
    for corner in points.windows(3) {
        let [before, at, after] = *corner else { continue };
        let radius = CORNER.min(length(before, at) / 2.0).min(length(at, after) / 2.0);
        let ((x, y), (to_x, to_y)) = (toward(at, before, radius), toward(at, after, radius));
        steps.push(Step::Line(x, y));
        steps.push(Step::Curve(at.0, at.1, to_x, to_y));
    }
    if let Some((x, y)) = points.last() {
        steps.push(Step::Line(*x, *y));
    }
    steps
}

/// The triangle at the end of a way.
fn head(points: &[(f64, f64)]) -> Option<[(f64, f64); 3]> {
    let [.., before, tip] = points else { return None };
    let base = toward(*tip, *before, HEAD.0);
    let (across_x, across_y) =
        if (before.0 - tip.0).abs() > (before.1 - tip.1).abs() { (0.0, HEAD.1) } else { (HEAD.1, 0.0) };
    Some([*tip, (base.0 + across_x, base.1 + across_y), (base.0 - across_x, base.1 - across_y)])
}
