//! Imports that are done after the answer, as the worker of the outbox does them.

use std::sync::Arc;
use std::time::Duration;

use entity::{
    ApiTokenId, AuditAction, ImportJobId, ImportStatus, Limits, MembershipStatus, Scope, Viewer, api_token,
    import_file, import_job, membership,
};
use sea_orm::{ActiveEnum, EntityTrait};
use serde_json::json;

use super::Upload;
use crate::app::App;
use crate::audit::{Entry, Origin};
use crate::auth::SignedIn;
use crate::error::{Error, Result};
use crate::graphql::request::Request;
use crate::graphql::text::Locale;
use crate::graphql::user_error::UserError;
use crate::plan_file::{AdvanceImport, EndImport, IMPORT, RunImport};
use crate::refusal::Code;
use crate::write::{Caller, Command, RecordEntry, execute};

/// Per cent, when the file is being read as a plan.
const READING: i32 = 10;

/// Per cent, when the plan is being checked and written.
const WRITING: i32 = 60;

/// How long one attempt may take: less than any outbox job has, so that the last attempt can still say that
/// it failed.
const LONGEST: Duration = Duration::from_secs(50);

/// Does a job, or finishes it where it cannot be done.  Done again, it does nothing more.  Without attempts
/// left, the last one ended with its server.
///
/// # Errors
/// What another attempt may not meet; of the last attempt none.
pub(crate) async fn run_import(app: &Arc<App>, id: ImportJobId, attempts_left: i32) -> Result<()> {
    let job = import_job::Entity::find_by_id(id).one(app.store.reader()).await?;
    let Some(job) = job.filter(|job| job.finished_at.is_none()) else { return Ok(()) };
    let outcome = if attempts_left > 0 {
        let outcome = tokio::time::timeout(LONGEST, import(app, &job)).await;
        outcome.unwrap_or(Err(Error::TimedOut(LONGEST)))
    } else {
        Err(Error::internal("the server stopped during the last attempt"))
    };
    let refusals = match outcome {
        Ok(()) => return Ok(()),
        Err(Error::Refused(refusals)) => refusals,
        Err(Error::Unauthenticated) => vec![Code::Forbidden.at("workspaceId")],
        Err(error) if attempts_left > 1 && !matches!(error, Error::Internal(_)) => return Err(error),
        Err(error) => {
            tracing::error!(job = %id, %error, "an import was given up");
            let end = EndImport { id, status: ImportStatus::Failed, outcome: None };
            return run(app, None, end).await;
        }
    };
    if refusals.iter().any(|refusal| refusal.code == Code::Forbidden) {
        let entry = Entry::of(AuditAction::Refused, Some(job.user_id)).by_token(job.api_token_id);
        let entry = entry.with(json!({ "mutation": IMPORT })).within(Some(job.workspace_id));
        run(app, None, RecordEntry(entry)).await?;
    }
    let errors = UserError::all(refusals, Locale::En);
    let outcome = Some(serde_json::to_string(&errors).map_err(Error::internal)?);
    run(app, None, EndImport { id, status: ImportStatus::Refused, outcome }).await
}

async fn import(app: &Arc<App>, job: &import_job::Model) -> Result<()> {
    let (id, viewer) = (job.id, viewer(app, job).await?);
    let file = import_file::Entity::find_by_id(id).one(app.store.reader()).await?;
    let Some(file) = file else { return Ok(()) };
    run(app, None, AdvanceImport { id, progress: READING }).await?;
    let signed_in =
        SignedIn { viewer: viewer.clone(), time_zone: "UTC".to_owned(), token_last_used_at: None };
    let request = Request::new(Arc::clone(app), Some(signed_in), Locale::En, Origin::default());
    let plan = Upload::stored(&job.request, file.content)?.command(&request).await?;
    run(app, None, AdvanceImport { id, progress: WRITING }).await?;
    run(app, Some(viewer), RunImport { id, plan }).await
}

/// Runs a command of a job, as somebody or as the server.
async fn run(app: &Arc<App>, viewer: Option<Viewer>, command: impl Command<Done = ()>) -> Result<()> {
    let caller = Caller { viewer, origin: Origin::default(), now: app.clock.now() };
    execute(app, &caller, IMPORT, None, command).await
}

/// Whoever started a job, with what they may do now.
async fn viewer(app: &Arc<App>, job: &import_job::Model) -> Result<Viewer> {
    let (workspace, user) = (job.workspace_id, job.user_id);
    let membership = membership::Entity::find_by_id((workspace, user)).one(app.store.reader()).await?;
    let membership = membership.filter(|row| row.status == MembershipStatus::Active);
    let role = membership.ok_or(Error::Unauthenticated)?.role;
    let limits = match job.api_token_id {
        Some(id) => Some(limits(app, id).await?),
        None => None,
    };
    let memberships = vec![(workspace, role)];
    Ok(Viewer { user_id: user, session_id: None, in_view: memberships.clone(), memberships, limits })
}

/// What a token may do; one that is limited to campaigns or departments has started no import.
async fn limits(app: &Arc<App>, id: ApiTokenId) -> Result<Limits> {
    let row = api_token::Entity::find_by_id(id).one(app.store.reader()).await?;
    let is_valid = |row: &api_token::Model| row.revoked_at.is_none() && row.expires_at > app.clock.now();
    let row = row.filter(is_valid).ok_or(Error::Unauthenticated)?;
    let scopes = row.scopes.split(' ').filter_map(|word| Scope::try_from_value(&word.to_owned()).ok());
    Ok(Limits { token_id: id, scopes: scopes.collect(), departments: Vec::new(), campaigns: Vec::new() })
}
