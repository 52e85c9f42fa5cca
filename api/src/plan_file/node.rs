//! Reading JSON with all of its faults: a place in the file knows its path, and what cannot be read is noted
//! there while the reading goes on.

use std::cell::RefCell;
use std::fmt;

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use entity::field;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::clock;
use crate::documented::DocumentedEnum;

/// The days of a week, Monday first.
pub(super) const WEEK: [&str; 7] = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

/// The longest text, in characters.
pub(super) const TEXT: usize = 20_000;

/// A value of an enum as plan files have it.
pub struct Named<T>(pub T);

impl<T: DocumentedEnum> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name())
    }
}

/// One thing that is wrong with a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// Where: `workPackages[3].deadline.date`.
    pub path: String,
    /// What is wrong, and what would be right.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)
    }
}

/// Faults as they are found.
#[derive(Default)]
pub struct Faults(RefCell<Vec<Fault>>);

impl Faults {
    /// Notes one.
    pub fn note(&self, path: impl Into<String>, message: impl Into<String>) {
        self.0.borrow_mut().push(Fault { path: path.into(), message: message.into() });
    }

    /// The value where nothing was wrong, else all that was.
    pub fn or<T>(self, value: Option<T>) -> Result<T, Vec<Fault>> {
        match (value, self.0.into_inner()) {
            (Some(value), faults) if faults.is_empty() => Ok(value),
            (_, faults) => Err(faults),
        }
    }
}

/// A place in a file.
pub struct Node<'a> {
    value: &'a Value,
    /// From the root: `anchors[0].date`.
    pub path: String,
    faults: &'a Faults,
}

impl<'a> Node<'a> {
    /// The whole file.
    pub fn root(value: &'a Value, faults: &'a Faults) -> Self {
        Self { value, path: String::new(), faults }
    }

    /// Notes what is wrong here.
    pub fn fault(&self, message: impl Into<String>) {
        let path = if self.path.is_empty() { "(file)" } else { &self.path };
        self.faults.note(path, message);
    }

    /// Notes every key that is none of these; of what is no object, that.
    pub fn expect_keys(&self, keys: &[&str]) {
        let Some(object) = self.value.as_object() else { return self.fault("expected an object") };
        for key in object.keys().filter(|key| !keys.contains(&key.as_str())) {
            self.child(key).fault(format!("unknown key; known are {}", keys.join(", ")));
        }
    }

    fn child(&self, key: &str) -> Self {
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        Self { value: self.value.get(key).unwrap_or(&Value::Null), path, faults: self.faults }
    }

    /// What should stand under a key and does not, as if it were empty: so that the rest is looked at too.
    pub fn absent(&self, key: &str, empty: &'a Value) -> Self {
        Self { value: empty, path: key.to_owned(), faults: self.faults }
    }

    /// What stands under a key; none where that is left out or `null`.
    pub fn get(&self, key: &str) -> Option<Self> {
        Some(self.child(key)).filter(|child| !child.value.is_null())
    }

    /// What has to stand under a key.
    pub fn need(&self, key: &str) -> Option<Self> {
        let found = self.get(key);
        if found.is_none() && self.value.is_object() {
            self.child(key).fault("is missing");
        }
        found
    }

    /// The items of a list under a key; left out is an empty list.
    pub fn list(&self, key: &str) -> Vec<Self> {
        self.get(key).map_or_else(Vec::new, |list| list.items())
    }

    pub(super) fn items(&self) -> Vec<Self> {
        let Some(items) = self.value.as_array() else {
            self.fault("expected a list");
            return Vec::new();
        };
        let item = |(value, at)| Self { value, path: format!("{}[{at}]", self.path), faults: self.faults };
        items.iter().zip(0_usize..).map(item).collect()
    }

    /// Whether an object stands here.
    pub fn is_object(&self) -> bool {
        self.value.is_object()
    }

    /// Text of 1 to `longest` characters, without control characters but line breaks and tabs.  Line breaks
    /// of Windows are read as line breaks.
    pub fn text(&self, longest: usize) -> Option<String> {
        let Some(text) = self.value.as_str() else { return self.wrong("expected text") };
        let text = text.replace("\r\n", "\n");
        let is_bad = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        if text.trim().is_empty() {
            return self.wrong("is empty");
        }
        if text.chars().count() > longest {
            return self.wrong(format!("is longer than {longest} characters"));
        }
        if let Some((place, bad)) = text.chars().enumerate().find(|(_, c)| is_bad(*c)) {
            return self.wrong(format!(
                "has the control character U+{:04X} at character {}",
                u32::from(bad),
                place + 1
            ));
        }
        Some(text)
    }

