use async_graphql::{Enum, InputObject};
use entity::{CampaignId, DepartmentId, UserId, WorkPackageId};
use macros::{Filter, OrderField};

use crate::graphql::comparator::{DateComparator, Equality, IdComparator, IntComparator, StringComparator};
use crate::graphql::enums::{Firmness, Priority, WorkPackageKind};

/// Which work packages.  All conditions that are given have to match.
#[derive(Clone, Debug, InputObject, Filter)]
pub(crate) struct WorkPackageFilter {
    /// By id.
    #[filter("p.id")]
    id: Option<IdComparator<WorkPackageId>>,
    /// By their id in another system.
    #[filter("p.external_id")]
    external_id: Option<StringComparator>,
    /// By the id of their campaign.
    #[filter("p.campaign_id")]
    campaign: Option<IdComparator<CampaignId>>,
    /// By the id of the phase that they are in.
    #[filter("p.parent_id")]
    parent: Option<IdComparator<WorkPackageId>>,
    /// By what they are.
    #[filter("p.kind")]
    kind: Option<Equality<WorkPackageKind>>,
    /// By title.
    #[filter("p.title")]
    title: Option<StringComparator>,
    /// By the id of the department that does them.
    #[filter("p.department_id")]
    department: Option<IdComparator<DepartmentId>>,
    /// By the id of the person in charge.
    #[filter("p.accountable_id")]
    accountable: Option<IdComparator<UserId>>,
    /// By the first day, as planned.
    #[filter("p.planned_start_on")]
    planned_start: Option<DateComparator>,
    /// By the last day, as planned.
    #[filter("p.planned_finish_on")]
    planned_finish: Option<DateComparator>,
    /// By the day that their finish must not pass.
    #[filter("p.deadline_on")]
    deadline: Option<DateComparator>,
    /// By how firm that is.
    #[filter("p.deadline_firmness")]
    firmness: Option<Equality<Firmness>>,
    /// By when they were begun.
    #[filter("p.actual_start_on")]
    actual_start: Option<DateComparator>,
    /// By when they were finished.
    #[filter("p.actual_finish_on")]
    actual_finish: Option<DateComparator>,
    /// By per cent done, as reported.
    #[filter("p.progress")]
    progress: Option<IntComparator>,
    /// By whether they are finished.
    #[filter("p.done")]
    is_done: Option<Equality<bool>>,
    /// By whether something blocks them.
    #[filter("(p.blocked_reason is not null)")]
    is_blocked: Option<Equality<bool>>,
    /// By how pressing people say they are.
    #[filter("p.priority")]
    priority: Option<Equality<Priority>>,
    /// By the id of a person who works on them beside the one in charge.
    #[filter("p.collaborators")]
    collaborator: Option<String>,
    /// By a label that they carry, exactly.
    #[filter("p.labels")]
    label: Option<String>,
    /// Further condition: all of these filters match.
    and: Option<Vec<WorkPackageFilter>>,
    /// Further condition: at least one of these filters matches.
    or: Option<Vec<WorkPackageFilter>>,
    /// Negation: items that this filter does not match.
    not: Option<Box<WorkPackageFilter>>,
}

/// What work packages are ordered by; those that are equal come in the order in which they were made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum, OrderField)]
pub(crate) enum WorkPackageOrderField {
    /// When they were made.
    #[order("p.id", Id)]
    Created,
    /// Their id in another system.
    #[order("p.external_id", Text, nullable)]
    ExternalId,
    /// The first day, as planned.
    #[order("p.planned_start_on", Date)]
    PlannedStart,
    /// The last day, as planned.
    #[order("p.planned_finish_on", Date)]
    PlannedFinish,
    /// The day that their finish must not pass.
    #[order("p.deadline_on", Date, nullable)]
    Deadline,
    /// Per cent done, as reported.
    #[order("p.progress", Int)]
    Progress,
    /// Their title.
    #[order("p.title", Text)]
    Title,
}
