//! Access tokens: JWT signed with Ed25519, ten minutes long, every claim required.

use std::path::Path;

use aws_lc_rs::digest;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use entity::UserId;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use super::key_file;
use crate::clock::new_id;
use crate::error::{Error, Result};

/// Who issues tokens, and whom they are for.
const NAME: &str = "leadtime";

/// What tokens say that they are (RFC 9068).
const TYPE: &str = "at+jwt";

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

/// The key that tokens are signed and checked with.
pub struct Keys {
    id: String,
    signing: EncodingKey,
    checking: DecodingKey,
}

/// All claims; none may be missing.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    jti: String,
    iat: i64,
    nbf: i64,
    exp: i64,
}

impl Keys {
    /// The key of a file, made there where there is none.
    ///
    /// # Errors
    /// Where the file holds no key, or cannot be written.
    pub fn of_file(path: &Path) -> Result<Self> {
        let key = key_file::read_or_make(path)?;
        let pair = Ed25519KeyPair::from_pkcs8(&key)
            .map_err(|error| Error::bad_input("signing_key_file", format!("{}: {error}", path.display())))?;
        let public = pair.public_key().as_ref();
        let digest = digest::digest(&digest::SHA256, public);
        let id: String = URL_SAFE_NO_PAD.encode(digest.as_ref()).chars().take(16).collect();
        let checking =
            DecodingKey::from_ed_components(&URL_SAFE_NO_PAD.encode(public)).map_err(Error::internal)?;
        Ok(Self { id, signing: EncodingKey::from_ed_der(&key), checking })
    }

    /// A token of somebody who has just shown who they are.
    ///
    /// # Errors
    /// Where signing fails.
    pub fn sign(&self, user: UserId, now: DateTime<Utc>) -> Result<AccessToken> {
        let expires_at = now + LIFETIME;
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(self.id.clone());
        let claims = Claims {
            iss: NAME.to_owned(),
            aud: NAME.to_owned(),
            sub: user.to_string(),
            jti: new_id().to_string(),
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: expires_at.timestamp(),
        };
        let token = jsonwebtoken::encode(&header, &claims, &self.signing).map_err(Error::internal)?;
        Ok(AccessToken { token, expires_at })
    }

    /// Whose token it is.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] of anything but a token that this key signed and that holds now.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<UserId> {
        self.read(token, now).ok_or(Error::Unauthenticated)
    }

    fn read(&self, token: &str, now: DateTime<Utc>) -> Option<UserId> {
        let header = jsonwebtoken::decode_header(token).ok().filter(|_| token.len() <= LONGEST)?;
        let is_plain =
            header.jku.is_none() && header.jwk.is_none() && header.x5u.is_none() && header.crit.is_none();
        let is_ours = header.typ.as_deref() == Some(TYPE) && header.kid.as_deref() == Some(&self.id);
        if !is_plain || !is_ours {
            return None;
        }
        // The library reads its own clock and lets claims be absent: here the claims are read whole, and ours is read.
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.required_spec_claims.clear();
        (validation.validate_exp, validation.validate_nbf, validation.validate_aud) = (false, false, false);
        let claims = jsonwebtoken::decode::<Claims>(token, &self.checking, &validation).ok()?.claims;
        let (from, until) =
            (DateTime::from_timestamp(claims.nbf, 0)?, DateTime::from_timestamp(claims.exp, 0)?);
        let holds = from - LEEWAY <= now && now < until + LEEWAY;
        let is_for_us = claims.iss == NAME && claims.aud == NAME;
        UserId::parse(&claims.sub).filter(|_| holds && is_for_us)
    }
}
