//! Operations of a connection that stays open, each in a task of its own.

use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_graphql::{Pos, Response, ServerError};
use entity::UserId;
use futures_util::{FutureExt, StreamExt};
use tokio::sync::mpsc::{Permit, Sender};

use super::client::Client;
use super::sending::{Sending, Ticket};
use crate::audit;
use crate::error::Error;
use crate::graphql::{Delivery, Opening, Rate, Request, Source, located};
use crate::http::graphql::{caller, charge, log_faults, take};
use crate::http::limits::Refused;
use crate::http::operation::Operation;
use crate::http::parameters::Parameters;
use crate::http::respond;

/// How long to wait before the database is asked again that could not be used.
const PAUSE: Duration = Duration::from_secs(1);

/// Why an operation ends.
enum End {
    /// Its caller is not who they were.
    Expired,
    /// It is not executed.
    Refused(Vec<ServerError>),
    /// Nobody reads what comes of it.
    Unread,
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        if let Error::Unauthenticated = error {
            return Self::Expired;
        }
        let mut told = located(error, Pos::default());
        told.locations.clear();
        Self::Refused(vec![told])
    }
}

/// Does an operation to its end.
pub(super) async fn run(client: Client, ticket: Ticket, parameters: Parameters, out: Sender<Sending>) {
    let task = Task { client, ticket, out };
    let outcome = AssertUnwindSafe(Box::pin(task.execute(parameters))).catch_unwind().await;
    let outcome = outcome.unwrap_or_else(|_panic| Err(Error::internal("an operation panicked").into()));
    let Task { client, ticket, out } = task;
    let last = match outcome {
        Ok(()) => Sending::Complete(ticket),
        Err(End::Expired) => Sending::Expired,
        Err(End::Refused(errors)) => {
            let response = Response::from_errors(errors);
            log_faults(&response, &client.api.app, &client.manner(None).request_id);
            Sending::Error(ticket, respond::errors_of(&response, &client.manner(None)))
        }
        Err(End::Unread) => return,
    };
    // Where the connection is gone, so is whoever would read it.
    drop(out.send(last).await);
}

/// An operation under way.
struct Task {
    client: Client,
    ticket: Ticket,
    out: Sender<Sending>,
}

/// What is told of a subscription when it ends, however that comes.
struct Log {
    started: Instant,
    request_id: String,
    user: UserId,
    operation: Option<String>,
    events: u64,
}

impl Drop for Log {
    fn drop(&mut self) {
        let Self { started, request_id, user, operation, events } = self;
        let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        tracing::info!(request_id, %user, operation, events, milliseconds, "subscription");
    }
}

impl Task {
    async fn execute(&self, parameters: Parameters) -> Result<(), End> {
        let signed_in = self.client.now().await?;
        let request = self.client.request(signed_in);
        let operation = Operation::find(&self.client.api.documents, parameters)?.map_err(refused)?;
        operation.known.checked.admits.check(&request, false)?;
        let caller = caller(&request);
        let (rate, taken) = take(&self.client.api.app, &caller, operation.known.checked.points());
        taken?;
        if operation.is_subscription() {
            self.follow(operation, request, (&caller, rate)).await
        } else {
            let permit = self.permit().await?;
            let response = self.answer(operation, request).await?;
            let next = self.render(&response, (&caller, rate))?;
            permit.send(next);
            Ok(())
        }
    }

    /// Executes a query or a mutation; a mutation to its end, whoever waits for it.
    async fn answer(&self, operation: Operation, request: Request) -> Result<Response, End> {
        let (api, known) = (&self.client.api, Arc::clone(&operation.known));
        let prepared = operation.prepare((&api.documents, &api.schema), request)?;
        let (schema, document) = prepared.map_err(|error| End::Refused(vec![error]))?;
        let work = async move { schema.execute(document).await };
        let time = api.app.request_time;
        let response = if known.is_mutation() {
            let done = tokio::time::timeout(time, tokio::spawn(work)).await;
            done.ok().and_then(Result::ok).ok_or(Error::OutcomeUnknown { has_key: false })?
        } else {
            tokio::time::timeout(time, Box::pin(work)).await.map_err(|_elapsed| Error::TimedOut(time))?
        };
        log_faults(&response, &api.app, &self.client.manner(None).request_id);
        if respond::is_refused(&response) {
            return Err(End::Refused(response.errors));
        }
        known.is_found_valid();
        Ok(response)
    }

