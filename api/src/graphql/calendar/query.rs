use async_graphql::{Context, Object};

use super::Calendar;
use crate::graphql::error::Answer;
use crate::graphql::request;

/// What is asked of calendars.
#[derive(Default)]
pub(crate) struct CalendarQuery;

#[Object]
impl CalendarQuery {
    /// The calendars of the viewer's workspaces, by name.
    async fn calendars<'ctx>(&self, ctx: &Context<'ctx>) -> Answer<Vec<Calendar<'ctx>>> {
        let directories = request(ctx)?.own_directories().await?;
        Ok(directories.into_iter().flat_map(Calendar::all).collect())
    }
}
