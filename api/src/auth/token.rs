//! Access tokens: JWT signed with Ed25519, ten minutes long, every claim required; and the tokens of page
//! sessions.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use aws_lc_rs::digest;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use entity::{SessionId, UserId};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use super::key_file;
use crate::clock::new_id;
use crate::error::{Error, Result};

/// Who issues tokens, and whom they are for.
const NAME: &str = "leadtime";

/// What access tokens say that they are (RFC 9068).
const TYPE: &str = "at+jwt";

/// What the tokens of page sessions say that they are.
const PAGE_TYPE: &str = "page+jwt";

/// How long a token holds.
const LIFETIME: TimeDelta = TimeDelta::minutes(10);

/// How far the clocks of servers may be apart.
const LEEWAY: TimeDelta = TimeDelta::seconds(30);

/// The longest token that is looked at, in bytes.
const LONGEST: usize = 4096;

/// A signed token.
#[derive(Clone, Debug)]
pub struct AccessToken {
    /// Its text.
    pub token: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Where signing keys are from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A file, made where there is none, and read again when it changes.
    File(PathBuf),
    /// Their text, as PEM.
    Text(String),
}

impl Source {
    /// A key of the process's own, which nobody else knows.
    ///
    /// # Errors
    /// Where the system has no randomness.
    pub fn fresh() -> Result<Self> {
        key_file::generate().map(Self::Text)
    }
}

/// How long keys are used before their file is looked at again.
const KEPT: TimeDelta = TimeDelta::seconds(5);

/// The keys that tokens are signed and checked with.
pub struct Keys {
    source: Source,
    current: RwLock<(DateTime<Utc>, Arc<KeySet>)>,
}

/// At least one key; the first signs.
struct KeySet {
    signing: EncodingKey,
    checking: Vec<PublicKey>,
    /// Made of the same private keys, in the same order.
    sealing: Vec<RandomizedNonceKey>,
}

struct PublicKey {
    id: String,
    x: String,
    key: DecodingKey,
}

/// All claims; none may be missing, or stand there that is not here.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    /// The session.
    sid: String,
    jti: String,
    iat: i64,
    nbf: i64,
    exp: i64,
}

impl KeySet {
    fn new(text: &str) -> Result<Self> {
        let unreadable = || Error::bad_input("signing_key_file", "holds no Ed25519 private key as PEM");
        let keys = key_file::parse(text).ok_or_else(unreadable)?;
        let first = keys.first().ok_or_else(unreadable)?;
        let checking = keys.iter().map(|key| PublicKey::new(key)).collect::<Option<Vec<_>>>();
        let sealing = keys.iter().map(|key| sealing_key(key)).collect::<Option<Vec<_>>>();
        Ok(Self {
            signing: EncodingKey::from_ed_der(first),
            checking: checking.ok_or_else(unreadable)?,
            sealing: sealing.ok_or_else(unreadable)?,
        })
    }

    fn find(&self, id: &str) -> Option<&PublicKey> {
        self.checking.iter().find(|key| key.id == id)
    }
}

/// A key to encrypt with what only servers with the same signing key may read.
fn sealing_key(private: &[u8]) -> Option<RandomizedNonceKey> {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(b"leadtime sealing key\0");
    context.update(private);
    RandomizedNonceKey::new(&AES_256_GCM, context.finish().as_ref()).ok()
}

impl PublicKey {
    fn new(private: &[u8]) -> Option<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(private).ok()?;
        let public = pair.public_key().as_ref();
        let digest = digest::digest(&digest::SHA256, public);
        let id = URL_SAFE_NO_PAD.encode(digest.as_ref()).chars().take(16).collect();
        let x = URL_SAFE_NO_PAD.encode(public);
        let key = DecodingKey::from_ed_components(&x).ok()?;
        Some(Self { id, x, key })
    }
}

impl Keys {
    /// The keys of a file or a text.
    ///
    /// # Errors
    /// Where it holds none, or a file cannot be written.
    pub fn open(source: Source, now: DateTime<Utc>) -> Result<Self> {
        let current = RwLock::new((now, Arc::new(KeySet::new(&read(&source)?)?)));
        Ok(Self { source, current })
    }

    /// The keys as they are now: another process may have put a new one into the file.
    fn current(&self, now: DateTime<Utc>) -> Arc<KeySet> {
        let (read_at, known) = self.current.read().unwrap_or_else(PoisonError::into_inner).clone();
        if matches!(self.source, Source::Text(_)) || (now - read_at).abs() < KEPT {
            return known;
        }
        // What cannot be read for a moment leaves the keys as they are.
        let fresh = self.read_again().map_or(known, Arc::new);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = (now, Arc::clone(&fresh));
        fresh
    }

    fn read_again(&self) -> Option<KeySet> {
        let Source::File(path) = &self.source else { return None };
        KeySet::new(&std::fs::read_to_string(path).ok()?).ok()
    }

