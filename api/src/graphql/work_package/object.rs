use chrono::NaiveDate;
use entity::{WorkPackageId, work_package};
use schedule::TaskId;

use crate::graphql::anchor::Anchor;
use crate::graphql::campaign::Campaign;
use crate::graphql::department::Department;
use crate::graphql::dependency::Dependency;
use crate::graphql::enums::{
    ConstraintKind, DayEdge, Direction, Firmness, Priority, SchedulingMode, WorkPackageKind, WorkStatus,
};
use crate::graphql::permissions::WorkPackagePermissions;
use crate::graphql::scalar::{Date, DateTime, Id};
use crate::graphql::user::User;
use crate::graphql::written::written;
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

    /// What people call it by.
    pub(crate) fn key(&self) -> String {
        format!("{}-{}", self.snapshot.campaign.key, self.row().number)
    }

    /// The department that does it.
    pub(crate) fn department(&self) -> Option<Department<'a>> {
        Department::find(&self.snapshot.directory, self.row().department_id?)
    }

    /// The person in charge.
    pub(crate) fn accountable(&self) -> Option<User<'a>> {
        User::find(&self.snapshot.directory, self.row().accountable_id?)
    }

    /// How far it is.
    pub(crate) fn status(&self) -> WorkStatus {
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

    /// The phase that it is in.
    pub(crate) fn parent(&self) -> Option<Self> {
        let task = self.snapshot.network().parent(self.task)?;
        Some(Self { snapshot: self.snapshot, task })
    }

    fn children(&self) -> Vec<Self> {
        let network = self.snapshot.network();
        let from = network.wbs_rank(self.task) as usize + 1;
        let below = network.wbs().get(from..).unwrap_or_default();
        let depth = self.snapshot.depth(self.task);
        let inside = below.iter().take_while(|task| self.snapshot.depth(**task) > depth);
        let children = inside.filter(|task| self.snapshot.depth(**task) == depth + 1);
        children.map(|task| Self { snapshot: self.snapshot, task: *task }).collect()
    }

    fn predecessors(&self) -> Vec<Dependency<'a>> {
        let snapshot = self.snapshot;
        snapshot.predecessors(self.row().id).map(|row| Dependency { snapshot, row }).collect()
    }

    fn successors(&self) -> Vec<Dependency<'a>> {
        let snapshot = self.snapshot;
        snapshot.successors(self.row().id).map(|row| Dependency { snapshot, row }).collect()
    }
}

