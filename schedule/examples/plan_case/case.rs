//! Cases of the form `cpm-day-1` as rows, and plans as their answers.
//!
//! The cases and their answers come from systems that let a constraint override a link, measure late dates
//! from the latest early finish, and read every date of an event as an end of a working day, so the rows say
//! so.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::sync::Arc;

use chrono::NaiveDate;
use schedule::{
    Boundary, Calendar, CalendarId, Campaign, Constraint, ConstraintKind, Deadline, Direction, Edge,
    Firmness, Kind, LagUnit, Link, LinkType, Mode, Network, Plan, Span, Task, TaskId,
};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Case {
    project: Project,
    calendars: Vec<CalendarRow>,
    tasks: Vec<TaskRow>,
    relations: Vec<Relation>,
}

#[derive(Deserialize)]
struct Project {
    start: String,
    calendar: String,
}

#[derive(Deserialize)]
struct CalendarRow {
    id: String,
    week: [u8; 7],
    #[serde(default)]
    holidays: Vec<String>,
    #[serde(default)]
    extra_working: Vec<String>,
}

#[derive(Deserialize)]
struct TaskRow {
    id: String,
    parent: Option<String>,
    duration_days: Option<i32>,
    calendar: Option<String>,
    constraint: Option<String>,
    constraint_date: Option<String>,
    deadline: Option<String>,
    actual_start: Option<String>,
    actual_finish: Option<String>,
    percent: Option<f64>,
    remaining_days: Option<f64>,
    mode: Option<String>,
    start: Option<String>,
    finish: Option<String>,
}

#[derive(Deserialize)]
struct Relation {
    pred: String,
    succ: String,
    #[serde(rename = "type", default)]
    link_type: RelationType,
    lag_days: Option<i32>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Default)]
enum RelationType {
    #[default]
    #[serde(rename = "FS")]
    FinishToStart,
    #[serde(rename = "SS")]
    StartToStart,
    #[serde(rename = "FF")]
    FinishToFinish,
    #[serde(rename = "SF")]
    StartToFinish,
}

/// What comes back for one case.
#[derive(Serialize)]
pub struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    pub tasks: Vec<TaskAnswer>,
}

/// The plan of one task.
#[derive(Serialize)]
pub struct TaskAnswer {
    pub id: String,
    pub start: String,
    pub finish: String,
    #[serde(flatten)]
    pub leaf: Option<LeafAnswer>,
}

/// The plan of one task that is not a phase.
#[derive(Serialize)]
pub struct LeafAnswer {
    pub early_start: String,
    pub early_finish: String,
    pub late_start: String,
    pub late_finish: String,
    pub total_slack_days: i32,
    /// Left out where a link of a phase takes part: those systems leave such links out of free slack.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free_slack_days: Option<i32>,
    pub critical: bool,
}

/// Why a case has no answer.
type Failure = Box<dyn Error>;

/// The answer to one case, which may be that it cannot be planned.
pub fn answer(line: &str) -> Answer {
    let tasks = serde_json::from_str(line).map_err(Failure::from).and_then(|case| planned(&case));
    match tasks {
        Ok(tasks) => Answer { error: None, tasks },
        Err(error) => Answer { error: Some(error.to_string()), tasks: Vec::new() },
    }
}

fn planned(case: &Case) -> Result<Vec<TaskAnswer>, Failure> {
    let phases: BTreeSet<&str> = case.tasks.iter().filter_map(|task| task.parent.as_deref()).collect();
    let network = Arc::new(Network::new(campaign(case, &phases)?).map_err(|error| error.to_string())?);
    let plan = Plan::new(Arc::clone(&network)).map_err(|error| error.to_string())?;
    let linked = with_linked_phases(case, &phases);
    let mut tasks = Vec::new();
    for row in &case.tasks {
        let Some(task) = network.find(&row.id.as_str()) else { continue };
        tasks.extend(task_answer(&plan, row, task, linked.contains(row.id.as_str())));
    }
    Ok(tasks)
}

/// The leaves that a link of a phase binds: those below a linked phase, and those linked to one.
fn with_linked_phases<'a>(case: &'a Case, phases: &BTreeSet<&str>) -> BTreeSet<&'a str> {
    let touched = case
        .relations
        .iter()
        .filter(|link| phases.contains(link.pred.as_str()) || phases.contains(link.succ.as_str()));
    let mut linked: BTreeSet<&str> =
        touched.flat_map(|link| [link.pred.as_str(), link.succ.as_str()]).collect();
    loop {
        let below = case
            .tasks
            .iter()
            .filter(|row| row.parent.as_deref().is_some_and(|parent| linked.contains(parent)));
        let below: Vec<&str> = below.map(|row| row.id.as_str()).filter(|id| !linked.contains(id)).collect();
        if below.is_empty() {
            return linked;
        }
        linked.extend(below);
    }
}

