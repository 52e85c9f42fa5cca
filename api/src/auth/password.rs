//! Passwords: argon2id with 19 MiB, two passes and one lane (OWASP), two at a time.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Error, Result};

/// Hashes that are made at once: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;

/// How long a request waits for its turn.
const WAIT: Duration = Duration::from_secs(1);

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

impl Passwords {
    /// Ready to check.
    ///
    /// # Errors
    /// Where the system has no randomness.
    pub fn new() -> Result<Self> {
        let decoy = hash("nobody's password")?;
        Ok(Self { turns: Arc::new(Semaphore::new(AT_ONCE)), decoy: decoy.into() })
    }

    /// Whether a password is the one of a hash; of no hash it never is, and that takes as long to say.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where others have been waiting for more than a second.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        if !LENGTH.contains(&password.len()) {
            return Ok(false);
        }
        let turn = self.turn().await?;
        let (is_known, hash) = (hash.is_some(), hash.unwrap_or_else(|| self.decoy.to_string()));
        let check = move || {
            let matches = PasswordHash::new(&hash)
                .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok());
            drop(turn);
            matches && is_known
        };
        tokio::task::spawn_blocking(check).await.map_err(Error::internal)
    }

    /// The hash of a password, as a PHC string.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where others have been waiting for more than a second.
    pub async fn hash(&self, password: String) -> Result<String> {
        let turn = self.turn().await?;
        let make = move || {
            let hash = hash(&password);
            drop(turn);
            hash
        };
        tokio::task::spawn_blocking(make).await.map_err(Error::internal)?
    }

    async fn turn(&self) -> Result<OwnedSemaphorePermit> {
        let turn = tokio::time::timeout(WAIT, Arc::clone(&self.turns).acquire_owned()).await;
        turn.map_err(|_elapsed| Error::Unavailable)?.map_err(Error::internal)
    }
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
