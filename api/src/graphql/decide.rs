//! What somebody wants done: who may, inside one transaction, with what the user can put right as data of the answer.

use std::sync::Arc;

use async_graphql::ID;
use entity::{AuditAction, WorkspaceId};
use sea_orm::DatabaseTransaction;
use serde_json::json;

use crate::access::{self, Permission, Standing};
use crate::error::{Error, Result};
use crate::people::Act;
use crate::plan::Directory;
use crate::refusal::{Code, Refusal};
use crate::store::{Work, work};

use super::request::Request;
use super::user_error::UserError;

impl Request {
    /// Who does something, from where, and when.
    pub(crate) fn act(&self) -> Act {
        Act {
            app: Arc::clone(&self.app),
            viewer: self.viewer.clone(),
            origin: self.origin.clone(),
            now: self.app.clock.now(),
        }
    }

    /// The workspace that an input names, or that the request is about.
    pub(crate) fn workspace(&self, given: Option<&ID>) -> Result<WorkspaceId, Refusal> {
        let unknown = || Code::NotFound.at("workspaceId");
        let viewer = self.viewer.as_ref().ok_or_else(unknown)?;
        let found = match given {
            Some(text) => WorkspaceId::parse(text).filter(|id| viewer.role_in(*id).is_some()),
            None => viewer.workspace_ids().next(),
        };
        found.ok_or_else(unknown)
    }

    /// The workspace that an argument names, where the viewer may do something with it as a whole.
    pub(crate) fn may(&self, permission: Permission, given: Option<&ID>) -> Result<Option<WorkspaceId>> {
        let viewer = self.viewer()?;
        let Ok(workspace) = self.workspace(given) else { return Ok(None) };
        let standing = viewer.role_in(workspace).map(Standing::in_workspace);
        let may = standing
            .is_some_and(|standing| access::check(permission, standing, viewer.limits.as_ref()).is_ok());
        Ok(may.then_some(workspace))
    }

    /// The workspaces of the caller with which they may do something as a whole.
    pub(crate) fn workspaces_where(&self, permission: Permission) -> Result<Vec<WorkspaceId>> {
        let viewer = self.viewer()?;
        let may =
            |role| access::check(permission, Standing::in_workspace(role), viewer.limits.as_ref()).is_ok();
        let places = viewer.memberships.iter().filter(|(_, role)| may(*role));
        Ok(places.map(|(workspace, _)| *workspace).collect())
    }

    /// What the user can put right of an outcome, in their language.
    pub(crate) fn user_errors<T>(&self, outcome: Result<T>) -> Result<Result<T, Vec<UserError>>> {
        match outcome {
            Ok(done) => Ok(Ok(done)),
            Err(Error::Refused(refusals)) => Ok(Err(UserError::all(refusals, self.locale))),
            Err(error) => Err(error),
        }
    }

    /// Does something in a transaction: all of it, or nothing; what came of it is [settled](Self::settle).
    pub(crate) async fn decide<T, F>(
        &self,
        mutation: &'static str,
        work: F,
    ) -> Result<Result<T, Vec<UserError>>>
    where
        T: Send + 'static,
        F: for<'t> Fn(&'t DatabaseTransaction) -> Work<'t, T> + Send + Sync + 'static,
    {
        let outcome = self.app.store.write(work).await;
        if outcome.is_ok() {
            // What somebody may do may be another thing now.
            self.app.viewers.forget();
        }
        self.settle(mutation, outcome).await
    }

    /// The directory of a workspace as a write has left it; none where it cannot be read at this moment, for what was done
    /// must not be answered as failed.
    pub(crate) async fn directory_after_write(&self, id: WorkspaceId) -> Option<&Directory> {
        match self.directory(id).await {
            Ok(directory) => Some(directory),
            Err(error) => {
                self.app.store.suspect();
                tracing::warn!(request_id = self.origin.request_id, %error, "a payload could not be read back");
                None
            }
        }
    }

    /// What came of it, as the payload has it.  That somebody was refused for want of permission is remembered.
    pub(crate) async fn settle<T>(
        &self,
        mutation: &'static str,
        outcome: Result<T>,
    ) -> Result<Result<T, Vec<UserError>>> {
        if let Err(Error::Refused(refusals)) = &outcome
            && let Some(forbidden) = refusals.iter().find(|one| one.code == Code::Forbidden)
        {
            let in_view = || self.viewer.as_ref()?.workspace_ids().next();
            let remembered = self.remember_refusal(mutation, forbidden.workspace_id.or_else(in_view)).await;
            if let Err(error) = remembered {
                tracing::warn!(request_id = self.origin.request_id, %error, "a refusal was not remembered");
            }
        }
        self.user_errors(outcome)
    }

    async fn remember_refusal(&self, mutation: &'static str, workspace: Option<WorkspaceId>) -> Result<()> {
        let act = self.act();
        let work = work::<(), _>(move |transaction| {
            let act = act.clone();
            Box::pin(async move {
                let entry = act.entry(AuditAction::Refused).with(json!({ "mutation": mutation }));
                act.record(transaction, entry.within(workspace)).await
            })
        });
        self.app.store.write(work).await
    }
}
