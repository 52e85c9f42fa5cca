//! Operands of filters: none may be null.

use async_graphql_value::Value;

use crate::error::{Error, Result};

/// Operands of a filter, none of which may be null: a client whose value is not there yet would be shown
/// everything.
const OPERANDS: [&str; 11] =
    ["contains", "eq", "gt", "gte", "in", "isNull", "lt", "lte", "neq", "nin", "withinDays"];

/// Refuses operands of a filter that are null, or variables without a value; `path` leads to the filter,
/// `read` reads a variable.
pub(super) fn check(value: &Value, path: &str, read: &dyn Fn(&Value) -> Value) -> Result<()> {
    match value {
        Value::Object(fields) => fields.iter().try_for_each(|(name, value)| {
            let (path, value) = (format!("{path}.{name}"), read(value));
            if value == Value::Null && OPERANDS.contains(&name.as_str()) {
                return Err(Error::bad_input(path, "expected a value: isNull asks for what has none"));
            }
            check(&value, &path, read)
        }),
        Value::List(items) => (0..)
            .zip(items)
            .try_for_each(|(place, item): (usize, _)| check(item, &format!("{path}.{place}"), read)),
        Value::Variable(_)
        | Value::Null
        | Value::Number(_)
        | Value::String(_)
        | Value::Boolean(_)
        | Value::Binary(_)
        | Value::Enum(_) => Ok(()),
    }
}
