//! The rules of single columns that people type: each is read once, by the API, plan files and the command
//! line alike, so that what one of them stores the others find.

use chrono_tz::Tz;
use email_address::EmailAddress;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 200;

/// The longest title, in characters.
pub const LONGEST_TITLE: usize = 500;

/// The longest key of a campaign, in characters.
pub const LONGEST_KEY: usize = 16;

/// The longest e-mail address, in bytes (RFC 5321).
pub const LONGEST_EMAIL: usize = 254;

/// The locales that messages are written in.
pub const LOCALES: [&str; 2] = ["en", "zh"];

/// A name: trimmed, 1 to 200 characters, no control characters and no characters that are invisible or change
/// the direction of the text.
#[must_use]
pub fn name(text: &str) -> Option<String> {
    line(text, LONGEST_NAME)
}

/// A title: a name of up to 500 characters.
#[must_use]
pub fn title(text: &str) -> Option<String> {
    line(text, LONGEST_TITLE)
}

fn line(text: &str, longest: usize) -> Option<String> {
    let text = text.trim();
    let is_valid = (1..=longest).contains(&text.chars().count()) && !text.chars().any(is_invisible);
    is_valid.then(|| text.to_owned())
}

/// The key of a campaign, in capitals: a letter and up to 15 letters or digits.
#[must_use]
pub fn campaign_key(text: &str) -> Option<String> {
    let text = text.trim().to_uppercase();
    let is_valid = text.len() <= LONGEST_KEY
        && text.starts_with(|first: char| first.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    is_valid.then_some(text)
}

/// A colour as `#1f77b4`, in lower case.
#[must_use]
pub fn colour(text: &str) -> Option<String> {
    let digits = text.strip_prefix('#')?;
    let is_valid = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_valid.then(|| text.to_lowercase())
}

/// Whether a character is invisible or changes the direction of the text: with it two names look alike.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(character, '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// An e-mail address that mail can be sent to (RFC 5321): trimmed, in lower case, at most 254 bytes.
#[must_use]
pub fn email(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let (user, domain) = text.rsplit_once('@')?;
    let is_valid = text.len() <= LONGEST_EMAIL
        && EmailAddress::is_valid_local_part(user)
        && EmailAddress::is_valid_domain(domain);
    is_valid.then_some(text)
}

/// A time zone by its IANA name.
#[must_use]
pub fn time_zone(text: &str) -> Option<String> {
    text.parse::<Tz>().ok().map(|zone| zone.name().to_owned())
}

/// A locale: one of [`LOCALES`].
#[must_use]
pub fn locale(text: &str) -> Option<String> {
    LOCALES.contains(&text).then(|| text.to_owned())
}
