//! Derives for declarations that several layers read, so that a column or an enum is declared once.

mod doc;
mod documented;

use proc_macro::TokenStream;
use syn::parse_macro_input;

/// The documentation of an enum without fields, as constants that other layers read: `DESCRIPTION`, its doc comment,
/// and `VALUES`, each value with its name (`IN_PROGRESS`) and its doc comment, in the order of declaration.
///
/// ```text
/// /// Priority of a work package.
/// #[derive(Documented)]
/// pub enum Priority {
///     /// Can wait.
///     Low,
/// }
/// assert_eq!(Priority::VALUES, [(Priority::Low, "LOW", "Can wait.")]);
/// ```
#[proc_macro_derive(Documented)]
pub fn documented(input: TokenStream) -> TokenStream {
    expand(documented::derive(&parse_macro_input!(input)))
}

fn expand(code: syn::Result<proc_macro2::TokenStream>) -> TokenStream {
    code.unwrap_or_else(syn::Error::into_compile_error).into()
}
