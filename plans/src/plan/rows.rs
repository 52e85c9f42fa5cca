//! From stored rows to what the core plans.

use std::sync::Arc;

use entity::{AnchorId, CalendarId, DepartmentId, UserId, WorkPackageId, anchor, dependency, work_package};
use hashbrown::HashMap;
use schedule::{Campaign, Constraint, Deadline, Key, Kind, Link, Target, Task};

use super::directory::Directory;
use super::load_campaign::Rows;
use super::personal::PersonalCalendars;

/// The places that the core's positions stand for.
struct Positions<'a> {
    directory: &'a Directory,
    anchors: HashMap<AnchorId, schedule::AnchorId>,
}

/// Why rows make no plan, in the core's words.
pub type PlanError = schedule::Error<WorkPackageId>;

/// The campaign as the core plans it, its work packages called by `key`: a link to what has none is left out.
///
/// # Errors
/// [`schedule::Error::UnknownCalendar`] where the days off of a department leave its calendar without a
/// working day.
pub fn campaign<K: Key>(
    directory: &Directory,
    rows: &Rows,
    key: impl Fn(WorkPackageId) -> Option<K>,
) -> Result<Campaign<K>, schedule::Error<K>> {
    let Rows { campaign: row, anchors, work_packages, dependencies, .. } = rows;
    let anchor_ids = anchors.iter().map(|anchor| anchor.id).zip((0..).map(schedule::AnchorId)).collect();
    let positions = Positions { directory, anchors: anchor_ids };
    let calendar = positions.calendar(row.calendar_id).unwrap_or(schedule::CalendarId(0));
    let mut calendars: Vec<_> =
        directory.calendars.iter().map(|calendar| Arc::clone(&calendar.days)).collect();
    let departments = departments(&positions, calendar, &mut calendars)?;
    let mut personal = PersonalCalendars::new(directory, row);
    let mut task = |row: &work_package::Model| {
        let task = positions.task(row, &key)?;
        Some(Task { calendar: personal.of(row, &mut calendars).or(task.calendar), ..task })
    };
    let tasks = work_packages.iter().filter_map(&mut task).collect();
    Ok(Campaign {
        start: row.start_on,
        required_finish: row.required_finish_on.zip(row.required_finish_edge).map(target),
        calendars,
        calendar,
        departments,
        anchors: anchors.iter().map(core_anchor).collect(),
        tasks,
        links: dependencies.iter().filter_map(|row| link(row, &key)).collect(),
    })
}

/// Departments; the days off of one make a calendar of its own.
fn departments<K: Key>(
    positions: &Positions<'_>,
    of_campaign: schedule::CalendarId,
    calendars: &mut Vec<Arc<schedule::Calendar>>,
) -> Result<Vec<schedule::Department>, schedule::Error<K>> {
    let mut found = Vec::with_capacity(positions.directory.departments.len());
    for department in &positions.directory.departments {
        let mut calendar = department.row.calendar_id.and_then(|id| positions.calendar(id));
        if !department.days_off.is_empty() {
            let base = calendar.unwrap_or(of_campaign);
            let Some(base_days) = positions.directory.calendars.get(usize::from(base.0)) else { continue };
            let unknown = |_| schedule::Error::UnknownCalendar { key: None, calendar: base };
            calendar = u16::try_from(calendars.len()).ok().map(schedule::CalendarId);
            calendars.push(Arc::new(base_days.without(&department.days_off).map_err(unknown)?));
        }
        let capacity = department.row.capacity_per_day.and_then(|capacity| u32::try_from(capacity).ok());
        found.push(schedule::Department { calendar, capacity });
    }
    Ok(found)
}

impl Positions<'_> {
    fn calendar(&self, id: CalendarId) -> Option<schedule::CalendarId> {
        self.directory.calendar(id).and_then(|place| u16::try_from(place).ok()).map(schedule::CalendarId)
    }

    fn department(&self, id: DepartmentId) -> Option<schedule::DepartmentId> {
        self.directory.department(id).and_then(|place| u16::try_from(place).ok()).map(schedule::DepartmentId)
    }

    fn person(&self, id: UserId) -> Option<schedule::PersonId> {
        self.directory.person(id).and_then(|place| u32::try_from(place).ok()).map(schedule::PersonId)
    }

    fn task<K: Key>(
        &self,
        row: &work_package::Model,
        key: impl Fn(WorkPackageId) -> Option<K>,
    ) -> Option<Task<K>> {
        Some(Task {
            parent: row.parent_id.and_then(&key),
            calendar: row.calendar_id.and_then(|id| self.calendar(id)),
            mode: mode(row),
            direction: direction(row.direction),
            constraint: row
                .constraint_kind
                .zip(row.constraint_on)
                .map(|(kind, date)| Constraint { kind: constraint_kind(kind), date }),
            constraint_wins: row.constraint_wins,
            deadline: row
                .deadline_on
                .zip(row.deadline_firmness)
                .map(|(date, firm)| Deadline { date, firmness: firmness(firm) }),
            buffer: row.buffer_days,
            anchor: row.anchor_id.and_then(|id| self.anchors.get(&id).copied()),
            actual_start: row.actual_start_on,
            actual_finish: row.actual_finish_on,
            // That of a phase is stored for lists, and follows from its work.
            progress: if row.kind == entity::WorkPackageKind::Phase {
                0
            } else {
                u8::try_from(row.progress).unwrap_or_default()
            },
            remaining: row.remaining_days,
            estimated_hours: row.estimate_hours.and_then(|hours| u32::try_from(hours).ok()),
            department: row.department_id.and_then(|id| self.department(id)),
            accountable: row.accountable_id.and_then(|id| self.person(id)),
            ..Task::new(key(row.id)?, kind(row))
        })
    }
}

