use async_graphql::{Enum, ID, InputObject};
use chrono::NaiveDate;
use entity::{CampaignId, DepartmentId, UserId, WorkPackageId};

use crate::error::{Error, Result};
use crate::graphql::comparator::{Choice, DateComparator, IntComparator, StringComparator, all, compound};
use crate::graphql::enums::{Firmness, Priority, WorkPackageKind};
use crate::graphql::order::{Nulls, OrderDirection, Term, Type};
use crate::store::sql::Values;

/// Which work packages.  All that is given has to hold.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct WorkPackageFilter {
    /// By id.
    id: Option<Choice<ID>>,
    /// By the id of their campaign.
    campaign: Option<Choice<ID>>,
    /// By the id of the phase that they are in.
    parent: Option<Choice<ID>>,
    /// By what they are.
    kind: Option<Choice<WorkPackageKind>>,
    /// By title.
    title: Option<StringComparator>,
    /// By the id of the department that does them.
    department: Option<Choice<ID>>,
    /// By the id of the person in charge.
    accountable: Option<Choice<ID>>,
    /// By the first day, as planned.
    planned_start: Option<DateComparator>,
    /// By the last day, as planned.
    planned_finish: Option<DateComparator>,
    /// By the day that their finish must not pass.
    deadline: Option<DateComparator>,
    /// By how firm that is.
    firmness: Option<Choice<Firmness>>,
    /// By when they were begun.
    actual_start: Option<DateComparator>,
    /// By when they were finished.
    actual_finish: Option<DateComparator>,
    /// By per cent done, as reported.
    progress: Option<IntComparator>,
    /// By whether they are finished.
    done: Option<Choice<bool>>,
    /// By whether something blocks them.
    blocked: Option<Choice<bool>>,
    /// By how pressing people say they are.
    priority: Option<Choice<Priority>>,
    /// By a label that they carry, exactly.
    label: Option<String>,
    /// All of these hold too.
    and: Option<Vec<WorkPackageFilter>>,
    /// One of these holds too.
    or: Option<Vec<WorkPackageFilter>>,
    /// This does not hold.
    not: Option<Box<WorkPackageFilter>>,
}

impl WorkPackageFilter {
    /// The same as SQL over `p`; `withinDays` counts from `today`.
    pub(crate) fn sql(&self, values: &mut Values, today: NaiveDate) -> Result<String> {
        let mut parts = self.about_what(values)?;
        parts.extend(self.about_when(values, today)?);
        if let Some(label) = &self.label {
            if label.is_empty() || label.contains('\n') {
                return Err(Error::bad_input("filter.label", "expected a label, which is one line of text"));
            }
            // Labels stand one a line; taking a line out of them changes them only if it is there.
            let line = values.bind(format!("\n{label}\n"));
            parts.push(format!("replace('\n' || p.labels || '\n', {line}, '') <> '\n' || p.labels || '\n'"));
        }
        compound(all(parts), (self.and.as_deref(), self.or.as_deref(), self.not.as_deref()), |filter| {
            filter.sql(values, today)
        })
    }

    fn about_what(&self, values: &mut Values) -> Result<Vec<String>> {
        let Self { id, campaign, parent, kind, title, department, accountable, firmness, .. } = self;
        let Self { progress, done, blocked, priority, .. } = self;
        let parts = [
            id.as_ref().map(|ids| ids.ids("filter.id", "p.id", values, WorkPackageId::parse)),
            campaign
                .as_ref()
                .map(|ids| ids.ids("filter.campaign", "p.campaign_id", values, CampaignId::parse)),
            parent.as_ref().map(|ids| ids.ids("filter.parent", "p.parent_id", values, WorkPackageId::parse)),
            kind.as_ref().map(|enums| enums.enums("p.kind", values)),
            title.as_ref().map(|text| text.sql("p.title", values)),
            department
                .as_ref()
                .map(|ids| ids.ids("filter.department", "p.department_id", values, DepartmentId::parse)),
            accountable
                .as_ref()
                .map(|ids| ids.ids("filter.accountable", "p.accountable_id", values, UserId::parse)),
            firmness.as_ref().map(|enums| enums.enums("p.deadline_firmness", values)),
            progress.as_ref().map(|numbers| numbers.sql("p.progress", values)),
            done.as_ref().map(|truth| truth.truth("p.done", values)),
            blocked.as_ref().map(|truth| truth.truth("(p.blocked_reason is not null)", values)),
            priority.as_ref().map(|enums| enums.enums("p.priority", values)),
        ];
        parts.into_iter().flatten().collect()
    }

    fn about_when(&self, values: &mut Values, today: NaiveDate) -> Result<Vec<String>> {
        let columns = [
            (&self.planned_start, "plannedStart", "p.planned_start_on"),
            (&self.planned_finish, "plannedFinish", "p.planned_finish_on"),
            (&self.deadline, "deadline", "p.deadline_on"),
            (&self.actual_start, "actualStart", "p.actual_start_on"),
            (&self.actual_finish, "actualFinish", "p.actual_finish_on"),
        ];
        let given =
            columns.into_iter().filter_map(|(dates, field, column)| Some((dates.as_ref()?, field, column)));
        given
            .map(|(dates, field, column)| dates.sql(&format!("filter.{field}"), column, values, today))
            .collect()
    }
}

/// What work packages are ordered by; those that are equal come in the order in which they were made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
pub(crate) enum WorkPackageOrderField {
    /// When they were made.
    Created,
    /// The first day, as planned.
    PlannedStart,
    /// The last day, as planned.
    PlannedFinish,
    /// The day that their finish must not pass.
    Deadline,
    /// Per cent done, as reported.
    Progress,
    /// Their title.
    Title,
}

/// One of the things that work packages are ordered by.
#[derive(Clone, Copy, Debug, InputObject)]
pub(crate) struct WorkPackageOrder {
    /// What by.
    pub field: WorkPackageOrderField,
    /// Which way.
    #[graphql(default_with = "OrderDirection::Asc")]
    pub direction: OrderDirection,
    /// Where those stand that have none.
    #[graphql(default_with = "Nulls::Last")]
    pub nulls: Nulls,
}

impl WorkPackageOrder {
    /// The column over `p`.
    pub(crate) const fn term(self) -> Term {
        let (column, of) = match self.field {
            WorkPackageOrderField::Created => ("p.id", Type::Id),
            WorkPackageOrderField::PlannedStart => ("p.planned_start_on", Type::Date),
            WorkPackageOrderField::PlannedFinish => ("p.planned_finish_on", Type::Date),
            WorkPackageOrderField::Deadline => ("p.deadline_on", Type::Date),
            WorkPackageOrderField::Progress => ("p.progress", Type::Int),
            WorkPackageOrderField::Title => ("p.title", Type::Text),
        };
        let is_nullable = matches!(self.field, WorkPackageOrderField::Deadline);
        Term { column, of, direction: self.direction, nulls: self.nulls, is_nullable }
    }
}