    /// Sends an event whenever there is one.
    async fn follow(
        &self,
        operation: Operation,
        request: Request,
        (caller, rate): (&str, Option<Rate>),
    ) -> Result<(), End> {
        let api = &self.client.api;
        let _counted = api.connections.subscribe();
        let opening = Arc::new(Delivery::Opening(Opening::default()));
        if let Some(response) = self.deliver(&operation, request, &opening).await? {
            return Err(End::Refused(response.errors));
        }
        operation.known.is_found_valid();
        let Delivery::Opening(opened) = &*opening else { return Ok(()) };
        // Its field is left out by a directive.
        let Some(followed) = opened.take() else { return Ok(()) };
        let viewer = &self.client.first.viewer;
        let mut source = Source::open(Arc::clone(&api.app), followed, viewer).await?;
        let mut log = Log {
            started: Instant::now(),
            request_id: self.client.manner(None).request_id,
            user: viewer.user_id,
            operation: operation.name().map(audit::device),
            events: 0,
        };
        // The subscription is paid for: what comes of it is charged as it comes.
        let rate = rate.map(|rate| Rate { cost: 0, ..rate });
        loop {
            if self.next(&mut source, &operation, (caller, rate)).await? {
                log.events += 1;
            } else {
                source.changed().await;
            }
        }
    }

    /// Sends the next event: whether there is one.  While the database cannot be used it is waited for.
    async fn next(
        &self,
        source: &mut Source,
        operation: &Operation,
        counted: (&str, Option<Rate>),
    ) -> Result<bool, End> {
        // What nobody takes yet is not made: it waits in the log.
        let permit = self.permit().await?;
        let event = loop {
            match source.next(&self.signed_in().await?.viewer).await {
                Ok(None) => return Ok(false),
                Ok(Some(event)) => break Arc::new(Delivery::Event(event)),
                Err(error) => self.wait(error).await?,
            }
        };
        loop {
            let request = self.client.request(self.signed_in().await?);
            let response = self.deliver(operation, request, &event).await;
            let response = match response {
                Ok(Some(response)) => response,
                Ok(None) => return Ok(true),
                Err(error) => {
                    self.wait(error).await?;
                    continue;
                }
            };
            let is_for_later = |error: &ServerError| error.source::<Error>().is_some_and(is_passing);
            if response.errors.iter().any(is_for_later) {
                self.wait(Error::Busy).await?;
                continue;
            }
            match self.render(&response, counted) {
                Ok(next) => {
                    permit.send(next);
                    return Ok(true);
                }
                Err(error) => self.wait(error).await?,
            }
        }
    }

    /// Who it is now; while that cannot be read it is waited for.
    async fn signed_in(&self) -> Result<crate::auth::SignedIn, End> {
        loop {
            match self.client.now().await {
                Ok(signed_in) => return Ok(signed_in),
                Err(error) => self.wait(error).await?,
            }
        }
    }

    /// Waits where trying again helps.
    async fn wait(&self, error: Error) -> Result<(), End> {
        if !is_passing(&error) {
            return Err(error.into());
        }
        tracing::debug!(%error, "an event waits");
        if let Error::Unavailable(_) = error {
            self.client.api.app.store.suspect();
        }
        tokio::time::sleep(PAUSE).await;
        Ok(())
    }

    /// The room for one more thing to send.
    async fn permit(&self) -> Result<Permit<'_, Sending>, End> {
        self.out.reserve().await.map_err(|_closed| End::Unread)
    }

    /// Executes a subscription's document for one purpose.
    async fn deliver(
        &self,
        operation: &Operation,
        request: Request,
        delivery: &Arc<Delivery>,
    ) -> Result<Option<Response>, Error> {
        let api = &self.client.api;
        let (schema, document) = match operation.clone().prepare((&api.documents, &api.schema), request)? {
            Ok(prepared) => prepared,
            Err(error) => return Ok(Some(Response::from_errors(vec![error]))),
        };
        let responses = schema.execute_stream(document.data(Arc::clone(delivery)));
        let time = api.app.request_time;
        let first = async { pin!(responses).next().await };
        tokio::time::timeout(time, Box::pin(first)).await.map_err(|_elapsed| Error::TimedOut(time))
    }

    /// An answer to send, with its caller charged for what is in it.
    fn render(&self, response: &Response, (caller, rate): (&str, Option<Rate>)) -> Result<Sending, Error> {
        let (api, mut manner) = (&self.client.api, self.client.manner(rate));
        let answer = respond::executed(response, &manner);
        if let (Some(rate), Some(actual)) = (rate, answer.actual) {
            manner.rate = Some(charge(&api.app, caller, rate, actual));
        }
        let json = answer.bytes(&manner);
        let reserved = api.outgoing.hold(caller, json.len())?;
        Ok(Sending::Next { ticket: self.ticket.clone(), json, _reserved: reserved })
    }
}

/// Whether trying again later helps.
const fn is_passing(error: &Error) -> bool {
    matches!(error, Error::Unavailable(_) | Error::Busy | Error::TimedOut(_) | Error::RateLimited(_))
}

fn refused(refused: Refused) -> End {
    match refused {
        Refused::Limit(error) => error.into(),
        Refused::Syntax(error) => {
            let mut told = ServerError::new(error.to_string(), None);
            told.locations = error.positions().collect();
            End::Refused(vec![told])
        }
        Refused::Invalid(message) => End::Refused(vec![ServerError::new(message, None)]),
    }
}
