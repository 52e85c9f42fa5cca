//! Plan files into the database: all of a file or, where anything is wrong with it, nothing.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::change::ScopeKind;
use entity::{WorkspaceId, campaign, change, user, workspace};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde_json::Value;

use super::assemble::{Created, Given, Import, assemble};
use super::format::PlanFile;
use super::node::Fault;
use super::read::{parse, read};
use crate::clock::new_id;
use crate::error::{Error, Result};
use crate::plan::{self, Directory, Rows};
use crate::store::{Store, sql};

/// Where a file goes, and who may sign in afterwards.
#[derive(Default)]
pub struct Options {
    /// The workspace's name, where there are several.
    pub workspace: Option<String>,
    /// What the people that are made sign in with, if anything: a PHC string.
    pub password_hash: Option<String>,
}

/// What was imported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Imported {
    /// The campaign.
    pub campaign: campaign::Model,
    /// How much of it.
    pub created: Created,
}

/// Why nothing was.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Everything that is wrong with the file.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Faults(Vec<Fault>),
    /// The database's doing.
    #[error(transparent)]
    Other(#[from] Error),
}

/// Reads a plan file, plans it and writes it.
///
/// # Errors
/// All faults of the file, or what the database answers; nothing is written then.
pub async fn import(
    store: &Store,
    text: &str,
    options: Options,
    now: DateTime<Utc>,
) -> Result<Imported, ImportError> {
    let known = known(store, options.workspace.as_deref()).await?;
    let plan = parse(text).map_err(ImportError::Faults)?;
    let import = prepare(store, &plan, known, options, now).await?;
    Ok(write(store, import, now).await?)
}

/// Writes what [`prepare`] made.
///
/// # Errors
/// What the database answers; nothing is written then.
pub async fn write(store: &Store, import: Import, now: DateTime<Utc>) -> Result<Imported> {
    let import = std::sync::Arc::new(import);
    let of_work = std::sync::Arc::clone(&import);
    store
        .write_at_length(move |transaction| {
            let import = std::sync::Arc::clone(&of_work);
            Box::pin(async move { insert(transaction, &import, now).await })
        })
        .await?;
    let Some(rows) = &import.rows else { return Err(Error::internal("an import without a campaign")) };
    Ok(Imported { campaign: rows.campaign.clone(), created: import.created() })
}

/// Checks a plan against the workspace that it goes into, or against none yet, and plans it.
///
/// # Errors
/// All faults of the plan, or what the database answers.
pub async fn prepare(
    store: &Store,
    plan: &Value,
    known: Option<Directory>,
    options: Options,
    now: DateTime<Utc>,
) -> Result<Import, ImportError> {
    let file = read(plan, known.as_ref()).map_err(ImportError::Faults)?;
    if let Some(known) = &known {
        refuse_known_key(store, known.workspace_id(), &file).await?;
    }
    let is_new = known.is_none();
    let directory = known.unwrap_or_else(|| empty(&file, options.workspace, now));
    let users = users(store, &file).await?;
    let given = Given { directory, is_new, users, password_hash: options.password_hash, now };
    assemble(file, given).map_err(ImportError::Faults)
}

/// The workspace that a file goes into: the named, the only one, or none yet.
///
/// # Errors
/// Where there are several and none is named.
pub async fn known(store: &Store, name: Option<&str>) -> Result<Option<Directory>> {
    let all = workspace::Entity::find().all(store.reader()).await?;
    let found = match (name, all.as_slice()) {
        (Some(name), all) => all.iter().find(|row| row.name == name),
        (None, [] | [_]) => all.first(),
        (None, _) => return Err(Error::bad_input("workspace", "there are several: name one")),
    };
    let Some(found) = found else { return Ok(None) };
    Ok(plan::directories(store.reader(), &[found.id]).await?.pop())
}

