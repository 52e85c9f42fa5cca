//! `#[derive(RowReader)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::{Data, DeriveInput, Error, Ident, Result, Token, Type};

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "expected a struct"));
    };
    let given = given(input)?;
    let (mut parameters, mut values, mut columns) = (Vec::new(), Vec::new(), Vec::new());
    for field in &data.fields {
        let name = field.ident.as_ref().ok_or_else(|| Error::new_spanned(field, "expected a name"))?;
        let of = &field.ty;
        if given.contains(name) {
            parameters.push(quote!(#name: #of));
            values.push(quote!(#name));
        } else {
            columns.push(name.to_string());
            let column = name.to_string();
            values.push(if is_optional(of) {
                quote!(#name: crate::Stored::read(columns)?)
            } else {
                quote!(#name: crate::row::required(columns, #column)?)
            });
        }
    }
    let name = &input.ident;
    Ok(quote! {
        impl #name {
            /// The columns that [`read`](Self::read) reads, in its order.
            pub const COLUMNS: &'static [&'static str] = &[#(#columns),*];

            /// Reads a row from its [columns](Self::COLUMNS), with the fields that are known without them.
            ///
            /// # Errors
            /// What reading a column fails with.
            pub fn read(
                columns: &mut impl crate::Columns,
                #(#parameters),*
            ) -> Result<Self, sea_orm::DbErr> {
                Ok(Self { #(#values),* })
            }
        }
    })
}

/// Whether a type is written `Option<…>`: its column may be null.
fn is_optional(of: &Type) -> bool {
    matches!(of, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Option"))
}

/// The fields that are no columns of what is read: `#[row_reader(given(campaign_id))]`.
fn given(input: &DeriveInput) -> Result<Vec<Ident>> {
    let Some(attribute) = input.attrs.iter().find(|attribute| attribute.path().is_ident("row_reader")) else {
        return Ok(Vec::new());
    };
    let parse = |input: ParseStream<'_>| {
        let list;
        input.parse::<Ident>()?;
        syn::parenthesized!(list in input);
        Punctuated::<Ident, Token![,]>::parse_terminated(&list)
    };
    Ok(attribute.parse_args_with(parse)?.into_iter().collect())
}
