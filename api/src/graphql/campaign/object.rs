use async_graphql::{Context, ID, Lookahead, Object};
use entity::{BaselineId, baseline, campaign};
use macros::{SerialisedObject, serialised_fields};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::error::{Error, Result};
use crate::graphql::anchor::Anchor;
use crate::graphql::baseline::Baseline;
use crate::graphql::calendar::Calendar;
use crate::graphql::dependency::Dependency;
use crate::graphql::enums::{CampaignStatus, DayEdge};
use crate::graphql::error::Answer;
use crate::graphql::page::{Arguments, Connection, cursor};
use crate::graphql::permissions::CampaignPermissions;
use crate::graphql::plan_edit::{PlanEdit, PlanPreview, preview};
use crate::graphql::progress_table::{ProgressFilter, ProgressTable};
use crate::graphql::request;
use crate::graphql::request::{CampaignBatch, CampaignRow, Request};
use crate::graphql::scalar::{Date, DateTime, Id, TimeZone};
use crate::graphql::serialised::List;
use crate::graphql::user::User;
use crate::graphql::work_package::WorkPackage;
use crate::plan::{Directory, Snapshot};

/// A campaign.
#[derive(Clone, Copy)]
pub(crate) struct Campaign<'a>(Source<'a>);

#[derive(Clone, Copy)]
enum Source<'a> {
    /// A row of a list; its plan is read with those of its batch, when it is asked for.
    Row { row: &'a CampaignRow, batch: &'a CampaignBatch },
    /// With its plan.
    Planned(&'a Snapshot),
}

impl<'a> Campaign<'a> {
    /// A campaign whose plan is read.
    pub(crate) const fn planned(snapshot: &'a Snapshot) -> Self {
        Self(Source::Planned(snapshot))
    }

    /// The campaigns of a batch, in its order.
    pub(crate) fn all(batch: &'a CampaignBatch) -> impl Iterator<Item = Self> {
        batch.0.iter().map(move |row| Self(Source::Row { row, batch }))
    }

    /// The campaigns of a batch, in its order; with their plans where what is selected of them takes those,
    /// so that an answer is of one version.
    pub(crate) async fn selected(
        request: &'a Request,
        batch: &'a CampaignBatch,
        nodes: &[Lookahead<'_>],
    ) -> Result<Vec<Self>> {
        let takes_plan = ["anchors", "dependencies", "workPackages", "progressTable", "previewPlanEdits"];
        if !nodes.iter().any(|node| takes_plan.iter().any(|field| node.field(field).exists())) {
            return Ok(Self::all(batch).collect());
        }
        request.plan(batch).await?;
        let snapshots = batch.0.iter().filter_map(|row| request.snapshot(row));
        Ok(snapshots.map(Self::planned).collect())
    }

    /// A campaign of a batch.
    pub(crate) const fn of(row: &'a CampaignRow, batch: &'a CampaignBatch) -> Self {
        Self(Source::Row { row, batch })
    }

    /// Whether it is the one of this id.
    pub(crate) fn is(&self, id: entity::CampaignId) -> bool {
        self.row().id == id
    }

    const fn row(&self) -> &'a campaign::Model {
        match self.0 {
            Source::Row { row, .. } => &row.campaign,
            Source::Planned(snapshot) => &snapshot.campaign,
        }
    }

