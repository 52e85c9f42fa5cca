use async_graphql::Enum;
use entity::{
    AnchorId, ApiTokenId, BaselineId, CampaignId, DependencyId, WorkPackageId, anchor, baseline, campaign,
    dependency, work_package,
};
use macros::{SerialisedObject, serialised_object};
use serde_json::Value;
use uuid::Uuid;

use super::field;
use super::load::LoggedChange;
use crate::graphql::enums::ReasonKind;
use crate::graphql::page::{Connection, Page, cursor};
use crate::graphql::scalar::{DateTime, Id};
use crate::graphql::serialised::serialised_enum;
use crate::graphql::user::User;
use crate::graphql::work_package::WorkPackage;
use crate::plan::Snapshot;
use crate::write::{self, Operation};

/// Rows of a change that are shown at most.
const ROWS: usize = 100;

/// A change of a campaign.
#[derive(Clone, Copy)]
pub(crate) struct Change<'a> {
    /// The campaign as it is now.
    pub snapshot: &'a Snapshot,
    /// What the change log has.
    pub logged: &'a LoggedChange,
}

/// What was done with a row.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
#[graphql(name = "ChangeOperation")]
pub(crate) enum ChangeOperation {
    /// It was created.
    Created,
    /// It was there before, and some of its fields were changed.
    Updated,
    /// It was deleted.
    Deleted,
}

/// What a changed row is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Enum)]
pub(crate) enum ChangedKind {
    /// The campaign itself.
    Campaign,
    /// An anchor.
    Anchor,
    /// A work package.
    WorkPackage,
    /// A dependency.
    Dependency,
    /// A baseline.
    Baseline,
}

serialised_enum! { ChangedKind, ChangeOperation }

impl ChangedKind {
    /// Of a row of the change log; none of a row without a history of its own.
    fn of(change: &write::Change) -> Option<Self> {
        Some(match () {
            () if change.is_of::<campaign::Model>() => Self::Campaign,
            () if change.is_of::<anchor::Model>() => Self::Anchor,
            () if change.is_of::<work_package::Model>() => Self::WorkPackage,
            () if change.is_of::<dependency::Model>() => Self::Dependency,
            () if change.is_of::<baseline::Model>() => Self::Baseline,
            () => return None,
        })
    }

    /// The id of a row of this kind.
    fn id(self, id: Uuid) -> String {
        match self {
            Self::Campaign => CampaignId(id).to_string(),
            Self::Anchor => AnchorId(id).to_string(),
            Self::WorkPackage => WorkPackageId(id).to_string(),
            Self::Dependency => DependencyId(id).to_string(),
            Self::Baseline => BaselineId(id).to_string(),
        }
    }
}

/// A change of a campaign: everything that one mutation, batch or job changed in it.
#[serialised_object(name = "Change")]
impl<'a> Change<'a> {
    /// Sequence number in the campaign's change log, without a gap; `undoChange` and `redoChange` take it.
    fn seq(self) -> i64 {
        self.logged.row.seq
    }

    /// Time of the change.
    fn at(self) -> DateTime {
        DateTime(self.logged.row.at)
    }

    /// The person who made it.  Null for the server's own jobs and commands, and for a person who is no
    /// member of the workspace any more.
    fn user(self) -> Option<User<'a>> {
        User::find(&self.snapshot.directory, self.logged.row.user_id?)
    }

    /// Id of the API token that it was made with.  Null if it was made in a session.
    fn token_id(self) -> Option<Id<ApiTokenId>> {
        self.logged.row.api_token_id.map(Id)
    }

    /// Name of the mutation that made the change, such as `moveWorkPackage`; `replanCampaigns` where the
    /// server planned the campaign again by itself, after a calendar or a department had changed.
    fn cause(self) -> &'a str {
        &self.logged.row.cause
    }

    /// Id of the request in the server's log.  Empty where no request made the change, such as for an import
    /// on the command line.
    fn request_id(self) -> &'a str {
        &self.logged.row.request_id
    }

    /// Sequence number of the change that it undid.  Null if it undid none.
    fn undoes(self) -> Option<i64> {
        self.logged.row.undoes
    }

    /// Sequence number of the change that undid it; `redoChange` does it again.  Null while it is in effect.
    fn undone_by(self) -> Option<i64> {
        self.logged.row.undone_by
    }

    /// Number of rows: of campaigns, anchors, work packages, dependencies and baselines that it created,
    /// updated or deleted.
    fn row_count(self) -> i32 {
        self.rows_shown().count().try_into().unwrap_or(i32::MAX)
    }

    /// The rows that it changed, 100 at most: what was entered before work packages that moved in
    /// consequence.  Of an import the campaign alone, which stands for what is in it.
    fn rows(self) -> Vec<ChangedRow<'a>> {
        let mut rows: Vec<_> = self.rows_shown().collect();
        rows.sort_by_key(|row| row.change.reason.is_some());
        rows.truncate(ROWS);
        rows
    }
}

