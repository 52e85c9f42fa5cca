//! `POST /graphql`, and `GET /graphql` for queries.

mod execute;

use std::num::NonZeroU32;
use std::sync::Arc;

use actix_web::http::{Method, StatusCode};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::Response;
use entity::{Limits, Scope};

use super::answers::Answers;
use super::coding::Accepted;
use super::documents::Documents;
use super::drain::Readiness;
use super::line::Line;
use super::live::{self, Connections, Shared};
use super::negotiate;
use super::operation::{Operation, Schemas};
use super::outgoing::Outgoing;
use super::parameters::{self, Parameters};
use super::respond::{self, Manner, Media};
use crate::app::App;
use crate::audit::{self, Origin};
use crate::auth::{Credential, Left, SignedIn, network};
use crate::clock::new_id;
use crate::error::{Error, Result};
use crate::graphql::{Rate, Request};
use crate::people;

/// What answers documents, shared by all requests.
#[derive(Clone)]
pub(super) struct Api {
    pub app: Arc<App>,
    pub schema: Schemas,
    pub documents: Arc<Documents>,
    pub answers: Arc<Answers>,
    pub outgoing: Arc<Outgoing>,
    pub connections: Arc<Connections>,
    pub shared: Arc<Shared>,
    pub readiness: Readiness,
}

/// Answers a request.
pub(super) async fn serve(http: HttpRequest, body: Payload, api: Data<Api>) -> HttpResponse {
    if live::is_upgrade(&http) {
        return live::open(&http, body, &api).unwrap_or_else(|error| error.error_response());
    }
    let (media, takes_events) = (negotiate::media(&http), live::is_asked_for(&http));
    let accepted = Accepted::of(&http);
    let mut exchange = Exchange::new(http, &api, media.unwrap_or(Media::Json), accepted);
    let not_acceptable = |message| {
        Ok(respond::refused(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message, &exchange.manner))
    };
    let answer = if media.is_none() && !takes_events {
        not_acceptable("answers are application/graphql-response+json, application/json or text/event-stream")
    } else if accepted.is_nothing() {
        not_acceptable("answers are coded as zstd, br, gzip or identity")
    } else {
        Box::pin(exchange.answer(body, media.is_none())).await
    };
    exchange.end(answer)
}

/// Answers a document of the server's own pages, with an access token or without: under the same limits, as
/// JSON.
pub(super) async fn ask(
    http: HttpRequest,
    api: &Api,
    parameters: Parameters,
    token: Option<String>,
) -> HttpResponse {
    let mut exchange = Exchange::new(http, api, Media::Json, Accepted::PLAIN);
    let answer = exchange.run(parameters, Ok(token)).await;
    exchange.end(answer)
}

/// A request on its way to its answer.
pub(super) struct Exchange {
    pub http: HttpRequest,
    pub api: Api,
    pub manner: Manner,
    /// With a mutation this goes into its task.
    line: Option<Line>,
}

impl Exchange {
    pub fn new(http: HttpRequest, api: &Api, media: Media, accepted: Accepted) -> Self {
        let request_id = new_id().simple().to_string();
        let line = Some(Line::new(&request_id, api.app.metrics.clone()));
        let manner = Manner { media, accepted, request_id, rate: None };
        Self { http, api: api.clone(), manner, line }
    }

    /// `only_events` says that the client takes nothing else.
    async fn answer(&mut self, body: Payload, only_events: bool) -> Result<HttpResponse> {
        let parameters = match parameters::read(&self.http, body, &self.manner).await {
            Ok(parameters) => parameters,
            Err(refusal) => return Ok(*refusal),
        };
        if live::is_asked_for(&self.http) {
            let operation = Operation::find(&self.api.documents, parameters.clone())?.ok();
            if only_events || operation.as_ref().is_some_and(Operation::is_subscription) {
                let is_mutation = operation.is_some_and(|operation| operation.known.is_mutation());
                return match self.refuse_mutation(is_mutation) {
                    Some(refused) => Ok(refused),
                    None => live::stream(&self.http, &self.api, parameters).await,
                };
            }
        }
        let token = negotiate::token(&self.http).map(|token| token.map(str::to_owned));
        self.run(parameters, token).await
    }

    /// Answers a document that is asked for with a token, without one, or with something that is none.
    async fn run(&mut self, parameters: Parameters, token: Result<Option<String>>) -> Result<HttpResponse> {
        self.note(|line| line.operation = parameters.operation_name.as_deref().map(audit::device));
        let (request, is_refused) = self.request(token).await?;
        Box::pin(self.execute(parameters, request, is_refused)).await
    }

    /// The request of whoever has a token, or of nobody; and whether a token was sent that is not valid.
    pub async fn request(&mut self, token: Result<Option<String>>) -> Result<(Request, bool)> {
        self.request_at(token, None).await
    }

    /// The same at an address that is for tokens of a scope.
    pub async fn request_at(
        &mut self,
        token: Result<Option<String>>,
        address: Option<Scope>,
    ) -> Result<(Request, bool)> {
        let origin = negotiate::origin(&self.http, self.api.app.behind_proxy, &self.manner.request_id);
        let signed_in = match token {
            Ok(Some(token)) => {
                let workspace = negotiate::workspace(&self.http);
                signed_in(&self.api.app, &origin, &token, (workspace, address)).await.map(Some)
            }
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        };
        let signed_in = match signed_in {
            // Whoever has a token that is not valid any more may still get another.
            Err(Error::Unauthenticated) => None,
            known => Some(known?),
        };
        let is_refused = signed_in.is_none();
        let signed_in = signed_in.flatten();
        self.note(|line| line.user = signed_in.as_ref().map(|signed_in| signed_in.viewer.user_id));
        let locale = negotiate::locale(&self.http);
        let mut request = Request::new(Arc::clone(&self.api.app), signed_in, locale, origin);
        request.idempotency_key = negotiate::idempotency_key(&self.http);
        Ok((request, is_refused))
    }

