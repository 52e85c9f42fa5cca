//! Who opens a page.

use entity::WorkspaceId;

use super::cookie;
use crate::error::{Error, Result};
use crate::graphql::{Locale, Request};
use crate::http::graphql::Exchange;
use crate::http::negotiate;

/// Who opens a page, and what they read by.
pub(super) struct Visitor {
    /// Their request: about all of their workspaces, or the one that they name.
    pub request: Request,
    /// Their name.
    pub name: String,
    /// Whether they have a session of the pages, which they can end.
    pub has_session: bool,
}

impl Exchange {
    /// Who opens a page, with a bearer token or in a session of the pages; none where nobody is signed in.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] of a bearer token that is not valid; [`Error::BadInput`] of a workspace
    /// that the person is not in.
    pub(super) async fn visitor(&mut self, workspace: Option<&str>) -> Result<Option<Visitor>> {
        let sent = negotiate::token(&self.http)?.map(str::to_owned);
        let has_session = sent.is_none();
        let token = match sent {
            None => cookie::access_token(&self.http, &self.api.app)?,
            sent => sent,
        };
        let (mut request, _) = self.request(Ok(token)).await?;
        let Some(viewer) = request.signed_in_mut() else {
            return if has_session { Ok(None) } else { Err(Error::Unauthenticated) };
        };
        match workspace {
            Some(workspace) => {
                let is_theirs = WorkspaceId::parse(workspace).is_some_and(|id| viewer.ask_about(id));
                if !is_theirs {
                    return Err(Error::bad_input("workspace", "you are in no such workspace"));
                }
            }
            None if negotiate::workspace(&self.http).is_none() => {
                viewer.in_view.clone_from(&viewer.memberships);
            }
            None => {}
        }
        let user = viewer.user_id;
        let profile = request.own_directories().await?.into_iter().find_map(|directory| {
            let person = directory.people.get(directory.person(user)?)?;
            Some((person.row.name.clone(), Locale::of_account(&person.row.locale)))
        });
        let (name, of_account) = profile.unwrap_or((String::new(), request.locale));
        request.locale = negotiate::accepted_locale(&self.http).unwrap_or(of_account);
        Ok(Some(Visitor { request, name, has_session }))
    }
}