impl<'a> Change<'a> {
    /// A page of changes, the latest first.
    pub(crate) fn page(
        snapshot: &'a Snapshot,
        logged: &'a [LoggedChange],
        (list, page): (&str, &Page<i64>),
        total: Option<i64>,
    ) -> Connection<Self> {
        let item = |logged: &'a LoggedChange| (cursor(list, &logged.row.seq), Self { snapshot, logged });
        Connection::new(page, logged.iter().map(item).collect(), total)
    }

    fn rows_shown(self) -> impl Iterator<Item = ChangedRow<'a>> {
        let snapshot = self.snapshot;
        let row = move |change| ChangedKind::of(change).map(|kind| ChangedRow { snapshot, change, kind });
        self.logged.changes.iter().filter_map(row)
    }
}

/// A row that a change changed.
#[derive(Clone, Copy)]
pub(crate) struct ChangedRow<'a> {
    snapshot: &'a Snapshot,
    change: &'a write::Change,
    kind: ChangedKind,
}

impl<'a> ChangedRow<'a> {
    fn uuid(self) -> Option<Uuid> {
        self.change.key.first()?.as_str()?.parse().ok()
    }

    /// A column after the change, or before it where it was deleted.
    fn column(self, name: &str) -> Option<&'a str> {
        let (_, before, after) = self.change.columns.iter().find(|(column, ..)| column == name)?;
        after.as_str().or(before.as_str())
    }
}

/// A row that a change created, updated or deleted.
#[serialised_object(name = "ChangedRow")]
impl<'a> ChangedRow<'a> {
    /// What it is.
    fn kind(self) -> ChangedKind {
        self.kind
    }

    /// What was done with it.
    fn operation(self) -> ChangeOperation {
        match self.change.operation {
            Operation::Insert => ChangeOperation::Created,
            Operation::Update => ChangeOperation::Updated,
            Operation::Delete => ChangeOperation::Deleted,
        }
    }

    /// Id of the campaign, anchor, work package, dependency or baseline, which may be deleted.
    fn id(self) -> String {
        self.uuid().map(|id| self.kind.id(id)).unwrap_or_default()
    }

    /// The work package.  Null if the row is none, or is deleted.
    fn work_package(self) -> Option<WorkPackage<'a>> {
        let is_one = self.kind == ChangedKind::WorkPackage;
        is_one.then(|| WorkPackage::find(self.snapshot, WorkPackageId(self.uuid()?))).flatten()
    }

    /// Title or name that it had after the change.  Null for a dependency, and for a work package that is
    /// deleted by now and kept its title then.
    fn name(self) -> Option<&'a str> {
        let now = || match self.kind {
            ChangedKind::Campaign => Some(self.snapshot.campaign.name.as_str()),
            ChangedKind::WorkPackage => self.work_package().map(|found| found.row().title.as_str()),
            ChangedKind::Anchor => {
                let id = self.uuid()?;
                self.snapshot.anchors.get(id.into()).map(|row| row.name.as_str())
            }
            ChangedKind::Dependency | ChangedKind::Baseline => None,
        };
        self.column("title").or_else(|| self.column("name")).or_else(now)
    }

    /// The fields that the change set or cleared.
    fn fields(self) -> Vec<ChangedField> {
        let field = |(column, before, after): &(String, Value, Value)| {
            let (path, shown) = field::of_column(column)?;
            let (from, to) = (shown(before), shown(after));
            (from != to).then(|| ChangedField { field: path.to_owned(), from, to })
        };
        self.change.columns.iter().filter_map(field).collect()
    }

    /// What decides its planned dates since the change.  Null if it did not move.
    fn reason(self) -> Option<ReasonKind> {
        ReasonKind::named(&self.change.reason.as_ref()?.kind)
    }

    /// Of the reason `DEPENDENCY`: the work package at its other end.  Null if that is deleted.
    fn reason_work_package(self) -> Option<WorkPackage<'a>> {
        WorkPackage::find(self.snapshot, self.change.reason.as_ref()?.work_package_id?)
    }
}

/// A field that a change set or cleared.
#[derive(Clone, SerialisedObject)]
#[serialised_object(name = "ChangedField")]
pub(crate) struct ChangedField {
    /// Path of the field, as in the type of the row: `title`, `planned.start`, `deadline.date`,
    /// `departmentId`; `typed.start` and `typed.finish` are the dates that somebody typed.
    field: String,
    /// Value before, as text: dates, numbers, ids and enum values as the schema writes them.  Null if there
    /// was none.
    from: Option<String>,
    /// Value after.  Null if there is none.
    to: Option<String>,
}
