use async_graphql::InputObject;
use entity::{CampaignId, DepartmentId, UserId};
use macros::Filter;

use crate::graphql::comparator::{DateComparator, Equality, IdComparator, Matcher};
use crate::graphql::enums::{DeadlineKind, Firmness, LateStatus};

/// Which days of the stream.  All conditions that are given have to match.
#[derive(Clone, Debug, InputObject, Filter)]
pub(crate) struct DeadlineFilter {
    /// By the day.
    #[filter("date")]
    date: Option<DateComparator>,
    /// By what the day is.
    #[filter(elsewhere)]
    pub kind: Option<Equality<DeadlineKind>>,
    /// By the id of the campaign.
    #[filter("campaign_id")]
    campaign: Option<IdComparator<CampaignId>>,
    /// By the id of the department that does the work; anchors have none.
    #[filter("department_id")]
    department: Option<IdComparator<DepartmentId>>,
    /// By the id of the person in charge; anchors have none.
    #[filter("accountable_id")]
    accountable: Option<IdComparator<UserId>>,
    /// By how firm a deadline is; due dates and anchors have no firmness.
    #[filter("deadline_firmness")]
    firmness: Option<Equality<Firmness>>,
    /// By whether the work is finished; an anchor is once its day has passed.
    #[filter("done")]
    is_done: Option<Equality<bool>>,
    /// By how the work stands as of the day that is asked about; anchors do not stand anyhow.
    #[filter(elsewhere)]
    pub late_status: Option<Equality<LateStatus>>,
}

impl DeadlineFilter {
    /// Whether days of a kind are asked for.
    pub(super) fn has_kind(&self, kind: DeadlineKind) -> bool {
        self.kind.as_ref().is_none_or(|kinds| kinds.matches(Some(kind)))
    }
}
