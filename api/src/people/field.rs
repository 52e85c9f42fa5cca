//! Input, read once into values that nobody checks again.  The rules of columns are `entity::field`'s.

use entity::field;

use crate::refusal::{Code, Refusal};

/// Passwords, in bytes (NIST SP 800-63B asks for no more kinds of characters, but for length).
const PASSWORD: std::ops::RangeInclusive<usize> = 12..=1024;

/// A name: trimmed, 1 to 200 characters, none of them a control character.
///
/// # Errors
/// [`Code::InvalidName`].
pub fn name(text: &str) -> Result<String, Refusal> {
    field::name(text).ok_or_else(|| Code::InvalidName.into())
}

/// A title of a work package: trimmed, 1 to 500 characters, none of them a control character.
///
/// # Errors
/// [`Code::InvalidName`].
pub fn title(text: &str) -> Result<String, Refusal> {
    field::title(text).ok_or_else(|| Refusal::from(Code::InvalidName).with("max", &field::LONGEST_TITLE))
}

/// The key of a campaign, in capitals: a letter and up to 15 letters or digits.
///
/// # Errors
/// [`Code::InvalidKey`].
pub fn campaign_key(text: &str) -> Result<String, Refusal> {
    field::campaign_key(text).ok_or_else(|| Code::InvalidKey.into())
}

/// A colour as `#1f77b4`, in lower case.
///
/// # Errors
/// [`Code::InvalidColour`].
pub fn colour(text: &str) -> Result<String, Refusal> {
    field::colour(text).ok_or_else(|| Code::InvalidColour.into())
}

/// An address of e-mail, in lower case.
///
/// # Errors
/// [`Code::InvalidEmail`].
pub fn email(text: &str) -> Result<String, Refusal> {
    field::email(text).ok_or_else(|| Code::InvalidEmail.into())
}

/// A time zone by its IANA name.
///
/// # Errors
/// [`Code::InvalidTimeZone`].
pub fn time_zone(text: &str) -> Result<String, Refusal> {
    field::time_zone(text).ok_or_else(|| Code::InvalidTimeZone.into())
}

/// A language of messages: `en` or `zh`.
///
/// # Errors
/// [`Code::InvalidLocale`].
pub fn locale(text: &str) -> Result<String, Refusal> {
    field::locale(text).ok_or_else(|| Code::InvalidLocale.into())
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
