use async_graphql::{Object, SimpleObject};
use entity::{SessionId, session};

use crate::error::Result;
use crate::graphql::mutate::Outcome;
use crate::graphql::request::Request;
use crate::graphql::scalar::{DateTime, Id};
use crate::graphql::user_error::UserError;
use crate::people::session::Session as Begun;

/// Where somebody is signed in.
#[derive(Clone)]
pub(crate) struct Session {
    pub(super) row: session::Model,
    pub(super) is_this: bool,
}

impl Session {
    /// Whether this is its id.
    pub(crate) fn is(&self, id: SessionId) -> bool {
        self.row.id == id
    }
}

/// A place where the viewer is signed in: a browser, an app.
#[Object]
impl Session {
    /// Opaque id of the session, never reused; `node(id)` finds it.
    async fn id(&self) -> Id<SessionId> {
        Id(self.row.id)
    }

    /// What the client called itself when it signed in.
    async fn device(&self) -> &str {
        &self.row.device
    }

    /// The address that it was last used from.
    async fn address(&self) -> &str {
        &self.row.address
    }

    /// When it began.
    async fn created_at(&self) -> DateTime {
        DateTime(self.row.created_at)
    }

    /// Time of its latest refresh.
    async fn last_used_at(&self) -> DateTime {
        DateTime(self.row.last_used_at)
    }

    /// When it ends if it is not used before.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.row.expires_at)
    }

    /// Whether it is the one that asks.
    async fn is_current(&self) -> bool {
        self.is_this
    }
}

/// What signing in answers, in whichever way.
#[derive(SimpleObject, Default)]
pub(crate) struct SessionPayload {
    /// What to send as `Authorization: Bearer …` from now on; absent where nothing was done.
    access_token: Option<String>,
    /// When that ends: go on with `refreshSession` before.
    expires_at: Option<DateTime>,
    /// What `refreshSession` takes, once.
    refresh_token: Option<String>,
    /// When the session ends if it is not used.
    refresh_expires_at: Option<DateTime>,
    /// Reasons why nothing was done, which the user can correct.  Empty on success.
    user_errors: Vec<UserError>,
}

impl SessionPayload {
    /// A session to go on with.
    pub(crate) fn new(request: &Request, session: Begun) -> Result<Self> {
        let access = request.app.keys.sign(session.user_id, session.id, request.app.clock.now())?;
        Ok(Self {
            access_token: Some(access.token),
            expires_at: Some(DateTime(access.expires_at)),
            refresh_token: Some(session.refresh_token),
            refresh_expires_at: Some(DateTime(session.expires_at)),
            user_errors: Vec::new(),
        })
    }

    /// What came of it.
    pub(crate) fn of(request: &Request, outcome: Outcome<Begun>) -> Result<Self> {
        let Outcome { done, user_errors } = outcome;
        match done {
            Some(session) => Self::new(request, session),
            None => Ok(Self { user_errors, ..Self::default() }),
        }
    }
}
