//! Cells as dates, durations and numbers, as people type them.

use chrono::{Datelike, NaiveDate};

use super::grid::{Content, day};
use crate::text::{leading_number, whole};

/// What stands between several things in one cell.
pub const SEPARATORS: [char; 6] = [';', '；', ',', '，', '、', '\n'];

/// What a number of days counts.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Unit {
    /// So many working days each.
    Working(f64),
    /// So many days each.
    Calendar(f64),
}

impl Unit {
    /// The unit of a duration or a lag: a working day where there is none.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches(['?', '？', '.']).to_lowercase();
        Some(match text.trim_start_matches('个') {
            "" | "d" | "day" | "days" | "天" | "日" | "工作日" | "工作天" => Self::Working(1.0),
            "w" | "wk" | "wks" | "week" | "weeks" | "周" | "星期" | "周工时" => Self::Working(5.0),
            "mo" | "mon" | "mons" | "month" | "months" | "月" | "月工时" => Self::Working(20.0),
            "h" | "hr" | "hrs" | "hour" | "hours" | "时" | "小时" | "工时" => Self::Working(0.125),
            "ed" | "eday" | "edays" | "自然日" | "自然天" | "日历日" | "日历天" => {
                Self::Calendar(1.0)
            }
            "ew" | "ewk" | "eweek" | "eweeks" | "自然周" => Self::Calendar(7.0),
            _ => return None,
        })
    }
}

/// So many working days: `5`, `5d`, `5 天`, `1w`, `40h`.
pub fn days(content: &Content) -> Result<i32, String> {
    const EXPECTED: &str = "expected working days, as 5, 5d, 5 天 or 1w";
    let text = content.text();
    let (number, unit) = leading_number(&text).ok_or(EXPECTED)?;
    match Unit::read(unit) {
        Some(Unit::Working(days)) => {
            whole(number * days).ok_or_else(|| format!("{text:?} are no whole days: plans are in days"))
        }
        Some(Unit::Calendar(_)) => Err(format!("{text:?} counts calendar days; {EXPECTED}")),
        None => Err(EXPECTED.to_owned()),
    }
}

/// A whole number, with a word behind it or without: `40`, `40h`.
pub fn number(content: &Content) -> Result<i32, String> {
    let number = leading_number(&content.text()).and_then(|(number, _)| whole(number));
    number.ok_or_else(|| "expected a whole number".to_owned())
}

/// Per cent: `60%`, `60`, or 0.6 as spreadsheets have it.
pub fn percent(content: &Content) -> Result<u8, String> {
    let share = match content {
        Content::Share(share) => Some(share * 100.0),
        Content::Number(number) => Some(of_number(*number)),
        Content::Text(text) => leading_number(text).map(|(number, unit)| match unit {
            "%" | "％" => number,
            _ => of_number(number),
        }),
        Content::Date(_) => None,
    };
    let percent =
        share.filter(|percent| (0.0..=100.0).contains(percent)).and_then(|percent| whole(percent.round()));
    percent
        .and_then(|percent| u8::try_from(percent).ok())
        .ok_or_else(|| "expected per cent from 0% to 100%".to_owned())
}

/// A number up to 1 is a share: spreadsheets have 60 % as 0.6 and 100 % as 1.
fn of_number(number: f64) -> f64 {
    if number <= 1.0 { number * 100.0 } else { number }
}

/// A date: a cell of one, `2026-11-11`, `2026/11/11`, `2026年11月11日`; without a year, `11月11日`, the first such
/// day on or after another.
pub fn date(content: &Content, from: Option<NaiveDate>) -> Result<NaiveDate, String> {
    let date = match content {
        Content::Date(date) => *date,
        // A date that nobody has formatted, of 1954 to 2119.
        Content::Number(number) if (20_000.0..80_000.0).contains(number) => {
            day(*number).ok_or(EXPECTED_DATE)?
        }
        Content::Number(_) | Content::Share(_) => return Err(EXPECTED_DATE.to_owned()),
        Content::Text(text) => date_of_text(text, from)?,
    };
    let is_known = schedule::Boundary::covers(date);
    if is_known { Ok(date) } else { Err("lies outside 1900-01-01 … 2199-12-31".to_owned()) }
}

const EXPECTED_DATE: &str = "expected a date, as 2026-11-11";

fn date_of_text(text: &str, from: Option<NaiveDate>) -> Result<NaiveDate, String> {
    // Without the time of the day, and the day of the week.
    let text = text.trim().split(['T', ' ']).next().unwrap_or_default();
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '年' | '月' | '日' | '号');
    if !text.chars().all(is_part) {
        return Err(EXPECTED_DATE.to_owned());
    }
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let numbers: Vec<u32> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    let year =
        |at: usize| parts.get(at).filter(|part| part.len() == 4).and_then(|part| part.parse::<i32>().ok());
    let date = match *numbers.as_slice() {
        [_, month, day] if year(0).is_some() => {
            year(0).and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        }
        [one, other, _] => {
            let (month, day) = month_and_day(one, other, text)?;
            year(2).and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        }
        [one, other] => {
            let is_clear = text.contains('月');
            let (month, day) = if is_clear { (one, other) } else { month_and_day(one, other, text)? };
            let from = from.ok_or("has no year: write 2026-11-11, or give the campaign's start")?;
            (from.year()..from.year() + 8)
                .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day))
                .find(|date| *date >= from)
        }
        _ => None,
    };
    date.ok_or_else(|| EXPECTED_DATE.to_owned())
}

/// A month and a day of it, in either order, where one alone can be the month.
fn month_and_day(one: u32, other: u32, text: &str) -> Result<(u32, u32), String> {
    match (one <= 12, other <= 12) {
        (true, false) => Ok((one, other)),
        (false, true) => Ok((other, one)),
        (true, true) if one == other => Ok((one, other)),
        (true, true) => Err(format!("{text:?} may be two dates: write it as 2026-11-25")),
        (false, false) => Err(EXPECTED_DATE.to_owned()),
    }
}

/// The parts of a cell that has several.
pub fn parts(text: &str) -> impl Iterator<Item = &str> {
    // A line each, or an address each: then other separators belong to what stands there.
    let separators: &[char] = match (text.contains('\n'), text.contains('<')) {
        (true, _) => &['\n'],
        (false, true) => &[';', '；'],
        (false, false) => &SEPARATORS,
    };
    text.split(separators).map(str::trim).filter(|part| !part.is_empty())
}
