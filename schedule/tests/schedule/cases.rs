//! Cases with answers from other systems: Microsoft Project, MPXJ, `OpenProject`, PSPLIB.
//!
//! They are large and lie beside the project, in `../shared/cases`; where that folder is missing these tests
//! are ignored.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use schedule::{
    Boundary, Calendar, CalendarId, Campaign, Constraint, ConstraintKind, Edge, Kind, LagUnit, Link,
    LinkType, Mode, Network, Plan, Task,
};
use serde_json::Value;

#[path = "../../examples/plan_case/case.rs"]
mod case;

use crate::draft::date;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/cases");

/// The build script does not see a folder come that was not there.
#[test]
fn cases_are_ignored_only_where_there_are_none() {
    assert!(cfg!(has_cases) || !Path::new(ROOT).exists(), "the cases are there now: touch schedule/build.rs");
}

/// The files of one folder of cases with this ending.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let root = Path::new(ROOT).join(folder);
    let paths = fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|found| found == ending)).collect();
    files.sort();
    files
}

fn lines(folder: &str) -> Vec<Value> {
    let texts = files(folder, "jsonl").into_iter().map(|path| fs::read_to_string(path).unwrap());
    texts
        .flat_map(|text| text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<_>>())
        .collect()
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// What differs between the answer to a case and what it expects, as `id field expected got`.
fn differences(case: &Value) -> Vec<String> {
    let answer = serde_json::to_value(case::answer(&case.to_string())).unwrap();
    let got = answer["tasks"].as_array().unwrap();
    let tasks = case["tasks"].as_array().unwrap();
    let mut found = Vec::new();
    for task in tasks.iter().filter(|task| task.get("expected").is_some()) {
        let Some(got) = got.iter().find(|got| got["id"] == task["id"]) else {
            found.push(format!("{} is missing", task["id"]));
            continue;
        };
        let is_phase = tasks.iter().any(|other| other.get("parent") == Some(&task["id"]));
        let is_event = !is_phase && task["duration_days"] == 0;
        for (field, expected) in task["expected"].as_object().unwrap() {
            let Some(got) = got.get(field) else { continue };
            let is_date = field.ends_with("start") || field.ends_with("finish");
            let is_other_side = is_event && is_date && is_next_working_day(case, expected, got);
            let is_unused = is_phase && !matches!(field.as_str(), "start" | "finish");
            if got != expected && !is_other_side && !is_unused {
                found.push(format!("{} {field} {expected} {got}", task["id"]));
            }
        }
    }
    found
}

/// Whether two dates are the two sides of one instant: the days that close and open next to it.
fn is_next_working_day(case: &Value, one: &Value, other: &Value) -> bool {
    let [one, other] = [one, other].map(|day| date(day.as_str().unwrap()));
    let calendar = calendar(&case["calendars"][0]);
    let (first, last) = (one.min(other), one.max(other));
    calendar.fwd(Boundary::closing(first)) == Ok(Boundary::opening(last))
}

fn calendar(row: &Value) -> Calendar {
    let days = |field: &str| row.get(field).and_then(Value::as_array).cloned().unwrap_or_default();
    let exceptions = |field: &'static str, working: bool| {
        days(field).into_iter().map(move |day| (date(&day.as_str().unwrap()[..10]), working))
    };
    let extra: Vec<(NaiveDate, bool)> = exceptions("extra_working", true).collect();
    let is_extra = |day: &NaiveDate| extra.iter().any(|(other, _)| other == day);
    let holidays: Vec<_> = exceptions("holidays", false).filter(|(day, _)| !is_extra(day)).collect();
    Calendar::new(week(&row["week"]), holidays.into_iter().chain(extra.clone())).unwrap()
}

fn week(days: &Value) -> [bool; 7] {
    std::array::from_fn(|day| days[day] == 1)
}

#[test]
#[cfg_attr(not(has_cases), ignore = "needs ../shared/cases")]
fn real_plans_of_microsoft_project_have_its_dates() {
    for path in files("day", "json") {
        assert_eq!(differences(&json(&path)), Vec::<String>::new(), "{}", path.display());
    }
}

#[test]
#[cfg_attr(not(has_cases), ignore = "needs ../shared/cases")]
fn random_plans_have_the_dates_of_mpxj() {
    for case in lines("oracle") {
        assert_eq!(differences(&case), Vec::<String>::new(), "{}", case["source"]);
    }
}

#[test]
#[cfg_attr(not(has_cases), ignore = "needs ../shared/cases")]
fn the_networks_of_psplib_have_their_critical_path_length() {
    for case in lines("psplib") {
        let durations =
            case["dur"].as_array().unwrap().iter().map(|days| i32::try_from(days.as_i64().unwrap()).unwrap());
        let tasks = durations.zip(0_usize..).map(|(days, key)| match days {
            0 => Task::new(key, Kind::Milestone(Edge::StartOfDay)),
            _ => Task::new(key, Kind::Task(Some(days))),
        });
        let links = case["succ"].as_array().unwrap().iter().zip(0..).flat_map(|(successors, key)| {
            let successors = successors.as_array().unwrap().iter().map(|key| key.as_u64().unwrap());
            successors.map(move |successor| Link::finish_to_start(key, usize::try_from(successor).unwrap()))
        });
        let campaign = campaign(Calendar::new([true; 7], []).unwrap(), tasks.collect(), links.collect());
        let plan = Plan::new(Arc::new(Network::new(campaign).unwrap())).unwrap();
        let length = plan.finish().unwrap().date_opened() - date("2025-01-01");
        assert_eq!(length.num_days(), case["mpm_time"].as_i64().unwrap(), "{}", case["name"]);
    }
}

