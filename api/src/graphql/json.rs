//! Answers as JSON, with what written types have written taken over as it is.

use async_graphql::Value;

/// Writes a value.
pub(crate) fn write_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        // Written already.
        Value::Binary(bytes) => out.extend_from_slice(bytes),
        Value::List(items) => {
            out.push(b'[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                write_value(item, out);
            }
            out.push(b']');
        }
        Value::Object(fields) => {
            out.push(b'{');
            for (place, (key, item)) in fields.iter().enumerate() {
                if place > 0 {
                    out.push(b',');
                }
                write_json(key.as_str(), out);
                out.push(b':');
                write_value(item, out);
            }
            out.push(b'}');
        }
        Value::Null | Value::Number(_) | Value::String(_) | Value::Boolean(_) | Value::Enum(_) => {
            write_json(value, out);
        }
    }
}

/// Writes what `serde_json` knows how to write.
pub(crate) fn write_json<T: serde::Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) {
    // All of this can be written as JSON, and writing to a vector does not fail.
    let _: Result<(), serde_json::Error> = serde_json::to_writer(out, value);
}
