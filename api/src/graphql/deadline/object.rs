use macros::serialised_object;

use super::kind::Place;
use super::stream::Row;
use crate::graphql::anchor::Anchor;
use crate::graphql::campaign::Campaign;
use crate::graphql::department::Department;
use crate::graphql::enums::{DayEdge, DeadlineKind, Firmness, LateOrigin, LateStatus};
use crate::graphql::progress_table::ProgressRow;
use crate::graphql::request::{CampaignBatch, CampaignRow};
use crate::graphql::scalar::{Date, Id};
use crate::graphql::text::Locale;
use crate::graphql::user::User;
use crate::graphql::view_id::ViewId;
use crate::graphql::work_package::WorkPackage;
use crate::plan::{Directory, Snapshot, StatusReport};

/// A day of the stream, with as much around it as is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Deadline<'a> {
    pub(super) row: &'a Row,
    pub(super) campaign: &'a CampaignRow,
    pub(super) today: chrono::NaiveDate,
    pub(super) directory: Option<&'a Directory>,
    pub(super) plan: Option<(&'a Snapshot, &'a StatusReport)>,
    pub(super) batch: &'a CampaignBatch,
}

impl<'a> Deadline<'a> {
    /// The work as the progress table has it on that day.
    fn progress_row(&self) -> Option<ProgressRow<'a>> {
        let (snapshot, report) = self.plan?;
        Some(ProgressRow { snapshot, report, task: self.work_package()?.task, locale: Locale::En })
    }

    fn view_id(&self) -> ViewId {
        let Place(_, kind, thing) = self.row.place();
        ViewId::of("deadline", thing.simple()).and(kind).and(self.today)
    }
}

/// A day by which something has to be so: a due date, a deadline or an anchor.
#[serialised_object(name = "Deadline")]
impl<'a> Deadline<'a> {
    /// Opaque id for client caches.  Equal for the same work package or anchor, kind and as-of date.
    fn id(&self) -> Id<ViewId> {
        Id(self.view_id())
    }

    /// The day.
    fn date(&self) -> Date {
        Date(self.row.date)
    }

    /// What the day is.
    fn kind(&self) -> DeadlineKind {
        self.row.kind
    }

    /// How firm it is; of deadlines alone.
    fn firmness(&self) -> Option<Firmness> {
        let work = self.row.work_package().filter(|_| self.row.kind == DeadlineKind::Deadline);
        work.and_then(|row| row.deadline_firmness).map(Into::into)
    }

    /// Which end of the day an anchor or a milestone stands at; absent for others.
    fn edge(&self) -> Option<DayEdge> {
        let work = self.row.work_package().and_then(|row| row.milestone_edge);
        work.or(self.row.anchor().map(|row| row.edge)).map(Into::into)
    }

    /// Key of the work package, such as `D11-42`; for an anchor, key of the campaign.
    fn key(&self) -> String {
        let campaign = &self.campaign.campaign.key;
        self.row.work_package().map_or_else(|| campaign.clone(), |row| format!("{campaign}-{}", row.number))
    }

    /// The title of the work package, or the name of the anchor.
    fn title(&self) -> &'a str {
        let work = self.row.work_package().map(|row| row.title.as_str());
        work.or(self.row.anchor().map(|row| row.name.as_str())).unwrap_or_default()
    }

    /// Days from the day that is asked about; negative once it has passed.
    fn days_left(&self) -> i32 {
        i32::try_from((self.row.date - self.today).num_days()).unwrap_or(i32::MAX)
    }

    /// Whether the work is finished; an anchor is once its day has passed.
    fn is_done(&self) -> bool {
        self.row.work_package().map_or(self.row.date < self.today, |row| row.done)
    }

    /// Per cent done; absent for anchors, and for phases where nothing else takes their plan.
    fn progress(&self) -> Option<i32> {
        let row = self.row.work_package()?;
        match self.work_package() {
            Some(work) => Some(work.snapshot.progress(work.task)),
            None if row.done => Some(100),
            None => (row.kind != entity::WorkPackageKind::Phase).then(|| row.progress.into()),
        }
    }

    /// The department that does the work.
    fn department(&self) -> Option<Department<'a>> {
        Department::find(self.directory?, self.row.work_package()?.department_id?)
    }

    /// The person in charge.
    fn accountable(&self) -> Option<User<'a>> {
        User::find(self.directory?, self.row.work_package()?.accountable_id?)
    }

    /// How the work stands as of the day that is asked about; absent for anchors.
    pub(super) fn late_status(&self) -> Option<LateStatus> {
        self.progress_row().map(|row| row.late_status())
    }

    /// Whose doing its lateness is.
    fn late_origin(&self) -> Option<LateOrigin> {
        self.progress_row()?.late_origin()
    }

    /// The day on which the work is forecast to be done.
    fn forecast_finish(&self) -> Option<Date> {
        self.progress_row()?.forecast().map(|dates| dates.finish)
    }

    /// The work package whose day it is; absent for anchors.
    fn work_package(&self) -> Option<WorkPackage<'a>> {
        WorkPackage::find(self.plan?.0, self.row.work_package()?.id)
    }

    /// The anchor whose day it is.
    fn anchor(&self) -> Option<Anchor<'a>> {
        self.row.anchor().map(Anchor)
    }

    /// The campaign.
    fn campaign(&self) -> Campaign<'a> {
        Campaign::of(self.campaign, self.batch)
    }
}
