//! `POST /graphql`, and `GET /graphql` for queries.

use std::num::NonZeroU32;
use std::sync::Arc;

use actix_web::http::{Method, StatusCode};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use async_graphql::parser::types::ExecutableDocument;
use async_graphql::{Response, Variables};

use super::coding::Accepted;
use super::documents::Documents;
use super::limits::{self, CheckedDocument, Refused};
use super::line::Line;
use super::negotiate;
use super::outgoing::Outgoing;
use super::parameters::{self, Parameters};
use super::respond::{self, Manner, Media};
use crate::app::App;
use crate::audit::{self, Origin};
use crate::auth::{Credential, Left, SignedIn, network};
use crate::clock::new_id;
use crate::error::{Error, Result};
use crate::graphql::{Budget, Rate, Request, ResolveAll, Schema};
use crate::people;

/// What answers documents, shared by all requests.
#[derive(Clone)]
pub(super) struct Api {
    pub app: Arc<App>,
    pub schema: Schemas,
    pub documents: Arc<Documents>,
    pub outgoing: Arc<Outgoing>,
}

/// The schema in two forms of the same answers.
#[derive(Clone)]
pub(super) struct Schemas {
    /// Validates documents.
    pub all: Schema,
    /// Executes documents that were validated with the same variables.
    pub validated: Schema,
}

