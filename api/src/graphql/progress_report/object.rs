use entity::{ReportId, WorkPackageId, progress_report};
use macros::serialised_object;

use crate::graphql::page::{Connection, Page, cursor};
use crate::graphql::progress_table::Actual;
use crate::graphql::scalar::{Date, DateTime, Id};
use crate::graphql::user::User;
use crate::plan::Directory;

/// A report on a work package.
#[derive(Clone, Copy)]
pub(crate) struct ProgressReport<'a> {
    /// The people who may have reported.
    pub directory: &'a Directory,
    /// Its row.
    pub row: &'a progress_report::Model,
}

impl<'a> ProgressReport<'a> {
    /// A page of reports, the latest first.
    pub(crate) fn page(
        directory: &'a Directory,
        rows: &'a [progress_report::Model],
        (list, page): (&str, &Page<uuid::Uuid>),
    ) -> Connection<Self> {
        let item = |row: &'a progress_report::Model| (cursor(list, &row.id.0), Self { directory, row });
        Connection::new(page, rows.iter().map(item).collect(), None)
    }
}

/// A report of progress: what was known of a work package from then on.
#[serialised_object(name = "ProgressReport", implements("Node"))]
impl<'a> ProgressReport<'a> {
    /// Opaque id of the report, never reused; `node(id)` finds it.
    fn id(self) -> Id<ReportId> {
        Id(self.row.id)
    }

    /// Id of the work package, also of one that is deleted.
    fn work_package_id(self) -> Id<WorkPackageId> {
        Id(self.row.work_package_id)
    }

    /// Day of the report, where the campaign runs.
    fn reported_on(self) -> Date {
        Date(self.row.reported_on)
    }

    /// Time of the report.
    fn at(self) -> DateTime {
        DateTime(self.row.at)
    }

    /// The person who reported.  Null for one who is no member of the workspace any more.
    fn user(self) -> Option<User<'a>> {
        User::find(self.directory, self.row.user_id?)
    }

    /// Progress in per cent, 0 to 100.
    fn progress(self) -> i32 {
        self.row.progress.into()
    }

    /// Progress in per cent before the report.
    fn previous_progress(self) -> i32 {
        self.row.previous_progress.into()
    }

    /// Actual dates.
    fn actual(self) -> Actual {
        Actual { start: self.row.actual_start_on.map(Date), finish: self.row.actual_finish_on.map(Date) }
    }

    /// Working days left, as typed.  Null if they follow from the progress.
    fn remaining_days(self) -> Option<i32> {
        self.row.remaining_days
    }

    /// Why the work could not go on.  Null if it could.
    fn blocked_reason(self) -> Option<&'a str> {
        self.row.blocked_reason.as_deref()
    }

    /// Note of the report.  Null if it has none.
    fn note(self) -> Option<&'a str> {
        self.row.note.as_deref()
    }
}
