//! Plan files into the database: all of a file or, where anything is wrong with it, nothing.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::change::Scope;
use entity::{CampaignId, WorkspaceId, campaign, user, workspace};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::assemble::{Created, Given, Import, assemble};
use super::format::PlanFile;
use super::node::Fault;
use super::read::{parse, read};
use crate::app::App;
use crate::audit::Origin;
use crate::clock::new_id;
use crate::error::{Error, Result};
use crate::plan::{self, Directory};
use crate::store::{LONG_WRITE_WAIT, Store, sql};
use crate::write::{Caller, Command, Write, execute};

/// What the change log and the audit log call an import, whichever way it comes: by its mutation.
pub const IMPORT: &str = "importPlan";

/// Where a file goes, and who may sign in afterwards.
#[derive(Default)]
pub struct Options {
    /// The workspace's name, where there are several.
    pub workspace: Option<String>,
    /// What the people that are made sign in with, if anything: a PHC string.
    pub password_hash: Option<String>,
}

/// What was imported.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Imported {
    /// The campaign.
    pub campaign_id: CampaignId,
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
pub async fn import(app: &Arc<App>, text: &str, options: Options) -> Result<Imported, ImportError> {
    let known = known(&app.store, options.workspace.as_deref()).await?;
    let plan = parse(text).map_err(ImportError::Faults)?;
    let import = prepare(&app.store, &plan, known, options, app.clock.now()).await?;
    Ok(write(app, import).await?)
}

/// Writes what [`prepare`] made, as the server itself.
///
/// # Errors
/// What the database answers; nothing is written then.
pub async fn write(app: &Arc<App>, import: Import) -> Result<Imported> {
    let caller = Caller { viewer: None, origin: Origin::default(), now: app.clock.now() };
    execute(app, &caller, IMPORT, None, LoadPlan(import)).await
}

/// Writes a plan that was prepared before.
struct LoadPlan(Import);

impl Command for LoadPlan {
    type Done = Imported;

    const WAIT: Duration = LONG_WRITE_WAIT;

    async fn run(&self, write: &mut Write<'_>) -> Result<Imported> {
        self.refuse_moved_directory(write).await?;
        let campaign_id = insert(write, &self.0).await?;
        Ok(Imported { campaign_id, created: self.0.created() })
    }
}

impl LoadPlan {
    /// Locks the workspace, and refuses where its directory is not the one that the campaign was planned with.
    async fn refuse_moved_directory(&self, write: &Write<'_>) -> Result<()> {
        let Some(rows) = self.0.rows.as_ref().filter(|_| self.0.workspace.is_none()) else { return Ok(()) };
        let workspace = workspace::Entity::find_by_id(rows.campaign.workspace_id).lock_exclusive();
        let found = workspace.one(write.transaction()).await?;
        let is_same = found.is_some_and(|row| row.directory_seq == rows.directory_seq);
        if is_same { Ok(()) } else { Err(Error::Conflict) }
    }
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

/// Writes everything, what others refer to first.  In the change log the row of the campaign stands for what is
/// in it.
///
/// # Errors
/// What the database answers.
pub(super) async fn insert(write: &mut Write<'_>, import: &Import) -> Result<CampaignId> {
    let Some(rows) = &import.rows else { return Err(Error::internal("an import without a campaign")) };
    let workspace_id = rows.campaign.workspace_id;
    write.insert_all(import.workspace.clone()).await?;
    write.insert_all(import.calendars.clone()).await?;
    for day in &import.exceptions {
        write.log(Scope::Workspace(workspace_id), None, Some(day));
    }
    write.insert_all(import.exceptions.clone()).await?;
    write.insert_all(import.users.clone()).await?;
    write.insert_all(import.memberships.clone()).await?;
    write.insert_all(import.departments.clone()).await?;
    write.insert_all(import.members.clone()).await?;
    write.insert_all(import.days_off.clone()).await?;
    // Its first change is this one.
    write.insert(campaign::Model { seq: 0, ..rows.campaign.clone() }).await?;
    sql::insert(write.transaction(), &rows.anchors).await?;
    sql::insert(write.transaction(), &rows.work_packages).await?;
    sql::insert(write.transaction(), &rows.dependencies).await?;
    sql::insert(write.transaction(), &import.baselines).await?;
    sql::insert(write.transaction(), &import.baseline_rows).await?;
    Ok(rows.campaign.id)
}