/// Answers a request.
pub(super) async fn serve(http: HttpRequest, body: Payload, api: Data<Api>) -> HttpResponse {
    let media = negotiate::media(&http);
    let accepted = Accepted::of(&http);
    let mut exchange = Exchange::new(http, &api, media.unwrap_or(Media::Json), accepted);
    let not_acceptable = |message| {
        Ok(respond::refused(StatusCode::NOT_ACCEPTABLE, "NOT_ACCEPTABLE", message, &exchange.manner))
    };
    let answer = if media.is_none() {
        not_acceptable("answers are application/graphql-response+json or application/json")
    } else if accepted.is_nothing() {
        not_acceptable("answers are coded as zstd, br, gzip or identity")
    } else {
        exchange.answer(body).await
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
struct Exchange {
    http: HttpRequest,
    app: Arc<App>,
    schema: Schemas,
    documents: Arc<Documents>,
    outgoing: Arc<Outgoing>,
    manner: Manner,
    /// With a mutation this goes into its task.
    line: Option<Line>,
}

impl Exchange {
    fn new(http: HttpRequest, api: &Api, media: Media, accepted: Accepted) -> Self {
        let request_id = new_id().simple().to_string();
        let line = Some(Line::new(&request_id, api.app.metrics.clone()));
        let manner = Manner { media, accepted, request_id, rate: None };
        let Api { app, schema, documents, outgoing } = api.clone();
        Self { http, app, schema, documents, outgoing, manner, line }
    }

    async fn answer(&mut self, body: Payload) -> Result<HttpResponse> {
        let parameters = match parameters::read(&self.http, body, &self.manner).await {
            Ok(parameters) => parameters,
            Err(refusal) => return Ok(*refusal),
        };
        let token = negotiate::token(&self.http).map(|token| token.map(str::to_owned));
        self.run(parameters, token).await
    }

    /// Answers a document that is asked for with a token, without one, or with something that is none.
    async fn run(&mut self, parameters: Parameters, token: Result<Option<String>>) -> Result<HttpResponse> {
        self.note(|line| line.operation = parameters.operation_name.as_deref().map(audit::device));
        let origin = negotiate::origin(&self.http, self.app.behind_proxy, &self.manner.request_id);
        let signed_in = match token {
            Ok(Some(token)) => signed_in(&self.http, &self.app, &origin, &token).await.map(Some),
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
        let mut request = Request::new(Arc::clone(&self.app), signed_in, locale, origin);
        request.idempotency_key = negotiate::idempotency_key(&self.http);
        self.execute(parameters, request, is_refused).await
    }

    /// What is answered and logged in the end.
    fn end(mut self, answer: Result<HttpResponse>) -> HttpResponse {
        let answer = answer.unwrap_or_else(|error| {
            log(&error, &self.app, &self.manner.request_id);
            respond::failed(&error, &self.manner)
        });
        self.note(|line| line.went(answer.status()));
        answer
    }

    fn note(&mut self, what: impl FnOnce(&mut Line)) {
        if let Some(line) = &mut self.line {
            what(line);
        }
    }

    /// `is_refused` says that a token was sent that is not valid.
    async fn execute(
        &mut self,
        parameters: Parameters,
        mut request: Request,
        is_refused: bool,
    ) -> Result<HttpResponse> {
        let Parameters { query, operation_name, variables } = parameters;
        let as_sent = serde_json::to_vec(&variables).map_err(Error::internal)?;
        let variables = Variables::from_json(serde_json::Value::Object(variables));
        let found = self.documents.find(&query, operation_name.as_deref(), (&variables, &as_sent));
        let known = match found {
            Ok(known) => known,
            Err(refused) => return self.refuse(refused),
        };
        let (checked, is_mutation) = (known.checked, known.is_mutation());
        if let Some((Some(name), _)) = &known.operation {
            self.note(|line| line.operation = Some(audit::device(name)));
        }
        if *self.http.method() == Method::GET && is_mutation {
            let message = "mutations are sent by POST";
            let status = StatusCode::METHOD_NOT_ALLOWED;
            return Ok(respond::refused(status, "METHOD_NOT_ALLOWED", message, &self.manner));
        }
        checked.admits.check(&request, is_refused)?;
        let caller = caller(&request);
        self.manner.rate = self.take(&caller, &checked)?;
        self.note(|line| line.cost = Some(checked.cost));
        request.rate = self.manner.rate;
        let mut parsed = match self.documents.parse(&query) {
            Ok(parsed) => ExecutableDocument::clone(&parsed),
            Err(refused) => return self.refuse(refused),
        };
        if checked.is_dry_run {
            limits::keep_only_weight(&mut parsed);
        }
        if !known.is_valid()
            && let Err(error) = limits::check_arguments(&parsed, operation_name.as_deref(), &variables)
        {
            let response = Response::from_errors(vec![error]);
            return Ok(respond::executed(&response, &mut self.manner, |rate, _| rate).plain(&self.manner));
        }
        let is_signed_in = request.viewer.is_some();
        let mut document =
            async_graphql::Request::new(query).variables(variables).data(Budget::default()).data(request);
        document.operation_name = operation_name;
        document.set_parsed_query(parsed);
        if checked.has_repeated_keys {
            document = document.data(ResolveAll);
        }
        if !is_signed_in {
            // To nobody in particular there is no `__type` of any name, which is null.
            document = document.disable_introspection();
        }
        let schema = if known.is_valid() { self.schema.validated.clone() } else { self.schema.all.clone() };
        let response = if is_mutation {
            self.write(schema, document).await?
        } else {
            self.read(schema, document).await?
        };
        // What is left of a document that is only weighed says nothing of the whole.
        if !respond::is_refused(&response) && !checked.is_dry_run {
            known.is_found_valid();
        }
        let mut answer = respond::executed(&response, &mut self.manner, |rate, actual| {
            charge(&self.app, &caller, rate, actual)
        });
        let body = answer.coded(&self.manner, checked.has_secrets).await;
        let counted = self.outgoing.count(&body, &caller, is_mutation)?;
        Ok(answer.with(counted, body.encoding(), &self.manner))
    }

    /// The answer to a document that is not executed.
    fn refuse(&self, refused: Refused) -> Result<HttpResponse> {
        match refused {
            Refused::Limit(error) => Err(error),
            Refused::Syntax(error) => {
                Ok(respond::invalid(&error.to_string(), error.positions(), &self.manner))
            }
            Refused::Invalid(message) => Ok(respond::invalid(&message, std::iter::empty(), &self.manner)),
        }
    }

    /// Takes what a document costs from what its caller may ask for.
    fn take(&mut self, caller: &str, checked: &CheckedDocument) -> Result<Option<Rate>> {
        let Some(throttle) = &self.app.rate else { return Ok(None) };
        let points = if checked.is_dry_run { 1 } else { checked.cost };
        let points = NonZeroU32::new(points).unwrap_or(NonZeroU32::MIN);
        match throttle.take(&caller.to_owned(), points) {
            Ok(Left { limit, remaining }) => Ok(Some(Rate { cost: checked.cost, limit, remaining })),
            Err(error) => {
                self.manner.rate = Some(Rate { cost: checked.cost, limit: throttle.limit(), remaining: 0 });
                Err(error)
            }
        }
    }

    /// Executes a query; where its time is up, or its client hangs up, it is dropped.
    async fn read(&self, schema: Schema, document: async_graphql::Request) -> Result<Response> {
        let time = self.app.request_time;
        let response = tokio::time::timeout(time, schema.execute(document)).await;
        let response = response.map_err(|_elapsed| Error::TimedOut(time))?;
        log_faults(&response, &self.app, &self.manner.request_id);
        Ok(response)
    }

    /// Executes a mutation in a task of its own: it is done to its end, and logged, whoever still waits for
    /// it.
    async fn write(&mut self, schema: Schema, document: async_graphql::Request) -> Result<Response> {
        let app = Arc::clone(&self.app);
        let (request_id, mut line) = (self.manner.request_id.clone(), self.line.take());
        let has_key = negotiate::idempotency_key(&self.http).is_some();
        let task = tokio::spawn(async move {
            let response = schema.execute(document).await;
            log_faults(&response, &app, &request_id);
            if let Some(line) = &mut line {
                line.went(respond::status_of(&response));
            }
            (response, line)
        });
        match tokio::time::timeout(self.app.request_time, task).await {
            Ok(Ok((response, line))) => {
                self.line = line;
                Ok(response)
            }
            Ok(Err(ended)) => match ended.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_cancelled) => Err(Error::OutcomeUnknown { has_key }),
            },
            Err(_elapsed) => Err(Error::OutcomeUnknown { has_key }),
        }
    }
}

/// Whose quotas a request is counted under: a token's, a person's, or those of an address.
fn caller(request: &Request) -> String {
    match &request.viewer {
        Some(viewer) => match &viewer.limits {
            Some(limits) => limits.token_id.to_string(),
            None => viewer.user_id.to_string(),
        },
        None => network(&request.origin.address),
    }
}

/// Takes what came beyond what was asked for, as far as the caller has it.
fn charge(app: &App, caller: &str, rate: Rate, actual: u32) -> Rate {
    let beyond = NonZeroU32::new(actual.saturating_sub(rate.cost));
    let left =
        app.rate.as_ref().zip(beyond).map(|(throttle, count)| throttle.take_most(&caller.to_owned(), count));
    Rate { remaining: left.unwrap_or(rate.remaining), ..rate }
}

/// Whose a token is.
async fn signed_in(http: &HttpRequest, app: &Arc<App>, origin: &Origin, token: &str) -> Result<SignedIn> {
    let now = app.clock.now();
    let shown = Credential::read(token, &app.keys, now)?;
    let signed_in = app.viewers.fetch(&app.store, shown, now).await?;
    people::token_use::note(app, &signed_in, origin, now);
    match negotiate::workspace(http) {
        Some(workspace) => signed_in.about(workspace),
        None => Ok(signed_in),
    }
}

fn log_faults(response: &Response, app: &App, request_id: &str) {
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
