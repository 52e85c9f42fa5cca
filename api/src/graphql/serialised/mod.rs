//! Directly serialised types: objects of the schema that write their own JSON, declared once with
//! [`macros::serialised_object`].
//!
//! A list of ten thousand rows costs an async resolver a future, a map entry and a name for each value of
//! each row.  A directly serialised type compiles what is selected of it once and writes every row of a list
//! straight into one buffer, which the response takes over as it is.  Validation, introspection and the SDL
//! stay async-graphql's.  Where something is selected that has to be resolved (a `#[resolved]` field, or a
//! key selected twice above the type), ordinary resolution takes over, with the same answer.

mod leaf;
mod select;

use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::parser::types::Field;
use async_graphql::registry::{Deprecation, MetaField, MetaTypeId, ObjectBuilder, Registry};
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};
use bytes::Bytes;

use super::error::Failure;
use super::request::Request;
use crate::error::Error;

pub(crate) use leaf::{Items, leaf, serialised_enum};
pub(crate) use select::{Selected, Selection};

/// A value that writes itself as JSON.
pub(crate) trait Write {
    /// What is selected of values of this type; none where some of it has to be resolved.
    fn select(selection: &Selection<'_>) -> Option<Selected>;

    /// Writes the selected parts.
    fn write(&self, selected: &Selected, out: &mut Vec<u8>);
}

/// An object of the schema that writes itself.
pub(crate) trait Object: Write + Sync {
    /// Its name in the schema.
    fn name() -> std::borrow::Cow<'static, str>;

    /// The place of a field, and what is selected of its value; none where it has to be resolved.
    fn select_field(name: &str, selection: &Selection<'_>) -> Option<(usize, Selected)>;

    /// Writes the value of the field of this place.
    fn write_field(&self, place: usize, selected: &Selected, out: &mut Vec<u8>);
}

/// In a request's data: a response key stands twice where its parts would have to be merged, so that
/// everything is resolved and merged by async-graphql.
pub(crate) struct ResolveAll;

/// A list of values that are written in one go where they can be.
pub(crate) struct List<T>(pub(crate) Vec<T>);

impl<T: OutputType + Write> Write for List<T> {
    fn select(selection: &Selection<'_>) -> Option<Selected> {
        T::select(selection)
    }

    fn write(&self, selected: &Selected, out: &mut Vec<u8>) {
        self.0.write(selected, out);
    }
}

impl<T: OutputType + Write> OutputType for List<T> {
    fn type_name() -> std::borrow::Cow<'static, str> {
        <Vec<T> as OutputType>::type_name()
    }

    fn qualified_type_name() -> String {
        <Vec<T> as OutputType>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        <Vec<T> as OutputType>::create_type_info(registry)
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        match write(self, ctx)? {
            Some(value) => Ok(value),
            None => self.0.resolve(ctx, field).await,
        }
    }
}

/// What the written parts of one answer come to at most, in bytes.
const LARGEST: usize = 32 * 1024 * 1024;

/// How much of an answer is still to be written; in a request's data.
pub(crate) struct Budget(AtomicUsize);

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicUsize::new(LARGEST))
    }
}

/// Whether a buffer has outgrown every budget: nothing is added to it any more, and it is thrown away.
pub(crate) fn is_full(out: &[u8]) -> bool {
    out.len() > LARGEST
}

/// The JSON of a value, where it can be written.
///
/// # Errors
/// Where the answer gets too large.
pub(crate) fn write<T: Write>(value: &T, ctx: &ContextSelectionSet<'_>) -> ServerResult<Option<Value>> {
    if ctx.data_opt::<ResolveAll>().is_some() {
        return Ok(None);
    }
    let Some(selected) = T::select(&Selection::of(ctx)) else { return Ok(None) };
    let mut out = Vec::new();
    value.write(&selected, &mut out);
    let spent = |budget: &Budget| {
        budget
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(out.len()))
            .is_ok()
    };
    if is_full(&out) || !ctx.data_opt::<Budget>().is_none_or(spent) {
        let error = Failure::from(Error::TooLarge(format!(
            "the answer is larger than {LARGEST} bytes: ask for less"
        )));
        return Err(ctx.set_error_path(async_graphql::Error::from(error).into_server_error(ctx.item.pos)));
    }
    if let Some(request) = ctx.data_opt::<Request>() {
        let bytes = u64::try_from(out.len()).unwrap_or(u64::MAX);
        request.app.written_bytes.fetch_add(bytes, Ordering::Relaxed);
    }
    Ok(Some(Value::Binary(Bytes::from(out))))
}

/// The registry's entry of an object.
pub(crate) fn create<T: OutputType + Object>(
    registry: &mut Registry,
    description: &str,
    fields: impl Fn(&mut Registry) -> Vec<MetaField>,
) -> String {
    registry.create_output_type::<T, _>(MetaTypeId::Object, |registry| {
        let fields = fields(registry).into_iter().map(|field| (field.name.clone(), field)).collect();
        ObjectBuilder::new(T::name(), fields)
            .description(Some(description.to_owned()))
            .rust_typename(std::any::type_name::<T>())
            .build()
    })
}

/// The registry's entry of a field.
pub(crate) fn field<T: OutputType>(
    registry: &mut Registry,
    name: &str,
    description: &str,
    deprecation: Option<&str>,
) -> MetaField {
    let mut field = MetaField::new(name, T::create_type_info(registry));
    field.description = Some(description.to_owned());
    if let Some(note) = deprecation {
        field.deprecation = Deprecation::Deprecated { reason: Some(note.to_owned()) };
    }
    field
}
