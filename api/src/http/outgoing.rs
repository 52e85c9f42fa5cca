//! Answers on their way: large ones stay in memory until their client has taken them, so their bytes are
//! counted, for each caller and in all, and what would be too many is refused.

use std::collections::HashMap;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use bytes::Bytes;

use super::coding::Sent;
use crate::error::{Error, Result};

/// What is handed to a connection at once; answers that are no longer are not counted.
const CHUNK: usize = 16 * 1024;

/// The share of all bytes that one caller may have on the way: a quarter.
const SHARE: usize = 4;

/// When a caller who has too much on the way may ask again.
const WAIT: Duration = Duration::from_secs(1);

/// Counts the bytes of answers that clients have not taken yet.
pub(super) struct Outgoing {
    most: usize,
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    bytes: usize,
    by_caller: HashMap<String, usize>,
}

impl Outgoing {
    /// Lets so many bytes be on the way.
    pub(super) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, held: Mutex::default() })
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A body, counted until it is taken or its connection is closed.  That of a write is let through in any
    /// case: what was done must not be answered as refused.
    ///
    /// # Errors
    /// [`Error::RateLimited`] where the caller, [`Error::Busy`] where all together have too much on the way.
    pub(super) fn count(self: &Arc<Self>, body: &Sent, caller: &str, is_write: bool) -> Result<BoxBody> {
        let size = body.head.len() + body.tail.len();
        if size <= CHUNK {
            return Ok(BoxBody::new(body.whole()));
        }
        let reserved = self.reserve(caller, size, is_write)?;
        let (rest, tail) = (body.head.clone(), body.tail.clone());
        Ok(BoxBody::new(Counted { size: size as u64, rest, tail, _reserved: reserved }))
    }

    /// Counts bytes that are sent otherwise, until what this gives is dropped; none where they are few.
    ///
    /// # Errors
    /// As [`count`](Self::count).
    pub(super) fn hold(self: &Arc<Self>, caller: &str, bytes: usize) -> Result<Option<Reserved>> {
        (bytes > CHUNK).then(|| self.reserve(caller, bytes, false)).transpose()
    }

    fn reserve(self: &Arc<Self>, caller: &str, bytes: usize, is_write: bool) -> Result<Reserved> {
        let mut held = self.held();
        let of_caller = held.by_caller.get(caller).copied().unwrap_or_default();
        // One answer at a time is let through however large it is.
        if !is_write && of_caller > 0 && of_caller + bytes > self.most / SHARE {
            return Err(Error::RateLimited(WAIT));
        }
        if !is_write && held.bytes > 0 && held.bytes + bytes > self.most {
            return Err(Error::Busy);
        }
        held.bytes += bytes;
        *held.by_caller.entry(caller.to_owned()).or_default() += bytes;
        Ok(Reserved { of: Arc::clone(self), caller: caller.to_owned(), bytes })
    }
}

/// Bytes that are given back when this is dropped.
pub(super) struct Reserved {
    of: Arc<Outgoing>,
    caller: String,
    bytes: usize,
}

impl Drop for Reserved {
    fn drop(&mut self) {
        let mut held = self.of.held();
        held.bytes -= self.bytes;
        if let Some(of_caller) = held.by_caller.get_mut(&self.caller) {
            *of_caller -= self.bytes;
            if *of_caller == 0 {
                held.by_caller.remove(&self.caller);
            }
        }
    }
}

/// A body that is handed over piece by piece: as a whole it would be copied into the connection's buffer at
/// once.
struct Counted {
    size: u64,
    rest: Bytes,
    tail: Bytes,
    _reserved: Reserved,
}

impl MessageBody for Counted {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.size)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        if self.rest.is_empty() {
            self.rest = std::mem::take(&mut self.tail);
        }
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let length = self.rest.len().min(CHUNK);
        Poll::Ready(Some(Ok(self.rest.split_to(length))))
    }
}
