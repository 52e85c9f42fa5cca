//! Passwords: argon2id with 19 MiB, two passes and one lane (OWASP), two at a time.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use zxcvbn::{Score, zxcvbn};

use crate::error::{Error, Result};
use crate::refusal::Code;

/// Hashes that are made at once: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;

/// How long a request waits for its turn.
const WAIT: Duration = Duration::from_secs(1);

/// Characters that are looked at for being common: it takes time that grows with their square.
const LOOKED_AT: usize = 32;

/// The shortest and the longest password, in bytes.
const LENGTH: std::ops::RangeInclusive<usize> = 1..=1024;

/// Makes and checks hashes.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    /// What is checked where there is no account, so that the answer takes as long.
    decoy: Arc<str>,
}

fn argon2() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

/// A hash that no password has, which takes as long to compare with as any other.
fn decoy() -> String {
    let (memory, passes, lanes) = (Params::DEFAULT_M_COST, Params::DEFAULT_T_COST, Params::DEFAULT_P_COST);
    let (salt, hash) = ("A".repeat(22), "A".repeat(43));
    format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${hash}")
}

impl Default for Passwords {
    fn default() -> Self {
        Self { turns: Arc::new(Semaphore::new(AT_ONCE)), decoy: decoy().into() }
    }
}

impl Passwords {
    /// Whether a password is the one of a hash; of no hash it never is, and that takes as long to say.
    ///
    /// # Errors
    /// [`Error::Busy`] where others have been waiting for more than a second.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        if !LENGTH.contains(&password.len()) {
            return Ok(false);
        }
        let (is_known, hash) = (hash.is_some(), hash.unwrap_or_else(|| self.decoy.to_string()));
        let check = move || {
            let hash = PasswordHash::new(&hash).map_err(Error::internal)?;
            Ok(argon2().verify_password(password.as_bytes(), &hash).is_ok() && is_known)
        };
        self.in_turn(check).await
    }

    /// The hash of a password, as a PHC string.
    ///
    /// # Errors
    /// [`Error::Busy`] where others have been waiting for more than a second.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.in_turn(move || hash(&password)).await
    }

    /// The hash of a password that somebody chooses; `known` is what everybody knows of them.
    ///
    /// # Errors
    /// [`Code::PasswordTooCommon`] of one that is easily guessed; [`Error::Busy`] where others have been
    /// waiting for more than a second.
    pub async fn choose(&self, password: String, known: Vec<String>) -> Result<String> {
        let make = move || {
            if is_common(&password, &known) {
                return Err(Code::PasswordTooCommon.into());
            }
            hash(&password)
        };
        self.in_turn(make).await
    }

    /// Does what takes a core for a while.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = self.turn().await?;
        let work = move || {
            let done = work();
            drop(turn);
            done
        };
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        let turn = tokio::time::timeout(WAIT, Arc::clone(&self.turns).acquire_owned()).await;
        turn.map_err(|_elapsed| Error::Busy)?.map_err(Error::internal)
    }
}

/// Whether a password is among the first that anybody would try.
fn is_common(password: &str, known: &[String]) -> bool {
    let start = |text: &str| text.chars().take(LOOKED_AT).collect::<String>();
    let known: Vec<_> = known.iter().map(|text| start(text)).chain(["leadtime".to_owned()]).collect();
    let known: Vec<_> = known.iter().map(String::as_str).collect();
    // Two is "somewhat guessable": a common password, or one with a year behind it, is below.
    zxcvbn(&start(password), &known).score() < Score::Two
}

/// Whether a hash was made with other parameters than are used now.
#[must_use]
pub fn is_outdated(hash: &str) -> bool {
    let params = PasswordHash::new(hash).ok().filter(|hash| hash.algorithm == Algorithm::Argon2id.ident());
    params.and_then(|hash| Params::try_from(&hash).ok()).is_none_or(|params| {
        let now = Params::DEFAULT;
        (params.m_cost(), params.t_cost(), params.p_cost()) != (now.m_cost(), now.t_cost(), now.p_cost())
    })
}

/// The hash of a password, as a PHC string.
///
/// # Errors
/// Where the system has no randomness.
pub fn hash(password: &str) -> Result<String> {
    let hash = argon2().hash_password(password.as_bytes());
    Ok(hash.map_err(|error| Error::internal(error.to_string()))?.to_string())
}
