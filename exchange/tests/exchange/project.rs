//! Files of Microsoft Project out and in again, and real ones.

use std::fs;
use std::path::Path;

use exchange::{Converted, Fault, Format, Given, Sheet, convert, detect};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::written::mspdi;
use crate::{expected, sample};

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/cases/mspdi");

/// The build script does not see a folder come that was not there.
#[test]
fn files_are_ignored_only_where_there_are_none() {
    assert!(
        cfg!(has_cases) || !Path::new(CASES).exists(),
        "the files are there now: touch exchange/build.rs"
    );
}

/// A sheet as a project keeps it: Project has no calendars of departments, and no days left of what follows.
fn as_kept(mut sheet: Sheet) -> Sheet {
    for row in &mut sheet.rows {
        let of_department = row.department.and_then(|at| sheet.departments[at].calendar);
        let is_leaf = row.kind != exchange::RowKind::Phase;
        row.calendar = row.calendar.or(of_department.filter(|_| is_leaf)).filter(|at| *at > 0);
        row.estimate_hours = row.estimate_hours.filter(|hours| *hours > 0);
        let left = 100 - i32::from(row.progress);
        let follows = row.duration_days.map(|days| (days * left + 99) / 100);
        row.remaining_days =
            row.remaining_days.filter(|_| follows.is_some() && row.remaining_days != follows);
        row.constraint_wins &= row.constraint.is_some();
    }
    sheet
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_project_that_is_read_again_is_the_same_plan(sheet in sample::sheets()) {
        let read = convert(&mspdi(&sheet), &Given::default()).unwrap();
        let sheet = as_kept(sheet);
        prop_assert_eq!(&read.notes, &[]);
        prop_assert_eq!(expected::work_packages(&read.plan), expected::rows(&sheet));
        prop_assert_eq!(expected::links_of(&read.plan), expected::links(&sheet));
        prop_assert_eq!(expected::baseline_of(&read.plan), expected::baseline(&sheet));
        let (mut facts, mut told) = (expected::facts_of(&read.plan), expected::facts(&sheet));
        let used = facts["calendars"].as_array().unwrap().len();
        told["calendars"].as_array_mut().unwrap().truncate(used);
        for calendars in [&mut facts, &mut told] {
            without_what_changes_nothing(&mut calendars["calendars"]);
        }
        prop_assert_eq!(facts, told);
    }
}

/// Dates without a name that are as the week has them.
fn without_what_changes_nothing(calendars: &mut Value) {
    for calendar in calendars.as_array_mut().unwrap() {
        let week = calendar["week"].as_array().unwrap().clone();
        calendar["exceptions"].as_array_mut().unwrap().retain(|day| {
            let date: chrono::NaiveDate = day["date"].as_str().unwrap().parse().unwrap();
            let is_worked = week.contains(&json!(date.format("%a").to_string().to_uppercase()));
            day.get("name").is_some() || day["working"] != is_worked
        });
    }
}

/// A project with these tasks, on a calendar of Monday to Friday.
fn project(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><Project xmlns=\"http://schemas.microsoft.com/project\"><Title>Launch</Title>\
         <StartDate>2026-11-02T08:00:00</StartDate><DefaultStartTime>08:00:00</DefaultStartTime>\
         <DefaultFinishTime>17:00:00</DefaultFinishTime><MinutesPerDay>480</MinutesPerDay>{inside}</Project>"
    )
}

fn task(uid: usize, inside: &str) -> String {
    format!(
        "<Task><UID>{uid}</UID><ID>{uid}</ID><Name>T{uid}</Name><OutlineLevel>1</OutlineLevel>{inside}</Task>"
    )
}

fn read(inside: &str) -> Converted {
    convert(project(inside).as_bytes(), &Given::default()).unwrap()
}

fn notes(converted: &Converted) -> Vec<String> {
    converted.notes.iter().map(ToString::to_string).collect()
}

fn faults(text: &str) -> Vec<String> {
    convert(text.as_bytes(), &Given::default()).unwrap_err().iter().map(Fault::to_string).collect()
}

#[test]
fn parts_of_days_are_rounded_and_noted_once() {
    let half = "<Duration>PT12H0M0S</Duration>";
    let read = read(&format!("<Tasks>{}{}</Tasks>", task(1, half), task(2, half)));
    assert_eq!(read.plan["workPackages"][0]["duration"], 2);
    let note = "task 1 \"T1\" and 1 others: a duration of parts of a day: is rounded up: plans are in days";
    assert_eq!(notes(&read), [note]);
}