fn kind(row: &work_package::Model) -> Kind {
    match row.kind {
        entity::WorkPackageKind::Task => Kind::Task(row.duration_days),
        entity::WorkPackageKind::Milestone => {
            Kind::Milestone(edge(row.milestone_edge.unwrap_or(entity::Edge::EndOfDay)))
        }
        entity::WorkPackageKind::Phase => Kind::Phase,
    }
}

const fn mode(row: &work_package::Model) -> schedule::Mode {
    match row.mode {
        entity::Mode::Automatic => schedule::Mode::Automatic,
        entity::Mode::Manual => {
            schedule::Mode::Manual { start: row.manual_start_on, finish: row.manual_finish_on }
        }
    }
}

fn target((date, of_day): (chrono::NaiveDate, entity::Edge)) -> Target {
    Target { date, edge: edge(of_day) }
}

fn core_anchor(row: &anchor::Model) -> schedule::Anchor {
    schedule::Anchor {
        kind: anchor_kind(row.kind),
        target: target((row.on_date, row.edge)),
        origin: anchor_origin(row.origin),
    }
}

fn link<K: Key>(row: &dependency::Model, key: impl Fn(WorkPackageId) -> Option<K>) -> Option<Link<K>> {
    let (predecessor, successor) = (key(row.predecessor_id)?, key(row.successor_id)?);
    let (link_type, lag_unit) = (link_type(row.link_type), lag_unit(row.lag_unit));
    Some(Link { predecessor, successor, link_type, lag: row.lag_days, lag_unit })
}

/// Functions between enums of rows and enums of the core that have the same values.
macro_rules! same_values {
    ($($visibility:vis $function:ident: $from:ty => $to:ty { $($value:ident),+ })+) => {$(
        #[doc = concat!("The value of the same name of `", stringify!($to), "`.")]
        #[must_use]
        $visibility const fn $function(value: $from) -> $to {
            match value {
                $(<$from>::$value => <$to>::$value,)+
            }
        }
    )+};
}

same_values! {
    pub anchor_kind: entity::AnchorKind => schedule::AnchorKind {
        WarmUp, Launch, End, PrizeIssue, PrizeClaim, Custom
    }
    anchor_origin: entity::AnchorOrigin => schedule::AnchorOrigin { Channel, Company }
    constraint_kind: entity::ConstraintKind => schedule::ConstraintKind {
        StartNoEarlierThan, StartNoLaterThan, FinishNoEarlierThan, FinishNoLaterThan, MustStartOn, MustFinishOn
    }
    direction: entity::Direction => schedule::Direction { Asap, Alap }
    edge: entity::Edge => schedule::Edge { StartOfDay, EndOfDay }
    firmness: entity::Firmness => schedule::Firmness { Firm, Soft }
    lag_unit: entity::LagUnit => schedule::LagUnit { WorkingDay, CalendarDay }
    link_type: entity::LinkType => schedule::LinkType {
        FinishToStart, StartToStart, FinishToFinish, StartToFinish
    }
    pub stored_constraint_kind: schedule::ConstraintKind => entity::ConstraintKind {
        StartNoEarlierThan, StartNoLaterThan, FinishNoEarlierThan, FinishNoLaterThan, MustStartOn, MustFinishOn
    }
    pub stored_edge: schedule::Edge => entity::Edge { StartOfDay, EndOfDay }
    pub stored_firmness: schedule::Firmness => entity::Firmness { Firm, Soft }
    pub stored_lag_unit: schedule::LagUnit => entity::LagUnit { WorkingDay, CalendarDay }
    pub stored_link_type: schedule::LinkType => entity::LinkType {
        FinishToStart, StartToStart, FinishToFinish, StartToFinish
    }
}