    /// A name, by the rule of the API's inputs.
    pub fn name(&self) -> Option<String> {
        let text = self.text(field::LONGEST_NAME)?;
        field::name(&text).or_else(|| self.wrong("has a line break, a tab or an invisible character"))
    }

    /// An e-mail address, by the rule of sign-in.
    pub fn email(&self) -> Option<String> {
        field::email(self.raw()).or_else(|| self.wrong("expected an e-mail address"))
    }

    /// A whole number in a range; `2.0` is one.
    pub fn int<T: TryFrom<i32>>(&self, range: std::ops::RangeInclusive<i32>) -> Option<T> {
        let number = self.value.as_i64().and_then(|number| i32::try_from(number).ok());
        let number = number.or_else(|| whole(self.value.as_f64()?)).filter(|number| range.contains(number));
        match number.and_then(|number| T::try_from(number).ok()) {
            None => self.wrong(format!("expected a whole number from {} to {}", range.start(), range.end())),
            found => found,
        }
    }

    /// `true` or `false`.
    pub fn boolean(&self) -> Option<bool> {
        self.value.as_bool().or_else(|| self.wrong("expected true or false"))
    }

    /// A day of 1900 to 2199, `2026-11-11`.
    pub fn date(&self) -> Option<NaiveDate> {
        self.value
            .as_str()
            .and_then(clock::day)
            .or_else(|| self.wrong("expected a day from 1900-01-01 to 2199-12-31 as YYYY-MM-DD"))
    }

    /// A moment, `2026-09-04T02:00:00Z`, of the years that days have, to the microsecond.
    pub fn moment(&self) -> Option<DateTime<Utc>> {
        const LEAP: u32 = 1_000_000_000;
        let moment = self.value.as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
        let moment = moment.map(|moment| moment.to_utc().trunc_subsecs(6));
        moment
            .filter(|moment| {
                schedule::Boundary::covers(moment.date_naive()) && moment.timestamp_subsec_nanos() < LEAP
            })
            .or_else(|| self.wrong("expected a moment as 2026-09-04T02:00:00Z"))
    }

    /// A value of an enum, by its name.
    pub fn word<T: DocumentedEnum>(&self) -> Option<T> {
        let text = self.value.as_str().unwrap_or_default();
        let found = T::VALUES.iter().find(|(_, name, _)| *name == text).map(|(value, ..)| *value);
        found.or_else(|| {
            let known: Vec<_> = T::VALUES.iter().map(|(_, name, _)| *name).collect();
            self.wrong(format!("expected one of {}", known.join(", ")))
        })
    }

    /// A name that has to be known.
    pub fn refer<T>(&self, what: &str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
        let name = self.value.as_str().unwrap_or_default();
        find(name).or_else(|| self.wrong(format!("there is no {what} {name:?}")))
    }

    /// One line of text.
    pub fn label(&self) -> Option<String> {
        let label = self.text(50)?;
        if label.contains('\n') {
            self.fault("is more than one line");
        }
        Some(label)
    }

    /// A code of the outline, which the outline checks.
    #[expect(clippy::unnecessary_wraps, reason = "what reads a key may find nothing")]
    pub fn code(&self) -> Option<String> {
        Some(self.raw().to_owned())
    }

    /// A day of the week.
    pub fn weekday(&self) -> Option<&'static str> {
        self.refer("day of the week", |name| WEEK.iter().find(|day| **day == name).copied())
    }

    /// A language of messages.
    pub fn locale(&self) -> Option<String> {
        self.refer("locale (en or zh)", field::locale)
    }

    /// A zone by its IANA name.
    pub fn time_zone(&self) -> Option<String> {
        self.refer("time zone", field::time_zone)
    }

    /// A colour as `#1f77b4`.
    pub fn colour(&self) -> Option<String> {
        field::colour(self.raw()).or_else(|| self.wrong("expected a colour as #1f77b4"))
    }

    /// The key of a campaign: `D11`.
    pub fn campaign_key(&self) -> Option<String> {
        let key = self.raw();
        let is_key = (1..=16).contains(&key.len())
            && key.starts_with(|c: char| c.is_ascii_uppercase())
            && key.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if is_key {
            Some(key.to_owned())
        } else {
            self.wrong("expected 1 to 16 capital letters and digits, the first a letter")
        }
    }

    /// The text as it stands.
    pub fn raw(&self) -> &str {
        self.value.as_str().unwrap_or_default()
    }

    fn wrong<T>(&self, message: impl Into<String>) -> Option<T> {
        self.fault(message);
        None
    }
}

/// A number without a fraction.
fn whole(number: f64) -> Option<i32> {
    let is_whole = number.fract() == 0.0 && number.abs() <= f64::from(i32::MAX);
    // Numbers of this size print all their digits.
    if is_whole { format!("{number:.0}").parse().ok() } else { None }
}
