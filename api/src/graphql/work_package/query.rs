use async_graphql::{Context, ID, Object};
use entity::{CampaignId, WorkPackageId};
use sea_orm::QueryResult;

use super::WorkPackage;
use super::filter::{WorkPackageFilter, WorkPackageOrderField};
use crate::error::{Error, Result};
use crate::graphql::comparator::{Filter, Sql};
use crate::graphql::error::Answer;
use crate::graphql::order::{Key, Order, OrderBy};
use crate::graphql::page::{Arguments, Connection, Page, cursor};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::graphql::scalar::Date;
use crate::store::sql::Values;

/// What is asked of work packages.
#[derive(Default)]
pub(crate) struct WorkPackageQuery;

#[Object]
impl WorkPackageQuery {
    /// One work package, by its id, by its key or by its id in another system; null where the viewer can see
    /// none.
    async fn work_package<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Its id.")] id: Option<ID>,
        #[graphql(desc = "Its key, such as `D11-42`.")] key: Option<String>,
        #[graphql(desc = "Its id in another system; with `campaignId` where several campaigns use it.")]
        external_id: Option<String>,
        #[graphql(desc = "The campaign that `externalId` is looked up in; all, if left out.")]
        campaign_id: Option<ID>,
    ) -> Option<Answer<WorkPackage<'ctx>>> {
        let find = async || -> Answer<Option<WorkPackage<'ctx>>> {
            let request = request(ctx)?;
            match (id, key, external_id) {
                (Some(id), None, None) => match WorkPackageId::parse(&id) {
                    Some(id) => Ok(by_id(request, id).await?),
                    None => Ok(None),
                },
                (None, Some(key), None) => Ok(by_key(request, &key).await?),
                (None, None, Some(id)) => Ok(by_external_id(request, &id, campaign_id).await?),
                _ => Err(Error::bad_input("id", "give one of id, key and externalId").into()),
            }
        };
        find().await.transpose()
    }

    /// The work packages of all campaigns of the viewer's workspaces.
    #[expect(clippy::too_many_arguments, reason = "the four of Relay, a filter, an order and the day")]
    async fn work_packages<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which work packages; all, if left out.")] filter: Option<WorkPackageFilter>,
        #[graphql(desc = "In what order; as they were made, if left out.")] order_by: Option<
            Vec<OrderBy<WorkPackageOrderField>>,
        >,
        #[graphql(desc = "The day that `withinDays` counts from; today where the viewer is, if left out.")]
        as_of: Option<Date>,
        #[graphql(desc = "Items of the page, 0 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "Items of the page, 0 to 100, from the end.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Answer<Connection<WorkPackage<'ctx>>> {
        let request = request(ctx)?;
        let page = Arguments { first, after, last, before }.read::<Vec<Key>>("workPackages")?;
        let today = as_of.map_or_else(|| request.today(), |date| date.0);
        let order = Order::new(order_by, "p.id", page.is_backward)?;
        let places = find(request, (filter.as_ref(), today), (&order, &page)).await?;
        let total = if ctx.look_ahead().field("totalCount").exists() {
            Some(count(request, filter.as_ref(), today).await?)
        } else {
            None
        };
        let batch = request.campaigns_of(places.iter().map(|place| place.campaign_id)).await?;
        let node = |place: &Place| {
            let campaign = batch.find(place.campaign_id)?;
            let node = WorkPackage::find(request.snapshot(campaign)?, place.id)?;
            Some((cursor("workPackages", &place.keys), node))
        };
        let mut items: Vec<_> = places.iter().filter_map(node).collect();
        if page.is_backward {
            items.reverse();
        }
        Ok(Connection::new(&page, items, total))
    }
}

