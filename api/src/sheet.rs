//! A campaign as of a day as the sheet that files and pictures are written from.

use std::collections::{BTreeSet, HashSet};

use chrono::NaiveDate;
use entity::cancelled_event::{self, EventTopic};
use exchange::{
    Anchor, Calendar, Cancelled, Department, Event, Exception, Feed, Language, Link, Person, Priority, Row,
    RowKind, Sheet, Span, Topic,
};
use schedule::{AnchorId, Code, Kind, Subject, TaskId};

use crate::plan::{Directory, Snapshot, StatusReport, TaskReport, week};

/// The sheet of a campaign as of the report's day, in a language.
#[must_use]
pub fn sheet(snapshot: &Snapshot, report: &StatusReport, language: Language) -> Sheet {
    let writer = Writer::new(snapshot, report);
    Sheet {
        language,
        as_of: report.as_of(),
        campaign: writer.campaign(),
        calendars: writer.calendars(),
        departments: writer.departments(),
        people: writer.people(),
        anchors: writer.anchors(),
        rows: snapshot.network().wbs().iter().map(|task| writer.row(*task)).collect(),
        links: writer.links(),
    }
}

/// Events of a workspace's campaigns as a calendar.
#[must_use]
pub fn calendar(directory: &Directory, events: Vec<Event>) -> String {
    let row = &directory.workspace;
    let (name, domain, time_zone) = (row.name.clone(), row.id.to_string(), row.time_zone.clone());
    exchange::ics(&Feed { name, domain, time_zone, events })
}

/// What the events of a topic are about, as files know it.
#[must_use]
pub const fn topic_of(topic: EventTopic) -> Topic {
    match topic {
        EventTopic::Deadline => Topic::Deadline,
        EventTopic::Anchor => Topic::Anchor,
        EventTopic::Milestone => Topic::Milestone,
        EventTopic::Work => Topic::Work,
    }
}

/// Events of a campaign that were cancelled, save those that are there again.
#[must_use]
pub fn cancelled<'a>(sheet: &Sheet, rows: impl Iterator<Item = &'a cancelled_event::Model>) -> Vec<Event> {
    let mut rows = rows.peekable();
    if rows.peek().is_none() {
        return Vec::new();
    }
    let there = exchange::events(sheet).into_iter().chain(exchange::work(sheet, |_| true));
    let there: HashSet<_> = there.map(|event| event.key).collect();
    let event = |row: &cancelled_event::Model| {
        let cancelled = Cancelled {
            key: row.key.clone(),
            topic: topic_of(row.topic),
            title: row.title.clone(),
            span: span((row.start_on, row.finish_on)),
            sequence: row.seq,
            at: row.at,
        };
        cancelled.event(sheet.language)
    };
    rows.filter(|row| !there.contains(&row.key)).map(event).collect()
}

/// What of the directory a sheet names, by place there.
struct Writer<'a> {
    snapshot: &'a Snapshot,
    report: &'a StatusReport,
    /// The campaign's own first.
    calendars: Vec<usize>,
    departments: Vec<usize>,
    people: Vec<usize>,
}

/// From a place in the directory to the position in a sheet.
fn position(used: &[usize], place: Option<usize>) -> Option<usize> {
    used.iter().position(|used| Some(*used) == place)
}

const fn priority(priority: entity::Priority) -> Priority {
    match priority {
        entity::Priority::Low => Priority::Low,
        entity::Priority::Normal => Priority::Normal,
        entity::Priority::High => Priority::High,
        entity::Priority::Urgent => Priority::Urgent,
    }
}

fn span((start, finish): (NaiveDate, NaiveDate)) -> Span {
    Span { start, finish }
}

impl<'a> Writer<'a> {
    fn new(snapshot: &'a Snapshot, report: &'a StatusReport) -> Self {
        let (directory, rows) = (&snapshot.directory, &snapshot.work_packages);
        let departments: BTreeSet<_> =
            rows.iter().filter_map(|row| directory.department(row.department_id?)).collect();
        let mut people: BTreeSet<_> = rows
            .iter()
            .flat_map(|row| row.accountable_id.into_iter().chain(row.collaborator_ids()))
            .filter_map(|id| directory.person(id))
            .collect();
        people.extend(directory.person(snapshot.campaign.owner_id));
        let of_departments = departments.iter().filter_map(|place| directory.departments.get(*place));
        let of_departments = of_departments.filter_map(|department| department.row.calendar_id);
        let named = rows.iter().filter_map(|row| row.calendar_id).chain(of_departments);
        let own = directory.calendar(snapshot.campaign.calendar_id);
        let others: BTreeSet<_> = named.filter_map(|id| directory.calendar(id)).collect();
        let calendars = own.into_iter().chain(others.into_iter().filter(|place| Some(*place) != own));
        Self {
            snapshot,
            report,
            calendars: calendars.collect(),
            departments: departments.into_iter().collect(),
            people: people.into_iter().collect(),
        }
    }

    fn campaign(&self) -> exchange::Campaign {
        let (row, core) = (&self.snapshot.campaign, self.snapshot.network().campaign());
        let everything = self.report.everything();
        let changes = self.snapshot.work_packages.iter().map(|row| row.updated_at);
        exchange::Campaign {
            key: row.key.clone(),
            name: row.name.clone(),
            owner: position(&self.people, self.snapshot.directory.person(row.owner_id)).unwrap_or_default(),
            time_zone: row.time_zone.clone(),
            start: row.start_on,
            required_finish: core.required_finish.map(|target| (target.date, target.edge)),
            planned: everything.planned.map(span),
            forecast_finish: everything.forecast.map(|(_, finish)| finish),
            progress: everything.value.progress.unwrap_or_default(),
            seq: row.seq,
            changed_at: changes.chain([row.created_at]).max().unwrap_or(row.created_at),
        }
    }

