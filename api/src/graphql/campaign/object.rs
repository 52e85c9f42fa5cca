use async_graphql::{Context, ID, Object};
use entity::{BaselineId, baseline};
use macros::{SerialisedObject, serialised_fields};
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder};

use super::Campaign;
use crate::error::Error;
use crate::graphql::anchor::Anchor;
use crate::graphql::baseline::Baseline;
use crate::graphql::calendar::Calendar;
use crate::graphql::dependency::Dependency;
use crate::graphql::effort::RECOVERY;
use crate::graphql::enums::{CampaignStatus, DayEdge, ProposalStatus};
use crate::graphql::error::Answer;
use crate::graphql::finding::SuggestedFix;
use crate::graphql::history::{self, Change};
use crate::graphql::page::{Arguments, Connection, cursor};
use crate::graphql::permissions::CampaignPermissions;
use crate::graphql::plan_edit::{
    self, BackPlanEdit, PlanEdit, PlanPreview, PlanScenario, PlanScenarioInput, preview,
};
use crate::graphql::progress_report::{BurnUp, burn_up};
use crate::graphql::progress_table::{ProgressFilter, ProgressTable};
use crate::graphql::proposal::{self, PlanProposal};
use crate::graphql::request;
use crate::graphql::scalar::{Date, DateTime, Id, TimeZone};
use crate::graphql::serialised::List;
use crate::graphql::slip::{Slip, SlipSum};
use crate::graphql::threshold::{FindingThresholdOverrides, FindingThresholds};
use crate::graphql::user::User;
use crate::graphql::work_package::WorkPackage;
use crate::plan::ThresholdOverrides;

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

    /// Thresholds of its findings: what it sets itself, else its workspace's.
    async fn finding_thresholds(&self, ctx: &Context<'a>) -> Answer<FindingThresholds> {
        Ok(self.directory(ctx).await?.thresholds_of(self.row()).into())
    }

    /// Thresholds of findings that it sets in place of its workspace's.
    fn finding_threshold_overrides(&self) -> FindingThresholdOverrides {
        ThresholdOverrides::read(self.row().finding_thresholds.as_deref()).into()
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
        let rows = baseline::Entity::live()
            .filter(baseline::Column::CampaignId.eq(self.row().id))
            .order_by_desc(baseline::Column::TakenAt)
            .order_by_desc(baseline::Column::Id)
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
        let snapshot = request.known_by(vec![snapshot], as_of).await?.pop().unwrap_or(snapshot);
        let report = match baseline_id {
            None => request.status_report(snapshot, as_of)?,
            Some(id) => {
                let unknown = || Error::bad_input("baselineId", "the campaign has no such baseline");
                let id = BaselineId::parse(&id).ok_or_else(unknown)?;
                Box::pin(request.status_report_against(snapshot, as_of, id)).await?
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
        #[graphql(
            desc = "The day whose close findings are looked at from; today where the campaign runs, if left \
                          out."
        )]
        as_of: Option<Date>,
    ) -> Answer<PlanPreview<'a>> {
        let request = request(ctx)?;
        let as_of = request.as_of(as_of.map(|date| date.0), self.row());
        Ok(preview(request, self.snapshot(ctx).await?, (&edits, true), as_of).await?)
    }

    /// Edits that were proposed for it, the latest first, 100 at most.
    async fn proposals(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "Only proposals of these statuses.")] statuses: Option<Vec<ProposalStatus>>,
    ) -> Answer<Vec<PlanProposal<'a>>> {
        let statuses = statuses.map(|statuses| statuses.into_iter().map(Into::into).collect());
        let snapshot = self.snapshot(ctx).await?;
        Ok(Box::pin(proposal::of_campaign(request(ctx)?, snapshot, statuses)).await?)
    }

    /// Dates that were moved in it, the earliest first: when, by whom and why.
    async fn slips(&self, ctx: &Context<'a>) -> Answer<List<Slip<'a>>> {
        let snapshot = self.snapshot(ctx).await?;
        Ok(List(snapshot.slips.iter().map(|row| Slip { snapshot, row }).collect()))
    }

    /// Dates that were moved in it, by category and department, the most days first.
    async fn slip_summary(&self, ctx: &Context<'a>) -> Answer<List<SlipSum<'a>>> {
        Ok(List(SlipSum::all(self.snapshot(ctx).await?)))
    }

    /// Burn-up: planned, baseline and actual progress of the campaign for each day.
    async fn burn_up(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "First day; the campaign's start if left out.")] from: Option<Date>,
        #[graphql(
            desc = "Last day, 399 days later at most; the last day of the plan, or today where that is \
                later, if left out."
        )]
        to: Option<Date>,
    ) -> Answer<BurnUp> {
        let days = (from.map(|date| date.0), to.map(|date| date.0));
        Ok(Box::pin(burn_up(request(ctx)?, self.snapshot(ctx).await?, days)).await?)
    }

    /// Its change log, the latest first.  A work package has a history of its own.
    async fn history(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "Items of the page, 0 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
    ) -> Answer<Connection<Change<'a>>> {
        let list = format!("history of {}", self.row().id);
        let page = Arguments::forward(first, after).read::<i64>(&list)?;
        let (request, snapshot) = (request(ctx)?, self.snapshot(ctx).await?);
        let logged =
            Box::pin(history::of_campaign(request, self.row().id, page.after, page.limit + 1)).await?;
        let logged: &Vec<_> = request.keep(logged);
        // Every number from 1 on has its change.
        Ok(Change::page(snapshot, logged, (&list, &page), Some(self.row().seq)))
    }

    /// What several lists of edits would do, side by side: each is tried out on the plan as it is, without
    /// saving it.
    async fn preview_scenarios(
        &self,
        ctx: &Context<'a>,
        #[graphql(
            desc = "The scenarios, 10 at most, with 500 edits in all; they are answered in their order."
        )]
        scenarios: Vec<PlanScenarioInput>,
        #[graphql(
            desc = "The day whose close everything is looked at from; today where the campaign runs, if left \
                          out."
        )]
        as_of: Option<Date>,
    ) -> Answer<Vec<PlanScenario<'a>>> {
        let request = request(ctx)?;
        let as_of = request.as_of(as_of.map(|date| date.0), self.row());
        Ok(plan_edit::scenarios(request, self.snapshot(ctx).await?, scenarios, as_of).await?)
    }

    /// What planning the campaign backwards from an anchor would do, without saving it: with
    /// `backPlanCampaign`, planned starts are last safe starts.
    async fn back_plan(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "Id of the anchor.")] anchor_id: ID,
        #[graphql(desc = "Working days to keep free before the anchor, 0 to 100,000; none if left out.")]
        buffer_days: Option<i32>,
        #[graphql(
            desc = "The day whose close findings are looked at from; today where the campaign runs, if left \
                          out."
        )]
        as_of: Option<Date>,
    ) -> Answer<PlanPreview<'a>> {
        let request = request(ctx)?;
        let as_of = request.as_of(as_of.map(|date| date.0), self.row());
        let buffer_days = buffer_days.unwrap_or_default();
        let edit = BackPlanEdit { anchor_id, buffer_days, expected_version: None };
        let edits = [PlanEdit::BackPlan(edit)];
        Ok(preview(request, self.snapshot(ctx).await?, (&edits, false), as_of).await?)
    }

    /// Combinations of changes by which late work is in time again, or less late, the best first: those after
    /// which all of it is in time, then by working days still missing.  Late is what is forecast beyond what
    /// has to follow it, and what will not be done as planned.  Empty where nothing is late or nothing helps.
    /// Null where a request asks for it more than twice, or beside the fixes of many findings.
    async fn recovery_options(
        &self,
        ctx: &Context<'a>,
        #[graphql(
            desc = "Id of the work package that has to be in time, or of the phase whose work has to be; all \
                          work of the campaign, if left out."
        )]
        work_package_id: Option<ID>,
        #[graphql(
            desc = "The day whose close everything is looked at from; today where the campaign runs, if left \
                          out."
        )]
        as_of: Option<Date>,
    ) -> Answer<Option<Vec<SuggestedFix>>> {
        let request = request(ctx)?;
        let snapshot = self.snapshot(ctx).await?;
        let as_of = request.as_of(as_of.map(|date| date.0), self.row());
        let unknown = || Error::bad_input("workPackageId", "the campaign has no such work package");
        let find = |id: ID| {
            let id = entity::WorkPackageId::parse(&id)?;
            snapshot.network().find(&id)
        };
        let of = work_package_id.map(|id| find(id).ok_or_else(unknown)).transpose()?;
        if !request.may_suggest(RECOVERY) {
            return Ok(None);
        }
        let known = request.known_by(vec![snapshot], as_of).await?.pop().unwrap_or(snapshot);
        let options = known.recover(request.status_report(known, as_of)?, of);
        let made = |of: schedule::Recovery<_>| SuggestedFix::new(snapshot, &of.edits, of.effect);
        Ok(Some(options.into_iter().filter_map(made).collect()))
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
