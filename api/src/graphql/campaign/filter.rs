use async_graphql::{Enum, InputObject};
use entity::{CalendarId, CampaignId, UserId};
use macros::{Filter, OrderField};

use crate::graphql::comparator::{DateComparator, Equality, IdComparator, StringComparator};
use crate::graphql::enums::CampaignStatus;

/// Which campaigns.  All conditions that are given have to match.
#[derive(Clone, Debug, InputObject, Filter)]
pub(crate) struct CampaignFilter {
    /// By id.
    #[filter("c.id")]
    id: Option<IdComparator<CampaignId>>,
    /// By key.
    #[filter("c.key")]
    key: Option<StringComparator>,
    /// By name.
    #[filter("c.name")]
    name: Option<StringComparator>,
    /// By how far they are.
    #[filter("c.status")]
    status: Option<Equality<CampaignStatus>>,
    /// By the id of who answers for them.
    #[filter("c.owner_id")]
    owner: Option<IdComparator<UserId>>,
    /// By the id of their calendar.
    #[filter("c.calendar_id")]
    calendar: Option<IdComparator<CalendarId>>,
    /// By their first day.
    #[filter("c.start_on")]
    start: Option<DateComparator>,
    /// By when everything has to be done.
    #[filter("c.required_finish_on")]
    required_finish: Option<DateComparator>,
    /// Further condition: all of these filters match.
    and: Option<Vec<CampaignFilter>>,
    /// Further condition: at least one of these filters matches.
    or: Option<Vec<CampaignFilter>>,
    /// Negation: items that this filter does not match.
    not: Option<Box<CampaignFilter>>,
}

/// What campaigns are ordered by; those that are equal come in the order in which they were made.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum, OrderField)]
pub(crate) enum CampaignOrderField {
    /// When they were made.
    #[order("c.id", Id)]
    Created,
    /// Their key.
    #[order("c.key", Text)]
    Key,
    /// Their name.
    #[order("c.name", Text)]
    Name,
    /// Their first day.
    #[order("c.start_on", Date)]
    Start,
    /// When everything has to be done.
    #[order("c.required_finish_on", Date, nullable)]
    RequiredFinish,
}
