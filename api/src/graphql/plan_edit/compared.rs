//! Findings before and after an edit.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::error::Result;
use crate::graphql::request::beyond;
use crate::plan::{Snapshot, StatusReport};

/// The findings of a campaign before and after an edit.
pub(super) struct Compared {
    pub old: Arc<StatusReport>,
    pub new: Arc<StatusReport>,
    pub appeared: Vec<schedule::Finding>,
    pub resolved: Vec<schedule::Finding>,
}

impl Compared {
    /// # Errors
    /// Where a forecast lies outside 1900–2199.
    pub(super) fn as_of(as_of: NaiveDate, before: &Snapshot, after: &Snapshot) -> Result<Self> {
        let report = |snapshot: &Snapshot| snapshot.status_report(as_of).map_err(|_out_of_range| beyond());
        let (old, new) = (report(before)?, report(after)?);
        let (appeared, resolved) = schedule::changed_findings(
            schedule::Checked { plan: &before.plan, findings: &old.findings },
            schedule::Checked { plan: &after.plan, findings: &new.findings },
        );
        Ok(Self { old, new, appeared, resolved })
    }
}
