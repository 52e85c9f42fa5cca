//! Who sends operations over a connection that stays open.

use std::sync::Arc;

use actix_web::HttpRequest;
use entity::Viewer;

use crate::audit::Origin;
use crate::auth::SignedIn;
use crate::clock::new_id;
use crate::error::{Error, Result};
use crate::graphql::{Locale, Rate, Request};
use crate::http::coding::Accepted;
use crate::http::graphql::{Api, signed_in};
use crate::http::negotiate;
use crate::http::respond::{Manner, Media};

/// What a request says of itself that opens a connection.
pub(super) struct Arrival {
    /// The bearer token of its header.
    pub token: Option<String>,
    workspace: Option<String>,
    locale: Locale,
    origin: Origin,
}

impl Arrival {
    pub(super) fn of(http: &HttpRequest, api: &Api) -> Self {
        Self {
            token: negotiate::token(http).ok().flatten().map(str::to_owned),
            workspace: negotiate::workspace(http).map(str::to_owned),
            locale: negotiate::locale(http),
            origin: negotiate::origin(http, api.app.behind_proxy, &new_id().simple().to_string()),
        }
    }
}

/// Somebody at a connection: a copy for each operation, under a request id of its own.
#[derive(Clone)]
pub(super) struct Client {
    connection: Arc<Connection>,
    request_id: String,
}

/// What all operations of a connection have in common.
struct Connection {
    api: Api,
    token: String,
    workspace: Option<String>,
    locale: Locale,
    origin: Origin,
    /// The viewer when the connection was opened.
    viewer: Viewer,
    /// The header `Idempotency-Key` of a connection for one operation.
    idempotency_key: Option<String>,
}

impl Client {
    /// Who shows a token; what the request says of a workspace is less than what is said here.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] where the token is not valid.
    pub(super) async fn new(
        api: &Api,
        arrival: &Arrival,
        token: String,
        (workspace, idempotency_key): (Option<String>, Option<String>),
    ) -> Result<Self> {
        let workspace = workspace.or_else(|| arrival.workspace.clone());
        let (locale, origin) = (arrival.locale, arrival.origin.clone());
        let about = (workspace.as_deref(), None);
        let SignedIn { viewer, .. } = Box::pin(signed_in(&api.app, &origin, &token, about)).await?;
        let (api, request_id) = (api.clone(), origin.request_id.clone());
        let connection = Connection { api, token, workspace, locale, origin, viewer, idempotency_key };
        Ok(Self { connection: Arc::new(connection), request_id })
    }

    /// The same for another operation.
    pub(super) fn operation(&self) -> Self {
        Self { connection: Arc::clone(&self.connection), request_id: new_id().simple().to_string() }
    }

    /// What the server has for requests.
    pub(super) fn api(&self) -> &Api {
        &self.connection.api
    }

    /// The viewer when the connection was opened.
    pub(super) fn viewer(&self) -> &Viewer {
        &self.connection.viewer
    }

    fn origin(&self) -> Origin {
        Origin { request_id: self.request_id.clone(), ..self.connection.origin.clone() }
    }

    /// Who it is now.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] where the token is not valid any more, or stands for other permissions.
    pub(super) async fn now(&self) -> Result<SignedIn> {
        let Connection { api, token, workspace, viewer, .. } = &*self.connection;
        let (about, origin) = ((workspace.as_deref(), None), self.origin());
        // On the heap, where it takes room only as long as it runs: clients wait for the most part.
        let now = Box::pin(signed_in(&api.app, &origin, token, about)).await;
        // The workspace that the connection is about was left.
        let has_left = matches!(now, Err(Error::BadInput { .. }));
        let now = if has_left { Err(Error::Unauthenticated) } else { now }?;
        if now.viewer == *viewer { Ok(now) } else { Err(Error::Unauthenticated) }
    }

    /// A request of its own.
    pub(super) fn request(&self, signed_in: SignedIn) -> Request {
        let Connection { api, locale, idempotency_key, .. } = &*self.connection;
        let mut request = Request::new(Arc::clone(&api.app), Some(signed_in), *locale, self.origin());
        request.idempotency_key.clone_from(idempotency_key);
        request
    }

    /// How answers are told.
    pub(super) fn manner(&self, rate: Option<Rate>) -> Manner {
        let request_id = self.request_id.clone();
        Manner { media: Media::Json, accepted: Accepted::PLAIN, request_id, rate }
    }
}
