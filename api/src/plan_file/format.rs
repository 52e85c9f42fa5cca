//! What a plan file holds, in the order that it is written in: docs/plan-file.md.  A key is declared here
//! alone: with the method of [`Node`] that reads it, what it stands for where it is left
//! out, and the column that holds the same.

use chrono::NaiveDate;
use entity::{AnchorKind, AnchorOrigin, CampaignStatus, Edge, Role};
use macros::FileObject;
use serde::Serialize;

use super::format_plan::{Baseline, Dependency, WorkPackage};
use super::node::{Node, TEXT};
use crate::plan::{ThresholdOverrides, thresholds};

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

fn check_days_off(run: &DaysOff, node: &Node<'_>) {
    if run.finish < run.start {
        node.fault("finishes before it starts");
    }
}

fn check_campaign(campaign: &Campaign, node: &Node<'_>) {
    if campaign.required_finish.as_ref().is_some_and(|target| target.date < campaign.start) {
        node.fault("requiredFinish is before start");
    }
}
