//! Findings as they are kept with an idempotency key: by names and ids, since the positions of the core are
//! those of one plan.

use chrono::NaiveDate;
use entity::{AnchorId, FindingSubject, WorkPackageId};
use schedule::{Carrier, Code, InvalidActual, LateOrigin, LinkType, Params, Severity, Subject, TaskId};
use serde::{Deserialize, Serialize};

use crate::plan::Snapshot;

/// Values of an enum of the core with their names and descriptions.
type Values<T> = &'static [(T, &'static str, &'static str)];

/// A finding that appeared or was resolved.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeptFinding {
    code: String,
    severity: String,
    subject: String,
    params: KeptParams,
    since: NaiveDate,
    days: i32,
    critical: bool,
    origin: Option<String>,
    root_cause: Option<WorkPackageId>,
}

/// What the sentence of a finding needs.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum KeptParams {
    None,
    Link(WorkPackageId, usize),
    Task(WorkPackageId),
    Anchor(AnchorId),
    Progress(u8, u8),
    Buffer(i32, i32, u8),
    Count(u32),
    Day(NaiveDate),
    Actuals(usize),
    Event(usize),
    Load(u32, u32, NaiveDate),
}

impl KeptFinding {
    /// A finding of a campaign; none where what it is about is not there.
    pub(crate) fn new(snapshot: &Snapshot, finding: &schedule::Finding) -> Option<Self> {
        let schedule::Finding {
            code,
            severity,
            subject: _,
            params,
            since,
            days,
            critical,
            origin,
            root_cause,
        } = *finding;
        Some(Self {
            code: code.name().to_owned(),
            severity: name_of(Severity::VALUES, severity)?,
            subject: snapshot.subject(finding)?.to_string(),
            params: KeptParams::new(snapshot, params)?,
            since,
            days,
            critical,
            origin: origin.and_then(|origin| name_of(LateOrigin::VALUES, origin)),
            root_cause: root_cause.map(|task| snapshot.row(task).id),
        })
    }

    /// The same finding in a campaign as it is now; none where what it is about is gone.
    pub(crate) fn find(&self, snapshot: &Snapshot) -> Option<schedule::Finding> {
        Some(schedule::Finding {
            code: value_of(Code::VALUES, &self.code)?,
            severity: value_of(Severity::VALUES, &self.severity)?,
            subject: subject(snapshot, FindingSubject::parse(&self.subject)?)?,
            params: self.params.find(snapshot)?,
            since: self.since,
            days: self.days,
            critical: self.critical,
            origin: self.origin.as_ref().and_then(|name| value_of(LateOrigin::VALUES, name)),
            root_cause: self.root_cause.and_then(|id| snapshot.network().find(&id)),
        })
    }
}

impl KeptParams {
    fn new(snapshot: &Snapshot, params: Params) -> Option<Self> {
        let id = |task: TaskId| snapshot.row(task).id;
        Some(match params {
            Params::None => Self::None,
            Params::Link { peer, link_type } => Self::Link(id(peer), place_of(LinkType::VALUES, link_type)?),
            Params::Task(task) => Self::Task(id(task)),
            Params::Anchor(place) => Self::Anchor(snapshot.anchors.at(usize::from(place.0))?.id),
            Params::Progress { actual, expected } => Self::Progress(actual, expected),
            Params::Buffer { used, of, chain_done } => Self::Buffer(used, of, chain_done),
            Params::Count(count) => Self::Count(count),
            Params::Day(day) => Self::Day(day),
            Params::Actuals(what) => Self::Actuals(place_of(InvalidActual::VALUES, what)?),
            Params::Event(place) => Self::Event(place),
            Params::Load { count, capacity, until } => Self::Load(count, capacity, until),
        })
    }

    fn find(self, snapshot: &Snapshot) -> Option<Params> {
        let task = |id: WorkPackageId| snapshot.network().find(&id);
        Some(match self {
            Self::None => Params::None,
            Self::Link(id, place) => {
                Params::Link { peer: task(id)?, link_type: LinkType::VALUES.get(place)?.0 }
            }
            Self::Task(id) => Params::Task(task(id)?),
            Self::Anchor(id) => Params::Anchor(snapshot.anchor_place(id)?),
            Self::Progress(actual, expected) => Params::Progress { actual, expected },
            Self::Buffer(used, of, chain_done) => Params::Buffer { used, of, chain_done },
            Self::Count(count) => Params::Count(count),
            Self::Day(day) => Params::Day(day),
            Self::Actuals(place) => Params::Actuals(InvalidActual::VALUES.get(place)?.0),
            Self::Event(place) => Params::Event(place),
            Self::Load(count, capacity, until) => Params::Load { count, capacity, until },
        })
    }
}

/// What a finding is about, by its position in a plan.
fn subject(snapshot: &Snapshot, id: FindingSubject) -> Option<Subject> {
    let directory = &snapshot.directory;
    Some(match id {
        FindingSubject::WorkPackage(id) => Subject::Task(snapshot.network().find(&id)?),
        FindingSubject::Anchor(id) => Subject::Anchor(snapshot.anchor_place(id)?),
        FindingSubject::Campaign(_) => Subject::RequiredFinish,
        FindingSubject::Department(id) => {
            let place = directory.department(id)?.try_into().ok()?;
            Subject::Carrier(Carrier::Department(schedule::DepartmentId(place)))
        }
        FindingSubject::User(id) => {
            let place = directory.person(id)?.try_into().ok()?;
            Subject::Carrier(Carrier::Person(schedule::PersonId(place)))
        }
    })
}

/// The place of a value among all of its enum.
pub(crate) fn place_of<T: Copy + PartialEq>(values: Values<T>, value: T) -> Option<usize> {
    values.iter().position(|(known, ..)| *known == value)
}

fn name_of<T: Copy + PartialEq>(values: Values<T>, value: T) -> Option<String> {
    place_of(values, value).and_then(|place| values.get(place)).map(|(_, name, _)| (*name).to_owned())
}

fn value_of<T: Copy>(values: Values<T>, name: &str) -> Option<T> {
    values.iter().find(|(_, known, _)| *known == name).map(|(value, ..)| *value)
}
