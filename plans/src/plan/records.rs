//! What is on record beside the plan: reports, days off, events of the industry.

use chrono::{Datelike, NaiveDate};
use entity::{WorkPackageId, campaign, day_off, slip, work_package};
use schedule::{DaysOff, IndustryEvent, PersonId, Records, Slip};

use super::directory::Directory;
use super::table::Table;

/// Days of every year on which the whole trade sells: month and day, first and last.
const INDUSTRY_EVENTS: [((u32, u32), (u32, u32)); 4] =
    [((3, 8), (3, 8)), ((6, 18), (6, 18)), ((11, 11), (11, 11)), ((12, 12), (12, 12))];

/// What is on record beside the plan.
pub(super) fn records(
    directory: &Directory,
    campaign: &campaign::Model,
    (rows, slips): (&Table<work_package::Model>, &Table<slip::Model>),
    as_of: NaiveDate,
) -> Records<WorkPackageId> {
    let reported = |row: &work_package::Model| row.reported_on.map(|day| (row.id, day));
    // What was moved earlier or removed is no slip.
    let slipped = |row: &slip::Model| {
        let days = Some(row.days()).filter(|days| *days > 0)?;
        Some(Slip { key: row.work_package_id?, moved_on: row.moved_on, days })
    };
    // Work that is planned around them is not found to lie on them.
    let people = if directory.workspace.days_off_move_work { &[][..] } else { &directory.people };
    let days_off = people.iter().zip(0..).flat_map(|(person, place)| {
        let run = move |off: &day_off::Model| DaysOff {
            person: PersonId(place),
            first: off.start_on,
            last: off.finish_on,
        };
        person.days_off.iter().map(run)
    });
    Records {
        reports: rows.iter().filter_map(reported).collect(),
        slips: slips.iter().filter_map(slipped).collect(),
        days_off: days_off.collect(),
        events: events(campaign.start_on.year()..=as_of.year().max(campaign.start_on.year()) + 1),
        ..Records::default()
    }
}

/// The industry's events of some years.
fn events(years: std::ops::RangeInclusive<i32>) -> Vec<IndustryEvent> {
    let of_year = |year| {
        INDUSTRY_EVENTS.iter().filter_map(move |(first, last)| {
            let day = |(month, day): (u32, u32)| NaiveDate::from_ymd_opt(year, month, day);
            Some(IndustryEvent { first: day(*first)?, last: day(*last)? })
        })
    };
    years.flat_map(of_year).collect()
}
