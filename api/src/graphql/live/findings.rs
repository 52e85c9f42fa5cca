use std::sync::Arc;

use async_graphql::{Context, Object};
use schedule::Finding as Row;

use super::delivery::{Checked, Event, FindingsEvent};
use crate::graphql::campaign::Campaign;
use crate::graphql::error::Answer;
use crate::graphql::finding::Finding;
use crate::graphql::request;
use crate::graphql::scalar::Date;
use crate::graphql::serialised::List;
use crate::graphql::text::Locale;

/// An event of `findingsChanged`.
pub(crate) struct FindingsChanged(Arc<FindingsEvent>);

impl FindingsChanged {
    pub(super) fn of(event: &Event) -> Option<Self> {
        if let Event::Findings(event) = event { Some(Self(Arc::clone(event))) } else { None }
    }
}

/// Findings as the schema has them.
fn shown<'a>(
    Checked { snapshot, report }: &'a Checked,
    rows: &'a [Row],
    locale: Locale,
) -> List<Finding<'a>> {
    List(rows.iter().map(|row| Finding { snapshot, report, row, locale }).collect())
}

/// Findings of a campaign that have appeared and that were resolved.
#[Object]
impl FindingsChanged {
    /// The campaign, at the change that the event is about.
    async fn campaign(&self) -> Campaign<'_> {
        Campaign::planned(&self.0.after.snapshot)
    }

    /// The day whose close the campaign is looked at from.
    async fn as_of(&self) -> Date {
        Date(self.0.after.report.as_of())
    }

    /// Sequence number of the campaign's last change.
    async fn seq(&self) -> i64 {
        self.0.after.snapshot.campaign.seq
    }

    /// Findings that were not there before, the most pressing first; in the first event all that there are.
    async fn appeared<'a>(&'a self, ctx: &Context<'_>) -> Answer<List<Finding<'a>>> {
        Ok(shown(&self.0.after, &self.0.appeared, request(ctx)?.locale))
    }

    /// Findings that were there before and are not there now, as they were.
    async fn resolved<'a>(&'a self, ctx: &Context<'_>) -> Answer<List<Finding<'a>>> {
        let before = self.0.before.as_ref().unwrap_or(&self.0.after);
        Ok(shown(before, &self.0.resolved, request(ctx)?.locale))
    }
}