fn task_answer(plan: &Plan<&str>, row: &TaskRow, task: TaskId, linked: bool) -> Option<TaskAnswer> {
    let kind = plan.network().task(task).kind;
    let [start, finish] = dates(kind, settled(plan, task)?);
    let leaf = plan.leaf(task).map(|planned| {
        let [early_start, early_finish] = dates(kind, planned.early);
        let [late_start, late_finish] = dates(kind, planned.late);
        LeafAnswer {
            early_start,
            early_finish,
            late_start,
            late_finish,
            total_slack_days: planned.total_slack,
            free_slack_days: Some(planned.free_slack).filter(|_| !linked),
            critical: planned.critical,
        }
    });
    Some(TaskAnswer { id: row.id.clone(), start, finish, leaf })
}

/// The planned span.  The cases write a phase from the first day worked to the last, even where an event on
/// the evening before begins it or one on the morning after ends it.
fn settled(plan: &Plan<&str>, task: TaskId) -> Option<Span> {
    let span = plan.span(task)?;
    let calendar = plan.network().calendar_of(task);
    match plan.phase(task) {
        None => Some(span),
        Some(_) => {
            Some(Span { start: calendar.fwd(span.start).ok()?, finish: calendar.back(span.finish).ok()? })
        }
    }
}

fn dates(kind: Kind, span: Span) -> [String; 2] {
    let (first, last) = kind.days(span);
    [first.to_string(), last.to_string()]
}

fn campaign<'a>(case: &'a Case, phases: &BTreeSet<&str>) -> Result<Campaign<&'a str>, Failure> {
    let ids: BTreeMap<&str, u16> = case.calendars.iter().map(|row| row.id.as_str()).zip(0..).collect();
    let calendar_id = |id: &str| ids.get(id).copied().map(CalendarId).ok_or(format!("unknown calendar {id}"));
    let calendars = case.calendars.iter().map(|row| Ok(Arc::new(calendar(row)?)));
    let calendars = calendars.collect::<Result<Vec<_>, Failure>>()?;
    let default = calendar_id(&case.project.calendar)?;
    let opening = opening_events(case, phases);
    let mut tasks = Vec::new();
    for row in &case.tasks {
        let own = row.calendar.as_deref().map(calendar_id).transpose()?;
        let is_phase = phases.contains(row.id.as_str());
        let calendar = calendars.get(usize::from(own.unwrap_or(default).0)).ok_or("no calendar")?;
        let mut task = if is_phase {
            Task::new(row.id.as_str(), Kind::Phase)
        } else {
            leaf(row, opening.contains(row.id.as_str()), calendar)?
        };
        task.parent = row.parent.as_deref();
        task.calendar = own;
        tasks.push(task);
    }
    Ok(Campaign {
        start: date(&case.project.start)?,
        required_finish: None,
        calendars,
        calendar: default,
        departments: Vec::new(),
        anchors: Vec::new(),
        tasks,
        links: case.relations.iter().map(link).collect(),
    })
}

fn calendar(row: &CalendarRow) -> Result<Calendar, Failure> {
    let mut exceptions = BTreeMap::new();
    for (days, working) in [(&row.holidays, false), (&row.extra_working, true)] {
        for day in days {
            exceptions.insert(date(day)?, working);
        }
    }
    Ok(Calendar::new(row.week.map(|day| day != 0), exceptions)?)
}

fn leaf<'a>(row: &'a TaskRow, is_opening: bool, calendar: &Calendar) -> Result<Task<&'a str>, Failure> {
    let kind = match row.duration_days.unwrap_or_default() {
        0 if is_opening => Kind::Milestone(Edge::StartOfDay),
        0 => Kind::Milestone(Edge::EndOfDay),
        days => Kind::Task(Some(days)),
    };
    let mut task = Task::new(row.id.as_str(), kind);
    task.constraint_wins = true;
    task.direction =
        if row.constraint.as_deref() == Some("ALAP") { Direction::Alap } else { Direction::Asap };
    task.constraint = constraint(row, kind, calendar)?;
    let deadline = row.deadline.as_deref().map(|text| end_of_day(text, kind, calendar)).transpose()?;
    task.deadline = deadline.map(|date| Deadline { date, firmness: Firmness::Firm });
    task.actual_start = row.actual_start.as_deref().map(date).transpose()?;
    task.actual_finish = row.actual_finish.as_deref().map(date).transpose()?;
    task.progress = whole(row.percent.unwrap_or_default()).and_then(|percent| Ok(u8::try_from(percent)?))?;
    task.remaining = row
        .remaining_days
        .filter(|_| !task.is_done() && matches!(kind, Kind::Task(_)))
        .map(whole)
        .transpose()?;
    if row.mode.as_deref() == Some("MANUAL") {
        let [start, finish] = [&row.start, &row.finish].map(|text| text.as_deref().map(date).transpose());
        task.mode = Mode::Manual { start: start?, finish: finish? };
    }
    Ok(task)
}

