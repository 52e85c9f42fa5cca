use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{DependencyId, WorkPackageId, campaign, dependency, progress_report, work_package};
use uuid::Uuid;

use super::new_id::NewId;
use super::refuse::{refuse, refuse_row};
use super::slip::{SlipReason, slipped_finishes};
use crate::plan::{Rows, Snapshot, Table};
use crate::refusal::{Code, Refusal};
use crate::write::Change;

/// A campaign's rows while they are edited.
#[derive(Clone, Debug)]
pub struct Draft {
    pub(super) before: Arc<Snapshot>,
    pub(super) rows: Rows,
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
    /// Columns that were changed since the version that an edit was made from, of rows whose edits may be
    /// merged, by the digits of their ids.
    merges: BTreeMap<Uuid, BTreeSet<String>>,
    /// The largest position of a work package, once somebody has asked for it.
    pub(super) last_position: Option<i32>,
    /// Ids for new rows that other campaigns have.
    pub(super) taken: BTreeSet<NewId>,
    /// What was moved by hand, with the reasons that were given.
    pub(super) moved: Vec<(WorkPackageId, Option<SlipReason>)>,
    /// Reports of progress that are new, or come back.
    pub(super) reports: Vec<progress_report::Model>,
    /// Reports that are undone.
    pub(super) withdrawn: Vec<progress_report::Model>,
}

/// A draft that was planned.
#[derive(Debug)]
pub struct Planned {
    /// The campaign before the edits.
    pub before: Arc<Snapshot>,
    /// The campaign with them.
    pub after: Snapshot,
    /// Reports of progress that are new, or come back.
    pub reports: Vec<progress_report::Model>,
    /// Reports that are undone.
    pub withdrawn: Vec<progress_report::Model>,
}

impl Draft {
    /// A draft of a campaign; `today` is the day on which progress is reported, where the campaign runs.
    #[must_use]
    pub fn new(before: Arc<Snapshot>, now: DateTime<Utc>, today: NaiveDate) -> Self {
        let rows = before.rows();
        Self {
            before,
            rows,
            now,
            today,
            merges: BTreeMap::new(),
            last_position: None,
            taken: BTreeSet::new(),
            moved: Vec::new(),
            reports: Vec::new(),
            withdrawn: Vec::new(),
        }
    }

    /// The campaign before the edits.
    #[must_use]
    pub fn before(&self) -> &Snapshot {
        &self.before
    }

    /// The day on which the edits are made, where the campaign runs.
    #[must_use]
    pub const fn today(&self) -> NaiveDate {
        self.today
    }

