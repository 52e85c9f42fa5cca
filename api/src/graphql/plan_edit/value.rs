//! Edits that the server proposes, in the form in which clients send edits.

use async_graphql::{InputValueResult, Name, Scalar, ScalarType, Value};
use entity::{DependencyId, WorkPackageId};
use schedule::{Constraint, Deadline, Edit, Link, LinkType, PersonId, Target};

use crate::documented::DocumentedEnum;
use crate::error::{Error, Result};
use crate::graphql::serialised::leaf;
use crate::graphql::write_json;
use crate::plan::{
    Snapshot, stored_constraint_kind, stored_edge, stored_firmness, stored_lag_unit, stored_link_type,
};

/// An edit as a JSON object, exactly as a variable of the input type `PlanEdit` takes it: with the fields
/// that it sets and no others, since a field that is null would clear something.
#[derive(Clone, Debug)]
pub(crate) struct PlanEditValue(Value);

/// An edit as a JSON object, exactly as a variable of the input type `PlanEdit` takes it: with the fields
/// that it sets and no others, since a field that is null would clear something.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc8259")]
impl ScalarType for PlanEditValue {
    fn parse(value: Value) -> InputValueResult<Self> {
        Ok(Self(value))
    }

    fn to_value(&self) -> Value {
        self.0.clone()
    }
}

leaf! {
    PlanEditValue = |edit, out| write_json(&edit.0, out);
}

impl PlanEditValue {
    /// Edits that were kept as text.
    pub(crate) fn read(text: &str) -> Result<Vec<Self>> {
        let edits: Vec<Value> = serde_json::from_str(text).map_err(Error::internal)?;
        Ok(edits.into_iter().map(Self).collect())
    }

    /// An edit of the core as an edit of rows; none where it names what the campaign does not have.
    pub(crate) fn new(snapshot: &Snapshot, edit: Edit<WorkPackageId>) -> Option<Self> {
        let work = |key: WorkPackageId| ("workPackageId", Some(text(&key)));
        let (name, fields) = match edit {
            Edit::Move { key, start, finish } => (
                "moveWorkPackage",
                vec![work(key), ("start", start.as_ref().map(text)), ("finish", finish.as_ref().map(text))],
            ),
            Edit::Release { key } => {
                ("updateWorkPackage", vec![work(key), ("mode", Some(text(&"AUTOMATIC")))])
            }
            Edit::Resize { key, duration } => {
                ("resizeWorkPackage", vec![work(key), ("durationDays", Some(duration.into()))])
            }
            Edit::Remain { key, remaining } => {
                ("reportProgress", vec![work(key), ("remainingDays", Some(remaining.into()))])
            }
            Edit::Link(link) => linked(snapshot, link),
            Edit::Unlink { predecessor, successor, link_type } => {
                let dependency = find(snapshot, (predecessor, successor, link_type))?;
                ("deleteDependency", vec![("dependencyId", Some(text(&dependency)))])
            }
            Edit::Constrain { key, constraint } => {
                let constraint = constraint.map_or(Value::Null, constrained);
                ("updateWorkPackage", vec![work(key), ("constraint", Some(constraint))])
            }
            Edit::SetDeadline { key, deadline } => {
                let deadline = deadline.map_or(Value::Null, due);
                ("updateWorkPackage", vec![work(key), ("deadline", Some(deadline))])
            }
            Edit::Report { key, actual_start, actual_finish, progress } => {
                let (start, finish) = (actual_start.as_ref().map(text), actual_finish.as_ref().map(text));
                let progress = ("progress", Some(progress.into()));
                (
                    "reportProgress",
                    vec![work(key), progress, ("actualStart", start), ("actualFinish", finish)],
                )
            }
            Edit::Reorder { key, parent, after } => {
                let parent = ("parentId", Some(parent.as_ref().map_or(Value::Null, text)));
                ("reorderWorkPackage", vec![work(key), parent, ("afterId", after.as_ref().map(text))])
            }
            Edit::MoveAnchor { anchor, target } => {
                let anchor = snapshot.anchors.at(usize::from(anchor.0))?.id;
                let [date, edge] = moment(target);
                ("moveAnchor", vec![("anchorId", Some(text(&anchor))), date, edge])
            }
            Edit::Require { finish } => {
                let finish = finish.map_or(Value::Null, |target| object(moment(target)));
                ("updateCampaign", vec![("requiredFinish", Some(finish))])
            }
            Edit::Assign { key, department, accountable } => {
                let [department, accountable] = assigned(snapshot, (department, accountable));
                ("updateWorkPackage", vec![work(key), department, accountable])
            }
        };
        Some(Self(object([(name, Some(object(fields)))])))
    }
}

/// A field of an object; none where it is left out.
type Field = (&'static str, Option<Value>);

fn object(fields: impl IntoIterator<Item = Field>) -> Value {
    let given = |(name, value): Field| Some((Name::new(name), value?));
    Value::Object(fields.into_iter().filter_map(given).collect())
}

fn text(value: &impl ToString) -> Value {
    Value::String(value.to_string())
}

/// A link to add, or whose lag to set where it is there.
fn linked(snapshot: &Snapshot, link: Link<WorkPackageId>) -> (&'static str, Vec<Field>) {
    let Link { predecessor, successor, link_type, lag, lag_unit } = link;
    let lag = ("lagDays", Some(lag.into()));
    let unit = ("lagUnit", Some(text(&stored_lag_unit(lag_unit).name())));
    if let Some(dependency) = find(snapshot, (predecessor, successor, link_type)) {
        return ("updateDependency", vec![("dependencyId", Some(text(&dependency))), lag, unit]);
    }
    let ends = [("predecessorId", Some(text(&predecessor))), ("successorId", Some(text(&successor)))];
    let link_type = ("type", Some(text(&stored_link_type(link_type).name())));
    ("createDependency", [ends.as_slice(), &[link_type, lag, unit]].concat())
}

fn find(
    snapshot: &Snapshot,
    (predecessor, successor, link_type): (WorkPackageId, WorkPackageId, LinkType),
) -> Option<DependencyId> {
    let link_type = stored_link_type(link_type);
    let links = snapshot.successors(snapshot.network().find(&predecessor)?);
    let mut links = links.iter().filter_map(|place| snapshot.dependencies.at(*place as usize));
    links.find(|link| link.successor_id == successor && link.link_type == link_type).map(|link| link.id)
}

fn constrained(Constraint { kind, date }: Constraint) -> Value {
    object([("kind", Some(text(&stored_constraint_kind(kind).name()))), ("date", Some(text(&date)))])
}

fn due(Deadline { date, firmness }: Deadline) -> Value {
    object([("date", Some(text(&date))), ("firmness", Some(text(&stored_firmness(firmness).name())))])
}

fn moment(Target { date, edge }: Target) -> [Field; 2] {
    [("date", Some(text(&date))), ("edge", Some(text(&stored_edge(edge).name())))]
}

/// Who does it, by the places in the directory that the core calls them by.
fn assigned(
    snapshot: &Snapshot,
    (department, accountable): (Option<schedule::DepartmentId>, Option<PersonId>),
) -> [Field; 2] {
    let directory = &snapshot.directory;
    let department = department.and_then(|of| directory.departments.get(usize::from(of.0)));
    let place = accountable.and_then(|person| usize::try_from(person.0).ok());
    let person = place.and_then(|place| directory.people.get(place));
    [
        ("departmentId", Some(department.map_or(Value::Null, |of| text(&of.row.id)))),
        ("accountableId", Some(person.map_or(Value::Null, |of| text(&of.row.id)))),
    ]
}
