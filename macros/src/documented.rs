//! `#[derive(Documented)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, Result, Variant};

use crate::case::in_capitals;
use crate::doc;

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "expected an enum"));
    };
    let values = data.variants.iter().map(value).collect::<Result<Vec<_>>>()?;
    let (name, description) = (&input.ident, doc::text(&input.attrs));
    Ok(quote! {
        impl #name {
            /// The documentation of the enum.
            pub const DESCRIPTION: &'static str = #description;

            /// Each value with its name in capitals and its documentation, in the order of declaration.
            pub const VALUES: &'static [(Self, &'static str, &'static str)] = &[#(#values),*];
        }
    })
}

fn value(variant: &Variant) -> Result<TokenStream> {
    if !matches!(variant.fields, Fields::Unit) {
        return Err(Error::new_spanned(variant, "expected a value without fields"));
    }
    let (value, name, description) =
        (&variant.ident, in_capitals(&variant.ident.to_string()), doc::text(&variant.attrs));
    Ok(quote!((Self::#value, #name, #description)))
}
