use async_graphql::{Context, ID, Object};
use entity::CampaignId;

use super::Campaign;
use super::filter::{CampaignFilter, CampaignOrderField};
use crate::error::{Error, Result};
use crate::graphql::comparator::{Filter, Sql};
use crate::graphql::error::Answer;
use crate::graphql::order::{Key, Order, OrderBy};
use crate::graphql::page::{Arguments, Connection, Page, cursor};
use crate::graphql::request;
use crate::graphql::request::{CampaignBatch, CampaignRow, Request};
use crate::store::sql::Values;

/// What is asked of campaigns.
#[derive(Default)]
pub(crate) struct CampaignQuery;

#[Object]
impl CampaignQuery {
    /// One campaign, by its id or by its key; null where the viewer can see none.
    async fn campaign<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Its id.")] id: Option<ID>,
        #[graphql(desc = "Its key, such as `D11`.")] key: Option<String>,
    ) -> Option<Answer<Campaign<'ctx>>> {
        let find = async || -> Answer<Option<Campaign<'ctx>>> {
            let mut values = Values::default();
            let condition = match (id, key) {
                (Some(id), None) => match CampaignId::parse(&id) {
                    Some(id) => format!("c.id = {}", values.bind(id)),
                    None => return Ok(None),
                },
                (None, Some(key)) => format!("c.key = {}", values.bind(key.to_uppercase())),
                _ => return Err(Error::bad_input("id", "give either id or key").into()),
            };
            let request = request(ctx)?;
            let batch = request.campaigns(values, &condition, "order by c.id limit 1").await?;
            Ok(Campaign::selected(request, batch, &[ctx.look_ahead()]).await?.pop())
        };
        find().await.transpose()
    }

    /// The campaigns of the viewer's workspaces.
    #[expect(clippy::too_many_arguments, reason = "the four of Relay, a filter and an order")]
    async fn campaigns<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which campaigns; all, if left out.")] filter: Option<CampaignFilter>,
        #[graphql(desc = "In what order; as they were made, if left out.")] order_by: Option<
            Vec<OrderBy<CampaignOrderField>>,
        >,
        #[graphql(desc = "Items of the page, 0 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "Items of the page, 0 to 100, from the end.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Answer<Connection<Campaign<'ctx>>> {
        let request = request(ctx)?;
        let page = Arguments { first, after, last, before }.read::<Vec<Key>>("campaigns")?;
        let order = Order::new(order_by, "c.id", page.is_backward)?;
        let found = find(request, filter.as_ref(), (&order, &page)).await?;
        let total = if ctx.look_ahead().field("totalCount").exists() {
            Some(count(request, filter.as_ref()).await?)
        } else {
            None
        };
        let look = ctx.look_ahead();
        let nodes = [look.field("nodes"), look.field("edges").field("node")];
        let campaigns = Campaign::selected(request, found, &nodes).await?;
        let cursor = |row: &CampaignRow| cursor("campaigns", &order.keys_of(&row.campaign));
        let cursors = found.0.iter().map(|row| (row.campaign.id, cursor(row)));
        let node = |(id, cursor)| {
            campaigns.iter().find(|campaign| campaign.is(id)).map(|campaign| (cursor, *campaign))
        };
        let mut items: Vec<_> = cursors.filter_map(node).collect();
        if page.is_backward {
            items.reverse();
        }
        Ok(Connection::new(&page, items, total))
    }
}

async fn find<'a>(
    request: &'a Request,
    filter: Option<&CampaignFilter>,
    (order, page): (&Order, &Page<Vec<Key>>),
) -> Result<&'a CampaignBatch> {
    let mut values = Values::default();
    let mut conditions = vec![condition(request, filter, &mut values)?];
    conditions.extend(order.between(page, &mut values)?);
    let tail = format!("order by {} limit {}", order.sql(), page.limit + 1);
    request.campaigns(values, &conditions.join(" and "), &tail).await
}

fn condition(request: &Request, filter: Option<&CampaignFilter>, values: &mut Values) -> Result<String> {
    filter.map_or(Ok("1 = 1".to_owned()), |filter| filter.sql(&mut Sql::new(values, request.today())))
}

async fn count(request: &Request, filter: Option<&CampaignFilter>) -> Result<i64> {
    let mut values = Values::default();
    let condition = condition(request, filter, &mut values)?;
    let visible = request.visible_campaigns(&mut values)?;
    let sql = format!("select count(*) as n from campaign c where {visible} and {condition}");
    request.count((sql, values)).await
}
