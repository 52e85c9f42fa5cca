//! An operation of a connection that stays open, while it is under way.

use std::pin::pin;
use std::sync::Arc;

use async_graphql::{Pos, Response, ServerError};
use futures_util::StreamExt;
use tokio::sync::mpsc::{Permit, Sender};

use super::client::Client;
use super::sending::{Sending, Ticket};
use crate::error::Error;
use crate::graphql::{Delivery, Rate, Request, located};
use crate::http::graphql::charge;
use crate::http::operation::Operation;
use crate::http::respond::Answer;

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

/// An operation under way.
pub(super) struct Task {
    pub client: Client,
    pub ticket: Ticket,
    pub out: Sender<Box<Sending>>,
}

impl Task {
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
        let api = self.client.api();
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
        let (api, mut manner) = (self.client.api(), self.client.manner(rate));
        if let (Some(rate), Some(actual)) = (rate, answer.actual) {
            manner.rate = Some(charge(&api.app, caller, rate, actual));
        }
        let json = answer.bytes(&manner);
        let reserved = api.outgoing.hold(caller, json.len())?;
        Ok(Sending::Next { ticket: self.ticket.clone(), json, _reserved: reserved })
    }
}
