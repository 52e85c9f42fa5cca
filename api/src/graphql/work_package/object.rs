use async_graphql::{Context, Object};
use entity::{WorkPackageId, work_package};
use macros::{SerialisedObject, serialised_fields};
use schedule::TaskId;

use crate::graphql::anchor::Anchor;
use crate::graphql::campaign::Campaign;
use crate::graphql::department::Department;
use crate::graphql::dependency::Dependencies;
use crate::graphql::enums::{
    ConstraintKind, DayEdge, Direction, Firmness, Priority, SchedulingMode, WorkPackageKind, WorkStatus,
};
use crate::graphql::error::Answer;
use crate::graphql::history::{self, Change, HistoryKey};
use crate::graphql::page::{Arguments, Connection};
use crate::graphql::permissions::WorkPackagePermissions;
use crate::graphql::progress_report::{self, ProgressReport, ReportKey};
use crate::graphql::progress_table::{Actual, Dates};
use crate::graphql::request;
use crate::graphql::scalar::{Date, DateTime, Id};
use crate::graphql::serialised::Items;
use crate::graphql::slip::Slip;
use crate::graphql::user::User;
use crate::plan::Snapshot;

/// A work package of a campaign.
#[derive(Clone, Copy)]
pub(crate) struct WorkPackage<'a> {
    /// The campaign.
    pub snapshot: &'a Snapshot,
    /// Its place in the plan.
    pub task: TaskId,
}

impl<'a> WorkPackage<'a> {
    /// The work package of an id.
    pub(crate) fn find(snapshot: &'a Snapshot, id: WorkPackageId) -> Option<Self> {
        snapshot.network().find(&id).map(|task| Self { snapshot, task })
    }

    /// Its row.
    pub(crate) fn row(&self) -> &'a work_package::Model {
        self.snapshot.row(self.task)
    }

    /// Its key, such as `D11-42`.
    pub(crate) fn full_key(&self) -> String {
        format!("{}-{}", self.snapshot.campaign.key, self.row().number)
    }

    /// How far it is, as people report it.
    pub(crate) fn reported_status(&self) -> WorkStatus {
        if self.snapshot.is_done(self.task) {
            WorkStatus::Done
        } else if self.row().blocked_reason.is_some() {
            WorkStatus::Blocked
        } else if self.snapshot.is_started(self.task) {
            WorkStatus::InProgress
        } else {
            WorkStatus::NotStarted
        }
    }

    /// The department that does it.
    pub(crate) fn department_in_charge(&self) -> Option<Department<'a>> {
        Department::find(&self.snapshot.directory, self.row().department_id?)
    }

    /// The person who is accountable.
    pub(crate) fn person_in_charge(&self) -> Option<User<'a>> {
        User::find(&self.snapshot.directory, self.row().accountable_id?)
    }

    /// The phase that it is in.
    pub(crate) fn phase(&self) -> Option<Self> {
        let task = self.snapshot.network().parent(self.task)?;
        Some(Self { snapshot: self.snapshot, task })
    }
}

/// A work package: a task, a milestone or a phase of a campaign's plan.
#[serialised_fields(name = "WorkPackage")]
#[Object]
impl<'a> WorkPackage<'a> {
    /// Opaque id of the work package, never reused; `node(id)` finds it.
    fn id(&self) -> Id<WorkPackageId> {
        Id(self.row().id)
    }

    /// Key: the campaign's key and a number that is never given again, such as `D11-42`.
    fn key(&self) -> String {
        self.full_key()
    }