/// The work package of an id, where the viewer can see it.
pub(crate) async fn by_id(request: &Request, id: WorkPackageId) -> Result<Option<WorkPackage<'_>>> {
    let mut values = Values::default();
    let visible = request.visible_work(&mut values)?;
    let sql =
        format!("select p.campaign_id from work_package p where p.id = {} and {visible}", values.bind(id));
    let campaign = |row: &QueryResult| Ok(row.try_get_by_index::<CampaignId>(0)?);
    let Some(campaign) = request.find((sql, values), campaign).await?.pop() else { return Ok(None) };
    let snapshot = request.snapshot_of(campaign).await?;
    Ok(snapshot.and_then(|snapshot| WorkPackage::find(snapshot, id)))
}

async fn by_key<'a>(request: &'a Request, key: &str) -> Result<Option<WorkPackage<'a>>> {
    let Some((campaign, number)) = key.rsplit_once('-') else { return Ok(None) };
    let is_plain = number.bytes().all(|digit| digit.is_ascii_digit()) && !number.starts_with('0');
    let Some(number) = number.parse::<i32>().ok().filter(|_| is_plain) else { return Ok(None) };
    let mut values = Values::default();
    let condition = format!("c.key = {}", values.bind(campaign.to_uppercase()));
    let batch = request.campaigns(values, &condition, "order by c.id limit 1").await?;
    request.plan(batch).await?;
    let snapshot = batch.0.first().and_then(|row| request.snapshot(row));
    let found = snapshot.and_then(|snapshot| {
        let row = snapshot.work_packages.iter().find(|row| row.number == number)?;
        WorkPackage::find(snapshot, row.id)
    });
    Ok(found)
}

async fn by_external_id<'a>(
    request: &'a Request,
    external_id: &str,
    campaign_id: Option<ID>,
) -> Result<Option<WorkPackage<'a>>> {
    let mut values = Values::default();
    let mut condition = request.visible_work(&mut values)?;
    condition = format!("{condition} and p.external_id = {}", values.bind(external_id));
    if let Some(id) = campaign_id {
        let Some(id) = CampaignId::parse(&id) else { return Ok(None) };
        condition = format!("{condition} and p.campaign_id = {}", values.bind(id));
    }
    let sql = format!("select p.id as id from work_package p where {condition} limit 2");
    let id = |row: &QueryResult| Ok(row.try_get_by_index::<WorkPackageId>(0)?);
    match request.find((sql, values), id).await?.as_slice() {
        [] => Ok(None),
        [id] => by_id(request, *id).await,
        _ => Err(Error::bad_input("campaignId", "several campaigns use this external id: name one")),
    }
}

/// Where a work package of a page is, and what its cursor holds.
#[derive(Clone, PartialEq)]
struct Place {
    id: WorkPackageId,
    campaign_id: CampaignId,
    keys: Vec<Key>,
}

async fn find(
    request: &Request,
    (filter, today): (Option<&WorkPackageFilter>, chrono::NaiveDate),
    (order, page): (&Order, &Page<Vec<Key>>),
) -> Result<Vec<Place>> {
    let mut values = Values::default();
    let mut conditions = vec![request.visible_work(&mut values)?];
    conditions.extend(filter.map(|filter| filter.sql(&mut Sql::new(&mut values, today))).transpose()?);
    conditions.extend(order.between(page, &mut values)?);
    let sql = format!(
        "select p.id as id, p.campaign_id as campaign_id, {} from work_package p where {} order by {} limit \
            {}",
        order.columns(),
        conditions.join(" and "),
        order.sql(),
        page.limit + 1
    );
    let order = order.clone();
    let place = move |row: &QueryResult| {
        let (id, campaign_id) = (row.try_get("", "id")?, row.try_get("", "campaign_id")?);
        Ok(Place { id, campaign_id, keys: order.keys(row)? })
    };
    request.find((sql, values), place).await
}

async fn count(
    request: &Request,
    filter: Option<&WorkPackageFilter>,
    today: chrono::NaiveDate,
) -> Result<i64> {
    let mut values = Values::default();
    let visible = request.visible_work(&mut values)?;
    let condition =
        filter.map_or(Ok("1 = 1".to_owned()), |filter| filter.sql(&mut Sql::new(&mut values, today)))?;
    let sql = format!("select count(*) as n from work_package p where {visible} and {condition}");
    request.count((sql, values)).await
}
