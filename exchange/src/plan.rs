//! What plan files have: docs/plan-file.md.

use chrono::NaiveDate;
use serde::Serialize;

/// A date with what it means: a constraint's or a deadline's.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Bound {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub firmness: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edge: Option<&'static str>,
    pub date: NaiveDate,
}

impl Bound {
    pub const fn constraint(kind: &'static str, date: NaiveDate) -> Self {
        Self { kind: Some(kind), firmness: None, edge: None, date }
    }

    pub const fn deadline(firmness: Option<&'static str>, date: NaiveDate) -> Self {
        Self { kind: None, firmness, edge: None, date }
    }

    pub const fn target(edge: &'static str, date: NaiveDate) -> Self {
        Self { kind: None, firmness: None, edge: Some(edge), date }
    }
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Campaign {
    pub key: Option<String>,
    pub name: Option<String>,
    pub owner: Option<String>,
    #[serde(rename = "timeZone")]
    pub time_zone: Option<String>,
    pub calendar: Option<String>,
    pub start: Option<NaiveDate>,
    #[serde(rename = "requiredFinish")]
    pub required_finish: Option<Bound>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Calendar {
    pub name: String,
    pub week: Vec<&'static str>,
    pub exceptions: Vec<Exception>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Exception {
    pub date: NaiveDate,
    pub working: bool,
    pub name: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Person {
    pub email: String,
    pub name: String,
    #[serde(rename = "daysOff", skip_serializing_if = "Vec::is_empty")]
    pub days_off: Vec<DaysOff>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DaysOff {
    pub start: NaiveDate,
    pub finish: NaiveDate,
    pub reason: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Department {
    pub name: String,
    pub colour: Option<String>,
    pub calendar: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Anchor {
    pub kind: &'static str,
    pub name: String,
    pub date: NaiveDate,
    pub edge: &'static str,
    pub origin: &'static str,
}

#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkPackage {
    pub wbs: String,
    pub number: Option<i32>,
    pub external_id: Option<String>,
    pub kind: &'static str,
    pub title: String,
    pub description: Option<String>,
    pub department: Option<String>,
    pub accountable: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub collaborators: Vec<String>,
    pub calendar: Option<String>,
    pub mode: Option<&'static str>,
    pub direction: Option<&'static str>,
    pub duration: Option<i32>,
    pub edge: Option<&'static str>,
    pub start: Option<NaiveDate>,
    pub finish: Option<NaiveDate>,
    pub constraint: Option<Bound>,
    pub constraint_wins: Option<bool>,
    pub deadline: Option<Bound>,
    pub buffer: Option<i32>,
    pub anchor: Option<String>,
    pub actual_start: Option<NaiveDate>,
    pub actual_finish: Option<NaiveDate>,
    pub progress: Option<u8>,
    pub remaining: Option<i32>,
    pub estimate_hours: Option<i32>,
    pub priority: Option<&'static str>,
    pub blocked_reason: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Dependency {
    pub predecessor: String,
    pub successor: String,
    #[serde(rename = "type")]
    pub link_type: &'static str,
    pub lag: i32,
    pub lag_unit: &'static str,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Baseline {
    pub name: String,
    pub taken_at: String,
    pub active: bool,
    pub rows: Vec<BaselineRow>,
}

#[derive(Clone, Debug, Serialize)]
pub struct BaselineRow {
    pub wbs: String,
    pub start: NaiveDate,
    pub finish: NaiveDate,
}

#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    pub leadtime: &'static str,
    pub calendars: Vec<Calendar>,
    pub people: Vec<Person>,
    pub departments: Vec<Department>,
    pub campaign: Campaign,
    pub anchors: Vec<Anchor>,
    pub work_packages: Vec<WorkPackage>,
    pub dependencies: Vec<Dependency>,
    pub baselines: Vec<Baseline>,
}