    /// Takes what a request costs, and what is taken for it now, from what its caller may ask for.
    pub fn take(&mut self, caller: &str, cost: (u32, u32)) -> Result<()> {
        let (rate, taken) = take(&self.api.app, caller, cost);
        self.manner.rate = rate;
        taken?;
        self.note(|line| line.cost = Some(cost.0));
        Ok(())
    }

    /// That a mutation is not sent by `GET`.
    fn refuse_mutation(&self, is_mutation: bool) -> Option<HttpResponse> {
        (is_mutation && *self.http.method() == Method::GET).then(|| {
            let status = StatusCode::METHOD_NOT_ALLOWED;
            respond::refused(status, "METHOD_NOT_ALLOWED", "mutations are sent by POST", &self.manner)
        })
    }

    /// What is answered and logged in the end.
    pub fn end(self, answer: Result<HttpResponse>) -> HttpResponse {
        self.end_with(answer, |_, error, manner| respond::failed(error, manner))
    }

    /// The same with another answer to a request that failed.
    pub fn end_with(
        mut self,
        answer: Result<HttpResponse>,
        failed: impl FnOnce(&HttpRequest, &Error, &Manner) -> HttpResponse,
    ) -> HttpResponse {
        let answer = answer.unwrap_or_else(|error| {
            log(&error, &self.api.app, &self.manner.request_id);
            failed(&self.http, &error, &self.manner)
        });
        self.note(|line| line.went(answer.status()));
        answer
    }

    pub fn note(&mut self, what: impl FnOnce(&mut Line)) {
        if let Some(line) = &mut self.line {
            what(line);
        }
    }
}

/// Whose quotas a request is counted under: a token's, a person's, or those of an address.
pub(super) fn caller(request: &Request) -> String {
    match request.signed_in() {
        Ok(viewer) => match &viewer.limits {
            Some(limits) => limits.token_id.to_string(),
            None => viewer.user_id.to_string(),
        },
        Err(_stranger) => network(&request.origin.address),
    }
}

/// Takes the points of a request from what its caller may ask for: what is left, where that is limited, and
/// whether there were so many.
pub(super) fn take(app: &App, caller: &str, (cost, points): (u32, u32)) -> (Option<Rate>, Result<()>) {
    let Some(throttle) = &app.rate else { return (None, Ok(())) };
    let points = NonZeroU32::new(points).unwrap_or(NonZeroU32::MIN);
    match throttle.take(&caller.to_owned(), points) {
        Ok(Left { limit, remaining }) => (Some(Rate { cost, limit, remaining }), Ok(())),
        Err(error) => (Some(Rate { cost, limit: throttle.limit(), remaining: 0 }), Err(error)),
    }
}

/// Takes what came beyond what was asked for, as far as the caller has it.
pub(super) fn charge(app: &App, caller: &str, rate: Rate, actual: u32) -> Rate {
    let beyond = NonZeroU32::new(actual.saturating_sub(rate.cost));
    let left =
        app.rate.as_ref().zip(beyond).map(|(throttle, count)| throttle.take_most(&caller.to_owned(), count));
    Rate { remaining: left.unwrap_or(rate.remaining), ..rate }
}

/// Whose a token is; at an address, of a token of its scope.
pub(super) async fn signed_in(
    app: &Arc<App>,
    origin: &Origin,
    token: &str,
    (workspace, address): (Option<&str>, Option<Scope>),
) -> Result<SignedIn> {
    let now = app.clock.now();
    let shown = Credential::read(token, &app.keys, now)?;
    let signed_in = app.viewers.fetch(&app.store, shown, now).await?;
    // What is good for an address alone is no way in, and nothing else is good for an address.
    let limits = signed_in.viewer.limits.as_ref();
    let is_here = address.is_none_or(|scope| limits.is_some_and(|limits| limits.scopes.contains(&scope)));
    if limits.is_some_and(Limits::is_of_address) != address.is_some() || !is_here {
        return Err(Error::Unauthenticated);
    }
    people::token_use::note(app, &signed_in, origin, now);
    match workspace {
        Some(workspace) => signed_in.about(workspace),
        None => Ok(signed_in),
    }
}

pub(super) fn log_faults(response: &Response, app: &App, request_id: &str) {
    let faults = response.errors.iter().filter_map(|error| error.source::<Error>());
    faults.for_each(|error| log(error, app, request_id));
}

/// Logs what is not the client's doing, and looks at the database where that may be the cause.
fn log(error: &Error, app: &App, request_id: &str) {
    match error {
        Error::Internal(source) => tracing::error!(request_id, error = %source, "a fault"),
        Error::Unavailable(source) => {
            tracing::debug!(request_id, error = %source, "the database was not available");
            app.store.suspect();
        }
        Error::OutcomeUnknown { .. } => tracing::warn!(request_id, "the outcome of a write is not known"),
        Error::FontMissing(_) => tracing::warn!(request_id, %error, "a picture could not be drawn"),
        Error::Unauthenticated
        | Error::BadInput { .. }
        | Error::TooLarge(_)
        | Error::Conflict
        | Error::RateLimited(_)
        | Error::TimedOut(_)
        | Error::Busy
        | Error::Refused(_) => {}
    }
}
