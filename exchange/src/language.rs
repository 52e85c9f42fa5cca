//! How days are written in English and Chinese.

use chrono::{Datelike, NaiveDate};

use crate::Language;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const CHINESE_WEEKDAYS: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

impl Language {
    /// As a BCP 47 tag.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// `October`.
    pub(crate) fn month_name(day: NaiveDate) -> &'static str {
        usize::try_from(day.month0()).ok().and_then(|month| MONTHS.get(month)).copied().unwrap_or_default()
    }

    /// `Oct`.
    pub(crate) fn month(self, day: NaiveDate) -> String {
        match self {
            Self::English => Self::month_name(day).chars().take(3).collect(),
            Self::Chinese => format!("{}月", day.month()),
        }
    }

    /// `Tue 20 Oct 2026`.
    pub(crate) fn full_day(self, day: NaiveDate) -> String {
        let weekday = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or_default();
        let of = |names: [&'static str; 7]| names.get(weekday).copied().unwrap_or_default();
        match self {
            Self::English => {
                format!("{} {} {} {}", of(WEEKDAYS), day.day(), self.month(day), day.year())
            }
            Self::Chinese => {
                let (year, month) = (day.year(), day.month());
                format!("{year}年{month}月{}日 {}", day.day(), of(CHINESE_WEEKDAYS))
            }
        }
    }
}
