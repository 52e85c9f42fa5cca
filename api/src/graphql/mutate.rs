//! How a mutation is executed: its input is parsed into a command, the command runs on the one write path,
//! and what the user can put right is data of the payload.

use async_graphql::{Context, ID, InputObject, Value};
use entity::{AuditAction, WorkspaceId};
use serde_json::json;
use uuid::Uuid;

use crate::access::{self, Permission, Relation};
use crate::clock::new_id;
use crate::error::{Error, Result};
use crate::plan::Directory;
use crate::refusal::{Code, Refusal};
use crate::write::{Caller, Command, IdempotencyKey, RecordEntry, execute, find_done};

use super::request::Request;
use super::user_error::UserError;

/// What every input has.
#[derive(InputObject, Clone)]
pub(crate) struct Idempotency {
    /// Idempotency key of the mutation, such as a UUID: 1 to 200 visible ASCII characters.  Sent again with
    /// the same key within 7 days, the mutation takes effect once and answers the same.  Null: the header
    /// `Idempotency-Key`, which is for every mutation of a request, or none.
    idempotency_key: Option<String>,
}

/// What came of a mutation.
pub(crate) struct Outcome<T> {
    /// What was done, to build the payload from; of a version conflict, what the entity is found by.  None
    /// where nothing was done.
    pub done: Option<T>,
    /// Reasons why nothing was done, which the user can correct.  Empty on success.
    pub user_errors: Vec<UserError>,
}

impl<T> Outcome<Option<T>> {
    /// The same, with nothing found as a refusal.
    pub(crate) fn or_refuse(self, refusal: Refusal, request: &Request) -> Outcome<T> {
        let Self { done, mut user_errors } = self;
        let done = done.flatten();
        if done.is_none() && user_errors.is_empty() {
            user_errors.push(UserError::new(refusal, request.locale));
        }
        Outcome { done, user_errors }
    }
}

impl Request {
    /// Who sends the request.
    pub(crate) fn caller(&self) -> Caller {
        Caller { viewer: self.viewer().ok().cloned(), origin: self.origin.clone(), now: self.app.clock.now() }
    }

    /// The workspace that an input names, or that the request is about.
    pub(crate) fn workspace(&self, given: Option<&ID>) -> Result<WorkspaceId, Refusal> {
        let viewer = self.viewer().map_err(|_stranger| Code::NotFound)?;
        let found = match given {
            Some(text) => WorkspaceId::parse(text).filter(|id| viewer.role_in(*id).is_some()),
            None => viewer.workspace_ids().next(),
        };
        found.ok_or(Code::NotFound.into())
    }

    /// The workspace that an argument names, where the viewer may do something with it as a whole.
    pub(crate) fn may(&self, permission: Permission, given: Option<&ID>) -> Result<Option<WorkspaceId>> {
        let viewer = self.viewer()?;
        let Ok(workspace) = self.workspace(given) else { return Ok(None) };
        let relation = viewer.role_in(workspace).map(Relation::in_workspace);
        let may = relation
            .is_some_and(|relation| access::check(permission, relation, viewer.limits.as_ref()).is_ok());
        Ok(may.then_some(workspace))
    }

    /// The workspaces of the caller with which they may do something as a whole.
    pub(crate) fn workspaces_where(&self, permission: Permission) -> Result<Vec<WorkspaceId>> {
        let viewer = self.viewer()?;
        let may =
            |role| access::check(permission, Relation::in_workspace(role), viewer.limits.as_ref()).is_ok();
        let places = viewer.memberships.iter().filter(|(_, role)| may(*role));
        Ok(places.map(|(workspace, _)| *workspace).collect())
    }

