//! Signing keys: PKCS #8 as PEM, the one that signs first; on disk readable by their owner alone.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::Ed25519KeyPair;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::error::{Error, Result};

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

/// The keys of a file, made there where there is none.
pub(super) fn read_or_make(path: &Path) -> Result<String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let text = generate()?;
            write(path, &text, OpenOptions::new().create_new(true))?;
            Ok(text)
        }
        Err(error) => Err(unreadable(path, error)),
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

fn generate() -> Result<String> {
    let key = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(Error::internal)?;
    Ok(format!("{BEGIN}\n{}\n{END}\n", STANDARD.encode(key.as_ref())))
}

fn write(path: &Path, text: &str, options: &mut OpenOptions) -> Result<()> {
    let file = options.write(true).mode(0o600).open(path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    written.map_err(|error| unreadable(path, error))
}

/// Puts a new key first in a file; the one that signed until now stays, for what it has signed, and older ones go.
/// Servers under way take it up within seconds.
///
/// # Errors
/// Where the file cannot be read or written.
pub fn rotate(path: &Path) -> Result<()> {
    let old = read_or_make(path)?;
    let Some((first, _)) = old.split_once(END) else { return Err(unreadable(path, "holds no private key")) };
    let text = format!("{}{first}{END}\n", generate()?);
    let fresh = path.with_extension("new");
    drop(std::fs::remove_file(&fresh));
    write(&fresh, &text, OpenOptions::new().create_new(true))?;
    std::fs::rename(&fresh, path).map_err(|error| unreadable(path, error))
}
