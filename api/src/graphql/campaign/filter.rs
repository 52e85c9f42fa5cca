use async_graphql::{Enum, ID, InputObject};
use chrono::NaiveDate;
use entity::{CalendarId, CampaignId, UserId};

use crate::error::Result;
use crate::graphql::comparator::{Choice, DateComparator, StringComparator, all, compound};
use crate::graphql::enums::CampaignStatus;
use crate::store::sql::Values;

/// Which campaigns.  All that is given has to hold.
#[derive(Clone, Debug, InputObject)]
pub(crate) struct CampaignFilter {
    /// By id.
    id: Option<Choice<ID>>,
    /// By key.
    key: Option<StringComparator>,
    /// By name.
    name: Option<StringComparator>,
    /// By how far they are.
    status: Option<Choice<CampaignStatus>>,
    /// By the id of who answers for them.
    owner: Option<Choice<ID>>,
    /// By the id of their calendar.
    calendar: Option<Choice<ID>>,
    /// By their first day.
    start: Option<DateComparator>,
    /// By when everything has to be done.
    required_finish: Option<DateComparator>,
    /// All of these hold too.
    and: Option<Vec<CampaignFilter>>,
    /// One of these holds too.
    or: Option<Vec<CampaignFilter>>,
    /// This does not hold.
    not: Option<Box<CampaignFilter>>,
}

impl CampaignFilter {
    /// The same as SQL over `c`.
    pub(crate) fn sql(&self, values: &mut Values, today: NaiveDate) -> Result<String> {
        let Self { id, key, name, status, owner, calendar, start, required_finish, and, or, not } = self;
        let own = [
            id.as_ref().map(|ids| ids.ids("filter.id", "c.id", values, CampaignId::parse)),
            key.as_ref().map(|text| text.sql("c.key", values)),
            name.as_ref().map(|text| text.sql("c.name", values)),
            status.as_ref().map(|enums| enums.enums("c.status", values)),
            owner.as_ref().map(|ids| ids.ids("filter.owner", "c.owner_id", values, UserId::parse)),
            calendar
                .as_ref()
                .map(|ids| ids.ids("filter.calendar", "c.calendar_id", values, CalendarId::parse)),
            start.as_ref().map(|dates| dates.sql("filter.start", "c.start_on", values, today)),
            required_finish
                .as_ref()
                .map(|dates| dates.sql("filter.requiredFinish", "c.required_finish_on", values, today)),
        ];
        let own = own.into_iter().flatten().collect::<Result<_>>()?;
        compound(all(own), (and.as_deref(), or.as_deref(), not.as_deref()), |filter| {
            filter.sql(values, today)
        })
    }
}

/// What campaigns are ordered by; those that are equal come in the order in which they were made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
pub(crate) enum CampaignOrderField {
    /// When they were made.
    Created,
    /// Their key.
    Key,
    /// Their name.
    Name,
    /// Their first day.
    Start,
    /// When everything has to be done.
    RequiredFinish,
}

impl CampaignOrderField {
    /// The column over `c`.
    pub(crate) const fn column(self) -> &'static str {
        match self {
            Self::Created => "c.id",
            Self::Key => "c.key",
            Self::Name => "c.name",
            Self::Start => "c.start_on",
            Self::RequiredFinish => "c.required_finish_on",
        }
    }
}

/// One of the things that campaigns are ordered by.
#[derive(Clone, Copy, Debug, InputObject)]
pub(crate) struct CampaignOrder {
    /// What by.
    pub field: CampaignOrderField,
    /// Which way.
    #[graphql(default_with = "crate::graphql::order::OrderDirection::Asc")]
    pub direction: crate::graphql::order::OrderDirection,
    /// Where those stand that have none.
    #[graphql(default_with = "crate::graphql::order::Nulls::Last")]
    pub nulls: crate::graphql::order::Nulls,
}
