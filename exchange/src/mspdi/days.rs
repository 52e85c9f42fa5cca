//! Moments of Microsoft Project as days of a plan.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use super::xml::Element;

/// When work begins and ends on a day: a start after the end is one on the next day.
#[derive(Clone, Copy, Debug)]
pub struct Hours {
    pub opens: NaiveTime,
    pub closes: NaiveTime,
}

impl Hours {
    pub fn of(project: &Element) -> Self {
        let time = |name| project.text(name).and_then(time);
        let opens = time("DefaultStartTime").unwrap_or(NaiveTime::MIN);
        let closes = time("DefaultFinishTime").filter(|closes| *closes > opens);
        Self { opens, closes: closes.unwrap_or(NaiveTime::MIN + chrono::TimeDelta::hours(17)) }
    }

    /// The day that begins with a moment, or contains it.
    pub fn start(self, moment: NaiveDateTime) -> Option<NaiveDate> {
        if moment.time() >= self.closes { moment.date().succ_opt() } else { Some(moment.date()) }
    }

    /// The day that ends with a moment, or contains it.
    pub fn finish(self, moment: NaiveDateTime) -> Option<NaiveDate> {
        if moment.time() <= self.opens { moment.date().pred_opt() } else { Some(moment.date()) }
    }

    /// Whether a moment opens its day.
    pub fn is_opening(self, moment: NaiveDateTime) -> bool {
        moment.time() <= self.opens
    }
}

/// A moment as Project writes it: `2026-11-11T09:00:00`.
pub fn moment(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim_end_matches('Z');
    let moment: NaiveDateTime = text.parse().ok().or_else(|| Some(text.parse::<NaiveDate>().ok()?.into()))?;
    schedule::Boundary::covers(moment.date()).then_some(moment)
}

/// A time of the day as Project writes it; its midnight that ends a day is 00:00.
pub fn time(text: &str) -> Option<NaiveTime> {
    text.parse::<NaiveTime>().ok().or_else(|| moment(text).map(|moment| moment.time()))
}

/// Minutes since midnight.
pub fn minutes(time: NaiveTime) -> i64 {
    i64::from(time.num_seconds_from_midnight() / 60)
}

/// A moment in a child of an element.
pub fn moment_in(element: &Element, name: &str) -> Option<NaiveDateTime> {
    element.text(name).and_then(moment)
}

/// The day of a moment in a child of an element.
pub fn date_in(element: &Element, name: &str) -> Option<NaiveDate> {
    moment_in(element, name).map(|moment| moment.date())
}
