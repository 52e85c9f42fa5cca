//! Documents that passed the limits: executed, or answered as before.

use std::sync::Arc;

use actix_web::HttpResponse;
use async_graphql::Response;

use super::{Exchange, caller, charge, log_faults};
use crate::audit;
use crate::error::{Error, Result};
use crate::graphql::{Reads, Request, Schema};
use crate::http::answers::KeptAnswer;
use crate::http::documents::Digest;
use crate::http::limits::{Handling, Refused};
use crate::http::negotiate;
use crate::http::operation::Operation;
use crate::http::parameters::Parameters;
use crate::http::respond::{self, Answer};
use crate::store::counted;

/// An answer that is kept, and what it is found by.
type Kept = (Digest, Arc<KeptAnswer>);

impl Exchange {
    /// `is_refused` says that a token was sent that is not valid.
    pub(super) async fn execute(
        &mut self,
        parameters: Parameters,
        mut request: Request,
        is_refused: bool,
    ) -> Result<HttpResponse> {
        let operation = match Operation::find(&self.api.documents, parameters)? {
            Ok(operation) => operation,
            Err(refused) => return self.refuse(refused),
        };
        let (checked, is_mutation) = (operation.known.checked, operation.known.is_mutation());
        if let Some(name) = operation.name() {
            self.note(|line| line.operation = Some(audit::device(name)));
        }
        if let Some(refused) = self.refuse_mutation(is_mutation) {
            return Ok(refused);
        }
        checked.admits.check(&request, is_refused)?;
        let caller = caller(&request);
        self.take(&caller, checked.points())?;
        request.rate = self.manner.rate;
        let (answer, kept) = Box::pin(self.answer_to(operation, request)).await?;
        if let (Some(rate), Some(actual)) = (self.manner.rate, answer.actual) {
            self.manner.rate = Some(charge(&self.api.app, &caller, rate, actual));
        }
        if answer.is_known_to(&self.http) {
            return Ok(answer.not_modified(&self.manner));
        }
        let body = answer.coded(&self.manner, checked.handling == Handling::Secret).await;
        if let Some((key, kept)) = kept {
            self.api.answers.weigh(key, &kept);
        }
        let counted = self.api.outgoing.count(&body, &caller, is_mutation)?;
        Ok(answer.with(counted, body.encoding(), &self.manner))
    }

    /// The answer to a document: the one that is kept, where that is still the right one.
    async fn answer_to(&mut self, operation: Operation, request: Request) -> Result<(Answer, Option<Kept>)> {
        let Some(key) = self.api.answers.key(&operation.known, &request) else {
            return Ok((Box::pin(self.make(operation, request)).await?, None));
        };
        let time = self.api.app.request_time;
        let found = tokio::time::timeout(time, Box::pin(self.keep(key, operation, request))).await;
        found.map_err(|_elapsed| Error::TimedOut(time))?
    }

    /// The answer that is kept, else another, which is kept if everything that it is made of is known.
    async fn keep(
        &mut self,
        key: Digest,
        operation: Operation,
        mut request: Request,
    ) -> Result<(Answer, Option<Kept>)> {
        let answers = Arc::clone(&self.api.answers);
        let turn = answers.turn(key).await;
        if let Some(kept) = answers.find(&key, &turn, &self.api.app).await? {
            return Ok((Answer::of(&kept), Some((key, kept))));
        }
        if answers.key(&operation.known, &request).is_none() {
            // As whoever was first has found.
            drop(turn);
            return Ok((Box::pin(self.make(operation, request)).await?, None));
        }
        let (reads, look) = (Arc::new(Reads::default()), answers.look());
        request.reads = Some(Arc::clone(&reads));
        let (answer, unrecorded) = counted(Box::pin(self.make(operation, request))).await;
        let mut answer = answer?;
        let dependencies = reads.take().filter(|_| unrecorded == 0);
        let Some(dependencies) = dependencies else {
            answers.is_unkept(key);
            return Ok((answer, None));
        };
        let kept = answer.parts().and_then(|parts| answers.keep(key, parts, dependencies, look));
        answer.etag = kept.as_ref().map(|kept| kept.etag.clone());
        Ok((answer, kept.map(|kept| (key, kept))))
    }

    /// Executes a document.
    async fn make(&mut self, operation: Operation, request: Request) -> Result<Answer> {
        let known = Arc::clone(&operation.known);
        let (schema, document) = match operation.prepare((&self.api.documents, &self.api.schema), request)? {
            Ok(prepared) => prepared,
            Err(error) => return Ok(respond::executed(&Response::from_errors(vec![error]), &self.manner)),
        };
        let response = if known.is_mutation() {
            self.write(schema, document).await?
        } else {
            self.read(schema, document).await?
        };
        // What is left of a document that is only weighed says nothing of the whole.
        if !respond::is_refused(&response) && !known.checked.is_dry_run {
            known.is_found_valid();
        }
        Ok(respond::executed(&response, &self.manner))
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

    /// Executes a query; where its time is up, or its client hangs up, it is dropped.
    async fn read(&self, schema: Schema, document: async_graphql::Request) -> Result<Response> {
        let time = self.api.app.request_time;
        // On the heap: what resolvers call is deep, and a worker's stack is two megabytes.
        let response = tokio::time::timeout(time, Box::pin(schema.execute(document))).await;
        let response = response.map_err(|_elapsed| Error::TimedOut(time))?;
        log_faults(&response, &self.api.app, &self.manner.request_id);
        Ok(response)
    }

    /// Executes a mutation in a task of its own: it is done to its end, and logged, whoever still waits for
    /// it.
    async fn write(&mut self, schema: Schema, document: async_graphql::Request) -> Result<Response> {
        let app = Arc::clone(&self.api.app);
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
        match tokio::time::timeout(self.api.app.request_time, task).await {
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
