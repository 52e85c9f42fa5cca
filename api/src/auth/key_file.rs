//! Signing keys: PKCS #8 as PEM, the one that signs first; on disk readable by their owner alone.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::Ed25519KeyPair;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::clock::new_id;
use crate::error::{Error, Result};

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// The keys of a file, made there where there is none.  Of several servers that start together one makes
/// them, and all read the same: a file appears under its name with everything in it.
pub(super) fn read_or_make(path: &Path) -> Result<String> {
    let read = || std::fs::read_to_string(path);
    match read() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let fresh = path.with_extension(format!("{}.new", new_id().simple()));
            write(&fresh, &generate()?)?;
            let linked = std::fs::hard_link(&fresh, path);
            drop(std::fs::remove_file(&fresh));
            match linked {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(unreadable(path, error)),
                Ok(()) | Err(_) => read().map_err(|error| unreadable(path, error)),
            }
        }
        known => known.map_err(|error| unreadable(path, error)),
    }
}

fn unreadable(path: &Path, error: impl std::fmt::Display) -> Error {
    Error::bad_input("signing_key_file", format!("{}: {error}", path.display()))
}

/// The private keys of a text; none where one of them cannot be read.
pub(super) fn parse(text: &str) -> Option<Vec<Vec<u8>>> {
    let decode = |rest: &str| {
        let body: String = rest.split_once(END)?.0.split_whitespace().collect();
        STANDARD.decode(body).ok()
    };
    text.split(BEGIN).skip(1).map(decode).collect()
}

/// The text of a new key.
pub(super) fn generate() -> Result<String> {
    let key = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(Error::internal)?;
    Ok(format!("{BEGIN}\n{}\n{END}\n", STANDARD.encode(key.as_ref())))
}

/// Writes a file that is not there yet.
fn write(path: &Path, text: &str) -> Result<()> {
    let file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    written.map_err(|error| unreadable(path, error))
}

/// Puts a new key first in a file; the one that signed until now stays, for what it has signed, and older
/// ones go.  Servers under way take it up within seconds.
///
/// # Errors
/// Where the file cannot be read or written.
pub fn rotate(path: &Path) -> Result<()> {
    let old = read_or_make(path)?;
    let Some((first, _)) = old.split_once(END) else { return Err(unreadable(path, "holds no private key")) };
    let text = format!("{}{first}{END}\n", generate()?);
    let fresh = path.with_extension("new");
    drop(std::fs::remove_file(&fresh));
    write(&fresh, &text)?;
    std::fs::rename(&fresh, path).map_err(|error| unreadable(path, error))
}
