//! What a row waits for, in the notation of Microsoft Project: `1.2FS+2d;7SS-1ed`.

use schedule::{LagUnit, LinkType};

use super::grid::Content;
use super::parse::{SEPARATORS, Unit};
use crate::name::Named;
use crate::text::{leading_number, whole};

/// One predecessor as it is written.
#[derive(Clone, PartialEq, Debug)]
pub struct Predecessor {
    /// Its code or number.
    pub key: String,
    pub link_type: LinkType,
    pub lag: i32,
    pub lag_unit: LagUnit,
}

/// The predecessors in a cell.
///
/// # Errors
/// What cannot be understood of them.
pub fn read(content: &Content) -> Result<Vec<Predecessor>, String> {
    let text = match content {
        Content::Text(_) | Content::Number(_) => content.text(),
        Content::Date(_) | Content::Share(_) => {
            return Err("was made a date by the spreadsheet: format the column as text".to_owned());
        }
    };
    text.split(SEPARATORS).map(str::trim).filter(|part| !part.is_empty()).map(one).collect()
}

fn one(text: &str) -> Result<Predecessor, String> {
    let (key, link_type, lag) = typed(text).unwrap_or_else(|| {
        let (key, lag) = text.split_at(untyped_end(text));
        (key, LinkType::FinishToStart, lag)
    });
    let (lag, lag_unit) = read_lag(lag)
        .ok_or_else(|| format!("{text:?} is no predecessor: expected one as 3, 1.2FS+2d or 1.2SS-1ed"))?;
    Ok(Predecessor { key: key.trim().to_owned(), link_type, lag, lag_unit })
}

/// What stands before a type of link and after it.
fn typed(text: &str) -> Option<(&str, LinkType, &str)> {
    let split = |(link_type, _, english, chinese): &(LinkType, &str, &'static str, &'static str)| {
        [*english, *chinese, &english.to_lowercase()].iter().find_map(|name| {
            let (key, lag) = text.rsplit_once(*name)?;
            let is_end = lag.trim_start().is_empty() || lag.trim_start().starts_with(['+', '-']);
            (is_end && !key.trim().is_empty()).then_some((key, *link_type, lag))
        })
    };
    LinkType::NAMES.iter().find_map(split)
}

/// Where a lag begins that follows without a type: at a plus, or at a minus after a number.
fn untyped_end(text: &str) -> usize {
    let is_number = |key: &str| key.trim().chars().all(|c| c.is_ascii_digit() || c == '.');
    let minus = text.find('-').filter(|at| text.get(..*at).is_some_and(is_number));
    text.find('+').or(minus).unwrap_or(text.len())
}

fn read_lag(text: &str) -> Option<(i32, LagUnit)> {
    let text: String = text.split_whitespace().collect();
    if text.is_empty() {
        return Some((0, LagUnit::WorkingDay));
    }
    let (number, unit) = leading_number(&text)?;
    let (days, unit) = match Unit::read(unit)? {
        Unit::Working(days) => (days, LagUnit::WorkingDay),
        Unit::Calendar(days) => (days, LagUnit::CalendarDay),
    };
    Some((whole(number * days)?, unit))
}