    async fn snapshot(&self, ctx: &Context<'a>) -> Answer<&'a Snapshot> {
        match self.0 {
            Source::Planned(snapshot) => Ok(snapshot),
            Source::Row { row, batch } => {
                let request = request(ctx)?;
                request.plan(batch).await?;
                let missing = || Error::internal("a campaign went while it was read");
                Ok(request.snapshot(row).ok_or_else(missing)?)
            }
        }
    }

    async fn directory(&self, ctx: &Context<'a>) -> Answer<&'a Directory> {
        match self.0 {
            Source::Planned(snapshot) => Ok(&snapshot.directory),
            Source::Row { row, batch } => {
                let found = request(ctx)?.directories_of_batch(batch).await?;
                let own =
                    found.into_iter().find(|directory| directory.workspace_id() == row.campaign.workspace_id);
                Ok(own.ok_or_else(|| Error::internal("a workspace went while it was read"))?)
            }
        }
    }
}

/// A moment of the calendar: one end of a day.
#[derive(Clone, Copy, SerialisedObject)]
#[serialised_object(name = "Moment")]
pub(crate) struct Moment {
    /// The day.
    pub date: Date,
    /// Which end of it.
    pub edge: DayEdge,
}

/// A campaign: a promotion, a launch, a conference, with its plan.
#[serialised_fields(name = "Campaign")]
#[Object]
impl<'a> Campaign<'a> {
    /// Opaque id of the campaign, never reused; `node(id)` finds it.
    fn id(&self) -> Id<entity::CampaignId> {
        Id(self.row().id)
    }

    /// What its work packages are called by: the `D11` of `D11-42`.
    fn key(&self) -> &'a str {
        &self.row().key
    }

    /// Its name.
    fn name(&self) -> &'a str {
        &self.row().name
    }

