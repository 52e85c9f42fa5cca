//! Leaves, lists and absent values of directly serialised types.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::Registry;
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};

use crate::graphql::json::write_json;

use super::{Selected, Selection, Write, is_full};

/// Declares leaves: how a value of each type is written.
macro_rules! leaf {
    ($($ty:ty = |$this:ident, $out:ident| $write:expr;)+) => {$(
        impl $crate::graphql::serialised::Write for $ty {
            fn select(_: &$crate::graphql::serialised::Selection<'_>) -> Option<$crate::graphql::serialised::Selected> {
                Some($crate::graphql::serialised::Selected::default())
            }

            fn write(&self, _: &$crate::graphql::serialised::Selected, $out: &mut Vec<u8>) {
                let $this = self;
                $write
            }
        }
    )+};
}
pub(crate) use leaf;

/// Declares enums that only the API has as leaves.
macro_rules! serialised_enum {
    ($($ty:ty),+ $(,)?) => {$(
        $crate::graphql::serialised::leaf! {
            $ty = |value, out| {
                let items = <$ty as async_graphql::resolver_utils::EnumType>::items();
                let name = items.iter().find(|item| item.value == *value).map_or("", |item| item.name);
                out.push(b'"');
                out.extend_from_slice(name.as_bytes());
                out.push(b'"');
            };
        }
    )+};
}
pub(crate) use serialised_enum;

leaf! {
    bool = |value, out| out.extend_from_slice(if *value { b"true" } else { b"false" });
    i32 = |number, out| write_json(number, out);
    i64 = |number, out| write_json(number, out);
    f64 = |number, out| write_json(number, out);
    &str = |text, out| write_json(text, out);
    String = |text, out| write_json(text, out);
}

impl<T: Write> Write for Option<T> {
    fn select(selection: &Selection<'_>) -> Option<Selected> {
        T::select(selection)
    }

    fn write(&self, selected: &Selected, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.write(selected, out),
            None => out.extend_from_slice(b"null"),
        }
    }
}

impl<T: Write> Write for Vec<T> {
    fn select(selection: &Selection<'_>) -> Option<Selected> {
        T::select(selection)
    }

    fn write(&self, selected: &Selected, out: &mut Vec<u8>) {
        write_list(self.iter(), out, |item, out| item.write(selected, out));
    }
}

/// Values that are made one by one while they are written as a list.
pub(crate) struct Items<I>(pub(crate) I);

impl<I: Iterator<Item: Write> + Clone> Write for Items<I> {
    fn select(selection: &Selection<'_>) -> Option<Selected> {
        I::Item::select(selection)
    }

    fn write(&self, selected: &Selected, out: &mut Vec<u8>) {
        write_list(self.0.clone(), out, |item, out| item.write(selected, out));
    }
}

impl<I: Iterator<Item: OutputType + Write> + Clone + Send + Sync> OutputType for Items<I> {
    fn type_name() -> Cow<'static, str> {
        <Vec<I::Item> as OutputType>::type_name()
    }

    fn qualified_type_name() -> String {
        <Vec<I::Item> as OutputType>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Vec<I::Item> as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        self.0.clone().collect::<Vec<_>>().resolve(ctx, field).await
    }
}

fn write_list<T>(items: impl Iterator<Item = T>, out: &mut Vec<u8>, write: impl Fn(T, &mut Vec<u8>)) {
    out.push(b'[');
    for (place, item) in items.enumerate() {
        if place > 0 {
            out.push(b',');
        }
        if is_full(out) {
            return;
        }
        write(item, out);
    }
    out.push(b']');
}
