//! Rows, findings and changes in a few characters each.

use chrono::NaiveDate;
use schedule::{
    AnchorKind, AnchorOrigin, Carrier, ConstraintKind, Edge, Edit, Finding, Firmness, Fix, Kind, LagUnit,
    Link, LinkType, Mode, Network, Params, Reason, Span, Subject, Target, Task, TaskId,
};

use crate::draft::{Key, text};

pub fn key(network: &Network<Key>, task: TaskId) -> Key {
    network.task(task).key
}

/// The day that a span begins and the day that it ends; of an instant, the day after it and the day before.
pub fn span(span: Span) -> String {
    format!("{}…{}", text(span.start.date_opened()), text(span.finish.date_closed()))
}

pub fn days((first, last): (NaiveDate, NaiveDate)) -> String {
    format!("{}…{}", text(first), text(last))
}

pub fn optional(date: Option<NaiveDate>) -> String {
    date.map_or("–".to_owned(), text)
}

pub fn target(target: Target) -> String {
    let edge = match target.edge {
        Edge::StartOfDay => "00:00",
        Edge::EndOfDay => "24:00",
    };
    format!("{} {edge}", text(target.date))
}

pub const fn short(link_type: LinkType) -> &'static str {
    match link_type {
        LinkType::FinishToStart => "FS",
        LinkType::StartToStart => "SS",
        LinkType::FinishToFinish => "FF",
        LinkType::StartToFinish => "SF",
    }
}

pub const fn constraint(kind: ConstraintKind) -> &'static str {
    match kind {
        ConstraintKind::StartNoEarlierThan => "SNET",
        ConstraintKind::StartNoLaterThan => "SNLT",
        ConstraintKind::FinishNoEarlierThan => "FNET",
        ConstraintKind::FinishNoLaterThan => "FNLT",
        ConstraintKind::MustStartOn => "MSO",
        ConstraintKind::MustFinishOn => "MFO",
    }
}

const fn firmness(firmness: Firmness) -> &'static str {
    match firmness {
        Firmness::Firm => "firm",
        Firmness::Soft => "soft",
    }
}

pub fn anchor(kind: AnchorKind, on: Target, origin: AnchorOrigin) -> String {
    format!("{kind:?} {} {origin:?}", target(on))
}

pub fn link(link: &Link<Key>) -> String {
    let unit = match link.lag_unit {
        LagUnit::WorkingDay => "wd",
        LagUnit::CalendarDay => "cd",
    };
    let lag = if link.lag == 0 { String::new() } else { format!("{:+}{unit}", link.lag) };
    format!("{} {}{lag} {}", link.predecessor, short(link.link_type), link.successor)
}

/// A row: what is set of it.
pub fn row(task: &Task<Key>) -> String {
    let kind = match task.kind {
        Kind::Task(Some(days)) => format!("{days}d"),
        Kind::Task(None) => "no duration".to_owned(),
        Kind::Milestone(Edge::StartOfDay) => "event 00:00".to_owned(),
        Kind::Milestone(Edge::EndOfDay) => "event 24:00".to_owned(),
        Kind::Phase => "phase".to_owned(),
    };
    let mut words = vec![task.key.to_owned(), kind];
    let mut add = |word: Option<String>| words.extend(word);
    add(task.parent.map(|parent| format!("in {parent}")));
    add(task.calendar.map(|calendar| format!("calendar {}", calendar.0)));
    if let Mode::Manual { start, finish } = task.mode {
        add(Some(format!("manual {}…{}", optional(start), optional(finish))));
    }
    add((task.direction == schedule::Direction::Alap).then(|| "ALAP".to_owned()));
    add(task.constraint.map(|bound| format!("{} {}", constraint(bound.kind), text(bound.date))));
    add(task.constraint_wins.then(|| "wins".to_owned()));
    add(task.deadline.map(|on| format!("{} deadline {}", firmness(on.firmness), text(on.date))));
    add((task.buffer > 0).then(|| format!("buffer {}", task.buffer)));
    add(task.anchor.map(|anchor| format!("anchor {}", anchor.0)));
    let is_reported = task.actual_start.is_some() || task.actual_finish.is_some() || task.progress > 0;
    let (from, to) = (optional(task.actual_start), optional(task.actual_finish));
    add(is_reported.then(|| format!("actual {from}…{to} {}%", task.progress)));
    add(task.remaining.map(|left| format!("left {left}")));
    add(task.estimated_hours.map(|hours| format!("{hours}h")));
    add(task.department.map(|department| format!("D{}", department.0)));
    add(task.accountable.map(|person| format!("p{}", person.0)));
    words.join(" ")
}