#[test]
fn lags_are_working_or_elapsed_days() {
    let link = |kind: u8, lag: i32, format: u8| {
        format!(
            "<PredecessorLink><PredecessorUID>1</PredecessorUID><Type>{kind}</Type><LinkLag>{lag}</LinkLag><LagFormat>{format}</LagFormat></PredecessorLink>"
        )
    };
    let tasks = [(1, 4_800, 7), (3, -14_400, 8), (0, 24_000, 9), (2, 50, 19)];
    let tasks: String =
        (2..).zip(tasks).map(|(uid, (kind, lag, format))| task(uid, &link(kind, lag, format))).collect();
    let read = read(&format!("<Tasks>{}{tasks}</Tasks>", task(1, "")));
    assert_eq!(
        expected::links_of(&read.plan),
        [
            "1 FINISH_TO_FINISH 4 5 WORKING_DAY",
            "1 FINISH_TO_START 2 1 WORKING_DAY",
            "1 START_TO_FINISH 5 0 WORKING_DAY",
            "1 START_TO_START 3 -1 CALENDAR_DAY",
        ]
    );
    assert_eq!(notes(&read), ["task 5 \"T5\": a lag in per cent: is left out: lags are in days"]);
}

#[test]
fn a_date_at_the_end_of_a_day_starts_the_next_and_one_at_its_start_ends_the_day_before() {
    let constrained = |kind: u8, at: &str| {
        task(
            1,
            &format!(
                "<Duration>PT8H0M0S</Duration><ConstraintType>{kind}</ConstraintType><ConstraintDate>2026-11-05T{at}</ConstraintDate>"
            ),
        )
    };
    for (kind, at, date) in [
        (4, "08:00:00", "2026-11-05"),
        (4, "17:00:00", "2026-11-06"),
        (7, "17:00:00", "2026-11-05"),
        (7, "08:00:00", "2026-11-04"),
    ] {
        let read = read(&format!("<Tasks>{}</Tasks>", constrained(kind, at)));
        assert_eq!(read.plan["workPackages"][0]["constraint"]["date"], date);
    }
}

#[test]
fn events_are_on_the_edge_of_the_day_that_their_time_says() {
    let event = |uid, at| {
        task(
            uid,
            &format!("<Start>2026-11-11T{at}</Start><Duration>PT0H0M0S</Duration><Milestone>1</Milestone>"),
        )
    };
    let read = read(&format!("<Tasks>{}{}</Tasks>", event(1, "08:00:00"), event(2, "17:00:00")));
    let edges = [&read.plan["workPackages"][0]["edge"], &read.plan["workPackages"][1]["edge"]];
    assert_eq!(edges, ["START_OF_DAY", "END_OF_DAY"]);
}

#[test]
fn exceptions_that_recur_are_dates() {
    let exception = |inside: &str| {
        format!(
            "<Exception><EnteredByOccurrences>0</EnteredByOccurrences><TimePeriod><FromDate>2026-01-01T00:00:00</FromDate>\
             <ToDate>2027-12-31T23:59:00</ToDate></TimePeriod>{inside}<DayWorking>0</DayWorking></Exception>"
        )
    };
    let exceptions = [
        "<Name>New Year</Name><Type>2</Type><Month>0</Month><MonthDay>1</MonthDay>",
        "<Name>Thanksgiving</Name><Type>3</Type><Month>10</Month><MonthItem>7</MonthItem><MonthPosition>3</MonthPosition>",
        "<Name>Odd</Name><Type>9</Type>",
    ];
    let exceptions: String = exceptions.iter().map(|inside| exception(inside)).collect();
    let calendar = format!(
        "<CalendarUID>1</CalendarUID><Calendars><Calendar><UID>1</UID><Name>Office</Name><Exceptions>{exceptions}</Exceptions></Calendar></Calendars>"
    );
    let read = read(&calendar);
    let days = read.plan["calendars"][0]["exceptions"].as_array().unwrap();
    let days: Vec<_> = days
        .iter()
        .map(|day| format!("{} {}", day["date"].as_str().unwrap(), day["name"].as_str().unwrap()))
        .collect();
    assert_eq!(
        days,
        ["2026-01-01 New Year", "2026-11-26 Thanksgiving", "2027-01-01 New Year", "2027-11-25 Thanksgiving"]
    );
    assert_eq!(
        notes(&read),
        ["calendar \"Office\": an exception: recurs in a way that cannot be kept as single days"]
    );
}

#[test]
fn what_a_plan_has_no_place_for_is_noted_and_the_rest_is_read() {
    let tasks = [
        "<LevelingDelay>4800</LevelingDelay><Cost>100</Cost>",
        "<Active>0</Active>",
        "<Stop>2026-11-03T17:00:00</Stop><Resume>2026-11-09T08:00:00</Resume>",
        "<ExtendedAttribute><FieldID>188743732</FieldID><Value>x</Value></ExtendedAttribute>",
        "<ExternalTask>1</ExternalTask>",
    ];
    let tasks: String = (1..).zip(tasks).map(|(uid, inside)| task(uid, inside)).collect();
    let read = read(&format!("<Tasks>{tasks}</Tasks>"));
    assert_eq!(read.plan["workPackages"].as_array().unwrap().len(), 3);
    assert_eq!(
        notes(&read),
        [
            "task 2 \"T2\": an inactive task: is left out",
            "task 5 \"T5\": a task of another project: is left out",
            "task 1 \"T1\": a leveling delay: plans are not leveled",
            "task 1 \"T1\": costs: a plan has none",
            "task 3 \"T3\": a split: work is in one piece",
            "task 4 \"T4\": the custom field \"188743732\": is none that a plan has",
        ]
    );
}

