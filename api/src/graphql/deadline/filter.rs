use async_graphql::{ID, InputObject};
use chrono::NaiveDate;
use entity::{CampaignId, DepartmentId, UserId};

use crate::error::Result;
use crate::graphql::comparator::{Choice, DateComparator, all};
use crate::graphql::enums::{DeadlineKind, Firmness, LateStatus};
use crate::store::sql::Values;

/// Which days of the stream.  All that is given has to hold.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct DeadlineFilter {
    /// By the day.
    date: Option<DateComparator>,
    /// By what the day is.
    pub kind: Option<Choice<DeadlineKind>>,
    /// By the id of the campaign.
    campaign: Option<Choice<ID>>,
    /// By the id of the department that does the work; anchors have none.
    department: Option<Choice<ID>>,
    /// By the id of the person in charge; anchors have none.
    accountable: Option<Choice<ID>>,
    /// By how firm a deadline is; due dates and anchors have no firmness.
    firmness: Option<Choice<Firmness>>,
    /// By whether the work is finished; an anchor is once its day has passed.
    done: Option<Choice<bool>>,
    /// By how the work stands as of the day that is asked about; anchors do not stand anyhow.
    pub late_status: Option<Choice<LateStatus>>,
}

impl DeadlineFilter {
    /// Whether days of a kind are asked for.
    pub(super) fn has_kind(&self, kind: DeadlineKind) -> bool {
        self.kind.as_ref().is_none_or(|kinds| kinds.matches(Some(&kind)))
    }

    /// The same as SQL over `t`, the table of a kind, whose day is in `column`.
    pub(super) fn sql(
        &self,
        kind: DeadlineKind,
        column: &str,
        values: &mut Values,
        today: NaiveDate,
    ) -> Result<String> {
        let Self { date, kind: _, campaign, department, accountable, firmness, done, late_status: _ } = self;
        let is_anchor = kind == DeadlineKind::Anchor;
        let of_work = |column: &'static str| if is_anchor { "null" } else { column };
        let firmness_column = if kind == DeadlineKind::Deadline { "t.deadline_firmness" } else { "null" };
        let done_column =
            if is_anchor { format!("({column} < {})", values.bind(today)) } else { "t.done".to_owned() };
        let parts = [
            date.as_ref().map(|dates| dates.sql("filter.date", column, values, today)),
            campaign
                .as_ref()
                .map(|ids| ids.ids("filter.campaign", "t.campaign_id", values, CampaignId::parse)),
            department.as_ref().map(|ids| {
                ids.ids("filter.department", of_work("t.department_id"), values, DepartmentId::parse)
            }),
            accountable
                .as_ref()
                .map(|ids| ids.ids("filter.accountable", of_work("t.accountable_id"), values, UserId::parse)),
            firmness.as_ref().map(|enums| enums.enums(firmness_column, values)),
            done.as_ref().map(|truth| truth.truth(&done_column, values)),
        ];
        Ok(all(parts.into_iter().flatten().collect::<Result<_>>()?))
    }
}
