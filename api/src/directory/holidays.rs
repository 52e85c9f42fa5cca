//! Statutory holidays that are built in, with the days that are worked for them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::exception::Day;
use crate::refusal::{At, Code, Refusal};

/// The country that they are of.
const COUNTRY: &str = "CN";

/// Holidays of some years.
#[derive(Clone, Debug)]
pub struct Holidays {
    /// Where they are from.
    pub source: &'static str,
    /// The last day of the last year.
    pub known_through: Option<NaiveDate>,
    /// Days off, and days that are worked for them.
    pub days: BTreeMap<NaiveDate, Day>,
}

#[derive(Deserialize)]
struct File {
    source: String,
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    date: NaiveDate,
    working: bool,
    name: String,
}

#[expect(clippy::expect_used, reason = "a file of this repository, which a test imports")]
static MAINLAND_CHINA: LazyLock<File> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../calendars/cn.json")).expect("calendars/cn.json")
});

/// The holidays of some years of a country.
///
/// # Errors
/// [`Code::UnknownHolidays`] of a country (`country`) or of a year (`years` and its index) that is not built
/// in, with those that are.
pub fn holidays(country: &str, years: &BTreeSet<i32>) -> Result<Holidays, Refusal> {
    let file = &*MAINLAND_CHINA;
    let known: BTreeSet<_> = file.exceptions.iter().map(|day| day.date.year()).collect();
    let names = known.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let unknown = || Refusal::from(Code::UnknownHolidays).with("country", &COUNTRY).with("years", &names);
    if country != COUNTRY {
        return Err(unknown().at("country"));
    }
    if years.is_empty() || !years.is_subset(&known) {
        return Err(unknown().at("years"));
    }
    let of_years = file.exceptions.iter().filter(|day| years.contains(&day.date.year()));
    let days = of_years.map(|day| {
        let Exception { date, working, name } = day;
        (*date, Day { is_working: *working, name: Some(name.clone()) })
    });
    let last = years.last().and_then(|year| NaiveDate::from_ymd_opt(*year, 12, 31));
    Ok(Holidays { source: &file.source, known_through: last, days: days.collect() })
}
