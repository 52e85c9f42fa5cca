//! The records of a file of Microsoft Project, as one plan.

use std::collections::{BTreeMap, HashMap, HashSet};

use schedule::{AnchorKind, AnchorOrigin, Edge, LagUnit, LinkType};

use super::calendar::Calendars;
use super::custom::{Field, Fields};
use super::days::{Hours, moment_in};
use super::duration::{self, Count};
use super::people::People;
use super::project::Project;
use super::task::{TaskReader, place_of};
use super::xml::Element;
use super::{MINUTES_OF_A_DAY, MINUTES_PER_DAY};
use crate::draft::Draft;
use crate::file::{Converted, Fault, Given};
use crate::name::Named;
use crate::outline::{Place, outline};
use crate::plan::{Anchor, Baseline, BaselineRow, Bound, Dependency};
use crate::text;

/// What the first task of those that are no work says, before the campaign's time zone.
pub const ANCHORS: &str = "ANCHORS ";

/// What the task of the required finish says.
pub const REQUIRED_FINISH: &str = "REQUIRED_FINISH";

/// Reads a file of Microsoft Project.
///
/// # Errors
/// Everything that is wrong with it, by line or by task.
pub fn read(bytes: &[u8], given: &Given) -> Result<Converted, Vec<Fault>> {
    let text =
        text::decode(bytes).ok_or_else(|| vec![Fault::of_file("is not in the encoding that it says")])?;
    // What this takes for XML starts with its first element, and a byte-order mark is none.
    let project = Project::of(text.trim_start_matches('\u{feff}'), given).map_err(|fault| vec![fault])?;
    let Project { facts, calendars, tasks, resources, assignments, fields } = project;
    let mut draft = Draft::new(given);
    let minutes_per_day =
        facts.int("MinutesPerDay").filter(|minutes| *minutes > 0).unwrap_or(MINUTES_PER_DAY);
    let mut calendars = Calendars::new(calendars, minutes_per_day);
    let calendar = facts.int("CalendarUID").unwrap_or(1);
    let own = calendars.get(calendar, &mut draft).plan();
    draft.plan.campaign.calendar = Some(own.name.clone());
    draft.plan.calendars.push(own);
    let people = People::new(&resources, &assignments, &mut calendars, &mut draft);
    let hours = Hours::of(&facts);
    describe(&facts, hours, &mut draft);
    let fields = Fields::new(&fields);
    let tasks = work(&tasks, &fields, hours, &mut draft);
    let depths: Vec<_> = tasks.iter().map(|task| depth(task)).collect();
    let places = outline(&depths);
    let honors_constraints = facts.is("HonorConstraints");
    let mut reader = TaskReader {
        hours,
        minutes_per_day,
        calendar,
        honors_constraints,
        fields,
        people,
        calendars: &mut calendars,
        draft: &mut draft,
    };
    for (task, place) in tasks.iter().zip(&places) {
        let row = reader.work_package(task, place);
        let path = format!("workPackages[{}]", reader.draft.plan.work_packages.len());
        reader.draft.place(path, place_of(task));
        reader.draft.plan.work_packages.push(row);
    }
    link(&tasks, &places, minutes_per_day, &mut draft);
    keep_baselines(&tasks, &places, &facts, hours, &mut draft);
    number_all_or_none(&mut draft);
    draft.finish()
}

/// What a file says of its campaign.
fn describe(facts: &Element, hours: Hours, draft: &mut Draft) {
    let name = facts.text("Title").or_else(|| facts.text("Name"));
    draft.plan.campaign.name = name.and_then(text::line);
    draft.plan.campaign.key = facts.text("Subject").map(str::to_owned).filter(|key| is_key(key));
    draft.plan.campaign.owner =
        facts.text("Manager").and_then(|name| draft.person(name, "the project's manager"));
    draft.plan.campaign.start = moment_in(facts, "StartDate").and_then(|moment| hours.start(moment));
    // A project that is scheduled from its finish has to be done by then.
    if facts.text("ScheduleFromStart") == Some("0") {
        let finish = moment_in(facts, "FinishDate").and_then(|moment| hours.finish(moment));
        draft.plan.campaign.required_finish = finish.map(|date| Bound::target(Edge::EndOfDay.name(), date));
    }
    for field in ["key", "name", "owner", "start", "calendar"] {
        draft.place(format!("campaign.{field}"), "the project's properties");
    }
}

