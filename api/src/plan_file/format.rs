//! What a plan file holds, in the order that it is written in: docs/plan-file.md.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ActiveEnum;
use serde::{Serialize, Serializer};

/// The version that files name themselves by.
pub const VERSION: &str = "plan/1";

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

/// The workspace that is made where there is none.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Workspace {
    pub name: String,
    pub time_zone: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Calendar {
    pub name: String,
    pub week: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_through: Option<NaiveDate>,
    pub exceptions: Vec<Exception>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Exception {
    pub date: NaiveDate,
    pub working: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    pub email: String,
    pub name: String,
    #[serde(serialize_with = "capitals")]
    pub role: entity::Role,
    pub locale: String,
    pub time_zone: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub days_off: Vec<DaysOff>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DaysOff {
    pub start: NaiveDate,
    pub finish: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Department {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub colour: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead: Option<String>,
    pub members: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<i32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub days_off: Vec<DaysOff>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Campaign {
    pub key: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    pub owner: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goals: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    pub time_zone: String,
    pub calendar: String,
    pub start: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_finish: Option<Target>,
    #[serde(serialize_with = "capitals")]
    pub status: entity::CampaignStatus,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    pub date: NaiveDate,
    #[serde(serialize_with = "capitals")]
    pub edge: entity::Edge,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Anchor {
    #[serde(serialize_with = "capitals")]
    pub kind: entity::AnchorKind,
    pub name: String,
    pub date: NaiveDate,
    #[serde(serialize_with = "capitals")]
    pub edge: entity::Edge,
    #[serde(serialize_with = "capitals")]
    pub origin: entity::AnchorOrigin,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkPackage {
    pub wbs: String,
    pub number: i32,
    #[serde(serialize_with = "capitals")]
    pub kind: entity::WorkPackageKind,
    pub title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accountable: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    #[serde(serialize_with = "capitals", skip_serializing_if = "is_automatic")]
    pub mode: entity::Mode,
    #[serde(serialize_with = "capitals", skip_serializing_if = "is_asap")]
    pub direction: entity::Direction,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration: Option<i32>,
    #[serde(serialize_with = "capitals_or_none", skip_serializing_if = "Option::is_none")]
    pub edge: Option<entity::Edge>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finish: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub constraint: Option<Constraint>,
    #[serde(skip_serializing_if = "is_false")]
    pub constraint_wins: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Deadline>,
    #[serde(skip_serializing_if = "is_zero")]
    pub buffer: i32,
    /// An anchor's kind, or its name where the kind is CUSTOM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub anchor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual_start: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual_finish: Option<NaiveDate>,
    #[serde(skip_serializing_if = "is_zero")]
    pub progress: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimate_hours: Option<i32>,
    #[serde(serialize_with = "capitals", skip_serializing_if = "is_normal")]
    pub priority: entity::Priority,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocked_reason: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_on: Option<NaiveDate>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Constraint {
    #[serde(serialize_with = "capitals")]
    pub kind: entity::ConstraintKind,
    pub date: NaiveDate,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Deadline {
    pub date: NaiveDate,
    #[serde(serialize_with = "capitals")]
    pub firmness: entity::Firmness,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Dependency {
    pub predecessor: String,
    pub successor: String,
    #[serde(serialize_with = "capitals", rename = "type")]
    pub link_type: entity::LinkType,
    #[serde(skip_serializing_if = "is_zero")]
    pub lag: i32,
    #[serde(serialize_with = "capitals", skip_serializing_if = "is_working_day")]
    pub lag_unit: entity::LagUnit,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Baseline {
    pub name: String,
    pub taken_at: DateTime<Utc>,
    pub active: bool,
    /// None: as the plan would be had nothing happened yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<BaselineRow>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BaselineRow {
    pub wbs: String,
    pub start: NaiveDate,
    pub finish: NaiveDate,
}

fn capitals<T: ActiveEnum<Value = String> + Copy, S: Serializer>(
    word: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&word.into_value().to_uppercase())
}

#[expect(clippy::ref_option, reason = "serde hands over references to fields")]
fn capitals_or_none<T, S>(word: &Option<T>, serializer: S) -> Result<S::Ok, S::Error>
where
    T: ActiveEnum<Value = String> + Copy,
    S: Serializer,
{
    match word {
        Some(word) => capitals(word, serializer),
        None => serializer.serialize_none(),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references to fields")]
fn is_automatic(mode: &entity::Mode) -> bool {
    *mode == entity::Mode::Automatic
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references to fields")]
fn is_asap(direction: &entity::Direction) -> bool {
    *direction == entity::Direction::Asap
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references to fields")]
fn is_normal(priority: &entity::Priority) -> bool {
    *priority == entity::Priority::Normal
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references to fields")]
fn is_working_day(unit: &entity::LagUnit) -> bool {
    *unit == entity::LagUnit::WorkingDay
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references to fields")]
fn is_false(value: &bool) -> bool {
    !value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over references to fields")]
fn is_zero(value: &i32) -> bool {
    *value == 0
}
