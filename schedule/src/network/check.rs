//! The rules of a single row: numbers in range, dates that exist and are in order, references that lead
//! somewhere.

use chrono::NaiveDate;

use super::Key;
use crate::boundary::Boundary;
use crate::campaign::{CalendarId, Campaign, ConstraintKind, Direction, Kind, Mode, Task};
use crate::error::{Error, MAX_DAYS, MAX_ROWS, Number, PhaseProperty};

/// Checks every row by itself.
pub(super) fn rows<K: Key>(campaign: &Campaign<K>) -> Result<(), Error<K>> {
    if campaign.tasks.len().max(campaign.links.len()) > MAX_ROWS {
        return Err(Error::TooLarge);
    }
    let fixed = campaign.anchors.iter().map(|anchor| anchor.target).chain(campaign.required_finish);
    for date in fixed.map(|target| target.date).chain([campaign.start]) {
        in_range(date, None)?;
    }
    let departments = campaign.departments.iter().filter_map(|row| row.calendar);
    for calendar in departments.chain([campaign.calendar]) {
        calendar_exists(campaign, calendar, None)?;
    }
    for task in &campaign.tasks {
        references(campaign, task)?;
        numbers(task)?;
        dates(task)?;
        if task.kind == Kind::Phase {
            phase(task)?;
        }
    }
    for link in &campaign.links {
        number(link.successor, Number::Lag, link.lag, -MAX_DAYS)?;
    }
    Ok(())
}

fn references<K: Key>(campaign: &Campaign<K>, task: &Task<K>) -> Result<(), Error<K>> {
    if let Some(calendar) = task.calendar {
        calendar_exists(campaign, calendar, Some(task.key))?;
    }
    if let Some(department) = task.department.filter(|id| usize::from(id.0) >= campaign.departments.len()) {
        return Err(Error::UnknownDepartment { key: task.key, department });
    }
    if let Some(anchor) = task.anchor.filter(|id| usize::from(id.0) >= campaign.anchors.len()) {
        return Err(Error::UnknownAnchor { key: Some(task.key), anchor });
    }
    Ok(())
}

fn calendar_exists<K: Key>(
    campaign: &Campaign<K>,
    calendar: CalendarId,
    key: Option<K>,
) -> Result<(), Error<K>> {
    match campaign.calendars.get(usize::from(calendar.0)) {
        Some(_) => Ok(()),
        None => Err(Error::UnknownCalendar { key, calendar }),
    }
}

fn numbers<K: Key>(task: &Task<K>) -> Result<(), Error<K>> {
    if let Kind::Task(Some(duration)) = task.kind {
        number(task.key, Number::Duration, duration, 1)?;
    }
    if let Some(remaining) = task.remaining {
        number(task.key, Number::Remaining, remaining, 0)?;
        if remaining > 0 && matches!(task.kind, Kind::Milestone(_)) {
            return Err(Error::NumberOutOfRange {
                key: task.key,
                field: Number::Remaining,
                value: remaining,
            });
        }
    }
    if task.progress > 100 {
        let value = i32::from(task.progress);
        return Err(Error::NumberOutOfRange { key: task.key, field: Number::Progress, value });
    }
    number(task.key, Number::Buffer, task.buffer, 0)
}

fn number<K: Key>(key: K, field: Number, value: i32, least: i32) -> Result<(), Error<K>> {
    if (least..=MAX_DAYS).contains(&value) {
        Ok(())
    } else {
        Err(Error::NumberOutOfRange { key, field, value })
    }
}

fn dates<K: Key>(task: &Task<K>) -> Result<(), Error<K>> {
    let (start, finish) = match task.mode {
        Mode::Automatic => (None, None),
        Mode::Manual { start, finish } => (start, finish),
    };
    let constraint = task.constraint.map(|constraint| constraint.date);
    let deadline = task.deadline.map(|deadline| deadline.date);
    let all = [start, finish, constraint, deadline, task.actual_start, task.actual_finish];
    for date in all.into_iter().flatten() {
        in_range(date, Some(task.key))?;
    }
    in_order(task.key, start, finish)?;
    in_order(task.key, task.actual_start, task.actual_finish)?;
    match task.remaining {
        Some(remaining) if remaining > 0 && task.is_done() => {
            Err(Error::FinishedWithRemaining { key: task.key, remaining })
        }
        Some(_) | None => Ok(()),
    }
}

fn in_range<K: Key>(date: NaiveDate, key: Option<K>) -> Result<(), Error<K>> {
    if Boundary::covers(date) { Ok(()) } else { Err(Error::DateOutOfRange { key }) }
}

fn in_order<K: Key>(key: K, start: Option<NaiveDate>, finish: Option<NaiveDate>) -> Result<(), Error<K>> {
    match (start, finish) {
        (Some(start), Some(finish)) if finish < start => Err(Error::FinishBeforeStart { key, start, finish }),
        _ => Ok(()),
    }
}

fn phase<K: Key>(task: &Task<K>) -> Result<(), Error<K>> {
    let binds_phase =
        |kind| matches!(kind, ConstraintKind::StartNoEarlierThan | ConstraintKind::FinishNoLaterThan);
    let property = if task.actual_start.is_some() || task.actual_finish.is_some() {
        PhaseProperty::Actuals
    } else if task.progress > 0 {
        PhaseProperty::Progress
    } else if task.remaining.is_some() {
        PhaseProperty::Remaining
    } else if task.constraint.is_some_and(|constraint| !binds_phase(constraint.kind)) {
        PhaseProperty::Constraint
    } else if task.direction == Direction::Alap {
        PhaseProperty::Direction
    } else {
        return Ok(());
    };
    Err(Error::NotOnPhase { key: task.key, property })
}
