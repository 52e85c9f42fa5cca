//! Operations of a connection that stays open, each in a task of its own.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use async_graphql::{Response, ServerError};
use futures_util::FutureExt;
use tokio::sync::mpsc::Sender;

use super::client::Client;
use super::follow::Subscription;
use super::sending::{Sending, Ticket};
use super::task::{End, Task};
use crate::error::Error;
use crate::graphql::Request;
use crate::http::graphql::{caller, log_faults, take};
use crate::http::limits::Refused;
use crate::http::operation::Operation;
use crate::http::parameters::Parameters;
use crate::http::respond;

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
            log_faults(&response, &client.api().app, &client.manner(None).request_id);
            Sending::Error(ticket, respond::errors_of(&response, &client.manner(None)))
        }
        Err(End::Unread) => return,
    };
    // Where the connection is gone, so is whoever would read it.
    drop(out.send(Box::new(last)).await);
}

impl Task {
    async fn execute(&self, parameters: Parameters) -> Result<(), End> {
        // What it takes to begin is gone before a subscription waits, which may be for hours.
        match Box::pin(self.begin(parameters)).await? {
            Some(subscription) => self.follow(subscription).await,
            None => Ok(()),
        }
    }

    /// Answers a query or a mutation, or opens a subscription.
    async fn begin(&self, parameters: Parameters) -> Result<Option<Subscription>, End> {
        let signed_in = self.client.now().await?;
        let request = self.client.request(signed_in);
        let operation = Operation::find(&self.client.api().documents, parameters)?.map_err(refused)?;
        operation.known.checked.admits.check(&request, false)?;
        let caller = caller(&request);
        let (rate, taken) = take(&self.client.api().app, &caller, operation.known.checked.points());
        taken?;
        if operation.is_subscription() {
            return Box::pin(self.subscribe(operation, request, (caller, rate))).await;
        }
        let permit = self.permit().await?;
        let response = Box::pin(self.answer(operation, request)).await?;
        let answer = respond::executed(&response, &self.client.manner(rate));
        let next = self.render(&answer, (&caller, rate))?;
        permit.send(Box::new(next));
        Ok(None)
    }

    /// Executes a query or a mutation; a mutation to its end, whoever waits for it.
    async fn answer(&self, operation: Operation, request: Request) -> Result<Response, End> {
        let (api, known) = (self.client.api(), Arc::clone(&operation.known));
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