#[test]
fn the_first_who_is_assigned_is_in_charge_and_the_others_work_with_them() {
    let resource =
        |uid: u8, inside: &str| format!("<Resource><UID>{uid}</UID><Name>R{uid}</Name>{inside}</Resource>");
    let assignment =
        |uid: u8| format!("<Assignment><TaskUID>1</TaskUID><ResourceUID>{uid}</ResourceUID></Assignment>");
    let resources = format!(
        "{}{}{}{}",
        resource(1, "<EmailAddress>one@example.com</EmailAddress><Type>1</Type>"),
        resource(2, "<EmailAddress>two@example.com</EmailAddress>"),
        resource(3, "<Type>0</Type>"),
        resource(4, ""),
    );
    let assigned: String = [3, 2, 4, 1].into_iter().map(assignment).collect();
    let read = read(&format!(
        "<Tasks>{}</Tasks><Resources>{resources}</Resources><Assignments>{assigned}</Assignments>",
        task(1, "")
    ));
    let row = &read.plan["workPackages"][0];
    assert_eq!(
        (&row["accountable"], &row["collaborators"]),
        (&json!("two@example.com"), &json!(["one@example.com"]))
    );
    assert_eq!(
        notes(&read),
        [
            "resource \"R4\": the person \"R4\": nobody is known by this name: write their e-mail address",
            "resource \"R3\": a resource that is no person: only people do work here",
        ]
    );
}

#[test]
fn xml_that_expands_nests_or_ends_early_is_refused_with_its_line() {
    let laughs = "<?xml version=\"1.0\"?>\n<!DOCTYPE x [<!ENTITY a \"aaaa\">]>\n<Project \
        xmlns=\"http://schemas.microsoft.com/project\"/>";
    assert_eq!(faults(laughs), ["line 2: has a document type, which is not allowed"]);
    let entity = project("<Tasks><Task><Name>&xxe;</Name></Task></Tasks>");
    assert_eq!(faults(&entity), ["line 1: has the entity \"xxe\", which is not allowed"]);
    let deep = project(&format!("<Tasks>{}{}</Tasks>", "<Task>".repeat(100_000), "</Task>".repeat(100_000)));
    assert_eq!(faults(&deep), ["line 1: lies too deep in other elements"]);
    let unknown = project(&format!("{}{}", "<x>".repeat(100_000), "</x>".repeat(100_000)));
    convert(unknown.as_bytes(), &Given::default()).unwrap();
    let whole = String::from_utf8(mspdi(&sample::campaign())).unwrap();
    let ends = (200..whole.trim_end().len()).step_by(101).filter(|end| whole.is_char_boundary(*end));
    for end in ends {
        assert!(faults(&whole[..end])[0].starts_with("line "), "{end}");
    }
}

#[test]
fn xml_in_the_encoding_that_it_declares_is_read() {
    let text = project(&format!("<Tasks>{}</Tasks>", task(1, "<Notes>主视觉</Notes>")));
    let text = text.replace("version=\"1.0\"", "version=\"1.0\" encoding=\"GB2312\"");
    let (bytes, ..) = encoding_rs::GB18030.encode(&text);
    let read = convert(&bytes, &Given::default()).unwrap();
    assert_eq!(read.plan["workPackages"][0]["description"], "主视觉");
}

#[test]
#[cfg_attr(not(has_cases), ignore = "needs ../shared/cases")]
fn real_files_become_plans_with_all_of_their_tasks() {
    let mut count = 0;
    for entry in fs::read_dir(CASES).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.extension().is_none_or(|ending| ending != "xml") {
            continue;
        }
        let bytes = fs::read(&entry).unwrap();
        assert_eq!(detect(&bytes), Some(Format::Mspdi), "{entry:?}");
        let plan = convert(&bytes, &Given::default())
            .map_err(|faults| format!("{entry:?} {faults:?}"))
            .unwrap()
            .plan;
        let text = String::from_utf8(bytes).unwrap();
        let levels: String = text.split_whitespace().collect();
        let tasks = levels.matches("<OutlineLevel>").count() - levels.matches("<OutlineLevel>0<").count();
        let empty = levels.split("<Task>").filter(|task| task.contains("<IsNull>1<")).count();
        assert!(plan["workPackages"].as_array().unwrap().len() + empty >= tasks, "{entry:?}");
        count += 1;
    }
    assert_eq!(count, 26);
}
