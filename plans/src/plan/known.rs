//! What was known of a campaign on a day in the past, from the reports that came later.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use entity::{WorkPackageId, WorkPackageKind, progress_report};
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
        for (id, report) in first {
            if let Some(row) = rows.work_packages.get_mut(id) {
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
            let mut add = |from, percent: i16| {
                known.push(KnownProgress { task, from, percent: u8::try_from(percent).unwrap_or_default() });
            };
            let reports = of_row.get(&row.id).map(Vec::as_slice).unwrap_or_default();
            if let Some(first) = reports.first() {
                let since = first.previous_reported_on.or(first.previous_actual_finish_on);
                let since = since.or(first.previous_actual_start_on).unwrap_or(NaiveDate::MIN);
                add(since, first.previous_percent(row.kind));
            } else {
                let since = row.reported_on.or(row.actual_finish_on).or(row.actual_start_on);
                add(since.unwrap_or(NaiveDate::MIN), if row.done { 100 } else { row.progress });
            }
            for report in reports {
                add(report.reported_on, report.percent(row.kind));
            }
        }
        known
    }
}
