//! Answers to events that equal subscriptions share: one execution serves all whose document, variables,
//! rights, language and time zone are equal.  Who somebody is decides only where the answer has asked for it.

use std::sync::Arc;

use quick_cache::sync::Cache;
use tokio::time::Instant;

use crate::error::Result;
use crate::graphql::{Delivery, Reads, Request};
use crate::http::documents::{Digest, KnownDocument, digest};
use crate::http::respond::Answer;
use crate::live::{Found, Recent};

/// Documents that are remembered to be answered to each person by themselves.
const PERSONAL: usize = 4096;

/// Answers to events that were made a moment ago.
pub(in crate::http) struct Shared {
    answers: Recent<Digest, Answer>,
    /// Documents whose answers depend on who asks, with the rights that they were executed with.
    personal: Cache<Digest, ()>,
}

impl Default for Shared {
    fn default() -> Self {
        Self { answers: Recent::default(), personal: Cache::new(PERSONAL) }
    }
}

/// What the answers to an event are found by.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    /// The document with its variables, and what the caller may see.
    asked: Digest,
    /// The same with the event, and with the caller where the answer depends on that.
    answer: Digest,
}

impl Shared {
    /// None of an event that is one caller's alone.
    fn key(&self, known: &KnownDocument, request: &Request, delivery: &Delivery) -> Option<Key> {
        let event = delivery.identity()?;
        let rights = format!("{} {:?} {}", request.rights(), request.locale, request.time_zone());
        let asked = digest(&[&known.digest, rights.as_bytes()]);
        let is_personal = self.personal.get(&asked).is_some();
        let who = if is_personal { format!("{:?}", request.signed_in().ok()) } else { String::new() };
        Some(Key { asked, answer: digest(&[&asked, who.as_bytes(), event.as_bytes()]) })
    }

    /// The answer to an event: one whose execution did not begin before `shown`, the execution of the
    /// subscriber's last, so that what they see never goes back; else what `make` answers.  It comes with the
    /// time at which its execution began.
    ///
    /// # Errors
    /// Those of `make`.
    pub(super) async fn answer(
        &self,
        known: &KnownDocument,
        (mut request, delivery): (Request, &Delivery),
        shown: Option<Instant>,
        make: impl AsyncFnOnce(Request) -> Result<Option<Answer>>,
    ) -> Result<Option<(Arc<Answer>, Instant)>> {
        loop {
            let Some(key) = self.key(known, &request, delivery) else {
                let began = Instant::now();
                return Ok(make(request).await?.map(|answer| (Arc::new(answer), began)));
            };
            let turn = match self.answers.find(key.answer, shown).await {
                Found::Made(answer, began) => return Ok(Some((answer, began))),
                Found::Turn(turn) => turn,
            };
            if self.key(known, &request, delivery) != Some(key) {
                // As whoever was first has found, everybody gets an answer of their own.
                continue;
            }
            let reads = Arc::new(Reads::default());
            request.reads = Some(Arc::clone(&reads));
            let Some(answer) = make(request).await?.map(Arc::new) else { return Ok(None) };
            if !reads.is_for_all() && self.personal.get(&key.asked).is_none() {
                self.personal.insert(key.asked, ());
            } else if let Some((head, _)) = answer.parts() {
                self.answers.keep(key.answer, &turn, &answer, head.weight());
            }
            return Ok(Some((answer, turn.began)));
        }
    }
}
