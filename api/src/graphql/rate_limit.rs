//! What somebody may ask for.

use async_graphql::{Context, Object, SimpleObject};

use super::error::Answer;
use super::request;

/// What is asked of limits.
#[derive(Default)]
pub(crate) struct RateLimitQuery;

/// What the viewer may ask for in a minute, in points.  A document costs one point, one more for every ten
/// objects that its answer may hold by the sizes of its pages, and ten for each mutation.
#[derive(SimpleObject)]
struct RateLimit {
    /// What this document costs.
    cost: i32,
    /// What may be asked for at once when nothing was for a minute.
    limit: i32,
    /// What may be asked for now; it comes back evenly, all of it within a minute.
    remaining: i32,
}

#[Object]
impl RateLimitQuery {
    /// What the viewer may ask for, and what this document costs; null where nothing is limited.
    async fn rate_limit(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Whether the document is only weighed: nothing but this field is answered, and it costs \
                one point.",
            default
        )]
        dry_run: bool,
    ) -> Answer<Option<RateLimit>> {
        // The door has left nothing else of the document.
        let _ = dry_run;
        let number = |points| i32::try_from(points).unwrap_or(i32::MAX);
        Ok(request(ctx)?.rate.map(|rate| RateLimit {
            cost: number(rate.cost),
            limit: number(rate.limit),
            remaining: number(rate.remaining),
        }))
    }
}
