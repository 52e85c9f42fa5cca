//! Operations of a connection that stays open, each in a task of its own.

use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;

use async_graphql::{Pos, Response, ServerError};
use futures_util::{FutureExt, StreamExt};
use tokio::sync::mpsc::{Permit, Sender};

use super::client::Client;
use super::sending::{Sending, Ticket};
use crate::error::Error;
use crate::graphql::{Delivery, Rate, Request, located};
use crate::http::graphql::{caller, charge, log_faults, take};
use crate::http::limits::Refused;
use crate::http::operation::Operation;
use crate::http::parameters::Parameters;
use crate::http::respond::{self, Answer};

/// Why an operation ends.
pub(super) enum End {
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
pub(super) async fn run(client: Client, ticket: Ticket, parameters: Parameters, out: Sender<Box<Sending>>) {
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
    drop(out.send(Box::new(last)).await);
}

/// An operation under way.
pub(super) struct Task {
    pub client: Client,
    ticket: Ticket,
    out: Sender<Box<Sending>>,
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
            Box::pin(self.follow(operation, request, (&caller, rate))).await
        } else {
            let permit = self.permit().await?;
            let response = Box::pin(self.answer(operation, request)).await?;
            let answer = respond::executed(&response, &self.client.manner(rate));
            let next = self.render(&answer, (&caller, rate))?;
            permit.send(Box::new(next));
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

    /// The room for one more thing to send.
    pub(super) async fn permit(&self) -> Result<Permit<'_, Box<Sending>>, End> {
        self.out.reserve().await.map_err(|_closed| End::Unread)
    }

    /// Executes a subscription's document for one purpose.
    pub(super) async fn deliver(
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
    pub(super) fn render(
        &self,
        answer: &Answer,
        (caller, rate): (&str, Option<Rate>),
    ) -> Result<Sending, Error> {
        let (api, mut manner) = (&self.client.api, self.client.manner(rate));
        if let (Some(rate), Some(actual)) = (rate, answer.actual) {
            manner.rate = Some(charge(&api.app, caller, rate, actual));
        }
        let json = answer.bytes(&manner);
        let reserved = api.outgoing.hold(caller, json.len())?;
        Ok(Sending::Next { ticket: self.ticket.clone(), json, _reserved: reserved })
    }
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
