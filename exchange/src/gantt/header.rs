//! What stands above a picture: the campaign, its dates, what the signs mean.

use super::bar::{DIAMOND, is_late};
use super::colour::Palette;
use super::measure::{SMALL, TEXT, cut, width};
use super::scene::{Align, Shape, Style};
use crate::{RowKind, Sheet};

/// How tall it is.
pub(super) const HEIGHT: f64 = 72.0;
/// How tall its legend is where that stands alone.
pub(super) const LEGEND_HEIGHT: f64 = 18.0;
const HEADING: f64 = 18.0;
/// Baselines of its three lines.
const LINES: [f64; 3] = [18.0, 39.0, 60.0];
/// Bold text is wider, about.
const BOLD: f64 = 1.1;

/// The header between two margins, from a height on; `page` is what it says of the page.
pub(super) fn header(
    sheet: &Sheet,
    (left, right, top): (f64, f64, f64),
    page: Option<String>,
    palette: &Palette,
) -> Vec<Shape> {
    let [heading, dates, legend_y] = LINES.map(|y| top + y);
    let room = (right - left - 120.0) / BOLD;
    let title = cut(&format!("{} · {}", sheet.campaign.key, sheet.campaign.name), HEADING, room);
    let mut shapes = vec![Shape::text((left, heading), HEADING, palette.ink, title).bold(true)];
    if let Some(page) = page {
        shapes.push(Shape::text((right, heading), SMALL, palette.faint, page).align(Align::End));
    }
    let mut x = left;
    for (text, is_pressing) in facts(sheet) {
        let colour = if is_pressing { palette.late } else { palette.faint };
        let after = x + width(&text, TEXT) * BOLD + 18.0;
        shapes.push(Shape::text((x, dates), TEXT, colour, text).bold(is_pressing));
        x = after;
    }
    shapes.extend(legend(sheet, (left, legend_y), palette));
    shapes
}

/// What there is to say of the campaign, and whether it presses.
pub(super) fn facts(sheet: &Sheet) -> Vec<(String, bool)> {
    let (campaign, language, words) = (&sheet.campaign, sheet.language, sheet.language.words());
    let mut facts = vec![(format!("{} {}", words.as_of, language.full_day(sheet.as_of)), false)];
    let planned = campaign.planned.map(|span| span.finish);
    if let Some(finish) = planned {
        facts.push((format!("{} {}", words.planned_finish, language.full_day(finish)), false));
    }
    if let Some(finish) = campaign.forecast_finish {
        let is_later = planned.is_some_and(|planned| finish > planned);
        facts.push((format!("{} {}", words.forecast_finish, language.full_day(finish)), is_later));
    }
    facts.push((format!("{} % {}", campaign.progress, words.done), false));
    let (work, late) = counts(sheet);
    facts.push((language.summary(work, late), late > 0));
    facts
}

/// How many work packages there are, phases left out, and how many of them are late.
pub(crate) fn counts(sheet: &Sheet) -> (usize, usize) {
    let work = sheet.rows.iter().filter(|row| row.kind != RowKind::Phase);
    work.fold((0, 0), |(work, late), row| (work + 1, late + usize::from(is_late(row))))
}

/// A sign of the legend.
#[derive(Clone, Copy)]
enum Sign {
    Planned,
    Critical,
    Forecast,
    Baseline,
    Milestone,
    Deadline,
    Late,
    RootCause,
    DayOff,
}

/// Signs and what they mean, one after the other.
pub(super) fn legend(sheet: &Sheet, (left, y): (f64, f64), palette: &Palette) -> Vec<Shape> {
    let words = sheet.language.words();
    let signs = [
        (Sign::Planned, words.planned),
        (Sign::Critical, words.critical),
        (Sign::Forecast, words.forecast),
        (Sign::Baseline, words.baseline),
        (Sign::Milestone, words.milestone),
        (Sign::Deadline, words.deadline),
        (Sign::Late, words.late),
        (Sign::RootCause, words.root_cause),
        (Sign::DayOff, words.day_off),
    ];
    let mut shapes = Vec::new();
    let mut x = left;
    for (sign, meaning) in signs {
        shapes.extend(sign.draw(sheet, (x, y), palette));
        x += sign.width() + 6.0;
        shapes.push(Shape::text((x, y), SMALL, palette.faint, meaning));
        x += width(meaning, SMALL) + 18.0;
    }
    shapes
}

impl Sign {
    fn width(self) -> f64 {
        match self {
            Self::Planned | Self::Critical | Self::Forecast | Self::Baseline | Self::Late => 24.0,
            Self::Milestone => 2.0 * DIAMOND,
            Self::Deadline | Self::RootCause => 8.0,
            Self::DayOff => 16.0,
        }
    }

    /// The sign, on the baseline of the text that explains it.
    fn draw(self, sheet: &Sheet, (x, y): (f64, f64), palette: &Palette) -> Vec<Shape> {
        let middle = y - 4.0;
        let pale = Style::filled(palette.link.mix(palette.background, 0.5));
        let bar = |wide: f64, style| Shape::rounded((x, middle - 4.5), (wide, 9.0), style);
        match self {
            Self::Planned => vec![bar(24.0, pale), bar(12.0, Style::filled(palette.link))],
            Self::Critical => vec![bar(24.0, pale.outlined(palette.ink, 1.6))],
            Self::Forecast => vec![bar(24.0, Style::dashed(palette.faint, 1.2))],
            Self::Baseline => {
                vec![Shape::rect((x, middle - 1.5), (24.0, 3.0), Style::filled(palette.baseline))]
            }
            Self::Milestone => {
                let style = Style::filled(palette.background).outlined(palette.ink, 1.2);
                vec![Shape::diamond((x + DIAMOND, middle), DIAMOND - 0.5, style)]
            }
            Self::Deadline => {
                let flag = [(x + 7.0, middle - 5.0), (x, middle - 1.5), (x + 7.0, middle + 2.0)];
                let (top, foot) = ((x + 7.0, middle - 5.0), (x + 7.0, middle + 5.0));
                let style = Style::line(palette.ink, 1.2);
                vec![Shape::line(top, foot, style), Shape::polygon(&flag, Style::filled(palette.ink))]
            }
            Self::Late => {
                vec![Shape::text((x, y), SMALL, palette.late, sheet.language.late_days(3))]
            }
            Self::RootCause => {
                vec![Shape::diamond((x + 4.0, middle), 4.0, Style::filled(palette.late))]
            }
            Self::DayOff => vec![bar(16.0, Style::filled(palette.off).outlined(palette.grid, 1.0))],
        }
    }
}
