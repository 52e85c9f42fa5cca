//! A transaction of a command: what it may ask, and how it writes.

use std::collections::{BTreeMap, BTreeSet};

use entity::change::{Scope, ScopeKind};
use entity::{CampaignId, UserId, WorkPackageId, WorkspaceId, change_subject, work_package};
use sea_orm::sea_query::{Expr, Value};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IdenStatic, QueryFilter, QueryResult,
};

use super::change::{changed, keys};
use super::row::Row;
use super::{Caller, Change, MoveReason};
use crate::app::App;
use crate::audit::{self, Entry};
use crate::error::{Error, Result};
use crate::live::{self, Moved};
use crate::outbox::Job;
use crate::plan::Snapshots;
use crate::refusal::{Code, Refusal};
use crate::store::sql;

/// Rows that one statement deletes at most.
const ROWS: usize = 200;

/// A transaction under way.
pub struct Write<'t> {
    /// Who sends the request.
    pub caller: &'t Caller,
    app: &'t App,
    transaction: &'t DatabaseTransaction,
    changes: BTreeMap<Scope, Vec<Change>>,
    /// The change that is undone.
    undoes: Option<i64>,
    keeps_outcome: bool,
    effects: Effects,
}

/// What to tell the caches and the outbox worker after the commit.
#[derive(Default)]
pub(super) struct Effects {
    accounts: BTreeSet<UserId>,
    has_jobs: bool,
    moved: Vec<Moved>,
}

impl Effects {
    pub(super) fn publish(self, app: &App) {
        app.viewers.forget(&self.accounts);
        if self.has_jobs {
            app.outbox.wake();
        }
        live::publish(&app.live, &app.store, self.moved);
    }
}

impl<'t> Write<'t> {
    pub(super) fn new(
        app: &'t App,
        transaction: &'t DatabaseTransaction,
        caller: &'t Caller,
        keeps_outcome: bool,
    ) -> Self {
        let (changes, effects) = (BTreeMap::new(), Effects::default());
        Self { caller, app, transaction, changes, undoes: None, keeps_outcome, effects }
    }

    /// Whether what is done is kept with an idempotency key, to answer the same request once more.
    #[must_use]
    pub const fn keeps_outcome(&self) -> bool {
        self.keeps_outcome
    }