    /// Its id in another system, unique in the campaign.  Null if it has none.
    fn external_id(&self) -> Option<&'a str> {
        self.row().external_id.as_deref()
    }

    /// Its code in the outline: `3.2.1`.  It changes when work packages are added or moved.
    fn wbs(&self) -> &'a str {
        self.snapshot.wbs(self.task)
    }

    /// How many phases it lies in: 0 at the top.
    fn depth(&self) -> i32 {
        self.snapshot.depth(self.task).into()
    }

    /// Kind: task, milestone or phase.
    fn kind(&self) -> WorkPackageKind {
        self.row().kind.into()
    }

    /// What is to be done.
    fn title(&self) -> &'a str {
        &self.row().title
    }

    /// The same at length.
    fn description(&self) -> Option<&'a str> {
        self.row().description.as_deref()
    }

    /// How far it is, as people report it.
    fn status(&self) -> WorkStatus {
        self.reported_status()
    }

    /// The department that does it.
    fn department(&self) -> Option<Department<'a>> {
        self.department_in_charge()
    }

    /// The one person in charge.
    fn accountable(&self) -> Option<User<'a>> {
        self.person_in_charge()
    }

    /// The people who work on it beside the one in charge.
    fn collaborators(&self) -> Vec<User<'a>> {
        let directory = &self.snapshot.directory;
        self.row().collaborator_ids().filter_map(|id| User::find(directory, id)).collect()
    }

    /// Whether its dates follow from the logic of the plan.
    fn mode(&self) -> SchedulingMode {
        self.row().mode.into()
    }

    /// Where in the room that its links leave it is placed.
    fn direction(&self) -> Direction {
        self.row().direction.into()
    }

    /// Working days that it takes, as typed: absent for phases and milestones, and where nobody has said.
    fn duration_days(&self) -> Option<i32> {
        self.row().duration_days
    }

    /// Which end of its day a milestone stands at; absent for others.
    fn milestone_edge(&self) -> Option<DayEdge> {
        self.row().milestone_edge.map(Into::into)
    }

    /// What its dates are held to.
    fn constraint(&self) -> Option<Constraint> {
        Constraint::of(self.row())
    }

    /// What its finish must not pass.
    fn deadline(&self) -> Option<Deadline> {
        Deadline::of(self.row())
    }

    /// Working days kept free before its deadline or anchor.
    fn buffer_days(&self) -> i32 {
        self.row().buffer_days
    }

    /// The anchor that it leads to, where one is named.
    fn anchor(&self) -> Option<Anchor<'a>> {
        let id = self.row().anchor_id;
        id.and_then(|id| self.snapshot.anchors.get(id)).map(Anchor)
    }

    /// Planned dates.  Of a phase without work, the first day of the campaign.
    fn planned(&self) -> Dates {
        let row = self.row();
        Dates::of(self.snapshot, self.task, (row.planned_start_on, row.planned_finish_on))
    }

    /// Actual dates, as reported.
    fn actual(&self) -> Actual {
        let row = self.row();
        Actual { start: row.actual_start_on.map(Date), finish: row.actual_finish_on.map(Date) }
    }

    /// Progress in per cent, 0 to 100: of a task or milestone as reported, of a phase the weighted mean of
    /// its work packages.
    fn progress(&self) -> i32 {
        self.snapshot.progress(self.task)
    }

    /// Working days left, as typed.
    fn remaining_days(&self) -> Option<i32> {
        self.row().remaining_days
    }

    /// Hours of work.
    fn estimate_hours(&self) -> Option<i32> {
        self.row().estimate_hours
    }

    /// How pressing people say it is.
    fn priority(&self) -> Priority {
        self.row().priority.into()
    }

    /// Why it cannot go on.
    fn blocked_reason(&self) -> Option<&'a str> {
        self.row().blocked_reason.as_deref()
    }

    /// Words that it is found by.
    fn labels(&self) -> Vec<&'a str> {
        self.row().labels.lines().collect()
    }

    /// When somebody last reported on it.
    fn reported_on(&self) -> Option<Date> {
        self.row().reported_on.map(Date)
    }

    /// Its deadlines and passed finishes that were moved, the earliest first: when, by whom and why.
    fn slips(&self) -> Vec<Slip<'a>> {
        let (snapshot, id) = (self.snapshot, self.row().id);
        let own = snapshot.slips.iter().filter(|row| row.work_package_id == Some(id));
        own.map(|row| Slip { snapshot, row }).collect()
    }

    /// The phase that it is in.
    fn parent(&self) -> Option<WorkPackage<'a>> {
        self.phase()
    }

    /// Work packages directly in this phase, in their order.  Empty for tasks and milestones.
    fn children(&self) -> Vec<WorkPackage<'a>> {
        let network = self.snapshot.network();
        let from = network.wbs_rank(self.task) as usize + 1;
        let below = network.wbs().get(from..).unwrap_or_default();
        let depth = self.snapshot.depth(self.task);
        let inside = below.iter().take_while(|task| self.snapshot.depth(**task) > depth);
        let children = inside.filter(|task| self.snapshot.depth(**task) == depth + 1);
        children.map(|task| Self { snapshot: self.snapshot, task: *task }).collect()
    }

    /// What it waits for.
    fn predecessors(&self) -> Items<Dependencies<'a>> {
        let places = self.snapshot.predecessors(self.task).iter();
        Items(Dependencies { snapshot: self.snapshot, places })
    }

    /// What waits for it.
    fn successors(&self) -> Items<Dependencies<'a>> {
        let places = self.snapshot.successors(self.task).iter();
        Items(Dependencies { snapshot: self.snapshot, places })
    }

    /// Increments when a field that is entered changes, not when dates follow from other work or siblings
    /// move; send it as `expectedVersion` to detect conflicts.
    fn version(&self) -> i32 {
        self.row().version
    }

    /// Time of creation.
    fn created_at(&self) -> DateTime {
        DateTime(self.row().created_at)
    }

    /// Time of the latest change.
    fn updated_at(&self) -> DateTime {
        DateTime(self.row().updated_at)
    }

    /// The campaign that it is part of.
    fn campaign(&self) -> Campaign<'a> {
        Campaign::planned(self.snapshot)
    }

    /// Changes that it takes part in, the latest first, each with the rows alone that are about it: its own
    /// and its dependencies.  The import of its campaign is in the history of the campaign alone.
    async fn history(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "Items of the page, 0 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
    ) -> Answer<Connection<Change<'a>>> {
        let id = self.row().id;
        let list = format!("history of {id}");
        let page = Arguments::forward(first, after).read::<i64>(&list)?;
        let key = HistoryKey { work_package: id, before: page.after, limit: page.limit + 1 };
        let logged = history::of_work_package(request(ctx)?, (self.snapshot.campaign.id, key)).await?;
        Ok(Change::page(self.snapshot, logged, (&list, &page), None))
    }

    /// Reports of its progress, the latest first.  What was imported is no report.
    async fn reports(
        &self,
        ctx: &Context<'a>,
        #[graphql(desc = "Items of the page, 0 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
    ) -> Answer<Connection<ProgressReport<'a>>> {
        let id = self.row().id;
        let list = format!("reports of {id}");
        let page = Arguments::forward(first, after).read::<uuid::Uuid>(&list)?;
        let before = page.after.map(entity::ReportId);
        let key = ReportKey { work_package: id, before, limit: page.limit + 1 };
        let rows = progress_report::of_work_package(request(ctx)?, key).await?;
        Ok(ProgressReport::page(&self.snapshot.directory, rows, (&list, &page)))
    }

    /// What the viewer may do with it.
    async fn viewer_permissions(&self, ctx: &Context<'a>) -> Answer<WorkPackagePermissions> {
        Ok(WorkPackagePermissions::of(self, request(ctx)?))
    }
}

