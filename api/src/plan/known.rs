//! What was known of a campaign on a day in the past, from the reports that came later.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use entity::{WorkPackageId, WorkPackageKind, progress_report, work_package};
use schedule::KnownProgress;

use super::rows::PlanError;
use super::snapshot::Snapshot;

impl Snapshot {
    /// Whether anything was reported after a day.
    #[must_use]
    pub fn has_reports_after(&self, day: NaiveDate) -> bool {
        self.work_packages.iter().any(|row| row.reported_on.is_some_and(|reported| reported > day))
    }

    /// The campaign with its plan of now, and the progress that was known before some reports, the earliest
    /// first.
    ///
    /// # Errors
    /// The core's, where the rows make no plan.
    pub fn before_reports(&self, reports: &[progress_report::Model]) -> Result<Self, PlanError> {
        let mut first = BTreeMap::new();
        for report in reports {
            first.entry(report.work_package_id).or_insert(report);
        }
        let mut rows = self.rows();
        for row in &mut rows.work_packages {
            if let Some(report) = first.get(&row.id) {
                report.forget(row);
            }
        }
        rows.sort();
        let mut known = Self::new(Arc::clone(&self.directory), rows)?;
        known.derive();
        Ok(known)
    }

    /// The progress that was known of each leaf, and from which day on, by all reports, the earliest first.
    #[must_use]
    pub fn known_progress(&self, reports: &[progress_report::Model]) -> Vec<KnownProgress> {
        let mut of_row = BTreeMap::<WorkPackageId, Vec<&progress_report::Model>>::new();
        for report in reports {
            of_row.entry(report.work_package_id).or_default().push(report);
        }
        let mut known = Vec::with_capacity(reports.len());
        for row in self.work_packages.iter().filter(|row| row.kind != WorkPackageKind::Phase) {
            let Some(task) = self.network().find(&row.id) else { continue };
            let mut add = |from, row: &work_package::Model| {
                let percent = if row.done { 100 } else { u8::try_from(row.progress).unwrap_or_default() };
                known.push(KnownProgress { task, from, percent });
            };
            let reports = of_row.get(&row.id).map(Vec::as_slice).unwrap_or_default();
            let mut before = row.clone();
            if let Some(first) = reports.first() {
                first.forget(&mut before);
            }
            add(known_since(&before), &before);
            for report in reports {
                let mut after = row.clone();
                report.recall(&mut after);
                add(report.reported_on, &after);
            }
        }
        known
    }
}

/// The day from which on the progress of a work package was known that no kept report tells of.
fn known_since(row: &work_package::Model) -> NaiveDate {
    row.reported_on.or(row.actual_finish_on).or(row.actual_start_on).unwrap_or(NaiveDate::MIN)
}
