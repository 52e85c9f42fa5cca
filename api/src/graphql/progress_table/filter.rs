use async_graphql::InputObject;
use entity::{DepartmentId, UserId, WorkPackageId};
use macros::Filter;
use schedule::TaskId;

use super::row::Row;
use crate::error::Result;
use crate::graphql::comparator::{Equality, IdComparator};
use crate::graphql::enums::{LateOrigin, LateStatus, SchemaEnum, WorkPackageKind};
use crate::plan::{Snapshot, StatusReport};

/// Which rows of a progress table.  All conditions that are given have to match.
#[derive(Clone, Debug, InputObject, Filter)]
#[filter(of = Row<'_>)]
pub(crate) struct ProgressFilter {
    /// By the id of the work package.
    #[filter(|row| row.stored().id)]
    id: Option<IdComparator<WorkPackageId>>,
    /// By what they are.
    #[filter(|row| SchemaEnum(row.stored().kind))]
    kind: Option<Equality<WorkPackageKind>>,
    /// By the id of the department that does them.
    #[filter(|row| row.stored().department_id)]
    department: Option<IdComparator<DepartmentId>>,
    /// By the id of the person in charge.
    #[filter(|row| row.stored().accountable_id)]
    accountable: Option<IdComparator<UserId>>,
    /// By how they stand as of the day.
    #[filter(Row::late_status)]
    late_status: Option<Equality<LateStatus>>,
    /// By whose doing their lateness is.
    #[filter(Row::late_origin)]
    late_origin: Option<Equality<LateOrigin>>,
    /// By whether they are critical.
    #[filter(Row::is_critical)]
    is_critical: Option<Equality<bool>>,
    /// By whether they are finished.
    #[filter(|row| row.snapshot.is_done(row.task))]
    is_done: Option<Equality<bool>>,
    /// By whether something is found on them.
    #[filter(|row| row.report.of(row.task).next().is_some())]
    has_findings: Option<Equality<bool>>,
    /// Further condition: all of these filters match.
    and: Option<Vec<ProgressFilter>>,
    /// Further condition: at least one of these filters matches.
    or: Option<Vec<ProgressFilter>>,
    /// Negation: items that this filter does not match.
    not: Option<Box<ProgressFilter>>,
}

impl ProgressFilter {
    /// The rows that match and the phases above them, in the order of the outline.
    pub(crate) fn tasks(&self, snapshot: &Snapshot, report: &StatusReport) -> Result<Vec<TaskId>> {
        self.check()?;
        let network = snapshot.network();
        let mut kept = vec![false; network.campaign().tasks.len()];
        for task in network.wbs() {
            if !self.matches(&Row { snapshot, report, task: *task, locale: crate::graphql::text::Locale::En })
            {
                continue;
            }
            let mut above = Some(*task);
            while let Some(task) = above {
                if let Some(is_kept) = kept.get_mut(task.index()) {
                    *is_kept = true;
                }
                above = network.parent(task);
            }
        }
        let is_kept = |task: &&TaskId| kept.get(task.index()).copied().unwrap_or_default();
        Ok(network.wbs().iter().filter(is_kept).copied().collect())
    }
}
