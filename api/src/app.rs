//! What all requests share.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use chrono::TimeDelta;

use crate::auth::{Keys, Passwords, Source, Throttle, Throttles, Viewers};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Result;
use crate::export;
use crate::live::Live;
use crate::mail::Mailer;
use crate::metrics::Metrics;
use crate::outbox::Outbox;
use crate::plan::Snapshots;
use crate::store::Store;
use crate::turns::Turns;

/// Files of other programs that are read at a time: each may take a core for a second, and some hundred
/// megabytes.
const CONVERSIONS: usize = 2;

/// The server without its HTTP layer.
pub struct App {
    /// Rows.
    pub store: Store,
    /// Campaigns in memory.
    pub snapshots: Snapshots,
    /// Now.
    pub clock: Clock,
    /// What tokens are signed with.
    pub keys: Keys,
    /// What passwords are checked with.
    pub passwords: Passwords,
    /// Those who asked lately.
    pub viewers: Viewers,
    /// How often somebody may try to get in.
    pub throttles: Throttles,
    /// How much somebody may ask for; none is without limit.
    pub rate: Option<Throttle<String>>,
    /// Sends e-mail.
    pub mailer: Mailer,
    /// Lets files of other programs be read.
    pub conversions: Turns,
    /// Lets campaigns be written as files.
    pub exports: Turns,
    /// Work to do after commits.
    pub outbox: Outbox,
    /// Who waits for changes.
    pub live: Live,
    /// What is counted.
    pub metrics: Metrics,
    /// How long a request may take.
    pub request_time: Duration,
    /// How long a client may take nothing of its answer before its connection is closed.
    pub stall_time: Duration,
    /// How often a client at a WebSocket is asked whether it is there.
    pub ping_time: Duration,
    /// How many bytes of answers may be on their way at a time.
    pub answer_bytes: usize,
    /// How many bytes of answers are kept.
    pub response_bytes: u64,
    /// How many bytes of documents are kept parsed.
    pub document_bytes: u64,
    /// How long the change log is kept.
    pub change_log_time: TimeDelta,
    /// How many bytes a file to import may have.
    pub import_bytes: usize,
    /// Origins of browser apps that may call.
    pub cors_origins: Vec<String>,
    /// Whether anybody may register.
    pub registration: bool,
    /// Whether a proxy in front says where requests come from.
    pub behind_proxy: bool,
    /// Bytes of answers that written types have written so far; what is resolved instead is not among them.
    pub written_bytes: AtomicU64,
    /// Where people find the client that links lead to.
    public_url: String,
}

impl App {
    /// Opens the database, brings its schema up to date and reads the signing key; `create` makes a SQLite
    /// file that is not there.
    ///
    /// # Errors
    /// Where one of these cannot be done.
    pub async fn start(config: &Config, clock: Clock, create: bool) -> Result<Arc<Self>> {
        let store = Store::open(&config.database_url, create).await?;
        store.migrate().await?;
        let keys = match &config.signing_key {
            Some(text) => Source::Text(text.clone()),
            None => Source::File(config.signing_key_file.clone()),
        };
        Self::new(config, clock, store, keys)
    }

    /// The same for a command that signs nothing: the database is made where there is none, and no key is read
    /// or made.
    ///
    /// # Errors
    /// Where the database cannot be opened or brought up to date.
    pub async fn start_without_key(config: &Config, clock: Clock) -> Result<Arc<Self>> {
        let store = Store::open(&config.database_url, true).await?;
        store.migrate().await?;
        Self::new(config, clock, store, Source::fresh()?)
    }

    /// Opens a database that is there already, for a command that reads: nothing is made or changed, no key
    /// either.
    ///
    /// # Errors
    /// Where there is none, or its schema is not the one that this version knows.
    pub async fn start_for_reading(config: &Config, clock: Clock) -> Result<Arc<Self>> {
        let store = Store::open_for_reading(&config.database_url).await?;
        Self::new(config, clock, store, Source::fresh()?)
    }

    fn new(config: &Config, clock: Clock, store: Store, keys: Source) -> Result<Arc<Self>> {
        const MEBIBYTE: u64 = 1024 * 1024;
        let rate = NonZeroU32::new(config.rate_limit)
            .map(|limit| Throttle::new(limit, Duration::from_mins(1), clock.clone()));
        Ok(Arc::new(Self {
            store,
            snapshots: Snapshots::new(config.snapshot_mebibytes.saturating_mul(MEBIBYTE)),
            keys: Keys::open(keys, clock.now())?,
            passwords: Passwords::default(),
            viewers: Viewers::default(),
            throttles: Throttles::new(&clock),
            rate,
            mailer: Mailer::new(&config.mail_url, &config.mail_from)?,
            conversions: Turns::new(CONVERSIONS),
            exports: Turns::new(export::AT_A_TIME),
            outbox: Outbox::default(),
            live: Live::default(),
            metrics: Metrics::default(),
            request_time: Duration::from_secs(config.request_seconds),
            stall_time: Duration::from_secs(config.stall_seconds),
            ping_time: Duration::from_secs(config.ping_seconds.get()),
            answer_bytes: usize::try_from(config.answer_mebibytes.saturating_mul(MEBIBYTE))
                .unwrap_or(usize::MAX),
            response_bytes: config.response_cache_mebibytes.saturating_mul(MEBIBYTE),
            document_bytes: config.document_cache_mebibytes.saturating_mul(MEBIBYTE),
            change_log_time: TimeDelta::days(config.change_log_days.into()),
            import_bytes: usize::try_from(config.import_mebibytes.saturating_mul(MEBIBYTE))
                .unwrap_or(usize::MAX),
            cors_origins: config.cors_origins.clone(),
            registration: config.registration,
            behind_proxy: config.behind_proxy,
            written_bytes: AtomicU64::new(0),
            public_url: config.public_url(),
            clock,
        }))
    }

    /// The path of the public address, below which everything is found there: `/leadtime`; empty at its root.
    #[must_use]
    pub fn base_path(&self) -> &str {
        let (_, rest) = self.public_url.split_once("://").unwrap_or_default();
        rest.split_once('/').map_or("", |(host, _)| rest.get(host.len()..).unwrap_or_default())
    }

    /// Whether people reach the server over HTTPS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The public address of a path.
    #[must_use]
    pub fn address(&self, path: &str) -> String {
        format!("{}/{path}", self.public_url)
    }

    /// The address of a page, with a token that was sent by e-mail.
    #[must_use]
    pub fn link(&self, page: &str, token: &str) -> String {
        self.address(&format!("{page}?token={token}"))
    }
}