fn is_key(key: &str) -> bool {
    let is_key = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    (1..=16).contains(&key.len())
        && key.starts_with(|c: char| c.is_ascii_uppercase())
        && key.chars().all(is_key)
}

fn depth(task: &Element) -> u16 {
    task.int("OutlineLevel").and_then(|level| u16::try_from(level - 1).ok()).unwrap_or_default()
}

/// Tasks that are work; anchors are taken out of them, and what is not worked on is noted.
fn work<'a>(tasks: &'a [Element], fields: &Fields, hours: Hours, draft: &mut Draft) -> Vec<&'a Element> {
    let mut kept = Vec::with_capacity(tasks.len());
    for task in tasks {
        // The project itself is the task above all others; empty lines are tasks too.
        if task.int("OutlineLevel") == Some(0) || task.is("IsNull") {
            continue;
        }
        let place = place_of(task);
        let left_out = [
            (task.text("Active") == Some("0"), "an inactive task"),
            (task.is("ExternalTask"), "a task of another project"),
            (task.is("IsSubproject"), "an inserted project"),
        ];
        if let Some((_, what)) = left_out.into_iter().find(|(is_it, _)| *is_it) {
            draft.tally(&place, what, "is left out");
        } else if let Some(meaning) = meaning(task, fields) {
            stand_for(meaning, task, hours, draft);
        } else {
            kept.push(task);
        }
    }
    kept
}

/// What a task stands for that is no work.
fn meaning<'a>(task: &'a Element, fields: &Fields) -> Option<&'a str> {
    let is_meaning = |attribute: &&Element| fields.is(attribute, Field::Meaning);
    task.all("ExtendedAttribute").find(is_meaning).and_then(|attribute| attribute.text("Value"))
}

/// Puts into the plan what a task stands for.
fn stand_for(meaning: &str, task: &Element, hours: Hours, draft: &mut Draft) {
    if let Some(zone) = meaning.strip_prefix(ANCHORS) {
        draft.plan.campaign.time_zone = Some(zone.to_owned());
        return;
    }
    let Some(moment) = moment_in(task, "Start") else { return };
    let edge = if hours.is_opening(moment) { Edge::StartOfDay } else { Edge::EndOfDay }.name();
    let date = moment.date();
    if meaning == REQUIRED_FINISH {
        draft.plan.campaign.required_finish = Some(Bound::target(edge, date));
    } else if let Some((kind, origin)) = meaning.split_once(' ') {
        let kind = AnchorKind::read(kind).unwrap_or(AnchorKind::Custom).name();
        let origin = AnchorOrigin::read(origin).unwrap_or(AnchorOrigin::Company).name();
        let name = task.text("Name").and_then(text::line).unwrap_or_else(|| kind.to_owned());
        draft.place(format!("anchors[{}]", draft.plan.anchors.len()), place_of(task));
        draft.plan.anchors.push(Anchor { kind, name, date, edge, origin });
    }
}