    /// What it says to customers.
    fn theme(&self) -> Option<&'a str> {
        self.row().theme.as_deref()
    }

    /// What it is to reach.
    fn goals(&self) -> Option<&'a str> {
        self.row().goals.as_deref()
    }

    /// Whom it addresses.
    fn audience(&self) -> Option<&'a str> {
        self.row().audience.as_deref()
    }

    /// Where it runs.
    fn channel(&self) -> Option<&'a str> {
        self.row().channel.as_deref()
    }

    /// How far it is.
    fn status(&self) -> CampaignStatus {
        self.row().status.into()
    }

    /// The statuses that `setCampaignStatus` can set next.
    fn next_statuses(&self) -> List<CampaignStatus> {
        List(self.row().status.next().iter().copied().map(Into::into).collect())
    }

    /// Where "today" is asked.
    fn time_zone(&self) -> TimeZone {
        TimeZone(self.row().time_zone.clone())
    }

    /// Nothing starts before this day.
    fn start(&self) -> Date {
        Date(self.row().start_on)
    }

    /// When everything has to be done: late dates and slack are counted from it.
    fn required_finish(&self) -> Option<Moment> {
        let row = self.row();
        row.required_finish_on
            .zip(row.required_finish_edge)
            .map(|(date, edge)| Moment { date: Date(date), edge: edge.into() })
    }

    /// Who answers for it.
    async fn owner(&self, ctx: &Context<'a>) -> Option<Answer<User<'a>>> {
        let directory = match self.directory(ctx).await {
            Ok(directory) => directory,
            Err(error) => return Some(Err(error)),
        };
        User::find(directory, self.row().owner_id).map(Ok)
    }

    /// The calendar of what names none.
    async fn calendar(&self, ctx: &Context<'a>) -> Option<Answer<Calendar<'a>>> {
        let directory = match self.directory(ctx).await {
            Ok(directory) => directory,
            Err(error) => return Some(Err(error)),
        };
        Calendar::find(directory, self.row().calendar_id).map(Ok)
    }

    /// Its fixed nodes, by date.
    async fn anchors(&self, ctx: &Context<'a>) -> Answer<List<Anchor<'a>>> {
        Ok(List(self.snapshot(ctx).await?.anchors.iter().map(Anchor).collect()))
    }

    /// Its dependencies.
    async fn dependencies(&self, ctx: &Context<'a>) -> Answer<List<Dependency<'a>>> {
        let snapshot = self.snapshot(ctx).await?;
        Ok(List(snapshot.dependencies.iter().map(|row| Dependency { snapshot, row }).collect()))
    }

    /// Its baselines, the latest first.
    async fn baselines(&self, ctx: &Context<'a>) -> Answer<List<Baseline>> {
        let rows = baseline::Entity::find()
            .filter(baseline::Column::CampaignId.eq(self.row().id))
            .order_by_desc(baseline::Column::TakenAt)
            .order_by_asc(baseline::Column::Id)
            .all(request(ctx)?.app.store.reader())
            .await?;
        Ok(List(rows.into_iter().map(Baseline).collect()))
    }

    /// Its work packages in the order of the outline.
    async fn work_packages(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "Items of the page, 0 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "Items of the page, 0 to 100, from the end.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Answer<Connection<WorkPackage<'a>>> {
        let list = format!("workPackages of {}", self.row().id);
        let page = Arguments { first, after, last, before }.read::<(uuid::Uuid, u32)>(&list)?;
        let snapshot = self.snapshot(ctx).await?;
        let network = snapshot.network();
        // Where the work package of a cursor has gone, the list goes on where it stood.
        let rank = |(id, rank): (uuid::Uuid, u32)| match network.find(&entity::WorkPackageId(id)) {
            Some(task) => (network.wbs_rank(task), network.wbs_rank(task) + 1),
            None => (rank, rank),
        };
        let from = page.after.map_or(0, |place| rank(place).1);
        let to = page.before.map_or(u32::MAX, |place| rank(place).0);
        let tasks = network.wbs().iter().zip(0_u32..);
        let asked: Vec<_> = tasks.filter(|(_, rank)| (from..to).contains(rank)).collect();
        let take = page.limit + 1;
        let start = if page.is_backward { asked.len().saturating_sub(take) } else { 0 };
        let items = asked.into_iter().skip(start).take(take).map(|(task, rank)| {
            let node = WorkPackage { snapshot, task: *task };
            (cursor(&list, &(node.row().id.0, rank)), node)
        });
        let total = i64::try_from(network.wbs().len()).unwrap_or(i64::MAX);
        Ok(Connection::new(&page, items.collect(), Some(total)))
    }

    /// The whole Gantt as of a day: rows in the order of the outline, links, findings and roll-ups.
    async fn progress_table(
        &self,
        ctx: &Context<'a>,
        #[graphql(
            desc = "The day whose close everything is looked at from; today where the campaign runs, if left \
                          out."
        )]
        as_of: Option<Date>,
        #[graphql(desc = "The baseline that variances are counted from; the active one, if left out.")]
        baseline_id: Option<ID>,
        #[graphql(desc = "Which rows; the phases above them come too, so that the outline holds.")]
        filter: Option<ProgressFilter>,
    ) -> Answer<ProgressTable<'a>> {
        let request = request(ctx)?;
        let snapshot = self.snapshot(ctx).await?;
        let as_of = request.as_of(as_of.map(|date| date.0), self.row());
        let report = match baseline_id {
            None => request.status_report(snapshot, as_of)?,
            Some(id) => {
                let unknown = || Error::bad_input("baselineId", "the campaign has no such baseline");
                let id = BaselineId::parse(&id).ok_or_else(unknown)?;
                request.status_report_against(snapshot, as_of, id).await?
            }
        };
        Ok(ProgressTable::new((snapshot, report), request.locale, filter.as_ref())?)
    }

    /// What edits of the plan would do: exactly what `applyPlanEdits` would answer, without saving it.
    async fn preview_plan_edits(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "The edits, 500 at most, in the order in which they are done.")] edits: Vec<
            PlanEdit,
        >,
    ) -> Answer<PlanPreview<'a>> {
        let request = request(ctx)?;
        // What is created in it gets ids.
        request.answers_once();
        Ok(Box::pin(preview(request, self.snapshot(ctx).await?, &edits)).await?)
    }

    /// What the viewer may do with it.
    async fn viewer_permissions(&self, ctx: &Context<'a>) -> Answer<CampaignPermissions> {
        Ok(CampaignPermissions::of(self.row(), request(ctx)?))
    }

    /// Sequence number of the latest change of its plan, in the campaign's change log.
    fn seq(&self) -> i64 {
        self.row().seq
    }

    /// Version of the campaign's own fields: increments when they change; send it as `expectedVersion` to
    /// detect conflicts.  Changes of its plan increment `seq`.
    fn version(&self) -> i32 {
        self.row().version
    }

    /// Whether lists, filters and orders across campaigns still find its work packages by the planned dates
    /// from before a change of a calendar or a department that many campaigns depend on.  True for seconds;
    /// the dates themselves are the new ones.
    fn is_replanning(&self) -> bool {
        self.row().is_replanning
    }

    /// Time of creation.
    fn created_at(&self) -> DateTime {
        DateTime(self.row().created_at)
    }
}
