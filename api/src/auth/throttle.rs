//! How often somebody may try, by GCRA: tries come back one by one, and nobody is locked out for long.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use entity::{UserId, WorkspaceId};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::clock::Clock;
use crate::error::{Error, Result};

/// Attempts after which at the earliest the keys are dropped whose quota is full again.
const MANY: usize = 10_000;

/// Quotas, one a key.
pub struct Throttle<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, HashMapStateStore<K>, Clock, StateInformationMiddleware>,
    clock: Clock,
    burst: NonZeroU32,
    /// Attempts since keys were dropped.
    attempts: AtomicUsize,
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
    /// `burst` at once, and as many again spread over a time.
    #[must_use]
    pub fn new(burst: NonZeroU32, over: Duration, clock: Clock) -> Self {
        let quota = Quota::with_period(over / burst.get()).unwrap_or(Quota::per_minute(burst));
        let limiter = RateLimiter::hashmap_with_clock(quota.allow_burst(burst), clock.clone());
        Self { limiter: limiter.with_middleware(), clock, burst, attempts: AtomicUsize::new(0) }
    }

    /// What may come at once when nothing has come for long.
    #[must_use]
    pub const fn limit(&self) -> u32 {
        self.burst.get()
    }

    /// Lets so much through, or says when it would.
    ///
    /// # Errors
    /// [`Error::RateLimited`] with the wait.
    pub fn take(&self, key: &K, count: NonZeroU32) -> Result<Left> {
        self.drop_full();
        let taken = self.limiter.check_key_n(key, count.min(self.burst)).map_err(Error::internal)?;
        match taken {
            Ok(state) => Ok(Left { limit: self.burst.get(), remaining: state.remaining_burst_capacity() }),
            Err(until) => Err(Error::RateLimited(until.wait_time_from(self.clock.now_nanos()))),
        }
    }
}

impl<K: Hash + Eq + Clone> Throttle<K> {
    /// How many keys are kept.
    #[must_use]
    pub fn key_count(&self) -> usize {
        self.limiter.len()
    }

    /// Drops the keys whose quota is full again, once half as many attempts have come as there are keys: the
    /// walk over all keys costs each attempt the same, however many keys there are.
    fn drop_full(&self) {
        let attempts = self.attempts.fetch_add(1, Ordering::Relaxed) + 1;
        if attempts >= MANY && attempts >= self.limiter.len() / 2 {
            self.attempts.store(0, Ordering::Relaxed);
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
    }

    /// Takes so much, or most of what there is: it has been given out already.  What is left.
    pub fn take_most(&self, key: &K, count: NonZeroU32) -> u32 {
        let mut count = count.min(self.burst);
        loop {
            match self.take(key, count) {
                Ok(Left { remaining, .. }) => return remaining,
                Err(_) => match NonZeroU32::new(count.get() / 2) {
                    Some(less) => count = less,
                    None => return 0,
                },
            }
        }
    }
}

impl Clock {
    fn now_nanos(&self) -> governor::nanos::Nanos {
        governor::clock::Clock::now(self)
    }
}

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

/// Login throttles, and limits of the e-mails that somebody has sent.
pub struct Throttles {
    address: Throttle<String>,
    account: Throttle<String>,
    account_at_address: Throttle<(String, String)>,
    secret: Throttle<String>,
    email_by: Throttle<String>,
    email_by_to: Throttle<(String, String)>,
    registration_of: Throttle<String>,
    invitation_by: Throttle<String>,
    invitation_to: Throttle<(String, String)>,
}

impl Throttles {
    /// Ready to count.
    #[must_use]
    pub fn new(clock: &Clock) -> Self {
        let throttle = |most, over| Throttle::new(times(most), over, clock.clone());
        Self {
            // Of sign-ins from one address: an office's network is one.
            address: throttle(300, MINUTE),
            // At one account from anywhere: far more than a person makes, and too few to guess twelve
            // characters by.
            account: throttle(300, MINUTE),
            account_at_address: Throttle::new(times(10), MINUTE, clock.clone()),
            // Links and refresh tokens from one address: everybody behind it refreshes their sessions.
            secret: throttle(600, MINUTE),
            email_by: throttle(60, HOUR),
            // To one address for one network: what a stranger asks for elsewhere keeps nobody from their own.
            email_by_to: Throttle::new(times(5), HOUR, clock.clone()),
            registration_of: throttle(30, HOUR),
            invitation_by: throttle(100, HOUR),
            invitation_to: Throttle::new(times(10), HOUR, clock.clone()),
        }
    }

    /// Counts a try at an account.
    ///
    /// # Errors
    /// [`Error::RateLimited`] where there were too many.
    pub fn at_account(&self, account: &str, address: &str) -> Result<()> {
        let both = (account.to_owned(), network(address));
        self.address.take(&both.1, NonZeroU32::MIN)?;
        self.account_at_address.take(&both, NonZeroU32::MIN)?;
        self.account.take(&both.0, NonZeroU32::MIN).map(drop)
    }

    /// Counts a try at a secret that names no account and cannot be guessed.
    ///
    /// # Errors
    /// [`Error::RateLimited`] where there were too many.
    pub fn at_secret(&self, address: &str) -> Result<()> {
        self.secret.take(&network(address), NonZeroU32::MIN).map(drop)
    }

    /// Counts a registration that an anonymous caller asks for.
    ///
    /// # Errors
    /// [`Error::RateLimited`] where there were too many, whether or not the address has an account.
    pub fn registration(&self, email: &str, address: &str) -> Result<()> {
        self.email(email, address)?;
        self.registration_of.take(&email.to_owned(), NonZeroU32::MIN).map(drop)
    }

    /// Counts a link for a new password that an anonymous caller asks for.  What others ask for does not
    /// count: an address has few valid links at a time, and the one who needs another finds one of them in
    /// the mailbox.
    ///
    /// # Errors
    /// [`Error::RateLimited`] where there were too many, whether or not the address has an account.
    pub fn password_reset(&self, email: &str, address: &str) -> Result<()> {
        self.email(email, address)
    }

    fn email(&self, email: &str, address: &str) -> Result<()> {
        let by = network(address);
        self.email_by.take(&by, NonZeroU32::MIN)?;
        self.email_by_to.take(&(by, email.to_owned()), NonZeroU32::MIN).map(drop)
    }

    /// Counts an invitation by a person, and to an address from a workspace.
    ///
    /// # Errors
    /// [`Error::RateLimited`] where there were too many.
    pub fn invitation(&self, by: UserId, workspace: WorkspaceId, email: &str) -> Result<()> {
        self.invitation_by.take(&by.to_string(), NonZeroU32::MIN)?;
        self.invitation_to.take(&(workspace.to_string(), email.to_owned()), NonZeroU32::MIN).map(drop)
    }
}

/// A number of times, at least once.
fn times(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}

/// What one party has of addresses: of IPv6, a network of 64 bits.
#[must_use]
pub fn network(address: &str) -> String {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::")
        }
        Ok(IpAddr::V4(_)) | Err(_) => address.to_owned(),
    }
}