/// The events that open a day: all but those that follow nothing but finishes.  What follows such an event,
/// itself or through phases, opens a day too, since these systems have both at one instant.
fn opening_events<'a>(case: &'a Case, phases: &BTreeSet<&str>) -> BTreeSet<&'a str> {
    let parents: BTreeMap<&str, &str> =
        case.tasks.iter().filter_map(|row| Some((row.id.as_str(), row.parent.as_deref()?))).collect();
    let with_phases = |id: &'a str| {
        std::iter::successors(Some(id), |below| parents.get(below).copied()).collect::<Vec<_>>()
    };
    let events: Vec<&TaskRow> = case
        .tasks
        .iter()
        .filter(|row| row.duration_days.unwrap_or_default() == 0 && !phases.contains(row.id.as_str()))
        .collect();
    let mut opening: BTreeSet<&str> = BTreeSet::new();
    loop {
        let opens: BTreeSet<&str> = opening.iter().flat_map(|id| with_phases(id)).collect();
        let found = events.iter().filter(|row| !opening.contains(row.id.as_str())).filter(|row| {
            let own = with_phases(&row.id);
            let mut into = case.relations.iter().filter(|link| own.contains(&link.succ.as_str()));
            let follows_nothing = !case.relations.iter().any(|link| link.succ == row.id);
            let is_opening = |link: &Relation| {
                link.link_type != RelationType::FinishToStart || opens.contains(link.pred.as_str())
            };
            follows_nothing || row.constraint.is_some() || into.any(is_opening)
        });
        let found: Vec<&str> = found.map(|row| row.id.as_str()).collect();
        if found.is_empty() {
            return opening;
        }
        opening.extend(found);
    }
}

fn constraint(row: &TaskRow, kind: Kind, calendar: &Calendar) -> Result<Option<Constraint>, Failure> {
    let (Some(name), Some(text)) = (row.constraint.as_deref(), row.constraint_date.as_deref()) else {
        return Ok(None);
    };
    let (constraint, is_finish) = match name {
        "SNET" => (ConstraintKind::StartNoEarlierThan, false),
        "SNLT" => (ConstraintKind::StartNoLaterThan, false),
        "FNET" => (ConstraintKind::FinishNoEarlierThan, true),
        "FNLT" => (ConstraintKind::FinishNoLaterThan, true),
        "MSO" => (ConstraintKind::MustStartOn, false),
        "MFO" => (ConstraintKind::MustFinishOn, true),
        _ => return Ok(None),
    };
    let date = if is_finish { end_of_day(text, kind, calendar)? } else { date(text)? };
    Ok(Some(Constraint { kind: constraint, date }))
}

/// The date to give for a day whose end is meant: of an event that opens days, the next one worked.
fn end_of_day(text: &str, kind: Kind, calendar: &Calendar) -> Result<NaiveDate, Failure> {
    let day = date(text)?;
    match kind {
        Kind::Milestone(Edge::StartOfDay) => Ok(calendar.fwd(Boundary::closing(day))?.date_opened()),
        Kind::Milestone(Edge::EndOfDay) | Kind::Task(_) | Kind::Phase => Ok(day),
    }
}

fn link(row: &Relation) -> Link<&str> {
    let link_type = match row.link_type {
        RelationType::FinishToStart => LinkType::FinishToStart,
        RelationType::StartToStart => LinkType::StartToStart,
        RelationType::FinishToFinish => LinkType::FinishToFinish,
        RelationType::StartToFinish => LinkType::StartToFinish,
    };
    Link {
        predecessor: &row.pred,
        successor: &row.succ,
        link_type,
        lag: row.lag_days.unwrap_or_default(),
        lag_unit: LagUnit::WorkingDay,
    }
}

fn date(text: &str) -> Result<NaiveDate, Failure> {
    Ok(NaiveDate::parse_from_str(text.get(..10).unwrap_or(text), "%Y-%m-%d")?)
}

/// Whole days of a number that may be written with a fraction, rounded up.
fn whole(number: f64) -> Result<i32, Failure> {
    Ok(format!("{:.0}", number.ceil()).parse()?)
}