fn campaign<K>(calendar: Calendar, tasks: Vec<Task<K>>, links: Vec<Link<K>>) -> Campaign<K> {
    Campaign {
        start: date("2025-01-01"),
        required_finish: None,
        calendars: vec![Arc::new(calendar)],
        calendar: CalendarId(0),
        departments: Vec::new(),
        anchors: Vec::new(),
        tasks,
        links,
    }
}

#[test]
#[cfg_attr(not(has_cases), ignore = "needs ../shared/cases")]
fn working_days_are_those_of_openproject() {
    let mut files = files("openproject", "json").into_iter();
    let path = files.find(|path| path.ends_with("workingdays.json")).unwrap();
    for fact in json(&path)["facts"].as_array().unwrap() {
        let calendar = calendar(fact);
        let on = |field: &str| fact.get(field).and_then(Value::as_str).map(date);
        let days =
            |field: &str| fact.get(field).and_then(Value::as_i64).map(|days| i32::try_from(days).unwrap());
        let (start, due, duration) = (on("start"), on("due"), days("duration"));
        let got = match fact["op"].as_str().unwrap() {
            "duration" => {
                let days =
                    calendar.working_days(Boundary::opening(start.unwrap()), Boundary::closing(due.unwrap()));
                Value::from(days)
            }
            "start_date" => {
                let closed = calendar.back(Boundary::closing(due.unwrap())).unwrap();
                Value::from(calendar.add(closed, -duration.unwrap()).unwrap().date_opened().to_string())
            }
            "due_date" => {
                let opened = calendar.fwd(Boundary::opening(start.unwrap())).unwrap();
                Value::from(calendar.add(opened, duration.unwrap()).unwrap().date_closed().to_string())
            }
            "soonest_working_day" => {
                let waited =
                    calendar.add(Boundary::opening(on("date").unwrap()), days("delay").unwrap()).unwrap();
                Value::from(calendar.fwd(waited).unwrap().date_opened().to_string())
            }
            other => panic!("{other} is not a question of this file"),
        };
        assert_eq!(got, fact["expected"], "{fact}");
    }
}

#[test]
#[cfg_attr(not(has_cases), ignore = "needs ../shared/cases")]
fn rescheduling_ends_where_openproject_ends() {
    let mut files = files("openproject", "json").into_iter();
    let path = files.find(|path| path.ends_with("reschedule.json")).unwrap();
    let file = json(&path);
    let comparable = file["cases"].as_array().unwrap().iter().filter(|case| case["cpm_equivalent"] == true);
    for case in comparable {
        let plan = Plan::new(Arc::new(Network::new(rescheduled(case)).unwrap())).unwrap();
        for (key, expected) in case["expected"].as_object().unwrap() {
            let (first, last) = plan.days(plan.network().find(&key.as_str()).unwrap()).unwrap();
            for (field, got) in [("start", first), ("due", last)] {
                let Some(expected) = expected[field].as_str() else { continue };
                assert_eq!(got.to_string(), expected, "{} {key} {field}", case["name"]);
            }
        }
    }
}

/// `OpenProject` moves what follows no earlier than it was, and keeps the dates of everything else as typed.
fn rescheduled(case: &Value) -> Campaign<&str> {
    let rows = case["tasks"].as_array().unwrap();
    let relations =
        [&case["relations"], &case["add_relations"]].into_iter().filter_map(Value::as_array).flatten();
    let links: Vec<Link<&str>> = relations
        .map(|row| Link {
            predecessor: row["pred"].as_str().unwrap(),
            successor: row["succ"].as_str().unwrap(),
            link_type: LinkType::FinishToStart,
            lag: i32::try_from(row.get("lag_days").and_then(Value::as_i64).unwrap_or(0)).unwrap(),
            lag_unit: LagUnit::WorkingDay,
        })
        .collect();
    let typed = Calendar::new(crate::draft::MONDAY_TO_FRIDAY, []).unwrap();
    let tasks = rows.iter().map(|row| {
        let key = row["id"].as_str().unwrap();
        let changed = case.get("change_dates").and_then(|changed| changed.get(key));
        let dates = changed.unwrap_or(row);
        let [start, finish] = ["start", "due"].map(|field| dates[field].as_str().map(date));
        let is_phase = rows.iter().any(|other| other.get("parent").and_then(Value::as_str) == Some(key));
        let follows = |key: &str| links.iter().any(|link| link.successor == key);
        let phase_follows = row.get("parent").and_then(Value::as_str).is_some_and(follows);
        let mut task = Task::new(key, if is_phase { Kind::Phase } else { Kind::Task(None) });
        task.parent = row.get("parent").and_then(Value::as_str);
        if !is_phase && changed.is_none() && (follows(key) || phase_follows) {
            let (start, finish) = (start.unwrap(), finish.unwrap());
            let days = typed.working_days(Boundary::opening(start), Boundary::closing(finish));
            task.kind = Kind::Task(Some(days));
            task.constraint = Some(Constraint { kind: ConstraintKind::StartNoEarlierThan, date: start });
        } else if !is_phase {
            task.mode = Mode::Manual { start, finish };
        }
        task
    });
    let tasks = tasks.collect();
    campaign(Calendar::new(week(&case["week"]), []).unwrap(), tasks, links)
}
