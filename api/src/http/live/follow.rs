//! Subscriptions: what happens is sent as it happens, for as long as somebody reads it.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::ServerError;
use entity::UserId;
use tokio::time::Instant;

use super::connections::Subscribed;
use super::task::{End, Task};
use crate::audit;
use crate::auth::SignedIn;
use crate::error::Error;
use crate::graphql::{Delivery, Opening, Rate, Request, Source};
use crate::http::operation::Operation;
use crate::http::respond::{self, Answer};

/// How long to wait before the database is asked again that could not be used.
const PAUSE: Duration = Duration::from_secs(1);

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

/// A subscription that was opened.
pub(super) struct Subscription {
    operation: Operation,
    source: Source,
    caller: String,
    rate: Option<Rate>,
    log: Log,
    _counted: Subscribed,
}

impl Task {
    /// Opens a subscription; none where its field is left out by a directive.
    pub(super) async fn subscribe(
        &self,
        operation: Operation,
        request: Request,
        (caller, rate): (String, Option<Rate>),
    ) -> Result<Option<Subscription>, End> {
        let api = self.client.api();
        let counted = api.connections.subscribe();
        let opening = Arc::new(Delivery::Opening(Opening::default()));
        if let Some(response) = Box::pin(self.deliver(&operation, request, &opening)).await? {
            return Err(End::Refused(response.errors));
        }
        operation.known.is_found_valid();
        let Delivery::Opening(opened) = &*opening else { return Ok(None) };
        let Some(followed) = opened.take() else { return Ok(None) };
        let viewer = self.client.viewer();
        let source = Box::pin(Source::open(Arc::clone(&api.app), followed, viewer)).await?;
        let log = Log {
            started: Instant::now(),
            request_id: self.client.manner(None).request_id,
            user: viewer.user_id,
            operation: operation.name().map(audit::device),
            events: 0,
        };
        // The subscription is paid for: what comes of it is charged as it comes.
        let rate = rate.map(|rate| Rate { cost: 0, ..rate });
        Ok(Some(Subscription { operation, source, caller, rate, log, _counted: counted }))
    }

    /// Sends an event whenever there is one.
    pub(super) async fn follow(&self, subscription: Subscription) -> Result<(), End> {
        let Subscription { operation, mut source, caller, rate, mut log, _counted } = subscription;
        let mut shown = None;
        loop {
            if Box::pin(self.next((&mut source, &mut shown), &operation, (&caller, rate))).await? {
                log.events += 1;
            } else {
                source.changed().await;
            }
        }
    }

    /// Sends the next event: whether there is one.  While the database cannot be used it is waited for.
    async fn next(
        &self,
        (source, shown): (&mut Source, &mut Option<Instant>),
        operation: &Operation,
        counted: (&str, Option<Rate>),
    ) -> Result<bool, End> {
        // What nobody takes yet is not made: it waits in the log.
        let permit = self.permit().await?;
        let event = loop {
            match Box::pin(source.next(&self.signed_in().await?.viewer)).await {
                Ok(None) => return Ok(false),
                Ok(Some(event)) => break Arc::new(Delivery::Event(event)),
                Err(error) => self.wait(error).await?,
            }
        };
        loop {
            let request = self.client.request(self.signed_in().await?);
            let rendered = match Box::pin(self.show(operation, (request, &event), *shown, counted.1)).await {
                Ok(Some((answer, began))) => {
                    *shown = Some(began);
                    self.render(&answer, counted)
                }
                Ok(None) => return Ok(true),
                Err(error) => Err(error),
            };
            match rendered {
                Ok(next) => {
                    permit.send(Box::new(next));
                    return Ok(true);
                }
                Err(error) => self.wait(error).await?,
            }
        }
    }

    /// The answer to an event, and when its execution began; none where the event does not show.
    async fn show(
        &self,
        operation: &Operation,
        (request, event): (Request, &Arc<Delivery>),
        shown: Option<Instant>,
        rate: Option<Rate>,
    ) -> Result<Option<(Arc<Answer>, Instant)>, Error> {
        let make = async |request: Request| {
            let Some(response) = self.deliver(operation, request, event).await? else { return Ok(None) };
            let is_for_later = |error: &ServerError| error.source::<Error>().is_some_and(is_passing);
            if response.errors.iter().any(is_for_later) {
                return Err(Error::Busy);
            }
            Ok(Some(respond::executed(&response, &self.client.manner(rate))))
        };
        let api = self.client.api();
        let answer = api.shared.answer(&operation.known, (request, &**event), shown, make);
        let time = api.app.request_time;
        tokio::time::timeout(time, answer).await.map_err(|_elapsed| Error::TimedOut(time))?
    }

    /// Who it is now; while that cannot be read it is waited for.
    async fn signed_in(&self) -> Result<SignedIn, End> {
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
            self.client.api().app.store.suspect();
        }
        tokio::time::sleep(PAUSE).await;
        Ok(())
    }
}

/// Whether trying again later helps.
const fn is_passing(error: &Error) -> bool {
    matches!(error, Error::Unavailable(_) | Error::Busy | Error::TimedOut(_) | Error::RateLimited(_))
}
