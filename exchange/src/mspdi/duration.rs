//! Durations and lags of Microsoft Project as days.

/// How a duration or a lag is counted, by the code of its format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Count {
    /// Working time.
    Working,
    /// Time around the clock.
    Elapsed,
    /// Per cent of what comes before.
    Share,
}

impl Count {
    /// The meaning of a `DurationFormat` or a `LagFormat`.
    pub fn of(format: i64) -> Self {
        // Estimated durations have the same codes, and 32 more.
        match format % 32 {
            4 | 6 | 8 | 10 | 12 => Self::Elapsed,
            19 | 20 => Self::Share,
            _ => Self::Working,
        }
    }
}

/// Minutes in a duration as Project writes it: `PT40H30M0S`.
pub fn minutes(text: &str) -> Option<i64> {
    let mut minutes = 0_i64;
    let mut rest = text.trim().strip_prefix('P')?;
    let mut is_time = false;
    while !rest.is_empty() {
        if let Some(time) = rest.strip_prefix('T') {
            (rest, is_time) = (time, true);
            continue;
        }
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, unit) = rest.split_at_checked(end)?;
        // Fractions of a minute mean nothing in days.
        let number: i64 = number.split('.').next()?.parse().ok()?;
        let factor = match (unit.chars().next()?, is_time) {
            ('D', false) => 24 * 60,
            ('H', true) => 60,
            ('M', true) => 1,
            ('S', true) => 0,
            _ => return None,
        };
        minutes = minutes.checked_add(number.checked_mul(factor)?)?;
        rest = unit.get(1..)?;
    }
    Some(minutes)
}

/// So many days of so many minutes, rounded away from 0, and whether that is exact.
pub fn days(minutes: i64, per_day: i64) -> Option<(i32, bool)> {
    let per_day = per_day.max(1);
    let (whole, rest) = (minutes / per_day, minutes % per_day);
    Some((i32::try_from(whole + rest.signum()).ok()?, rest == 0))
}
