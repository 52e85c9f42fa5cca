//! What a plan file says of work: work packages, the dependencies between them, baselines.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    ConstraintKind, Direction, Edge, Firmness, LagUnit, LinkType, Mode, Priority, WorkPackageKind,
    work_package,
};
use macros::FileObject;

use super::node::{Node, TEXT};

/// The longest id in another system, in characters.
const EXTERNAL_ID: usize = 200;

/// The longest title, in characters.
const TITLE: usize = 500;

/// The longest duration, lag or buffer, in days.
const DAYS: i32 = 100_000;

#[derive(Debug, FileObject)]
#[file(row = entity::work_package::Model, check = check_work_package)]
pub struct WorkPackage {
    #[file(code())]
    pub wbs: String,
    /// 0 where it is left out.
    #[file(int(1..=i32::MAX), default = 0, column = number)]
    pub number: i32,
    #[file(text(EXTERNAL_ID), column = external_id)]
    pub external_id: Option<String>,
    #[file(word(), column = kind)]
    pub kind: WorkPackageKind,
    #[file(text(TITLE), column = title)]
    pub title: String,
    #[file(text(TEXT), column = description)]
    pub description: Option<String>,
    #[file(department(names))]
    pub department: Option<String>,
    #[file(person(names))]
    pub accountable: Option<String>,
    /// Beside the one in charge.
    #[file(person(names))]
    pub collaborators: Vec<String>,
    #[file(calendar(names))]
    pub calendar: Option<String>,
    #[file(word(), default = Mode::Automatic, column = mode)]
    pub mode: Mode,
    #[file(word(), default = Direction::Asap, column = direction)]
    pub direction: Direction,
    #[file(int(1..=DAYS), column = duration_days)]
    pub duration: Option<i32>,
    #[file(word(), column = milestone_edge)]
    pub edge: Option<Edge>,
    #[file(date_of_plan(names), column = manual_start_on)]
    pub start: Option<NaiveDate>,
    #[file(date_of_plan(names), column = manual_finish_on)]
    pub finish: Option<NaiveDate>,
    #[file(object(names))]
    pub constraint: Option<Constraint>,
    #[file(boolean(), default = false, column = constraint_wins)]
    pub constraint_wins: bool,
    #[file(object(names))]
    pub deadline: Option<Deadline>,
    #[file(int(0..=DAYS), default = 0, column = buffer_days)]
    pub buffer: i32,
    /// An anchor's kind, or its name where the kind is CUSTOM.
    #[file(anchor(names))]
    pub anchor: Option<String>,
    #[file(date_of_plan(names), column = actual_start_on)]
    pub actual_start: Option<NaiveDate>,
    #[file(date_of_plan(names), column = actual_finish_on)]
    pub actual_finish: Option<NaiveDate>,
    #[file(int(0..=100), default = 0, column = progress)]
    pub progress: i16,
    #[file(int(0..=DAYS), column = remaining_days)]
    pub remaining: Option<i32>,
    #[file(int(0..=1_000_000), column = estimate_hours)]
    pub estimate_hours: Option<i32>,
    #[file(word(), default = Priority::Normal, column = priority)]
    pub priority: Priority,
    #[file(text(TEXT), column = blocked_reason)]
    pub blocked_reason: Option<String>,
    #[file(label())]
    pub labels: Vec<String>,
    #[file(date_of_plan(names), column = reported_on)]
    pub reported_on: Option<NaiveDate>,
}

impl WorkPackage {
    /// As much of a row as it says itself.
    pub fn row(&self) -> work_package::Model {
        let mut row = work_package::Model::default();
        self.fill(&mut row);
        row.constraint_kind = self.constraint.as_ref().map(|constraint| constraint.kind);
        row.constraint_on = self.constraint.as_ref().map(|constraint| constraint.date);
        row.deadline_on = self.deadline.as_ref().map(|deadline| deadline.date);
        row.deadline_firmness = self.deadline.as_ref().map(|deadline| deadline.firmness);
        row.labels = self.labels.join("\n");
        row.done = row.is_reported_done();
        row
    }
}

#[derive(Debug, FileObject)]
pub struct Constraint {
    #[file(word())]
    pub kind: ConstraintKind,
    #[file(date_of_plan(names))]
    pub date: NaiveDate,
}

#[derive(Debug, FileObject)]
pub struct Deadline {
    #[file(date_of_plan(names))]
    pub date: NaiveDate,
    #[file(word(), default = Firmness::Firm, always)]
    pub firmness: Firmness,
}

#[derive(Debug, FileObject)]
pub struct Dependency {
    #[file(work_package(names))]
    pub predecessor: String,
    #[file(work_package(names))]
    pub successor: String,
    #[file(word(), key = "type", default = LinkType::FinishToStart, always)]
    pub link_type: LinkType,
    #[file(int(-DAYS..=DAYS), default = 0)]
    pub lag: i32,
    #[file(word(), default = LagUnit::WorkingDay)]
    pub lag_unit: LagUnit,
}

#[derive(Debug, FileObject)]
#[file(check = check_baseline)]
pub struct Baseline {
    #[file(name())]
    pub name: String,
    #[file(moment())]
    pub taken_at: DateTime<Utc>,
    #[file(boolean(), default = false, always)]
    pub active: bool,
    /// None: as the plan would be had nothing happened yet.
    #[file(objects(names))]
    pub rows: Option<Vec<BaselineRow>>,
}

#[derive(Debug, FileObject)]
#[file(check = check_baseline_row)]
pub struct BaselineRow {
    #[file(work_package(names))]
    pub wbs: String,
    #[file(date())]
    pub start: NaiveDate,
    #[file(date())]
    pub finish: NaiveDate,
}

/// Notes what contradicts itself within one work package.
fn check_work_package(file: &WorkPackage, node: &Node<'_>) {
    for rule in file.row().broken_rules() {
        node.fault(rule.message());
    }
}

fn check_baseline(_: &Baseline, node: &Node<'_>) {
    let mut seen = BTreeSet::new();
    for row in node.list("rows") {
        if row.get("wbs").is_some_and(|wbs| !seen.insert(wbs.raw().to_owned())) {
            row.fault("is there already: a baseline has a work package once");
        }
    }
}

fn check_baseline_row(row: &BaselineRow, node: &Node<'_>) {
    if row.finish < row.start {
        node.fault("finish is before start");
    }
}
