//! Secrets that a server gives out once and knows again by their digest.

use aws_lc_rs::digest::{Digest, SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::error::{Error, Result};

/// What secrets begin with, so that scanners of repositories find one that was committed by mistake.
const REFRESH: &str = "ltr_";
const LINK: &str = "ltl_";
const API: &str = "ltp_";

/// Bytes of a secret that only programs handle.
const BYTES: usize = 32;

/// Random characters of a token for scripts: 178 bits.
const RANDOM: usize = 30;

/// Characters of its checksum: 62⁶ is more than 2³².
const CHECKSUM: usize = 6;

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The longest secret that is looked at, in bytes.
const LONGEST: usize = 64;

fn fill(bytes: &mut [u8]) -> Result<()> {
    aws_lc_rs::rand::fill(bytes).map_err(Error::internal)
}

fn opaque(prefix: &str) -> Result<String> {
    let mut bytes = [0; BYTES];
    fill(&mut bytes)?;
    Ok(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// A token to go on with a session: 256 random bits.
pub(crate) fn refresh_token() -> Result<String> {
    opaque(REFRESH)
}

/// The token of a link that is sent by e-mail: 256 random bits.
pub(crate) fn link_token() -> Result<String> {
    opaque(LINK)
}

/// What a secret is known by: its SHA-256 in base64url.
pub(crate) fn hash(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(sha256(secret.as_bytes()))
}

fn sha256(bytes: &[u8]) -> Digest {
    digest(&SHA256, bytes)
}

/// A refresh token as it stands in the row of the one that it was exchanged for: only whoever holds that one
/// can read it, for it is covered by a digest of it, which is stored nowhere.
pub(crate) fn seal(successor: &str, predecessor: &str) -> String {
    URL_SAFE_NO_PAD.encode(cover(successor.as_bytes(), predecessor))
}

/// What [`seal`] sealed.
pub(crate) fn unseal(sealed: &str, predecessor: &str) -> Option<String> {
    String::from_utf8(cover(&URL_SAFE_NO_PAD.decode(sealed).ok()?, predecessor)).ok()
}

/// Adds bits of a token's digests to a text, 32 bytes at a time; done twice, the text is back.
fn cover(text: &[u8], token: &str) -> Vec<u8> {
    let pads = (0_u32..).map(|block| sha256(format!("successor {block} of {token}").as_bytes()));
    let covered = text
        .chunks(BYTES)
        .zip(pads)
        .map(|(chunk, pad)| chunk.iter().zip(pad.as_ref()).map(|(byte, pad)| byte ^ pad).collect::<Vec<_>>());
    covered.flatten().collect()
}

/// A token for scripts: random letters and digits, and a checksum, by which most mistakes are refused without
/// asking the database.
pub(crate) fn api_token() -> Result<String> {
    let mut token = API.to_owned();
    while token.len() < API.len() + RANDOM {
        let mut byte = [0];
        fill(&mut byte)?;
        // The last eight values would make the first eight characters likelier.
        let [byte] = byte.map(usize::from);
        if byte < 4 * BASE62.len() {
            token.extend(BASE62.get(byte % BASE62.len()).copied().map(char::from));
        }
    }
    let checksum = checksum(&token);
    Ok(token + &checksum)
}

/// Whether a text is a token for scripts by its form.
pub(crate) fn is_api_token(text: &str) -> bool {
    let split = API.len() + RANDOM;
    text.starts_with(API)
        && text.len() == split + CHECKSUM
        && text.split_at_checked(split).is_some_and(|(token, sum)| sum == checksum(token))
}

/// Whether a text begins as a token for scripts does.
pub(crate) fn looks_like_api_token(text: &str) -> bool {
    text.starts_with(API)
}

fn checksum(token: &str) -> String {
    let mut rest = usize::try_from(crc32fast::hash(token.as_bytes())).unwrap_or_default();
    let mut digits = [0; CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62.get(rest % BASE62.len()).copied().unwrap_or_default();
        rest /= BASE62.len();
    }
    String::from_utf8_lossy(&digits).into_owned()
}

/// The same of what somebody has sent: nothing that is longer than a secret of ours is hashed, and no row has
/// its answer.
pub(crate) fn hash_of_given(text: &str) -> String {
    if text.len() <= LONGEST { hash(text) } else { String::new() }
}
