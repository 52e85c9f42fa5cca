//! A plan for a terminal: a line a row, with characters for bars.

use chrono::NaiveDate;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::bar::is_late;
use super::header::counts;
use crate::{Language, Row, RowKind, Sheet, Span};

/// The fewest columns of a terminal that a chart is drawn in.
const NARROWEST: usize = 60;

/// What a text is shown in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Ink {
    Plain,
    Bold,
    Faint,
    Late,
    Today,
}

impl Ink {
    /// The parameter of ANSI's Select Graphic Rendition.
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Bold => "1",
            Self::Faint => "2",
            Self::Late => "31",
            Self::Today => "36",
        }
    }
}

/// Days on columns of a terminal.
struct Chart {
    first: NaiveDate,
    days: i64,
    columns: i64,
}

impl Chart {
    fn new(sheet: &Sheet, columns: usize) -> Self {
        let spans = sheet.rows.iter().flat_map(|row| [row.planned, row.forecast]).flatten();
        let today = Span { start: sheet.as_of, finish: sheet.as_of };
        let all = spans.fold(today, |all, one| Span {
            start: all.start.min(one.start),
            finish: all.finish.max(one.finish),
        });
        let days = (all.finish - all.start).num_days() + 1;
        Self { first: all.start, days, columns: i64::try_from(columns).unwrap_or(i64::MAX) }
    }

    /// The column that a day is in.
    fn column(&self, day: NaiveDate) -> i64 {
        ((day - self.first).num_days() * self.columns / self.days).clamp(0, self.columns - 1)
    }

    /// What stands in each column of a row, and how it is shown.
    fn cells(&self, row: &Row, as_of: NaiveDate) -> Vec<(char, Ink)> {
        let today = self.column(as_of);
        let mut cells: Vec<_> = (0..self.columns)
            .map(|column| if column == today { ('│', Ink::Today) } else { (' ', Ink::Plain) })
            .collect();
        let mut set = |from: i64, to: i64, cell: (char, Ink)| {
            for column in from..=to {
                if let Some(place) = usize::try_from(column).ok().and_then(|column| cells.get_mut(column)) {
                    *place = cell;
                }
            }
        };
        let Some(span) = row.planned else { return cells };
        let (from, to) = (self.column(span.start), self.column(span.finish));
        let ink = if is_late(row) { Ink::Late } else { Ink::Plain };
        if let Some(forecast) = row.forecast.filter(|forecast| forecast.finish > span.finish) {
            set(to, self.column(forecast.finish), ('┄', Ink::Late));
        }
        match row.kind {
            RowKind::Task => {
                set(from, to, ('░', ink));
                let done = (to - from + 1) * i64::from(row.progress.min(100)) / 100;
                set(from, from + done - 1, ('█', ink));
            }
            RowKind::Phase => {
                set(from, to, ('━', Ink::Bold));
                set(from, from, ('┏', Ink::Bold));
                set(to, to, ('┓', Ink::Bold));
            }
            RowKind::Milestone(_) => set(from, from, ('◆', ink)),
        }
        cells
    }
}

/// Draws a plan in a terminal so many columns wide, coloured by ANSI's escapes if that is asked for.
#[must_use]
pub fn text(sheet: &Sheet, columns: usize, is_coloured: bool) -> String {
    let columns = columns.max(NARROWEST);
    let language = sheet.language;
    let dates = "0000-00-00 – 0000-00-00".width();
    let wbs = sheet.rows.iter().map(|row| row.wbs.width()).max().unwrap_or(0);
    let widest = sheet.rows.iter().map(|row| usize::from(row.depth) * 2 + row.title.width()).max();
    let has_dates = columns >= 100;
    let fixed = wbs + 1 + if has_dates { dates + 1 } else { 0 } + " 100% ".width() + "+99d".width() + 2;
    let title = widest.unwrap_or(0).min((columns - fixed) / 2).max(12);
    let chart = Chart::new(sheet, columns.saturating_sub(fixed + title + 1).max(10));
    let mut out = Terminal { text: String::new(), is_coloured };
    heading(sheet, &mut out);
    for row in &sheet.rows {
        let ink = match row.kind {
            _ if is_late(row) => Ink::Late,
            RowKind::Phase => Ink::Bold,
            RowKind::Task | RowKind::Milestone(_) => Ink::Plain,
        };
        out.push(&padded(&row.wbs, wbs), Ink::Faint);
        let indented = format!(" {}{}", "  ".repeat(row.depth.into()), clean(&row.title));
        out.push(&padded(&indented, title + 1), ink);
        if has_dates {
            let span = row.planned.map(|span| format!(" {} – {}", span.start, span.finish));
            out.push(&padded(&span.unwrap_or_default(), dates + 1), Ink::Faint);
        }
        out.push(&format!(" {:>3}% ", row.progress), Ink::Plain);
        for (character, ink) in chart.cells(row, sheet.as_of) {
            out.push(character.encode_utf8(&mut [0; 4]), ink);
        }
        if is_late(row) && row.delay_days > 0 {
            out.push(&format!(" {}", language.late_days(row.delay_days)), Ink::Late);
        }
        out.end_line();
    }
    out.text
}

fn heading(sheet: &Sheet, out: &mut Terminal) {
    let (campaign, language, words) = (&sheet.campaign, sheet.language, sheet.language.words());
    out.push(&format!("{} · {}", campaign.key, clean(&campaign.name)), Ink::Bold);
    out.end_line();
    let (work, late) = counts(sheet);
    let as_of = format!("{} {}", words.as_of, language.full_day(sheet.as_of));
    let finish = [
        (words.planned_finish, campaign.planned.map(|span| span.finish)),
        (words.forecast_finish, campaign.forecast_finish),
    ];
    let finish =
        finish.into_iter().filter_map(|(name, day)| Some(format!("{name} {}", language.full_day(day?))));
    let separator = if language == Language::Chinese { "，" } else { ", " };
    let facts: Vec<_> = std::iter::once(as_of).chain(finish).chain([language.summary(work, late)]).collect();
    out.push(&facts.join(separator), Ink::Faint);
    out.end_line();
}

/// Text without what a terminal would obey.
fn clean(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// A text in so many columns: cut with an ellipsis, or followed by spaces.
fn padded(text: &str, columns: usize) -> String {
    let mut out = String::new();
    let mut left = columns;
    let is_cut = text.width() > columns;
    let room = columns - usize::from(is_cut && columns > 0);
    for character in text.chars() {
        let wide = character.width().unwrap_or(0);
        if columns - left + wide > room {
            break;
        }
        out.push(character);
        left -= wide;
    }
    if is_cut && left > 0 {
        out.push('…');
        left -= 1;
    }
    out.extend(std::iter::repeat_n(' ', left));
    out
}

struct Terminal {
    text: String,
    is_coloured: bool,
}

impl Terminal {
    fn push(&mut self, text: &str, ink: Ink) {
        if self.is_coloured && ink != Ink::Plain {
            self.text.extend(["\u{1b}[", ink.code(), "m", text, "\u{1b}[0m"]);
        } else {
            self.text.push_str(text);
        }
    }

    fn end_line(&mut self) {
        let written = self.text.trim_end_matches(' ').len();
        self.text.truncate(written);
        self.text.push('\n');
    }
}
