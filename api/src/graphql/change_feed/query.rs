use async_graphql::{Context, Object};

use super::feed;
use super::object::ChangeFeed;
use super::position::Position;
use crate::error::Error;
use crate::graphql::error::Answer;
use crate::graphql::request;

/// Rows of a page where nobody says how many.
const DEFAULT: usize = 100;

/// Rows of a page at most.
const MOST: usize = 500;

/// What has changed.
#[derive(Default)]
pub(crate) struct ChangeFeedQuery;

#[Object]
impl ChangeFeedQuery {
    /// Everything that the caller can see in the workspace that the request is about, and later what has
    /// changed of it: its people, departments and calendars, and the campaigns with their plans.  A client
    /// that stores the rows of all pages has what the server has; it asks again from the last page's cursor
    /// whenever it likes, however long after.
    async fn changes<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "`endCursor` of the page before; everything from the beginning, if left out.")]
        since: Option<String>,
        #[graphql(desc = "Rows of the page, 1 to 500; 100 if left out.")] first: Option<i32>,
    ) -> Answer<ChangeFeed<'ctx>> {
        let limit = first.map_or(Ok(DEFAULT), |first| {
            let fits = usize::try_from(first).ok().filter(|first| (1..=MOST).contains(first));
            fits.ok_or_else(|| Error::bad_input("first", format!("expected 1 to {MOST}")))
        })?;
        let since = since.map_or(Ok(Position::default()), |text| Position::read(&text))?;
        Ok(Box::pin(feed::read(request(ctx)?, since, limit)).await?)
    }
}
