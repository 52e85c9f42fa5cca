//! What a plan file holds, in the order that it is written in: docs/plan-file.md.  A key is declared here
//! alone:  with the method of [`Node`](super::node::Node) that reads it, what it stands for where it is left
//! out, and the column that holds the same.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    AnchorKind, AnchorOrigin, CampaignStatus, ConstraintKind, Direction, Edge, Firmness, LagUnit, LinkType,
    Mode, Priority, Role, WorkPackageKind, work_package,
};
use macros::FileObject;
use serde::Serialize;

use crate::plan::{ThresholdOverrides, thresholds};

use super::read::{check_campaign, check_days_off};
use super::read_plan::{check_baseline, check_baseline_row, check_work_package};

/// The version that files name themselves by.
pub const VERSION: &str = "plan/1";

/// The longest id in another system, in characters.
const EXTERNAL_ID: usize = 200;

/// The longest title, in characters.
const TITLE: usize = 500;

/// The longest text, in characters.
const TEXT: usize = 20_000;

/// The longest duration, lag or buffer, in days.
const DAYS: i32 = 100_000;

/// A campaign with everything that it leans on.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanFile {
    pub leadtime: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace: Option<Workspace>,
    pub calendars: Vec<Calendar>,
    pub people: Vec<Person>,
    pub departments: Vec<Department>,
    pub campaign: Campaign,
    pub anchors: Vec<Anchor>,
    pub work_packages: Vec<WorkPackage>,
    pub dependencies: Vec<Dependency>,
    pub baselines: Vec<Baseline>,
}

impl PlanFile {
    /// Its keys.
    pub const KEYS: [&str; 10] = [
        "leadtime",
        "workspace",
        "calendars",
        "people",
        "departments",
        "campaign",
        "anchors",
        "workPackages",
        "dependencies",
        "baselines",
    ];
}

/// The workspace that is made where there is none.
#[derive(Debug, FileObject)]
pub struct Workspace {
    #[file(name())]
    pub name: String,
    #[file(time_zone(), default = names.zone.clone(), always)]
    pub time_zone: String,
}

#[derive(Debug, FileObject)]
pub struct Calendar {
    #[file(name())]
    pub name: String,
    #[file(weekday(), always)]
    pub week: Vec<&'static str>,
    #[file(text(TEXT))]
    pub source: Option<String>,
    #[file(date())]
    pub known_through: Option<NaiveDate>,
    #[file(object(names), always)]
    pub exceptions: Vec<Exception>,
}

#[derive(Debug, PartialEq, Eq, FileObject)]
pub struct Exception {
    #[file(date())]
    pub date: NaiveDate,
    #[file(boolean())]
    pub working: bool,
    #[file(name())]
    pub name: Option<String>,
}

#[derive(Debug, FileObject)]
pub struct Person {
    #[file(email())]
    pub email: String,
    #[file(name())]
    pub name: String,
    #[file(word(), default = Role::Member, always)]
    pub role: Role,
    #[file(locale(), default = "en".to_owned(), always)]
    pub locale: String,
    #[file(time_zone(), default = names.zone.clone(), always)]
    pub time_zone: String,
    #[file(object(names))]
    pub days_off: Vec<DaysOff>,
}

#[derive(Debug, FileObject)]
#[file(check = check_days_off)]
pub struct DaysOff {
    #[file(date())]
    pub start: NaiveDate,
    #[file(date())]
    pub finish: NaiveDate,
    #[file(text(TEXT))]
    pub reason: Option<String>,
}

#[derive(Debug, FileObject)]
pub struct Department {
    #[file(name())]
    pub name: String,
    #[file(colour())]
    pub colour: Option<String>,
    #[file(person(names))]
    pub lead: Option<String>,
    #[file(person(names), always)]
    pub members: Vec<String>,
    #[file(calendar(names))]
    pub calendar: Option<String>,
    #[file(int(0..=100_000))]
    pub capacity: Option<i32>,
    #[file(object(names))]
    pub days_off: Vec<DaysOff>,
}

#[derive(Debug, FileObject)]
#[file(check = check_campaign)]
pub struct Campaign {
    #[file(campaign_key())]
    pub key: String,
    #[file(name())]
    pub name: String,
    #[file(text(TEXT))]
    pub theme: Option<String>,
    #[file(person(names))]
    pub owner: String,
    #[file(text(TEXT))]
    pub goals: Option<String>,
    #[file(text(TEXT))]
    pub audience: Option<String>,
    #[file(text(TEXT))]
    pub channel: Option<String>,
    #[file(time_zone(), default = names.zone.clone(), always)]
    pub time_zone: String,
    #[file(calendar(names))]
    pub calendar: String,
    #[file(date_of_plan(names))]
    pub start: NaiveDate,
    #[file(object(names))]
    pub required_finish: Option<Target>,
    #[file(word(), default = CampaignStatus::Draft, always)]
    pub status: CampaignStatus,
    #[file(object(names))]
    pub finding_thresholds: Option<FindingThresholds>,
}

macro_rules! declare {
    ($($name:ident $field:literal $min:literal, $max:literal: $doc:literal;)+) => {
        /// Thresholds of findings that a campaign sets.
        #[derive(Clone, Copy, Debug, FileObject)]
        pub struct FindingThresholds {
            $(#[file(int($min..=$max))] pub $name: Option<i32>,)+
        }

        impl From<FindingThresholds> for ThresholdOverrides {
            fn from(FindingThresholds { $($name,)+ }: FindingThresholds) -> Self {
                Self { $($name,)+ }
            }
        }

        impl From<ThresholdOverrides> for FindingThresholds {
            fn from(ThresholdOverrides { $($name,)+ }: ThresholdOverrides) -> Self {
                Self { $($name,)+ }
            }
        }
    };
}
thresholds!(declare);

#[derive(Debug, FileObject)]
pub struct Target {
    #[file(date_of_plan(names))]
    pub date: NaiveDate,
    #[file(word(), default = Edge::EndOfDay, always)]
    pub edge: Edge,
}

#[derive(Debug, FileObject)]
pub struct Anchor {
    #[file(word())]
    pub kind: AnchorKind,
    #[file(name())]
    pub name: String,
    #[file(date())]
    pub date: NaiveDate,
    #[file(word())]
    pub edge: Edge,
    #[file(word(), default = AnchorOrigin::Company, always)]
    pub origin: AnchorOrigin,
}

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
