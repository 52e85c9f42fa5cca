//! `#[derive(OrderField)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::ParseStream;
use syn::{Data, DeriveInput, Error, Ident, LitStr, Result, Token, Variant};

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "expected an enum"));
    };
    let columns = data.variants.iter().map(column).collect::<Result<Vec<_>>>()?;
    let name = &input.ident;
    Ok(quote! {
        const _: () = {
            use crate::graphql::order::{Column, OrderField, Type};

            impl OrderField for #name {
                fn column(self) -> Column {
                    match self {
                        #(#columns)*
                    }
                }
            }
        };
    })
}

fn column(variant: &Variant) -> Result<TokenStream> {
    let attribute = variant.attrs.iter().find(|attribute| attribute.path().is_ident("order"));
    let expected = "expected #[order(\"column\", Type)] or #[order(\"column\", Type, nullable)]";
    let attribute = attribute.ok_or_else(|| Error::new_spanned(variant, expected))?;
    let (sql, of, is_nullable) = attribute.parse_args_with(|input: ParseStream<'_>| {
        let sql: LitStr = input.parse()?;
        input.parse::<Token![,]>()?;
        let of: Ident = input.parse()?;
        if input.is_empty() {
            return Ok((sql, of, false));
        }
        input.parse::<Token![,]>()?;
        let nullable: Ident = input.parse()?;
        if nullable != "nullable" {
            return Err(Error::new_spanned(nullable, expected));
        }
        Ok((sql, of, true))
    })?;
    let value = &variant.ident;
    Ok(quote!(Self::#value => Column { sql: #sql, of: Type::#of, is_nullable: #is_nullable },))
}
