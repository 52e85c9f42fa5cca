//! From a [`PlanFile`] to the rows that it becomes, planned.

mod book;
mod ids;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    WorkPackageId, baseline, baseline_row, calendar, calendar_exception, campaign, day_off, department,
    department_member, membership, user, workspace,
};
use schedule::{Network, Plan};
use serde::{Deserialize, Serialize};

use book::Book;
use ids::Ids;

use super::anchor_name;
use super::format::PlanFile;
use super::node::Fault;
use crate::clock::new_id;
use crate::plan::{self, Directory, Rows, Table};

/// How many rows an import creates.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Created {
    /// People, of whom there were none with their addresses.
    pub people: usize,
    /// Calendars, of which there were none with their names.
    pub calendars: usize,
    /// Departments, of which there were none with their names.
    pub departments: usize,
    /// Anchors.
    pub anchors: usize,
    /// Work packages.
    pub work_packages: usize,
    /// Dependencies.
    pub dependencies: usize,
    /// Baselines.
    pub baselines: usize,
}

/// Everything that an import writes.
#[derive(Default)]
pub struct Import {
    pub(super) workspace: Option<workspace::Model>,
    pub(super) users: Vec<user::Model>,
    pub(super) memberships: Vec<membership::Model>,
    pub(super) calendars: Vec<calendar::Model>,
    pub(super) exceptions: Vec<calendar_exception::Model>,
    pub(super) departments: Vec<department::Model>,
    pub(super) members: Vec<department_member::Model>,
    pub(super) days_off: Vec<day_off::Model>,
    pub(super) baselines: Vec<baseline::Model>,
    pub(super) baseline_rows: Vec<baseline_row::Model>,
    /// The campaign itself; planned dates are in its work packages.
    pub(super) rows: Option<Rows>,
}

impl Import {
    /// How much it is.
    #[must_use]
    pub fn created(&self) -> Created {
        let rows = self.rows.as_ref();
        Created {
            people: self.memberships.len(),
            calendars: self.calendars.len(),
            departments: self.departments.len(),
            anchors: rows.map_or(0, |rows| rows.anchors.len()),
            work_packages: rows.map_or(0, |rows| rows.work_packages.len()),
            dependencies: rows.map_or(0, |rows| rows.dependencies.len()),
            baselines: self.baselines.len(),
        }
    }

    /// The campaign.
    #[must_use]
    pub fn campaign(&self) -> Option<&campaign::Model> {
        self.rows.as_ref().map(|rows| &rows.campaign)
    }
}

/// What an import takes as given.
pub(super) struct Given {
    /// The workspace that it goes into; its name and directory.
    pub directory: Directory,
    /// Whether that workspace is yet to be made.
    pub is_new: bool,
    /// People of other workspaces, by e-mail.
    pub users: HashMap<String, user::Model>,
    /// What the people that are made sign in with, if anything.
    pub password_hash: Option<String>,
    /// The moment.
    pub now: DateTime<Utc>,
}

/// Makes rows, and plans them.
///
/// # Errors
/// What the core refuses: circles, links across the outline, dates outside 1900–2199.
pub(super) fn assemble(file: PlanFile, given: Given) -> Result<Import, Vec<Fault>> {
    let mut import = Import::default();
    if given.is_new {
        import.workspace = Some(given.directory.workspace.clone());
    }
    let PlanFile {
        calendars,
        people,
        departments,
        campaign,
        anchors,
        work_packages,
        dependencies,
        baselines,
        ..
    } = file;
    let (now, workspace_id) = (given.now, given.directory.workspace_id());
    let mut book = Book { workspace_id, now, ..Book::of(&given.directory) };
    let owner = campaign.owner.clone();
    book.add_calendars(calendars, given.is_new, &mut import);
    book.add_people(people, &given, &owner, &mut import);
    book.add_departments(departments, &given.directory, &mut import);
    let directory = Book::directory(given.directory, &import)?;
    let codes: BTreeMap<_, _> =
        work_packages.iter().map(|row| (row.wbs.clone(), WorkPackageId(new_id()))).collect();
    let campaign = book.campaign(campaign);
    let ids = Ids { book: &book, campaign: campaign.id, codes: &codes };
    let anchors: Table<_> = anchors.into_iter().map(|row| ids.anchor(row)).collect();
    let by_name: BTreeMap<_, _> =
        anchors.iter().map(|row| (anchor_name(row.kind, &row.name), row.id)).collect();
    let mut rows = Rows {
        campaign,
        directory_seq: directory.workspace.directory_seq,
        work_packages: ids.work_packages(&work_packages, &by_name),
        anchors,
        baseline: HashMap::new(),
        dependencies: dependencies.into_iter().filter_map(|row| ids.dependency(&row)).collect(),
        acknowledgements: Table::default(),
        slips: Table::default(),
    };
    rows.campaign.last_number = rows.work_packages.iter().map(|row| row.number).max().unwrap_or_default();
    let pristine = plan(&directory, &mut rows, &codes).map_err(|fault| vec![fault])?;
    for file in baselines {
        ids.baseline(file, &pristine, &mut import);
    }
    import.rows = Some(rows);
    Ok(import)
}

/// First and last day of every work package, had nothing happened yet.
type Days = HashMap<WorkPackageId, (NaiveDate, NaiveDate)>;

/// Sets the planned dates of the rows; answers what they would be had nothing happened yet.
fn plan(
    directory: &Directory,
    rows: &mut Rows,
    codes: &BTreeMap<String, WorkPackageId>,
) -> Result<Days, Fault> {
    let names: HashMap<_, _> = codes.iter().map(|(code, id)| (*id, code.as_str())).collect();
    let refuse =
        |error: schedule::Error<&str>| Fault { path: "workPackages".to_owned(), message: error.to_string() };
    let core = plan::campaign(directory, rows, |id| names.get(&id).copied()).map_err(refuse)?;
    let mut pristine = core.clone();
    for task in &mut pristine.tasks {
        (task.actual_start, task.actual_finish, task.progress, task.remaining) = (None, None, 0, None);
    }
    let plan = |core| Plan::new(Arc::new(Network::new(core)?));
    let planned = plan(core).map_err(refuse)?;
    plan::derive(&planned, &mut rows.work_packages, |id| names.get(&id).copied());
    let pristine = plan(pristine).map_err(refuse)?;
    let days = codes
        .iter()
        .filter_map(|(code, id)| Some((*id, pristine.days(pristine.network().find(&code.as_str())?)?)));
    Ok(days.collect())
}
