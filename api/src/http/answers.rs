//! Finished answers of queries, with their compressed forms: given again for as long as everything that they
//! were made of is the same.  That is asked of the database for each request, in the one small statement that
//! executing the query would begin with; requests that wait for each other share it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::http::header::HeaderValue;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};

use super::coding::Coded;
use super::documents::{Digest, KnownDocument, digest};
use super::limits::Handling;
use crate::app::App;
use crate::error::Result;
use crate::graphql::{Dependencies, Request};
use crate::plan::Flights;

/// Queries that are remembered not to have answers that can be kept.
const UNKEPT: usize = 4096;

/// An answer is kept if it takes less than this share of all bytes.
const SHARE: u64 = 4;

/// Answers of an ordinary size: how many there will be about.
const TYPICAL: u64 = 32 * 1024;

/// Answers that are kept, and what is known of those that are not.
pub(super) struct Answers {
    most: u64,
    kept: Cache<Digest, Entry, Weight>,
    unkept: Cache<Digest, ()>,
    /// Equal queries wait for the first of them.
    flights: Flights<Digest>,
    /// Increments before dependencies are looked at: whoever came before that may use what was found.
    looks: AtomicU64,
}

#[derive(Clone)]
struct Entry {
    answer: Arc<KeptAnswer>,
    weight: u64,
}

#[derive(Clone)]
struct Weight;

impl Weighter<Digest, Entry> for Weight {
    fn weight(&self, _: &Digest, entry: &Entry) -> u64 {
        entry.weight
    }
}

/// An answer without errors.
pub(super) struct KeptAnswer {
    /// All but what is of one request.
    pub head: Arc<Coded>,
    /// What it costs, in points; none where nothing is limited.
    pub actual: Option<u32>,
    /// Its weak entity tag: the tail differs between equal answers.
    pub etag: HeaderValue,
    dependencies: Dependencies,
    /// The look at which it was last found current.
    looked_at: AtomicU64,
}

impl KeptAnswer {
    fn weight(&self) -> u64 {
        /// The entry itself.
        const OWN: usize = 512;
        u64::try_from(OWN + self.head.weight() + self.dependencies.weight()).unwrap_or(u64::MAX)
    }
}

/// The turn of one request among equal ones.
pub(super) struct Turn {
    /// Others wait until it is dropped.
    _alone: Vec<tokio::sync::OwnedMutexGuard<()>>,
    /// Looks that had begun when the request came.
    came: u64,
}

impl Answers {
    /// Keeps so many bytes at most; none where that is 0.
    pub(super) fn new(most: u64) -> Self {
        let count = usize::try_from(most / TYPICAL).unwrap_or(usize::MAX);
        let mut options = OptionsBuilder::new();
        // One shard: what is heavier than a shard's part would never be kept.
        options.shards(1).estimated_items_capacity(count).weight_capacity(most);
        let kept = match options.build() {
            Ok(options) => Cache::with_options(
                options,
                Weight,
                DefaultHashBuilder::default(),
                DefaultLifecycle::default(),
            ),
            Err(_) => Cache::with_weighter(count, most, Weight),
        };
        let (unkept, flights) = (Cache::new(UNKEPT), Flights::default());
        Self { most, kept, unkept, flights, looks: AtomicU64::new(0) }
    }

    /// How many bytes are kept.
    pub(super) fn bytes(&self) -> u64 {
        self.kept.weight()
    }

    /// What equal queries are found by: the document with its variables, who asks with all that they may see,
    /// the language of messages and the caller's time zone.  None where the answer is never kept.
    pub(super) fn key(&self, known: &KnownDocument, request: &Request) -> Option<Digest> {
        let viewer = request
            .signed_in()
            .ok()
            .filter(|_| known.checked.handling == Handling::Repeated && self.most > 0)?;
        // With every field that a viewer has, now or later: role, departments, limits of their token.
        let who = format!("{viewer:?} {:?} {}", request.locale, request.time_zone());
        let key = digest(&[&known.digest, who.as_bytes()]);
        self.unkept.get(&key).is_none().then_some(key)
    }

    /// Waits for equal queries that are under way.
    pub(super) async fn turn(&self, key: Digest) -> Turn {
        let came = self.looks.load(Ordering::SeqCst);
        Turn { _alone: self.flights.enter([key].into_iter()).await, came }
    }

    /// The answer that was kept, where it is the one that would be made now.
    pub(super) async fn find(&self, key: &Digest, turn: &Turn, app: &App) -> Result<Option<Arc<KeptAnswer>>> {
        let Some(Entry { answer, .. }) = self.kept.get(key) else { return Ok(None) };
        if answer.looked_at.load(Ordering::SeqCst) > turn.came {
            return Ok(Some(answer));
        }
        let look = self.look();
        if !answer.dependencies.are_current(app).await? {
            return Ok(None);
        }
        answer.looked_at.store(look, Ordering::SeqCst);
        Ok(Some(answer))
    }

    /// The number of a look at dependencies that begins now.
    pub(super) fn look(&self) -> u64 {
        self.looks.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Keeps an answer, whose dependencies were read at a look.
    pub(super) fn keep(
        &self,
        key: Digest,
        (head, actual): (Arc<Coded>, Option<u32>),
        dependencies: Dependencies,
        look: u64,
    ) -> Option<Arc<KeptAnswer>> {
        let [tag @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = digest(&[head.plain()]);
        let etag = HeaderValue::try_from(format!("W/\"{:032x}\"", u128::from_be_bytes(tag))).ok()?;
        let answer =
            Arc::new(KeptAnswer { head, actual, etag, dependencies, looked_at: AtomicU64::new(look) });
        self.insert(key, &answer);
        Some(answer)
    }

    fn insert(&self, key: Digest, answer: &Arc<KeptAnswer>) {
        let weight = answer.weight();
        if weight > self.most / SHARE {
            self.kept.remove(&key);
            self.is_unkept(key);
        } else {
            self.kept.insert(key, Entry { answer: Arc::clone(answer), weight });
        }
    }

    /// Weighs an answer again after another form of it was made, if it is still the one that is kept.
    pub(super) fn weigh(&self, key: Digest, answer: &Arc<KeptAnswer>) {
        let is_heavier = |entry: Entry| Arc::ptr_eq(&entry.answer, answer) && entry.weight != answer.weight();
        if self.kept.peek(&key).is_some_and(is_heavier) {
            self.insert(key, answer);
        }
    }

    /// Takes note that the answers of a query are not kept: equal ones need not wait for each other.
    pub(super) fn is_unkept(&self, key: Digest) {
        self.unkept.insert(key, ());
    }
}
