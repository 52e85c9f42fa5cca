//! Who sends operations over a connection that stays open.

use std::sync::Arc;

use actix_web::HttpRequest;

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

/// Somebody at a connection.
#[derive(Clone)]
pub(super) struct Client {
    pub api: Api,
    token: String,
    workspace: Option<String>,
    locale: Locale,
    origin: Origin,
    /// Who it was when the connection was opened.
    pub first: SignedIn,
    /// The header `Idempotency-Key` of a connection for one operation.
    pub idempotency_key: Option<String>,
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
        workspace: Option<String>,
    ) -> Result<Self> {
        let workspace = workspace.or_else(|| arrival.workspace.clone());
        let (locale, origin) = (arrival.locale, arrival.origin.clone());
        let about = (workspace.as_deref(), None);
        let first = Box::pin(signed_in(&api.app, &origin, &token, about)).await?;
        Ok(Self { api: api.clone(), token, workspace, locale, origin, first, idempotency_key: None })
    }

    /// The same for another operation, under a request id of its own.
    pub(super) fn operation(&self) -> Self {
        let origin = Origin { request_id: new_id().simple().to_string(), ..self.origin.clone() };
        Self { origin, ..self.clone() }
    }

    /// Who it is now.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] where the token is not valid any more, or stands for other permissions.
    pub(super) async fn now(&self) -> Result<SignedIn> {
        let about = (self.workspace.as_deref(), None);
        // On the heap, where it takes room only as long as it runs: clients wait for the most part.
        let now = Box::pin(signed_in(&self.api.app, &self.origin, &self.token, about)).await;
        // The workspace that the connection is about was left.
        let has_left = matches!(now, Err(Error::BadInput { .. }));
        let now = if has_left { Err(Error::Unauthenticated) } else { now }?;
        if now.viewer == self.first.viewer { Ok(now) } else { Err(Error::Unauthenticated) }
    }

    /// A request of its own.
    pub(super) fn request(&self, signed_in: SignedIn) -> Request {
        let app = Arc::clone(&self.api.app);
        let mut request = Request::new(app, Some(signed_in), self.locale, self.origin.clone());
        request.idempotency_key.clone_from(&self.idempotency_key);
        request
    }

    /// How answers are told.
    pub(super) fn manner(&self, rate: Option<Rate>) -> Manner {
        let request_id = self.origin.request_id.clone();
        Manner { media: Media::Json, accepted: Accepted::PLAIN, request_id, rate }
    }
}