    /// The row of a work package.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub fn row(&self, id: WorkPackageId) -> Result<&work_package::Model, Refusal> {
        self.rows.work_packages.get(id).ok_or(Code::NotFound.into())
    }

    /// The row of a link.
    ///
    /// # Errors
    /// [`Code::NotFound`].
    pub fn dependency(&self, id: DependencyId) -> Result<&dependency::Model, Refusal> {
        self.rows.dependencies.get(id).ok_or(Code::NotFound.into())
    }

    /// Whether a work package other than `own` has an id of another system.
    #[must_use]
    pub fn has_external_id(&self, id: &str, own: WorkPackageId) -> bool {
        let mut others = self.rows.work_packages.iter().filter(|row| row.id != own);
        others.any(|row| row.external_id.as_deref() == Some(id))
    }

    /// Lets edits of a row that were made from an older version pass, where they change none of the columns
    /// that were changed since.
    pub fn merge(&mut self, id: Uuid, changed_since: BTreeSet<String>) {
        self.merges.insert(id, changed_since);
    }

    /// What was changed since the version that an edit of a row was made from, where it may be merged.
    #[must_use]
    pub fn changed_since(&self, id: Uuid) -> Option<&BTreeSet<String>> {
        self.merges.get(&id)
    }

    /// Replaces the row of a work package by one that was changed.
    pub fn replace(&mut self, row: work_package::Model) {
        self.rows.work_packages.put(row);
    }

    pub(super) fn row_mut(&mut self, id: WorkPackageId) -> Result<&mut work_package::Model, Refusal> {
        self.rows.work_packages.get_mut(id).ok_or(Code::NotFound.into())
    }

    /// Undoes changes of the campaign, the latest first.
    ///
    /// # Errors
    /// [`Code::ChangedSince`] where a row or a column is not as a change left it.
    pub fn revert(&mut self, changes: &[Change]) -> Result<(), Refusal> {
        for change in changes.iter().rev() {
            let done = match change.table.as_str() {
                "work_package" => change.revert(&mut self.rows.work_packages),
                "dependency" => change.revert(&mut self.rows.dependencies),
                "anchor" => change.revert(&mut self.rows.anchors),
                "progress_report" => {
                    self.withdrawn.extend(change.inserted());
                    self.reports.extend(change.deleted());
                    continue;
                }
                "slip" => change.revert(&mut self.rows.slips),
                "finding_acknowledgement" => change.revert(&mut self.rows.acknowledgements),
                "campaign" => {
                    let mut rows: Table<_> = std::iter::once(self.rows.campaign.clone()).collect();
                    let done = change.revert(&mut rows);
                    if let Some(row) = rows.at(0).cloned() {
                        // A step of its status is undone by a step, which may not be allowed any more; its
                        // deletion by its restoration.
                        let status = row.status;
                        let campaign::Model { status: of_now, deleted_at, .. } = self.rows.campaign;
                        self.rows.campaign = campaign::Model { status: of_now, deleted_at, ..row };
                        self.set_status(status)?;
                    }
                    done
                }
                _ => continue,
            };
            done.map_err(|_since| Refusal::from(Code::ChangedSince).with("table", &change.table))?;
        }
        let gone = |table: &str| Err(Refusal::from(Code::ChangedSince).with("table", &table));
        match (self.has_whole_anchors(), self.has_known_directory()) {
            (true, true) => Ok(()),
            (false, _) => gone("anchor"),
            (true, false) => gone("calendar or department"),
        }
    }

    /// Plans the draft.
    ///
    /// # Errors
    /// The refusal of the rule that the rows break.
    pub fn plan(mut self) -> Result<Planned, Refusal> {
        self.rows.sort();
        self.check_rows()?;
        let numbers: Vec<_> = self.rows.work_packages.iter().map(|row| (row.id, row.number)).collect();
        let key = self.rows.campaign.key.clone();
        let after = Snapshot::new(Arc::clone(&self.before.directory), self.rows);
        let mut after = after.map_err(|error| refuse(&error, &numbers, &key))?;
        after.derive();
        after.slips.extend(slipped_finishes((&self.before, &after), self.moved, (self.now, self.today)));
        Ok(Planned { before: self.before, after, reports: self.reports, withdrawn: self.withdrawn })
    }
}

impl Draft {
    /// Whether every calendar and department that the rows name is there: one may have been deleted since.
    fn has_known_directory(&self) -> bool {
        let directory = &self.before.directory;
        let mut calendars = self.rows.work_packages.iter().filter_map(|row| row.calendar_id);
        let mut departments = self.rows.work_packages.iter().filter_map(|row| row.department_id);
        directory.calendar(self.rows.campaign.calendar_id).is_some()
            && calendars.all(|id| directory.calendar(id).is_some())
            && departments.all(|id| directory.department(id).is_some())
    }

    /// Refuses rows that contradict themselves, among those that were edited.
    fn check_rows(&self) -> Result<(), Refusal> {
        if self.rows.campaign.finishes_before_start() {
            return Err(Code::FinishBeforeStart.into());
        }
        for (_, row) in self.rows.work_packages.since(&self.before.work_packages) {
            // The progress of a phase follows from its work.
            let is_phase = row.kind == entity::WorkPackageKind::Phase;
            let entered =
                work_package::Model { progress: if is_phase { 0 } else { row.progress }, ..row.clone() };
            if let Some(rule) = entered.broken_rules().next() {
                let name = format!("{}-{}", self.rows.campaign.key, row.number);
                return Err(refuse_row(rule).with("workPackage", &name));
            }
        }
        Ok(())
    }
}
