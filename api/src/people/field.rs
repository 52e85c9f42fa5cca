//! What people type, read once: after that nobody checks again.

use chrono_tz::Tz;

use crate::refusal::{Code, Refusal};

/// The longest name, in characters.
const LONGEST_NAME: usize = 200;

/// The longest title, in characters.
const LONGEST_TITLE: usize = 500;

/// The longest key of a campaign, in characters.
const LONGEST_KEY: usize = 16;

/// The longest address of e-mail, in bytes (RFC 5321).
const LONGEST_EMAIL: usize = 254;

/// Passwords, in bytes (NIST SP 800-63B asks for no more kinds of characters, but for length).
const PASSWORD: std::ops::RangeInclusive<usize> = 12..=1024;

/// A name: trimmed, 1 to 200 characters, none of them a control character.
///
/// # Errors
/// [`Code::InvalidName`].
pub fn name(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let is_fine = (1..=LONGEST_NAME).contains(&text.chars().count()) && !text.chars().any(is_unseen);
    if is_fine { Ok(text.to_owned()) } else { Err(Code::InvalidName.into()) }
}

/// A title of a work package: trimmed, 1 to 500 characters, none of them a control character.
///
/// # Errors
/// [`Code::InvalidName`].
pub fn title(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let is_fine = (1..=LONGEST_TITLE).contains(&text.chars().count()) && !text.chars().any(is_unseen);
    if is_fine {
        Ok(text.to_owned())
    } else {
        Err(Refusal::from(Code::InvalidName).with("max", &LONGEST_TITLE))
    }
}

/// The key of a campaign, in capitals: a letter and up to 15 letters or digits.
///
/// # Errors
/// [`Code::InvalidKey`].
pub fn campaign_key(text: &str) -> Result<String, Refusal> {
    let text = text.trim().to_uppercase();
    let is_fine = text.len() <= LONGEST_KEY
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if is_fine { Ok(text) } else { Err(Code::InvalidKey.into()) }
}

/// Whether a character is not seen, or turns around what is: with it two names look alike.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// An address of e-mail, in lower case.
///
/// # Errors
/// [`Code::InvalidEmail`].
pub fn email(text: &str) -> Result<String, Refusal> {
    let text = text.trim().to_lowercase();
    let is_address = text.len() <= LONGEST_EMAIL && text.parse::<lettre::Address>().is_ok();
    if is_address { Ok(text) } else { Err(Code::InvalidEmail.into()) }
}

/// A time zone by its IANA name.
///
/// # Errors
/// [`Code::InvalidTimeZone`].
pub fn time_zone(text: &str) -> Result<String, Refusal> {
    let zone = text.parse::<Tz>().map_err(|_unknown| Refusal::from(Code::InvalidTimeZone))?;
    Ok(zone.name().to_owned())
}

/// A language of messages: `en` or `zh`.
///
/// # Errors
/// [`Code::InvalidLocale`].
pub fn locale(text: &str) -> Result<String, Refusal> {
    if matches!(text, "en" | "zh") { Ok(text.to_owned()) } else { Err(Code::InvalidLocale.into()) }
}

/// A password of a length that may be chosen; that nobody guesses it is looked at when it is hashed.
///
/// # Errors
/// [`Code::PasswordTooShort`], [`Code::PasswordTooLong`].
pub fn password(text: String) -> Result<String, Refusal> {
    if text.len() < *PASSWORD.start() {
        return Err(Refusal::from(Code::PasswordTooShort).with("bytes", PASSWORD.start()));
    }
    if text.len() > *PASSWORD.end() {
        return Err(Refusal::from(Code::PasswordTooLong).with("bytes", PASSWORD.end()));
    }
    Ok(text)
}

/// All of several fields, or everything that is wrong with them.
///
/// # Errors
/// The refusals, in the order given.
macro_rules! fields {
    ($($name:ident = $read:expr;)+) => {
        let mut refusals = Vec::new();
        $(let $name = $read.map_err(|refusal| refusals.push(refusal)).ok();)+
        let ($(Some($name),)+) = ($($name,)+) else {
            return Err($crate::error::Error::Refused(refusals));
        };
    };
}
pub(crate) use fields;
