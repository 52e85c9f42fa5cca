//! How often somebody may try, by GCRA: tries come back one by one, and nobody is ever locked out.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::clock::Clock;
use crate::error::{Error, Result};

/// Keys that are kept before those are dropped whose quota is full again.
const MANY: usize = 10_000;

/// Quotas, one a key.
pub struct Throttle<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, HashMapStateStore<K>, Clock, StateInformationMiddleware>,
    clock: Clock,
    burst: NonZeroU32,
}

/// What is left of a quota after something was let through.
#[derive(Clone, Copy, Debug)]
pub struct Left {
    /// What may come at once when nothing has come for long.
    pub limit: u32,
    /// What may come now.
    pub remaining: u32,
}

impl<K: Hash + Eq + Clone> Throttle<K> {
    /// `burst` at once, and as many again spread over a minute.
    #[must_use]
    pub fn a_minute(burst: NonZeroU32, clock: Clock) -> Self {
        let limiter = RateLimiter::hashmap_with_clock(Quota::per_minute(burst), clock.clone());
        Self { limiter: limiter.with_middleware(), clock, burst }
    }

    /// Lets so much through, or says when it would.
    ///
    /// # Errors
    /// [`Error::RateLimited`] with the wait.
    pub fn take(&self, key: &K, count: NonZeroU32) -> Result<Left> {
        if self.limiter.len() > MANY {
            self.limiter.retain_recent();
        }
        let taken = self.limiter.check_key_n(key, count.min(self.burst)).map_err(Error::internal)?;
        match taken {
            Ok(state) => Ok(Left { limit: self.burst.get(), remaining: state.remaining_burst_capacity() }),
            Err(until) => Err(Error::RateLimited(until.wait_time_from(self.clock.now_nanos()))),
        }
    }
}

impl Clock {
    fn now_nanos(&self) -> governor::nanos::Nanos {
        governor::clock::Clock::now(self)
    }
}

/// Tries at secrets: signing in, links, refresh tokens.
pub struct Tries {
    address: Throttle<String>,
    account: Throttle<String>,
    account_at_address: Throttle<(String, String)>,
    secret: Throttle<String>,
}

impl Tries {
    /// Ready to count.
    #[must_use]
    pub fn new(clock: &Clock) -> Self {
        /// From one address: an office's network is one.
        const ADDRESS: NonZeroU32 = NonZeroU32::new(300).unwrap();
        /// At one account from anywhere.
        const ACCOUNT: NonZeroU32 = NonZeroU32::new(30).unwrap();
        /// At one account from one address: so a stranger's tries leave the owner's alone.
        const BOTH: NonZeroU32 = NonZeroU32::new(10).unwrap();
        /// Links and refresh tokens from one address: everybody behind it goes on with their sessions.
        const SECRET: NonZeroU32 = NonZeroU32::new(600).unwrap();
        Self {
            address: Throttle::a_minute(ADDRESS, clock.clone()),
            account: Throttle::a_minute(ACCOUNT, clock.clone()),
            account_at_address: Throttle::a_minute(BOTH, clock.clone()),
            secret: Throttle::a_minute(SECRET, clock.clone()),
        }
    }

    /// Counts a try at an account.
    ///
    /// # Errors
    /// [`Error::RateLimited`] where there were too many.
    pub fn at_account(&self, account: &str, address: &str) -> Result<()> {
        let both = (account.to_owned(), address.to_owned());
        self.address.take(&both.1, NonZeroU32::MIN)?;
        self.account_at_address.take(&both, NonZeroU32::MIN)?;
        self.account.take(&both.0, NonZeroU32::MIN).map(drop)
    }

    /// Counts a try at a secret that names no account and cannot be guessed.
    ///
    /// # Errors
    /// [`Error::RateLimited`] where there were too many.
    pub fn at_secret(&self, address: &str) -> Result<()> {
        self.secret.take(&address.to_owned(), NonZeroU32::MIN).map(drop)
    }
}

/// Seconds to wait, rounded up, as headers have them.
#[must_use]
pub fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}