    /// Executes a command, or answers what was wrong with its input; `command` parses it, and is not asked
    /// where the same request was done before.  A refusal for want of permission is kept in the audit log.
    pub(crate) async fn execute<C: Command>(
        &self,
        ctx: &Context<'_>,
        key: Idempotency,
        command: impl Future<Output = Result<C>>,
    ) -> Result<Outcome<C::Done>> {
        let (key, caller) = (self.key(ctx, key)?, self.caller());
        let mut conflicting = None;
        // On the heap: the future of a resolver is as large as that of the largest in its object.
        let outcome = Box::pin(async {
            if let Some(key) = &key
                && let Some(done) = find_done(self.app.store.reader(), &caller, key).await?
            {
                return Ok(done);
            }
            let command = command.await?;
            conflicting = command.conflicting();
            execute(&self.app, &caller, ctx.field().name(), key, command).await
        });
        let refusals = match outcome.await {
            Ok(done) => return Ok(Outcome { done: Some(done), user_errors: Vec::new() }),
            Err(Error::Refused(refusals)) => refusals,
            Err(error) => return Err(error),
        };
        if let Some(forbidden) = refusals.iter().find(|refusal| refusal.code == Code::Forbidden) {
            Box::pin(self.record_refusal(ctx.field().name(), forbidden.workspace_id)).await;
        }
        let is_conflict = refusals.iter().any(|refusal| refusal.code == Code::Conflict);
        let done = conflicting.filter(|_| is_conflict);
        Ok(Outcome { done, user_errors: UserError::all(refusals, self.locale) })
    }

    /// Keeps in the audit log that somebody was refused for want of permission.
    pub(crate) async fn record_refusal(&self, mutation: &str, workspace: Option<WorkspaceId>) {
        let workspace = workspace.or_else(|| self.viewer().ok()?.workspace_ids().next());
        let caller = self.caller();
        let entry =
            caller.entry(AuditAction::Refused).with(json!({ "mutation": mutation })).within(workspace);
        if let Err(error) = execute(&self.app, &caller, mutation, None, RecordEntry(entry)).await {
            tracing::warn!(request_id = self.origin.request_id, %error, "a refusal was not recorded");
        }
    }

    /// The idempotency key of a mutation: of its input, else of the request's header together with the name
    /// under which the mutation is answered, since a request may have several.
    fn key(
        &self,
        ctx: &Context<'_>,
        Idempotency { idempotency_key }: Idempotency,
    ) -> Result<Option<IdempotencyKey>> {
        let field = ctx.field();
        let mutation = field.name();
        let of_header =
            || Some(format!("{}:{}", self.idempotency_key.as_ref()?, field.alias().unwrap_or(mutation)));
        let Some(key) = idempotency_key.or_else(of_header) else { return Ok(None) };
        let arguments = field.arguments().map_err(|error| Error::bad_input("input", error.message))?;
        let input = arguments.into_iter().map(|(name, value)| (name, without_key(value)));
        let input = serde_json::to_string(&input.collect::<Vec<_>>()).map_err(Error::internal)?;
        IdempotencyKey::new(&key, mutation, &input).map(Some)
    }

    /// The directory of a workspace as a write has left it; none where it cannot be read at this moment, for
    /// what was done must not be answered as failed.
    pub(crate) async fn directory_after_write(&self, id: WorkspaceId) -> Option<&Directory> {
        self.after_write(self.directory(id)).await.flatten()
    }

    /// What is read to build a payload of; none where it cannot be read at this moment.
    pub(crate) async fn after_write<T, E: Into<Error>>(
        &self,
        read: impl Future<Output = Result<T, E>>,
    ) -> Option<T> {
        match read.await.map_err(Into::into) {
            Ok(found) => Some(found),
            Err(error) => {
                self.app.store.suspect();
                let request_id = &self.origin.request_id;
                tracing::warn!(request_id, %error, "a payload could not be read back");
                None
            }
        }
    }
}

/// The id of a new thing: the one that the client chose, or one of ours.
///
/// # Errors
/// [`Code::NotFound`] of a text that is no such id.
pub(crate) fn own_id<K>(
    given: Option<&ID>,
    parse: impl FnOnce(&str) -> Option<K>,
    id: impl FnOnce(Uuid) -> K,
) -> Result<K, Refusal> {
    match given {
        Some(text) => parse(text).ok_or(Code::NotFound.into()),
        None => Ok(id(new_id())),
    }
}

/// An input without its idempotency key.
fn without_key(value: Value) -> Value {
    let Value::Object(mut fields) = value else { return value };
    fields.shift_remove("idempotencyKey");
    Value::Object(fields)
}
