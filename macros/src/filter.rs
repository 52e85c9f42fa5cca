//! `#[derive(Filter)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Expr, Field, Ident, LitStr, Result, Token, Type};

use crate::case::in_camel_case;

/// What a field of a filter asks.
enum Asks {
    /// A column, by its SQL.
    Column(LitStr),
    /// A value in memory, by a closure over what is filtered.
    Value(Expr),
    /// Nothing that is generated: whoever uses the filter looks at it.
    Elsewhere,
}

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "expected a struct"));
    };
    let (mut conditions, mut checks, mut matches, mut combined) = (vec![], vec![], vec![], vec![]);
    for field in &data.fields {
        let Some(name) = &field.ident else { return Err(Error::new_spanned(field, "expected a name")) };
        let path = format!("filter.{}", in_camel_case(&name.to_string()));
        if ["and", "or", "not"].iter().any(|combiner| name == combiner) {
            combined.push(name);
            continue;
        }
        match asks(field)? {
            Asks::Column(column) => conditions.push(quote! {
                if let Some(asked) = &self.#name {
                    let column = (sql.column)(#column);
                    conditions.push(Comparator::sql(asked, #path, &column, sql)?);
                }
            }),
            Asks::Value(value) => {
                checks.push(quote!(self.#name.as_ref().map_or(Ok(()), |asked| asked.check(#path))?;));
                matches.push(quote! {
                    self.#name.as_ref().is_none_or(|asked| asked.matches(value_of(of, #value)))
                });
            }
            Asks::Elsewhere => {}
        }
    }
    let in_memory = of(input)?.map(|of| in_memory(&input.ident, &of, &checks, &matches, &combined));
    let rest = (combined.len() < 3).then(|| quote!(..Combined::default()));
    let combined = combined.iter().map(|name| quote!(#name: self.#name.as_deref()));
    let name = &input.ident;
    Ok(quote! {
        const _: () = {
            use crate::graphql::comparator::{Combined, Comparator, Filter, Sql};

            impl Filter for #name {
                fn conditions(&self, sql: &mut Sql<'_>) -> crate::error::Result<Vec<String>> {
                    let mut conditions = Vec::new();
                    #(#conditions)*
                    Ok(conditions)
                }

                fn combined(&self) -> Combined<'_, Self> {
                    Combined { #(#combined,)* #rest }
                }
            }

            #in_memory
        };
    })
}

/// `check` and `matches` of a filter over values in memory.
fn in_memory(
    name: &Ident,
    of: &Type,
    checks: &[TokenStream],
    matches: &[TokenStream],
    combined: &[&Ident],
) -> TokenStream {
    let inner = (!combined.is_empty()).then(|| {
        quote! {
            && self.combined().matches(|filter| filter.matches(of))
        }
    });
    quote! {
        use crate::graphql::comparator::{Matcher, value_of};

        impl #name {
            /// Refuses ids that are of something else.
            fn check(&self) -> crate::error::Result<()> {
                #(#checks)*
                self.combined().each(Self::check)
            }

            fn matches(&self, of: &#of) -> bool {
                #(#matches)&&* #inner
            }
        }
    }
}

/// The type of the values in memory that a filter is over: `#[filter(of = Row<'_>)]`.
fn of(input: &DeriveInput) -> Result<Option<Type>> {
    let Some(attribute) = input.attrs.iter().find(|attribute| attribute.path().is_ident("filter")) else {
        return Ok(None);
    };
    let parse = |input: syn::parse::ParseStream<'_>| {
        let of: Ident = input.parse()?;
        if of != "of" {
            return Err(Error::new_spanned(of, "expected `of`"));
        }
        input.parse::<Token![=]>()?;
        input.parse()
    };
    attribute.parse_args_with(parse).map(Some)
}

fn asks(field: &Field) -> Result<Asks> {
    let attribute = field.attrs.iter().find(|attribute| attribute.path().is_ident("filter"));
    let expected = "expected #[filter(\"column\")], #[filter(|it| value)] or #[filter(elsewhere)]";
    let attribute = attribute.ok_or_else(|| Error::new_spanned(field, expected))?;
    attribute.parse_args_with(|input: syn::parse::ParseStream<'_>| {
        if input.peek(LitStr) {
            return Ok(Asks::Column(input.parse()?));
        }
        let value: Expr = input.parse()?;
        let is_elsewhere = matches!(&value, Expr::Path(path) if path.path.is_ident("elsewhere"));
        Ok(if is_elsewhere { Asks::Elsewhere } else { Asks::Value(value) })
    })
}