fn link(tasks: &[&Element], places: &[Place], minutes_per_day: i64, draft: &mut Draft) {
    let codes: HashMap<_, _> =
        tasks.iter().zip(places).filter_map(|(task, place)| Some((task.int("UID")?, &place.wbs))).collect();
    for (task, successor) in tasks.iter().zip(places) {
        let place = place_of(task);
        for link in task.all("PredecessorLink") {
            let first = link.int("PredecessorUID").and_then(|uid| codes.get(&uid));
            let Some(first) = first.filter(|_| !link.is("CrossProject")) else {
                draft.tally(&place, "a link to what is not in the plan", "is left out");
                continue;
            };
            let (lag, lag_unit) = lag(link, minutes_per_day, &place, draft);
            let link = Dependency {
                predecessor: (*first).clone(),
                successor: successor.wbs.clone(),
                link_type: link_type(link.int("Type")).name(),
                lag,
                lag_unit: lag_unit.name(),
            };
            draft.link(link, place.clone());
        }
    }
}

const fn link_type(code: Option<i64>) -> LinkType {
    match code {
        Some(0) => LinkType::FinishToFinish,
        Some(2) => LinkType::StartToFinish,
        Some(3) => LinkType::StartToStart,
        _ => LinkType::FinishToStart,
    }
}

/// A lag in days: files count tenths of minutes.
fn lag(link: &Element, minutes_per_day: i64, place: &str, draft: &mut Draft) -> (i32, LagUnit) {
    let minutes = link.int("LinkLag").unwrap_or_default() / 10;
    let (per_day, unit) = match Count::of(link.int("LagFormat").unwrap_or_default()) {
        Count::Working => (minutes_per_day, LagUnit::WorkingDay),
        Count::Elapsed => (MINUTES_OF_A_DAY, LagUnit::CalendarDay),
        Count::Share => {
            draft.tally(place, "a lag in per cent", "is left out: lags are in days");
            return (0, LagUnit::WorkingDay);
        }
    };
    let (days, is_exact) = duration::days(minutes, per_day).unwrap_or_default();
    if !is_exact {
        draft.tally(place, "a lag of parts of a day", "is rounded up: plans are in days");
    }
    (days, unit)
}

/// The baselines of a file, 0 to 10; the first of them is compared with.
fn keep_baselines(tasks: &[&Element], places: &[Place], facts: &Element, hours: Hours, draft: &mut Draft) {
    let mut rows: BTreeMap<i64, Vec<BaselineRow>> = BTreeMap::new();
    let mut seen = HashSet::new();
    for (task, place) in tasks.iter().zip(places) {
        for baseline in task.all("Baseline") {
            let number = baseline.int("Number").unwrap_or_default();
            let start = moment_in(baseline, "Start").and_then(|moment| hours.start(moment));
            // An event at the start of its day ends there too.
            let end = moment_in(baseline, "Finish");
            let finish = end
                .and_then(|moment| hours.finish(moment))
                .max(start.filter(|_| end == moment_in(baseline, "Start")));
            let Some((start, finish)) = start.zip(finish) else { continue };
            if finish < start {
                draft.tally(&place_of(task), "a baseline that finishes before it starts", "is left out");
            } else if seen.insert((number, &place.wbs)) {
                rows.entry(number).or_default().push(BaselineRow { wbs: place.wbs.clone(), start, finish });
            }
        }
    }
    let saved =
        ["LastSaved", "CreationDate", "StartDate"].into_iter().find_map(|name| moment_in(facts, name));
    let taken_at = format!("{}Z", saved.unwrap_or_default().format("%Y-%m-%dT%H:%M:%S"));
    for (number, rows) in rows {
        let name = if number == 0 { "Baseline".to_owned() } else { format!("Baseline {number}") };
        let active = draft.plan.baselines.is_empty();
        draft.plan.baselines.push(Baseline { name, taken_at: taken_at.clone(), active, rows });
    }
}

/// Numbers are given to all tasks or to none, each once.
fn number_all_or_none(draft: &mut Draft) {
    let rows = &mut draft.plan.work_packages;
    let numbers: HashSet<_> = rows.iter().filter_map(|row| row.number).filter(|number| *number > 0).collect();
    if numbers.len() < rows.len() {
        for row in rows {
            row.number = None;
        }
    }
}