pub fn reason(network: &Network<Key>, reason: Reason) -> String {
    match reason {
        Reason::Link { peer, given_for, link_type } => {
            format!("{} {} {}", key(network, peer), short(link_type), key(network, given_for))
        }
        Reason::Anchor(anchor) => format!("anchor {}", anchor.0),
        Reason::CampaignStart
        | Reason::Constraint
        | Reason::Deadline
        | Reason::RequiredFinish
        | Reason::Calendar
        | Reason::Actual
        | Reason::Manual
        | Reason::StatusDate
        | Reason::Duration => format!("{reason:?}"),
    }
}

pub fn subject(network: &Network<Key>, subject: Subject) -> String {
    match subject {
        Subject::Task(task) => key(network, task).to_owned(),
        Subject::Anchor(anchor) => format!("anchor {}", anchor.0),
        Subject::RequiredFinish => "required finish".to_owned(),
        Subject::Carrier(Carrier::Person(person)) => format!("p{}", person.0),
        Subject::Carrier(Carrier::Department(department)) => format!("D{}", department.0),
    }
}

fn params(network: &Network<Key>, params: Params) -> Option<String> {
    Some(match params {
        Params::None => return None,
        Params::Link { peer, link_type } => format!("{} {}", key(network, peer), short(link_type)),
        Params::Task(task) => format!("of {}", key(network, task)),
        Params::Anchor(anchor) => format!("anchor {}", anchor.0),
        Params::Progress { actual, expected } => format!("{actual}% of {expected}%"),
        Params::Buffer { used, of, chain_done } => format!("used {used} of {of}, {chain_done}% done"),
        Params::Count(count) => format!("{count} times"),
        Params::Day(day) => format!("day {}", text(day)),
        Params::Actuals(what) => format!("{what:?}"),
        Params::Event(event) => format!("event {event}"),
        Params::Load { count, capacity, until } => format!("{count} of {capacity} until {}", text(until)),
    })
}

/// A finding: severity, code, subject, since when, by how many days, and what it carries.
pub fn finding(network: &Network<Key>, found: &Finding) -> String {
    let about = subject(network, found.subject);
    let head = format!("{:?} {:?} {about} {} {}", found.severity, found.code, text(found.since), found.days);
    let rest = [
        found.critical.then(|| "critical".to_owned()),
        found.origin.map(|origin| format!("{origin:?}")),
        found.root_cause.map(|root| format!("root {}", key(network, root))),
        params(network, found.params),
    ];
    std::iter::once(head).chain(rest.into_iter().flatten()).collect::<Vec<_>>().join(" ")
}

pub fn edit(edit: &Edit<Key>) -> String {
    match edit {
        Edit::Move { key, start, finish } => {
            format!("move {key} to {}…{}", optional(*start), optional(*finish))
        }
        Edit::Link(row) => format!("link {}", link(row)),
        Edit::Unlink { predecessor, successor, link_type } => {
            format!("unlink {predecessor} {} {successor}", short(*link_type))
        }
        Edit::Resize { key, duration } => format!("resize {key} to {duration}"),
        Edit::Remain { key, remaining } => format!("{remaining} remain of {key}"),
        Edit::Release { key } => format!("release {key}"),
        Edit::SetDeadline { key, deadline: Some(on) } => {
            format!("{} deadline of {key} on {}", firmness(on.firmness), text(on.date))
        }
        Edit::SetDeadline { key, deadline: None } => format!("no deadline of {key}"),
        Edit::Constrain { key, constraint: None } => format!("no constraint of {key}"),
        Edit::Constrain { key, constraint: Some(bound) } => {
            format!("{key} {} {}", constraint(bound.kind), text(bound.date))
        }
        Edit::Report { key, actual_start, actual_finish, progress } => {
            format!("report {key} {}…{} {progress}%", optional(*actual_start), optional(*actual_finish))
        }
        Edit::Reorder { key, parent, after } => {
            format!("put {key} in {} after {}", parent.unwrap_or("–"), after.unwrap_or("–"))
        }
        Edit::MoveAnchor { anchor, target: on } => format!("anchor {} to {}", anchor.0, target(*on)),
        Edit::Require { finish } => format!("require {}", finish.map_or("–".to_owned(), target)),
        Edit::Assign { key, department, accountable } => {
            let department = department.map_or("–".to_owned(), |department| format!("D{}", department.0));
            let person = accountable.map_or("–".to_owned(), |person| format!("p{}", person.0));
            format!("assign {key} to {department} {person}")
        }
    }
}

/// A suggested change with what it does: whether it settles the finding, how many working days it gains, how
/// many other findings go and how many come.
pub fn fix(Fix { edit: change, effect }: &Fix<Key>) -> String {
    let resolves = if effect.resolves { "resolves" } else { "helps" };
    let (days, also, new) = (effect.days_earlier, effect.also_resolved, effect.appeared);
    format!("{}: {resolves}, {days} earlier, -{also} +{new}", edit(change))
}
