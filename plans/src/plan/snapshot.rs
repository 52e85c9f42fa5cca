//! A campaign in memory: everything that its plan needs as of one `seq`, immutable and shared.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use entity::{
    CalendarId, WorkPackageId, anchor, campaign, dependency, finding_acknowledgement, slip, work_package,
};
use schedule::{Baseline, Network, Plan, TaskId};

use super::derive::derive;
use super::directory::Directory;
use super::links::Links;
use super::load_campaign::Rows;
use super::records::records;
use super::rows::{self, PlanError};
use super::status_report::StatusReport;
use super::table::Table;

/// How many days' report a campaign keeps: today's, and what somebody is comparing it with.
const DAYS_KEPT: usize = 4;

/// One campaign at one `seq`, planned.
#[derive(Debug)]
pub struct Snapshot {
    /// Its workspace's people, departments and calendars.
    pub directory: Arc<Directory>,
    /// Its row.
    pub campaign: campaign::Model,
    /// By date.
    pub anchors: Table<anchor::Model>,
    /// In the order of the core's positions: [`row`](Self::row) finds one.
    pub work_packages: Table<work_package::Model>,
    /// Links, by predecessor.
    pub dependencies: Table<dependency::Model>,
    /// Findings that somebody has acknowledged.
    pub acknowledgements: Table<finding_acknowledgement::Model>,
    /// Dates that were moved, the earliest first.
    pub slips: Table<slip::Model>,
    links_in: Links,
    links_out: Links,
    /// The plan.
    pub plan: Arc<Plan<WorkPackageId>>,
    /// The active baseline.
    pub baseline: Option<Arc<Baseline>>,
    /// The same as stored, to plan again with.
    baseline_days: HashMap<WorkPackageId, (NaiveDate, NaiveDate)>,
    outline: Vec<Place>,
    reports: Mutex<Vec<Arc<StatusReport>>>,
}

/// Where a work package stands in the outline.
#[derive(Debug)]
struct Place {
    wbs: Box<str>,
    depth: u16,
}

impl Snapshot {
    /// Plans rows.
    ///
    /// # Errors
    /// The core's, where the rows make no plan.
    pub fn new(directory: Arc<Directory>, rows: Rows) -> Result<Self, PlanError> {
        let network = Arc::new(Network::new(rows::campaign(&directory, &rows, Some)?)?);
        let Rows {
            campaign,
            directory_seq: _,
            anchors,
            work_packages,
            baseline,
            mut dependencies,
            acknowledgements,
            mut slips,
        } = rows;
        let baseline_days = baseline;
        let baseline = baseline_of(&network, &work_packages, &baseline_days)?;
        let outline = outline(&network);
        slips.sort_by_key(|slip| slip.id);
        dependencies.sort_by_key(|link| (link.predecessor_id, link.successor_id, link.link_type));
        let links_in = Links::new(&network, dependencies.iter().map(|link| link.successor_id));
        let links_out = Links::new(&network, dependencies.iter().map(|link| link.predecessor_id));
        let mut snapshot = Self {
            directory,
            campaign,
            anchors,
            work_packages,
            dependencies,
            acknowledgements,
            slips,
            links_in,
            links_out,
            plan: Arc::new(Plan::new(network)?),
            baseline,
            baseline_days,
            outline,
            reports: Mutex::default(),
        };
        // Nothing that is read of a campaign mixes dates of before and after its calendars were changed.
        if snapshot.campaign.is_replanning {
            snapshot.derive();
        }
        Ok(snapshot)
    }

    /// Sets the columns that follow from the plan.
    pub fn derive(&mut self) {
        derive(&self.plan, &mut self.work_packages, Some);
    }

    /// The rows that it was planned from, to edit them.
    #[must_use]
    pub fn rows(&self) -> Rows {
        Rows {
            campaign: self.campaign.clone(),
            directory_seq: self.directory.workspace.directory_seq,
            anchors: self.anchors.clone(),
            work_packages: self.work_packages.clone(),
            baseline: self.baseline_days.clone(),
            dependencies: self.dependencies.clone(),
            acknowledgements: self.acknowledgements.clone(),
            slips: self.slips.clone(),
        }
    }

    /// The rows and links of the plan.
    #[must_use]
    pub fn network(&self) -> &Network<WorkPackageId> {
        self.plan.network()
    }