/// What the dates of a work package are held to, beside its links.
#[derive(Clone, Copy, SerialisedObject)]
#[serialised_object(name = "Constraint")]
pub(crate) struct Constraint {
    /// Which date is held, and how.
    kind: ConstraintKind,
    /// The day of that.
    date: Date,
    /// Whether it holds against a link that disagrees; else the link wins, and a finding says so.
    wins_over_links: bool,
}

impl Constraint {
    pub(crate) fn of(row: &work_package::Model) -> Option<Self> {
        let (kind, date) = row.constraint_kind.zip(row.constraint_on)?;
        Some(Self { kind: kind.into(), date: Date(date), wins_over_links: row.constraint_wins })
    }
}

/// A day that a finish must not pass.  It moves nothing; it is what lateness is counted from.
#[derive(Clone, Copy, SerialisedObject)]
#[serialised_object(name = "WorkPackageDeadline")]
pub(crate) struct Deadline {
    /// The day.
    date: Date,
    /// How firm it is.
    firmness: Firmness,
}

impl Deadline {
    pub(crate) fn of(row: &work_package::Model) -> Option<Self> {
        let (date, firmness) = row.deadline_on.zip(row.deadline_firmness)?;
        Some(Self { date: Date(date), firmness: firmness.into() })
    }
}