    /// The transaction, to read from.
    #[must_use]
    pub const fn transaction(&self) -> &'t DatabaseTransaction {
        self.transaction
    }

    /// The snapshots that the server keeps.
    #[must_use]
    pub const fn snapshots(&self) -> &'t Snapshots {
        &self.app.snapshots
    }

    /// Inserts a row.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn insert<M: Row>(&mut self, row: M) -> Result<()> {
        self.insert_all(vec![row]).await
    }

    /// Inserts rows, hundreds with each statement.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn insert_all<M: Row>(&mut self, rows: impl IntoIterator<Item = M>) -> Result<()> {
        let rows: Vec<_> = rows.into_iter().collect();
        sql::insert(self.transaction, &rows).await?;
        for row in &rows {
            self.note(None, Some(row));
        }
        Ok(())
    }

    /// Saves the columns in which a row differs from what it was when it was read, and increments its
    /// `version`, if the table has one and more than derived columns differ.  Rows that are equal are not
    /// written.
    ///
    /// # Errors
    /// [`Error::Conflict`] where the row has been changed or deleted since it was read: the command runs
    /// again.
    pub async fn update<M: Row>(&mut self, before: &M, mut after: M) -> Result<M> {
        if changed(Some(before), Some(&after)).next().is_none() {
            return Ok(after);
        }
        let mut is_it = key_of(before);
        let is_entered = changed(Some(before), Some(&after)).any(|column| !after.is_derived(column.as_str()));
        if let Ok(version) = "version".parse::<<M::Entity as EntityTrait>::Column>()
            && is_entered
        {
            is_it = is_it.add(version.eq(before.get(version)));
            after.set(version, incremented(&before.get(version)));
        }
        let mut statement = M::Entity::update_many().filter(is_it);
        for column in changed(Some(before), Some(&after)) {
            statement = statement.col_expr(column, Expr::value(after.get(column)));
        }
        if statement.exec(self.transaction).await?.rows_affected == 0 {
            return Err(Error::Conflict);
        }
        self.note(Some(before), Some(&after));
        Ok(after)
    }

    /// Deletes a row.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn delete<M: Row>(&mut self, row: M) -> Result<()> {
        M::Entity::delete_many().filter(key_of(&row)).exec(self.transaction).await?;
        self.note(Some(&row), None);
        Ok(())
    }

    /// Deletes rows of one table, hundreds with each statement.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn delete_all<M: Row>(&mut self, rows: Vec<M>) -> Result<()> {
        for some in rows.chunks(ROWS) {
            M::Entity::delete_many().filter(keys_of(some)).exec(self.transaction).await?;
        }
        for row in &rows {
            self.note(Some(row), None);
        }
        Ok(())
    }

    /// Whether anything in a scope was changed.
    #[must_use]
    pub fn has_changed(&self, scope: Scope) -> bool {
        self.changes.contains_key(&scope)
    }

    /// Adds a change to the change log that was saved by a statement of its own.
    pub fn note<M: Row>(&mut self, before: Option<&M>, after: Option<&M>) {
        let Some(row) = after.or(before) else { return };
        self.effects.accounts.extend(row.grants_access_to());
        if let Some(scope) = row.scope() {
            self.log(scope, before, after);
        }
    }

    /// Adds a change to the change log of a scope that the row does not name.
    pub fn log<M: Row>(&mut self, scope: Scope, before: Option<&M>, after: Option<&M>) {
        if let Some(change) = Change::between(before, after) {
            self.changes.entry(scope).or_default().push(change);
        }
    }

    /// Adds to the change log why work packages of a campaign moved.
    pub fn explain(&mut self, campaign: CampaignId, reason: impl Fn(WorkPackageId) -> Option<MoveReason>) {
        let changes = self.changes.get_mut(&Scope::Campaign(campaign)).into_iter().flatten();
        for change in changes.filter(|change| change.is_of::<work_package::Model>()) {
            change.reason = change.subjects.first().and_then(|id| reason(*id));
        }
    }

    /// Says that the change under way undoes another of the same scope.
    pub const fn undoes(&mut self, seq: i64) {
        self.undoes = Some(seq);
    }

    /// Adds an entry to the audit log.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn record(&self, entry: Entry) -> Result<()> {
        audit::record(self.transaction, &self.caller.origin, self.caller.now, entry).await
    }

    /// The address of a page of the client, with a token to send by e-mail.
    #[must_use]
    pub fn link(&self, page: &str, token: &str) -> String {
        self.app.link(page, token)
    }

    /// Adds a job to the outbox: it is done after the commit, at least once.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn enqueue(&mut self, job: &Job) -> Result<()> {
        self.effects.has_jobs = true;
        sql::insert(self.transaction, &[job.row(&self.app.keys, self.caller.now)?]).await
    }

    /// Writes the change log of each scope that was changed, and moves its sequence number on.
    pub(super) async fn finish(self, cause: &str) -> Result<Effects> {
        let Self { caller, app: _, transaction, changes, undoes, keeps_outcome: _, mut effects } = self;
        let viewer = caller.viewer.as_ref();
        for (of, changes) in changes {
            let Some((scope, workspace_id, seq)) = advance(transaction, of).await? else { continue };
            let scope_id = of.id();
            effects.moved.push(Moved { scope: of, workspace_id, seq });
            let row = entity::change::Model {
                scope_id,
                seq,
                scope,
                workspace_id,
                at: caller.now,
                user_id: viewer.map(|viewer| viewer.user_id),
                api_token_id: viewer.and_then(|viewer| Some(viewer.limits.as_ref()?.token_id)),
                cause: cause.to_owned(),
                request_id: caller.origin.request_id.clone(),
                undoes,
                undone_by: None,
                body: serde_json::to_string(&changes).map_err(Error::internal)?,
            };
            sql::insert(transaction, &[row]).await?;
            let subjects: BTreeSet<_> = changes.iter().flat_map(|change| &change.subjects).collect();
            let subject = |id: &WorkPackageId| change_subject::Model { work_package_id: *id, seq, scope_id };
            sql::insert(transaction, &subjects.into_iter().map(subject).collect::<Vec<_>>()).await?;
        }
        Ok(effects)
    }

    /// The day in a time zone.
    #[must_use]
    pub fn today(&self, time_zone: &str) -> chrono::NaiveDate {
        self.app.clock.today(time_zone)
    }
}

/// Refuses a version that is not the one that the client has seen.
///
/// # Errors
/// [`Code::Conflict`] with the version as it is now.
pub fn expect_version(found: i32, expected: Option<i32>) -> Result<(), Refusal> {
    let is_expected = expected.is_none_or(|expected| expected == found);
    if is_expected { Ok(()) } else { Err(Refusal::from(Code::Conflict).with("version", &found)) }
}

/// The row of a primary key.
fn key_of<M: Row>(row: &M) -> Condition {
    keys::<M>().fold(Condition::all(), |all, column| all.add(column.eq(row.get(column))))
}

/// The rows of primary keys; a list where the key is one column, which is planned once and not for each.
fn keys_of<M: Row>(rows: &[M]) -> Condition {
    let columns: Vec<_> = keys::<M>().collect();
    if let [column] = columns.as_slice() {
        return Condition::all().add(column.is_in(rows.iter().map(|row| row.get(*column))));
    }
    rows.iter().fold(Condition::any(), |any, row| any.add(key_of(row)))
}

fn incremented(version: &Value) -> Value {
    let Value::Int(Some(number)) = version else { return version.clone() };
    Value::Int(Some(number + 1))
}

/// The next sequence number of a scope, with its workspace; none where the scope is gone.
async fn advance(
    transaction: &DatabaseTransaction,
    scope: Scope,
) -> Result<Option<(ScopeKind, WorkspaceId, i64)>> {
    let (kind, table, workspace, number) = match scope {
        Scope::Workspace(_) => (ScopeKind::Workspace, "workspace", "id", "directory_seq"),
        Scope::Campaign(_) => (ScopeKind::Campaign, "campaign", "workspace_id", "seq"),
    };
    let mut values = sql::Values::default();
    let id = values.bind(scope.id());
    let statement = format!(
        "update {table} set {number} = {number} + 1 where id = {id}
        returning {workspace} as workspace_id, {number} as seq"
    );
    let rows = values.rows(transaction, statement).await?;
    let read = |row: &QueryResult| Ok((kind, row.try_get("", "workspace_id")?, row.try_get("", "seq")?));
    rows.first().map(read).transpose()
}
