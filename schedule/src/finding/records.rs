//! What findings need to know beyond the plan: settings, reports, slips, days off, industry events.

use chrono::NaiveDate;

use crate::campaign::{DepartmentId, PersonId};

/// The thresholds of a workspace or a campaign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Thresholds {
    /// `DUE_SOON`: working days ahead.
    pub due_soon_days: i32,
    /// `START_SOON` and `LATE_PREDECESSOR`: working days ahead.
    pub start_soon_days: i32,
    /// `BEHIND_PROGRESS`: points below what is expected.
    pub behind_points: u8,
    /// `TOO_FAST` and the status ahead: points above what is expected.
    pub ahead_points: u8,
    /// `TOO_FAST`: working days that something may be published before its planned finish.
    pub publication_days: i32,
    /// `LOW_SLACK`: working days of total slack, from 1.
    pub low_slack_days: i32,
    /// `FIRM_DEADLINE_NO_BUFFER`: working days asked before a firm deadline, where the work package asks no
    /// more.
    pub firm_buffer_days: i32,
    /// `HOLIDAY_SQUEEZE`: working days that holidays take out of the span.
    pub holiday_days: i32,
    /// `REPEAT_SLIP`: times moved later.
    pub slip_count: u32,
    /// `REPEAT_SLIP`: days moved later in sum.
    pub slip_days: i32,
    /// `STALE`: working days without a report.
    pub stale_days: i32,
    /// `UNASSIGNED`, `NO_DEPARTMENT`, `NO_DATES`, `NO_PREDECESSOR`, `NO_SUCCESSOR`: working days ahead.
    pub missing_days: i32,
    /// `OVER_ALLOCATED`: work packages in parallel of a person without a capacity of its own.
    pub person_capacity: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            due_soon_days: 3,
            start_soon_days: 3,
            behind_points: 10,
            ahead_points: 10,
            publication_days: 1,
            low_slack_days: 2,
            firm_buffer_days: 1,
            holiday_days: 3,
            slip_count: 2,
            slip_days: 5,
            stale_days: 3,
            missing_days: 5,
            person_capacity: 3,
        }
    }
}

/// What is on record about a campaign beside its plan.
#[derive(Clone, Debug)]
pub struct Records<K> {
    /// When somebody last reported on a work package.
    pub reports: Vec<(K, NaiveDate)>,
    /// When what a work package makes was published.
    pub publications: Vec<(K, NaiveDate)>,
    /// Every time that a planned finish or a deadline was moved later.
    pub slips: Vec<Slip<K>>,
    /// Days on which people are off.
    pub days_off: Vec<DaysOff>,
    /// How many work packages people can carry at once, where it differs from the threshold.
    pub capacities: Vec<(PersonId, u32)>,
    /// Industry events: 双11, 618 …
    pub events: Vec<IndustryEvent>,
}

impl<K> Default for Records<K> {
    fn default() -> Self {
        Self {
            reports: Vec::new(),
            publications: Vec::new(),
            slips: Vec::new(),
            days_off: Vec::new(),
            capacities: Vec::new(),
            events: Vec::new(),
        }
    }
}

/// A planned finish or a deadline that was moved later.  The reason that was given stays with the caller: a
/// finding names the work package, and with it all of its slips.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slip<K> {
    /// The work package.
    pub key: K,
    /// When it was moved.
    pub moved_on: NaiveDate,
    /// By how many days.
    pub days: i32,
}

/// A run of days on which a person is off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DaysOff {
    /// Who.
    pub person: PersonId,
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
}

/// The days of an industry event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct IndustryEvent {
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
}

/// Who carries work.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Carrier {
    /// The person in charge.
    Person(PersonId),
    /// The department that does it.
    Department(DepartmentId),
}