written! {
    /// A work package: a task, a milestone or a phase of a campaign's plan.
    impl['a] WorkPackage<'a> as "WorkPackage", implements ["Node"];
    /// Its id.
    id: Id<WorkPackageId> = |it| Id(it.row().id);
    /// What people call it by: `D11-42`.
    key: String = |it| it.key();
    /// Its code in the outline: `3.2.1`.  It changes when work packages are added or moved.
    wbs: &'a str = |it| it.snapshot.wbs(it.task);
    /// How many phases it lies in: 0 at the top.
    depth: i32 = |it| it.snapshot.depth(it.task).into();
    /// What it is.
    kind: WorkPackageKind = |it| it.row().kind.into();
    /// What is to be done.
    title: &'a str = |it| &it.row().title;
    /// The same at length.
    description: Option<&'a str> = |it| it.row().description.as_deref();
    /// How far it is, as people report it.
    status: WorkStatus = |it| it.status();
    /// The department that does it.
    department: Option<Department<'a>> = |it| it.department();
    /// The one person in charge.
    accountable: Option<User<'a>> = |it| it.accountable();
    /// Whether its dates follow from the logic of the plan.
    mode: SchedulingMode = |it| it.row().mode.into();
    /// Where in the room that its links leave it is placed.
    direction: Direction = |it| it.row().direction.into();
    /// Working days that it takes, as typed: absent for phases and milestones, and where nobody has said.
    durationDays: Option<i32> = |it| it.row().duration_days;
    /// Which end of its day a milestone stands at; absent for others.
    milestoneEdge: Option<DayEdge> = |it| it.row().milestone_edge.map(Into::into);
    /// What its dates are held to.
    constraint: Option<Constraint> = |it| Constraint::of(it.row());
    /// What its finish must not pass.
    deadline: Option<Deadline> = |it| Deadline::of(it.row());
    /// Working days kept free before its deadline or anchor.
    bufferDays: i32 = |it| it.row().buffer_days;
    /// The anchor that it leads to, where one is named.
    anchor: Option<Anchor<'a>> = |it| {
        let id = it.row().anchor_id;
        it.snapshot.anchors.iter().find(|anchor| Some(anchor.id) == id).map(Anchor)
    };
    /// The first day, as planned.
    plannedStart: Date = |it| Date(it.row().planned_start_on);
    /// The last day, as planned.
    plannedFinish: Date = |it| Date(it.row().planned_finish_on);
    /// When it was begun.
    actualStart: Option<Date> = |it| it.row().actual_start_on.map(Date);
    /// When it was finished.
    actualFinish: Option<Date> = |it| it.row().actual_finish_on.map(Date);
    /// Per cent done, 0 to 100, as reported; of a phase, that of its work, weighted.
    progress: i32 = |it| it.snapshot.progress(it.task);
    /// Working days left, as typed.
    remainingDays: Option<i32> = |it| it.row().remaining_days;
    /// Hours of work.
    estimateHours: Option<i32> = |it| it.row().estimate_hours;
    /// How pressing people say it is.
    priority: Priority = |it| it.row().priority.into();
    /// Why it cannot go on.
    blockedReason: Option<&'a str> = |it| it.row().blocked_reason.as_deref();
    /// Words that it is found by.
    labels: Vec<&'a str> = |it| it.row().labels.lines().collect();
    /// When somebody last reported on it.
    reportedOn: Option<Date> = |it| it.row().reported_on.map(Date);
    /// The phase that it is in.
    parent: Option<WorkPackage<'a>> = |it| it.parent();
    /// What a phase holds, in its order; one level.
    children: Vec<WorkPackage<'a>> = |it| it.children();
    /// What it waits for.
    predecessors: Vec<Dependency<'a>> = |it| it.predecessors();
    /// What waits for it.
    successors: Vec<Dependency<'a>> = |it| it.successors();
    /// Moves with every change.
    version: i32 = |it| it.row().version;
    /// When it was made.
    createdAt: DateTime = |it| DateTime(it.row().created_at);
    /// When it last changed.
    updatedAt: DateTime = |it| DateTime(it.row().updated_at);
    @objects {
        /// The campaign that it is part of.
        campaign: Campaign<'a> = |it| Campaign::planned(it.snapshot);
    }
    @request {
        /// What the viewer may do with it.
        viewerPermissions: WorkPackagePermissions = |it, request| WorkPackagePermissions::of(it, request);
    }
}

/// What dates are held to.
#[derive(Clone, Copy)]
pub(crate) struct Constraint {
    kind: entity::ConstraintKind,
    date: NaiveDate,
    wins: bool,
}

impl Constraint {
    pub(crate) fn of(row: &work_package::Model) -> Option<Self> {
        let wins = row.constraint_wins;
        row.constraint_kind.zip(row.constraint_on).map(|(kind, date)| Self { kind, date, wins })
    }
}

written! {
    /// What the dates of a work package are held to, beside its links.
    impl[] Constraint as "Constraint";
    /// Which date is held, and how.
    kind: ConstraintKind = |constraint| constraint.kind.into();
    /// The day of that.
    date: Date = |constraint| Date(constraint.date);
    /// Whether it holds against a link that disagrees; else the link wins, and a finding says so.
    winsOverLinks: bool = |constraint| constraint.wins;
}

/// What a finish must not pass.
#[derive(Clone, Copy)]
pub(crate) struct Deadline {
    date: NaiveDate,
    firmness: entity::Firmness,
}

impl Deadline {
    pub(crate) fn of(row: &work_package::Model) -> Option<Self> {
        row.deadline_on.zip(row.deadline_firmness).map(|(date, firmness)| Self { date, firmness })
    }
}

written! {
    /// A day that a finish must not pass.  It moves nothing; it is what lateness is counted from.
    impl[] Deadline as "WorkPackageDeadline";
    /// The day.
    date: Date = |deadline| Date(deadline.date);
    /// How firm it is.
    firmness: Firmness = |deadline| deadline.firmness.into();
}
