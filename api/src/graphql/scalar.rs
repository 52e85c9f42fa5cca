//! The scalars of the schema, each read strictly.

use std::borrow::Cow;
use std::fmt::Display;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{
    ContextSelectionSet, ID, InputValueError, InputValueResult, OutputType, Positioned, Scalar, ScalarType,
    ServerResult, Value,
};
use chrono::{Datelike, NaiveDate, SecondsFormat, Utc};
use entity::AppendText;

use super::serialised::{Selected, Selection, Write, leaf};
use crate::clock;

/// A day, as RFC 3339 `full-date`: `2026-11-11`.  From 1900-01-01 to 2199-12-31.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Date(pub(crate) NaiveDate);

/// A day, as RFC 3339 `full-date`: `2026-11-11`.  From 1900-01-01 to 2199-12-31.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        clock::day(text).map(Self).ok_or_else(|| {
            InputValueError::custom("expected a day from 1900-01-01 to 2199-12-31 as YYYY-MM-DD")
        })
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A moment in UTC, as RFC 3339 `date-time`: `2026-11-11T00:00:00Z`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct DateTime(pub(crate) chrono::DateTime<Utc>);

/// A moment in UTC, as RFC 3339 `date-time`: `2026-11-11T00:00:00Z`.
#[Scalar(specified_by_url = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        let moment = chrono::DateTime::parse_from_rfc3339(text);
        moment.map(|moment| Self(moment.to_utc())).map_err(InputValueError::custom)
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.text())
    }
}

impl DateTime {
    fn text(self) -> String {
        self.0.to_rfc3339_opts(SecondsFormat::AutoSi, true)
    }
}

/// A time zone by its IANA name: `Asia/Shanghai`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct TimeZone(pub(crate) String);

/// A time zone by its IANA name: `Asia/Shanghai`.
#[Scalar(specified_by_url = "https://www.iana.org/time-zones")]
impl ScalarType for TimeZone {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        let zone = entity::field::time_zone(text).map(Self);
        zone.ok_or_else(|| InputValueError::custom("expected an IANA time zone"))
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// An address of e-mail, in lower case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Email(pub(crate) String);

/// An address of e-mail, in lower case.
#[Scalar(specified_by_url = "https://html.spec.whatwg.org/multipage/input.html#valid-e-mail-address")]
impl ScalarType for Email {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        let address = entity::field::email(text).map(Self);
        address.ok_or_else(|| InputValueError::custom("expected an e-mail address"))
    }

    fn is_valid(value: &Value) -> bool {
        Self::parse(value.clone()).is_ok()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

/// An id as it is shown: its type's prefix, then what clients need not read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Id<T>(pub(crate) T);

impl<T: Display + Send + Sync> OutputType for Id<T> {
    fn type_name() -> Cow<'static, str> {
        <ID as OutputType>::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <ID as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, _: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        Ok(Value::String(self.0.to_string()))
    }
}

impl<T: AppendText> Write for Id<T> {
    fn select(_: &Selection<'_>) -> Option<Selected> {
        Some(Selected::default())
    }

    fn write(&self, _: &Selected, out: &mut Vec<u8>) {
        // Ids are letters, digits, `_` and `-`.
        out.push(b'"');
        self.0.append_to(out);
        out.push(b'"');
    }
}

leaf! {
    Date = |date, out| write_date(date.0, out);
    DateTime = |moment, out| String::write(&moment.text(), &Selected::default(), out);
    TimeZone = |zone, out| String::write(&zone.0, &Selected::default(), out);
    Email = |email, out| String::write(&email.0, &Selected::default(), out);
}

/// A day with its quotes: four, two and two digits, which years from 1900 to 2199 have.
fn write_date(date: NaiveDate, out: &mut Vec<u8>) {
    let digit = |number: u32| b'0' + u8::try_from(number % 10).unwrap_or_default();
    let (year, month, day) = (date.year().unsigned_abs(), date.month(), date.day());
    out.extend_from_slice(&[
        b'"',
        digit(year / 1000),
        digit(year / 100),
        digit(year / 10),
        digit(year),
        b'-',
        digit(month / 10),
        digit(month),
        b'-',
        digit(day / 10),
        digit(day),
        b'"',
    ]);
}