fn empty(file: &PlanFile, name: Option<String>, now: DateTime<Utc>) -> Directory {
    let (of_file, time_zone) = match &file.workspace {
        Some(workspace) => (workspace.name.clone(), workspace.time_zone.clone()),
        None => (file.campaign.name.clone(), file.campaign.time_zone.clone()),
    };
    let id = WorkspaceId(new_id());
    let name = name.unwrap_or(of_file);
    let row = workspace::Model {
        id,
        name,
        time_zone,
        directory_seq: 0,
        created_at: now,
        version: 1,
        finding_thresholds: None,
        days_off_move_work: false,
    };
    Directory::new(row, Vec::new(), Vec::new(), Vec::new())
}

async fn refuse_known_key(store: &Store, id: WorkspaceId, file: &PlanFile) -> Result<(), ImportError> {
    let of_workspace = campaign::Entity::find().filter(campaign::Column::WorkspaceId.eq(id));
    let same = of_workspace.filter(campaign::Column::Key.eq(&file.campaign.key));
    let Some(row) = same.one(store.reader()).await.map_err(Error::from)? else { return Ok(()) };
    let key = &file.campaign.key;
    let message = match row.deleted_at {
        None => format!("there is a campaign {key:?} already"),
        Some(_) => format!("a deleted campaign has the key {key:?} until it is purged: restore it"),
    };
    Err(ImportError::Faults(vec![Fault { path: "campaign.key".to_owned(), message }]))
}

async fn users(store: &Store, file: &PlanFile) -> Result<HashMap<String, user::Model>> {
    let emails = file.people.iter().map(|person| person.email.as_str());
    let rows = user::Entity::find().filter(user::Column::Email.is_in(emails)).all(store.reader()).await?;
    Ok(rows.into_iter().map(|row| (row.email.clone(), row)).collect())
}

async fn insert(transaction: &DatabaseTransaction, import: &Import, now: DateTime<Utc>) -> Result<()> {
    sql::insert(transaction, import.workspace.as_slice()).await?;
    sql::insert(transaction, &import.calendars).await?;
    sql::insert(transaction, &import.exceptions).await?;
    sql::insert(transaction, &import.users).await?;
    sql::insert(transaction, &import.memberships).await?;
    sql::insert(transaction, &import.departments).await?;
    sql::insert(transaction, &import.members).await?;
    sql::insert(transaction, &import.days_off).await?;
    let Some(rows) = &import.rows else { return Ok(()) };
    sql::insert(transaction, std::slice::from_ref(&rows.campaign)).await?;
    sql::insert(transaction, &rows.anchors).await?;
    sql::insert(transaction, &rows.work_packages).await?;
    sql::insert(transaction, &rows.dependencies).await?;
    sql::insert(transaction, &import.baselines).await?;
    sql::insert(transaction, &import.baseline_rows).await?;
    move_directory_on(transaction, rows).await?;
    let of_workspace = (rows.campaign.workspace_id.0, ScopeKind::Workspace, rows.directory_seq + 1);
    let of_campaign = (rows.campaign.id.0, ScopeKind::Campaign, rows.campaign.seq);
    let change = |(scope_id, scope, seq)| change::Model {
        scope_id,
        seq,
        scope,
        workspace_id: rows.campaign.workspace_id,
        at: now,
        user_id: None,
        api_token_id: None,
        cause: "import".to_owned(),
        request_id: String::new(),
        undoes: None,
        undone_by: None,
        body: serde_json::json!({ "workPackagesCreated": rows.work_packages.len() }).to_string(),
    };
    sql::insert(transaction, &[change(of_workspace), change(of_campaign)]).await
}

/// Increments what copies of a workspace's directory are compared with, where it is still the one that the
/// campaign was planned with.
async fn move_directory_on(transaction: &DatabaseTransaction, rows: &Rows) -> Result<()> {
    let moved = workspace::Entity::update_many()
        .col_expr(workspace::Column::DirectorySeq, Expr::col(workspace::Column::DirectorySeq).add(1))
        .filter(workspace::Column::Id.eq(rows.campaign.workspace_id))
        .filter(workspace::Column::DirectorySeq.eq(rows.directory_seq))
        .exec(transaction)
        .await?;
    if moved.rows_affected == 0 { Err(Error::Conflict) } else { Ok(()) }
}
