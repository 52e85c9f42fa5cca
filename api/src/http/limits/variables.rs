//! Limits of a document's variables, which are as much of its text as what stands in it.

use async_graphql::{Value, Variables};

use crate::error::{Error, Result};

const DEEPEST: usize = 32;
const MOST_VALUES: usize = 4_000;

/// Refuses variables of too many values or nested too deeply, and text that no database holds.
pub(super) fn check(variables: &Variables) -> Result<()> {
    let mut count = 0;
    variables.values().try_for_each(|value| walk(value, 1, &mut count))
}

fn walk(value: &Value, depth: usize, count: &mut usize) -> Result<()> {
    *count += 1;
    if *count > MOST_VALUES {
        return Err(Error::TooLarge(format!("the variables have more than {MOST_VALUES} values")));
    }
    if depth > DEEPEST {
        return Err(Error::TooLarge(format!("the variables are nested more than {DEEPEST} deep")));
    }
    match value {
        Value::List(items) => items.iter().try_for_each(|item| walk(item, depth + 1, count)),
        Value::Object(fields) => fields.values().try_for_each(|item| walk(item, depth + 1, count)),
        Value::String(text) if text.contains('\0') => {
            Err(Error::bad_input("variables", "text with a NUL character is in no database"))
        }
        Value::Null
        | Value::Number(_)
        | Value::String(_)
        | Value::Boolean(_)
        | Value::Binary(_)
        | Value::Enum(_) => Ok(()),
    }
}
