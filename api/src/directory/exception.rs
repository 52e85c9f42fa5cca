//! Exceptions of calendars: single days on which one departs from its week.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use chrono::NaiveDate;
use entity::change::Scope;
use entity::{CalendarId, calendar, calendar_exception};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::error::Result;
use crate::plan::Calendar;
use crate::refusal::{Code, Refusal};
use crate::write::Write;

/// Days that one request sets at most.
const MOST: usize = 4_000;

/// What a day is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Day {
    /// Whether it is worked.
    pub is_working: bool,
    /// Name, such as that of a holiday.
    pub name: Option<String>,
}

/// Exceptions to set.
#[derive(Clone, Debug, Default)]
pub struct Exceptions {
    /// Ranges from which exceptions are removed first.
    pub cleared: Vec<RangeInclusive<NaiveDate>>,
    /// Days by date.
    pub days: BTreeMap<NaiveDate, Day>,
}

impl Exceptions {
    /// Adds a range of days, which takes the place of what was said of them before.
    ///
    /// # Errors
    /// [`Code::TooLarge`] where there are more days than one request sets.
    pub fn add(&mut self, days: RangeInclusive<NaiveDate>, day: &Day) -> Result<(), Refusal> {
        let (first, last) = days.into_inner();
        for date in first.iter_days().take_while(|date| *date <= last) {
            self.days.insert(date, day.clone());
            if self.days.len() > MOST {
                return Err(Refusal::from(Code::TooLarge).with("max", &MOST));
            }
        }
        Ok(())
    }
}

/// All exceptions of a calendar.
pub(super) async fn of_calendar(write: &Write<'_>, id: CalendarId) -> Result<Vec<calendar_exception::Model>> {
    let of_calendar = calendar_exception::Column::CalendarId.eq(id);
    Ok(calendar_exception::Entity::find().filter(of_calendar).all(write.transaction()).await?)
}

/// Refuses a calendar on which nothing is ever worked.
pub(super) fn refuse_idle(
    row: &calendar::Model,
    exceptions: Vec<calendar_exception::Model>,
) -> Result<(), Refusal> {
    let days = Calendar::new(row.clone(), exceptions);
    days.map(drop).map_err(|_idle| Code::NoWorkingDay.into())
}

/// Sets exceptions of a calendar, whose other columns become those of `after`.  Its version stands for its
/// exceptions too.
///
/// # Errors
/// [`Code::NoWorkingDay`].
pub async fn set(
    write: &mut Write<'_>,
    before: &calendar::Model,
    mut after: calendar::Model,
    exceptions: &Exceptions,
) -> Result<()> {
    let Exceptions { cleared, days } = exceptions;
    let stored = of_calendar(write, before.id).await?;
    let is_cleared = |date: NaiveDate| cleared.iter().any(|range| range.contains(&date));
    let (mut kept, mut gone, mut new) = (Vec::new(), Vec::new(), Vec::new());
    let mut changes = Vec::new();
    let mut added: BTreeMap<_, _> =
        days.iter().map(|(date, day)| (*date, row(before.id, *date, day))).collect();
    for old in stored {
        let next = added.remove(&old.on_date);
        if next.as_ref() == Some(&old) || (next.is_none() && !is_cleared(old.on_date)) {
            kept.push(old);
            continue;
        }
        gone.push(old.clone());
        new.extend(next.clone());
        changes.push((Some(old), next));
    }
    new.extend(added.values().cloned());
    changes.extend(added.into_values().map(|row| (None, Some(row))));
    if changes.is_empty() && *before == after {
        return Ok(());
    }
    kept.extend(new.iter().cloned());
    refuse_idle(&after, kept)?;
    write.delete_all(gone).await?;
    write.insert_all(new).await?;
    for (old, new) in &changes {
        write.log(Scope::Workspace(before.workspace_id), old.as_ref(), new.as_ref());
    }
    after.version = before.version + 1;
    write.update(before, after).await.map(drop)
}

fn row(calendar_id: CalendarId, on_date: NaiveDate, day: &Day) -> calendar_exception::Model {
    let Day { is_working, name } = day.clone();
    calendar_exception::Model { calendar_id, on_date, working: is_working, name }
}