    fn calendars(&self) -> Vec<Calendar> {
        let calendar = |place: &usize| {
            let calendar = self.snapshot.directory.calendars.get(*place)?;
            let exceptions = calendar.exceptions.iter().map(|day| Exception {
                date: day.on_date,
                is_working: day.working,
                name: day.name.clone(),
            });
            let (name, week) = (calendar.row.name.clone(), week(calendar.row.week));
            Some(Calendar { name, week, exceptions: exceptions.collect() })
        };
        self.calendars.iter().filter_map(calendar).collect()
    }

    fn departments(&self) -> Vec<Department> {
        let directory = &self.snapshot.directory;
        let department = |place: &usize| {
            let row = &directory.departments.get(*place)?.row;
            let calendar = row.calendar_id.and_then(|id| directory.calendar(id));
            let calendar = position(&self.calendars, calendar);
            Some(Department { name: row.name.clone(), colour: row.colour.clone(), calendar })
        };
        self.departments.iter().filter_map(department).collect()
    }

    fn people(&self) -> Vec<Person> {
        let people = self.people.iter().filter_map(|place| self.snapshot.directory.people.get(*place));
        people
            .map(|person| Person { name: person.row.name.clone(), email: person.row.email.clone() })
            .collect()
    }

    fn anchors(&self) -> Vec<Anchor> {
        let core = &self.snapshot.network().campaign().anchors;
        let anchor = |(at, (row, core)): (u16, (&entity::anchor::Model, &schedule::Anchor))| {
            let is_its = |finding: &&schedule::Finding| {
                finding.code == Code::AnchorAtRisk && finding.subject == Subject::Anchor(AnchorId(at))
            };
            let late = self.report.findings.iter().find(is_its);
            Anchor {
                kind: core.kind,
                origin: core.origin,
                name: row.name.clone(),
                date: core.target.date,
                edge: core.target.edge,
                late_days: late.map_or(0, |finding| finding.days),
                root_cause: late.and_then(|finding| finding.root_cause).map(|task| self.place_of(task)),
            }
        };
        (0..).zip(self.snapshot.anchors.iter().zip(core)).map(anchor).collect()
    }

    /// Where a work package is in the outline, and so in the sheet.
    fn place_of(&self, task: TaskId) -> usize {
        usize::try_from(self.snapshot.network().wbs_rank(task)).unwrap_or(usize::MAX)
    }

    fn row(&self, task: TaskId) -> Row {
        let (snapshot, directory) = (self.snapshot, &self.snapshot.directory);
        let (row, core) = (snapshot.row(task), snapshot.network().task(task));
        let of_day = TaskReport { snapshot, report: self.report, task };
        let (kind, duration_days) = match core.kind {
            Kind::Task(days) => (RowKind::Task, days),
            Kind::Milestone(edge) => (RowKind::Milestone(edge), None),
            Kind::Phase => (RowKind::Phase, None),
        };
        let (actual_start, actual_finish) = of_day.actual();
        Row {
            number: row.number,
            external_id: row.external_id.clone(),
            wbs: snapshot.wbs(task).to_owned(),
            depth: snapshot.depth(task),
            kind,
            title: row.title.clone(),
            description: row.description.clone(),
            department: position(
                &self.departments,
                row.department_id.and_then(|id| directory.department(id)),
            ),
            accountable: position(&self.people, row.accountable_id.and_then(|id| directory.person(id))),
            collaborators: row
                .collaborator_ids()
                .filter_map(|id| position(&self.people, directory.person(id)))
                .collect(),
            calendar: position(&self.calendars, row.calendar_id.and_then(|id| directory.calendar(id))),
            is_manual: row.mode == entity::Mode::Manual,
            direction: core.direction,
            duration_days,
            constraint: core.constraint.map(|held| exchange::Constraint { kind: held.kind, date: held.date }),
            deadline: core
                .deadline
                .map(|deadline| exchange::Deadline { date: deadline.date, firmness: deadline.firmness }),
            constraint_wins: core.constraint_wins,
            buffer_days: core.buffer,
            anchor: core.anchor.map(|id| usize::from(id.0)),
            priority: priority(row.priority),
            remaining_days: core.remaining,
            estimate_hours: row.estimate_hours,
            labels: row.labels.lines().map(str::to_owned).collect(),
            planned: snapshot.plan.days(task).map(span),
            baseline: of_day.baseline().map(span),
            forecast: of_day.forecast().map(span),
            actual_start,
            actual_finish,
            progress: u8::try_from(snapshot.progress(task)).unwrap_or_default(),
            blocked_reason: row.blocked_reason.clone(),
            total_slack: of_day.leaf().map(|planned| planned.total_slack),
            is_critical: of_day.is_critical(),
            late_status: of_day.late_status(),
            late_origin: of_day.late_origin(),
            delay_days: of_day.outlook().map_or(0, |outlook| outlook.delay),
            root_cause: of_day.root_cause().map(|cause| self.place_of(cause.task)),
        }
    }

    fn links(&self) -> Vec<Link> {
        let (snapshot, report) = (self.snapshot, self.report);
        let network = snapshot.network();
        let is_critical = |task| TaskReport { snapshot, report, task }.is_critical();
        let link = |link: &schedule::Link<_>| {
            let (before, after) = (network.find(&link.predecessor)?, network.find(&link.successor)?);
            Some(Link {
                predecessor: self.place_of(before),
                successor: self.place_of(after),
                link_type: link.link_type,
                lag: link.lag,
                lag_unit: link.lag_unit,
                is_critical: is_critical(before) && is_critical(after),
            })
        };
        network.campaign().links.iter().filter_map(link).collect()
    }
}