    /// A token of somebody who has just shown who they are.
    ///
    /// # Errors
    /// Where signing fails.
    pub fn sign(&self, user: UserId, session: SessionId, now: DateTime<Utc>) -> Result<AccessToken> {
        self.sign_as(TYPE, (user, session), (now, now + LIFETIME))
    }

    /// A token that stands for a session on the server's own pages alone: nothing else takes it.
    ///
    /// # Errors
    /// Where signing fails.
    pub fn sign_for_pages(
        &self,
        of: (UserId, SessionId),
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<AccessToken> {
        self.sign_as(PAGE_TYPE, of, (now, expires_at))
    }

    fn sign_as(
        &self,
        kind: &str,
        (user, session): (UserId, SessionId),
        (now, expires_at): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<AccessToken> {
        let keys = self.current(now);
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(kind.to_owned());
        header.kid = keys.checking.first().map(|key| key.id.clone());
        let claims = Claims {
            iss: NAME.to_owned(),
            aud: NAME.to_owned(),
            sub: user.to_string(),
            sid: session.to_string(),
            jti: new_id().to_string(),
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: expires_at.timestamp(),
        };
        let token = jsonwebtoken::encode(&header, &claims, &keys.signing).map_err(Error::internal)?;
        Ok(AccessToken { token, expires_at })
    }

    /// Whose token it is, and of which session.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] of anything but a token that one of these keys signed and that holds now.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<(UserId, SessionId)> {
        self.read(TYPE, token, now).ok_or(Error::Unauthenticated)
    }

    /// Whose token of a page session it is, and of which session; none of anything else.
    #[must_use]
    pub fn verify_for_pages(&self, token: &str, now: DateTime<Utc>) -> Option<(UserId, SessionId)> {
        self.read(PAGE_TYPE, token, now)
    }

    /// Encrypts a text, so that whoever has the database alone cannot read it.
    ///
    /// # Errors
    /// Where the system has no randomness.
    pub fn seal(&self, text: &str, now: DateTime<Utc>) -> Result<String> {
        let keys = self.current(now);
        let key = keys.sealing.first().ok_or_else(|| Error::internal("no sealing key"))?;
        let mut sealed = text.as_bytes().to_vec();
        let nonce = key.seal_in_place_append_tag(Aad::empty(), &mut sealed).map_err(Error::internal)?;
        Ok(URL_SAFE_NO_PAD.encode([nonce.as_ref().as_slice(), &sealed].concat()))
    }

    /// What [`seal`](Self::seal) encrypted; none where no key of this server did.
    #[must_use]
    pub fn unseal(&self, sealed: &str, now: DateTime<Utc>) -> Option<String> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_LEN)?;
        self.current(now).sealing.iter().find_map(|key| {
            let mut text = sealed.to_vec();
            let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
            let text = key.open_in_place(nonce, Aad::empty(), &mut text).ok()?;
            String::from_utf8(text.to_vec()).ok()
        })
    }

    /// The public keys, as a JSON Web Key Set (RFC 7517, RFC 8037).
    #[must_use]
    pub fn public(&self, now: DateTime<Utc>) -> serde_json::Value {
        let key = |key: &PublicKey| {
            serde_json::json!({
                "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": key.id, "x": key.x,
            })
        };
        serde_json::json!({ "keys": self.current(now).checking.iter().map(key).collect::<Vec<_>>() })
    }

    fn read(&self, kind: &str, token: &str, now: DateTime<Utc>) -> Option<(UserId, SessionId)> {
        let token = Some(token).filter(|token| token.len() <= LONGEST)?;
        let header = jsonwebtoken::decode_header(token).ok()?;
        let is_plain =
            header.jku.is_none() && header.jwk.is_none() && header.x5u.is_none() && header.crit.is_none();
        if !is_plain || header.typ.as_deref() != Some(kind) {
            return None;
        }
        let keys = self.current(now);
        let key = keys.find(header.kid.as_deref()?)?;
        // The library reads its own clock and lets claims be absent: here the claims are read whole, and ours
        // is read.
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.required_spec_claims.clear();
        (validation.validate_exp, validation.validate_nbf, validation.validate_aud) = (false, false, false);
        let claims = jsonwebtoken::decode::<Claims>(token, &key.key, &validation).ok()?.claims;
        let (from, until) =
            (DateTime::from_timestamp(claims.nbf, 0)?, DateTime::from_timestamp(claims.exp, 0)?);
        let holds = from - LEEWAY <= now && now < until + LEEWAY;
        let is_for_us = claims.iss == NAME && claims.aud == NAME;
        let who = UserId::parse(&claims.sub).zip(SessionId::parse(&claims.sid));
        who.filter(|_| holds && is_for_us)
    }
}

fn read(source: &Source) -> Result<String> {
    match source {
        Source::File(path) => key_file::read_or_make(path),
        Source::Text(text) => Ok(text.clone()),
    }
}
