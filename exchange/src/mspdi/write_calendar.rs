//! Calendars, written: weeks, and dates against them as runs.

use chrono::NaiveDate;

use super::out::Out;
use super::{CLOSES, OPENS};
use crate::sheet::{Calendar, Exception};

/// From when to when people work on a day: eight hours with a break.
const TIMES: [(&str, &str); 2] = [(OPENS, "12:00:00"), ("13:00:00", CLOSES)];

/// Writes a calendar.
pub fn write_calendar(out: &mut Out<'_>, uid: usize, calendar: &Calendar) {
    out.within("Calendar", |out| {
        out.leaf("UID", uid);
        out.leaf("Name", &calendar.name);
        out.flag("IsBaseCalendar", true);
        out.leaf("BaseCalendarUID", -1);
        out.within("WeekDays", |out| {
            // Sunday is 1, and Monday first here.
            for (day, is_worked) in [2, 3, 4, 5, 6, 7, 1].into_iter().zip(calendar.week) {
                out.within("WeekDay", |out| {
                    out.leaf("DayType", day);
                    write_times(out, is_worked);
                });
            }
        });
        out.within("Exceptions", |out| {
            for run in runs(&calendar.exceptions) {
                write_run(out, &run);
            }
        });
    });
}

/// Dates that follow each other and differ in nothing else.
struct Run<'a> {
    first: NaiveDate,
    last: NaiveDate,
    days: usize,
    is_working: bool,
    name: Option<&'a str>,
}

fn runs(exceptions: &[Exception]) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    for day in exceptions {
        let Exception { date, is_working, name } = day;
        let name = name.as_deref();
        match runs.last_mut() {
            Some(run)
                if run.last.succ_opt() == Some(*date)
                    && (run.is_working, run.name) == (*is_working, name) =>
            {
                (run.last, run.days) = (*date, run.days + 1);
            }
            _ => runs.push(Run { first: *date, last: *date, days: 1, is_working: *is_working, name }),
        }
    }
    runs
}

fn write_run(out: &mut Out<'_>, run: &Run<'_>) {
    out.within("Exception", |out| {
        out.flag("EnteredByOccurrences", false);
        out.within("TimePeriod", |out| {
            out.leaf("FromDate", format!("{}T00:00:00", run.first));
            out.leaf("ToDate", format!("{}T23:59:00", run.last));
        });
        out.leaf("Occurrences", run.days);
        out.maybe("Name", run.name);
        // Daily.
        out.leaf("Type", 1);
        write_times(out, run.is_working);
    });
}

fn write_times(out: &mut Out<'_>, is_worked: bool) {
    out.flag("DayWorking", is_worked);
    if !is_worked {
        return;
    }
    out.within("WorkingTimes", |out| {
        for (from, to) in TIMES {
            out.within("WorkingTime", |out| {
                out.leaf("FromTime", from);
                out.leaf("ToTime", to);
            });
        }
    });
}