    /// The stored row of a work package.
    #[must_use]
    #[expect(
        clippy::indexing_slicing,
        reason = "the core's positions are those of its rows, which are these"
    )]
    pub fn row(&self, task: TaskId) -> &work_package::Model {
        &self.work_packages[task.index()]
    }

    /// The calendar that the dates of a work package count on; days off of its department are not in it.
    #[must_use]
    pub fn calendar_of(&self, row: &work_package::Model) -> CalendarId {
        let directory = &self.directory;
        let department = row.department_id.and_then(|id| directory.department(id));
        let of_department = || directory.departments.get(department?)?.row.calendar_id;
        row.calendar_id.or_else(of_department).unwrap_or(self.campaign.calendar_id)
    }

    /// Its code in the outline: `3.2.1`.
    #[must_use]
    pub fn wbs(&self, task: TaskId) -> &str {
        self.outline.get(task.index()).map_or("", |place| &place.wbs)
    }

    /// How many phases it lies in.
    #[must_use]
    pub fn depth(&self, task: TaskId) -> u16 {
        self.outline.get(task.index()).map_or(0, |place| place.depth)
    }

    /// Whether it is work, and no phase.
    #[must_use]
    pub fn is_leaf(&self, task: TaskId) -> bool {
        self.row(task).kind != entity::WorkPackageKind::Phase
    }

    /// Whether it is finished; of a phase, whether all of its work is.
    #[must_use]
    pub fn is_done(&self, task: TaskId) -> bool {
        self.plan
            .phase(task)
            .map_or_else(|| self.row(task).done, |_| self.leaves_of(task).all(|leaf| self.row(leaf).done))
    }

    /// Whether it was begun; of a phase, whether any of its work was.
    #[must_use]
    pub fn is_started(&self, task: TaskId) -> bool {
        if self.is_leaf(task) {
            return self.network().task(task).is_started();
        }
        self.leaves_of(task).any(|leaf| self.network().task(leaf).is_started())
    }

    /// The work in a phase, in the order of the outline; of work, nothing.
    pub fn leaves_of(&self, phase: TaskId) -> impl Iterator<Item = TaskId> {
        self.network().descendants(phase).iter().copied().filter(|task| self.is_leaf(*task))
    }

    /// Per cent done: as reported, and of a phase that of its work.
    #[must_use]
    pub fn progress(&self, task: TaskId) -> i32 {
        match self.plan.phase(task) {
            Some(phase) => phase.progress.into(),
            None if self.row(task).done => 100,
            None => self.row(task).progress.into(),
        }
    }

    /// The links that it waits for, as places in `dependencies`.
    #[must_use]
    pub fn predecessors(&self, task: TaskId) -> &[u32] {
        self.links_in.of(task)
    }

    /// The links that wait for it, as places in `dependencies`.
    #[must_use]
    pub fn successors(&self, task: TaskId) -> &[u32] {
        self.links_out.of(task)
    }

    /// How everything stands at the close of a day, against the active baseline; kept for the next who asks.
    ///
    /// # Errors
    /// The core's, where the day or a forecast lies outside 1900–2199.
    pub fn status_report(&self, as_of: NaiveDate) -> Result<Arc<StatusReport>, PlanError> {
        let kept = || self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(report) = kept().iter().find(|report| report.as_of() == as_of) {
            return Ok(Arc::clone(report));
        }
        let report = Arc::new(self.status_report_against(self.baseline.clone(), as_of)?);
        let mut days = kept();
        if days.len() >= DAYS_KEPT {
            days.remove(0);
        }
        days.push(Arc::clone(&report));
        Ok(report)
    }

    /// The same against another baseline, or none; not kept.
    ///
    /// # Errors
    /// As [`status_report`](Self::status_report).
    pub fn status_report_against(
        &self,
        baseline: Option<Arc<Baseline>>,
        as_of: NaiveDate,
    ) -> Result<StatusReport, PlanError> {
        let records = records(&self.directory, &self.campaign, (&self.work_packages, &self.slips), as_of);
        let thresholds = self.directory.thresholds_of(&self.campaign);
        StatusReport::new(&self.plan, (&records, &thresholds), as_of, baseline)
    }

    /// Bytes that it takes, about.
    #[must_use]
    pub fn weight(&self) -> usize {
        /// What the core keeps of a work package, and the status reports of a few days.
        const PLANNED: usize = 288 + 2 * 400;
        let text = |row: &work_package::Model| {
            row.title.len() + row.description.as_ref().map_or(0, String::len) + row.labels.len()
        };
        let rows: usize = self.work_packages.iter().map(|row| size_of_val(row) + text(row) + PLANNED).sum();
        let links = self.links_in.weight() + self.links_out.weight();
        size_of::<Self>() + rows + self.dependencies.len() * size_of::<dependency::Model>() + links
    }
}

fn baseline_of(
    network: &Network<WorkPackageId>,
    rows: &Table<work_package::Model>,
    days: &HashMap<WorkPackageId, (NaiveDate, NaiveDate)>,
) -> Result<Option<Arc<Baseline>>, PlanError> {
    let of_row = |row: &work_package::Model| days.get(&row.id).map(|(first, last)| (row.id, *first, *last));
    let mut found = rows.iter().filter_map(of_row).peekable();
    found.peek().is_some().then_some(()).map(|()| Baseline::new(network, found).map(Arc::new)).transpose()
}

/// WBS codes from the order of siblings.
fn outline(network: &Network<WorkPackageId>) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    places.resize_with(network.campaign().tasks.len(), || Place { wbs: "".into(), depth: 0 });
    let mut counters = vec![0_u32];
    for task in network.wbs() {
        let above = network.parent(*task).and_then(|parent| places.get(parent.index()));
        let (prefix, depth) = above.map_or(("", 0), |place| (&*place.wbs, place.depth + 1));
        counters.resize(usize::from(depth) + 1, 0);
        let number = counters.last_mut().map_or(0, |number| {
            *number += 1;
            *number
        });
        let wbs = if prefix.is_empty() { number.to_string() } else { format!("{prefix}.{number}") };
        if let Some(place) = places.get_mut(task.index()) {
            *place = Place { wbs: wbs.into(), depth };
        }
    }
    places
}
