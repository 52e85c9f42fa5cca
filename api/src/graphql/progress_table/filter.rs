use async_graphql::{ID, InputObject};
use entity::{DepartmentId, UserId, WorkPackageId};
use schedule::TaskId;

use super::row::Row;
use crate::error::{Error, Result};
use crate::graphql::comparator::{Choice, matches_id};
use crate::graphql::enums::{LateOrigin, LateStatus, WorkPackageKind};
use crate::plan::{Facts, Snapshot};

/// Which rows of a progress table.  All that is given has to hold.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct ProgressFilter {
    /// By the id of the work package.
    id: Option<Choice<ID>>,
    /// By what they are.
    kind: Option<Choice<WorkPackageKind>>,
    /// By the id of the department that does them.
    department: Option<Choice<ID>>,
    /// By the id of the person in charge.
    accountable: Option<Choice<ID>>,
    /// By how they stand as of the day.
    late_status: Option<Choice<LateStatus>>,
    /// By whose doing their lateness is.
    late_origin: Option<Choice<LateOrigin>>,
    /// By whether they are critical.
    critical: Option<Choice<bool>>,
    /// By whether they are finished.
    done: Option<Choice<bool>>,
    /// By whether something is found on them.
    has_findings: Option<Choice<bool>>,
    /// All of these hold too.
    and: Option<Vec<ProgressFilter>>,
    /// One of these holds too.
    or: Option<Vec<ProgressFilter>>,
    /// This does not hold.
    not: Option<Box<ProgressFilter>>,
}

impl ProgressFilter {
    /// The rows that match and the phases above them, in the order of the outline.
    pub(crate) fn tasks(&self, snapshot: &Snapshot, facts: &Facts) -> Result<Vec<TaskId>> {
        self.check()?;
        let network = snapshot.network();
        let mut kept = vec![false; network.campaign().tasks.len()];
        for task in network.wbs() {
            if !self.matches(&Row { snapshot, facts, task: *task, locale: crate::graphql::text::Locale::En })
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

    /// Refuses ids that are of something else.
    fn check(&self) -> Result<()> {
        let Self { id, department, accountable, and, or, not, .. } = self;
        let check = |field: &str, ids: &Option<Choice<ID>>, is_one: &dyn Fn(&str) -> bool| match ids {
            Some(ids) => ids.check(&format!("filter.{field}"), is_one),
            None => Ok(()),
        };
        check("id", id, &|id| WorkPackageId::parse(id).is_some())?;
        check("department", department, &|id| DepartmentId::parse(id).is_some())?;
        check("accountable", accountable, &|id| UserId::parse(id).is_some())?;
        let inner = and.iter().flatten().chain(or.iter().flatten()).chain(not.as_deref());
        inner.map(Self::check).collect::<Result<Vec<()>, Error>>().map(drop)
    }

    fn matches(&self, row: &Row<'_>) -> bool {
        let Self { id, kind, department, accountable, late_status, late_origin, .. } = self;
        let Self { critical, done, has_findings, and, or, not, .. } = self;
        let stored = row.snapshot.row(row.task);
        let holds = |choice: &Option<Choice<bool>>, value: &dyn Fn() -> bool| {
            choice.as_ref().is_none_or(|choice| choice.matches(Some(&value())))
        };
        matches_id(id.as_ref(), Some(stored.id))
            && matches_id(department.as_ref(), stored.department_id)
            && matches_id(accountable.as_ref(), stored.accountable_id)
            && kind.as_ref().is_none_or(|kinds| kinds.matches(Some(&stored.kind.into())))
            && late_status.as_ref().is_none_or(|asked| asked.matches(Some(&row.late_status())))
            && late_origin.as_ref().is_none_or(|asked| asked.matches(row.late_origin().as_ref()))
            && holds(critical, &|| row.is_critical())
            && holds(done, &|| row.snapshot.is_done(row.task))
            && holds(has_findings, &|| row.facts.of(row.task).next().is_some())
            && and.iter().flatten().all(|filter| filter.matches(row))
            && or.as_ref().is_none_or(|filters| filters.iter().any(|filter| filter.matches(row)))
            && !not.as_ref().is_some_and(|filter| filter.matches(row))
    }
}
