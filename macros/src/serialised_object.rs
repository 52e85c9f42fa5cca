//! `#[serialised_object]` and `#[derive(SerialisedObject)]`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{
    Attribute, Data, DeriveInput, Error, Expr, FnArg, Generics, Ident, ImplItem, ImplItemFn, ItemImpl,
    LitStr, Result, ReturnType, Token, Type, parenthesized,
};

use crate::case::in_camel_case;
use crate::doc;

/// What is said of the object.
pub(crate) struct Arguments {
    /// Its name in the schema.
    name: Expr,
    /// The interfaces that it implements.
    interfaces: Vec<LitStr>,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let (mut name, mut interfaces) = (None, Vec::new());
        while !input.is_empty() {
            let key: Ident = input.parse()?;
            if key == "name" {
                input.parse::<Token![=]>()?;
                name = Some(input.parse()?);
            } else if key == "implements" {
                let list;
                parenthesized!(list in input);
                interfaces.extend(Punctuated::<LitStr, Token![,]>::parse_terminated(&list)?);
            } else {
                return Err(Error::new_spanned(key, "expected `name` or `implements`"));
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        let name = name.ok_or_else(|| Error::new(Span::call_site(), "expected `name = \"…\"`"))?;
        Ok(Self { name, interfaces })
    }
}

/// A field of the object.
struct Field {
    name: String,
    description: String,
    deprecation: Option<String>,
    of: Type,
    value: TokenStream,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Serialised with the object.
    Serialised,
    /// Resolved, and with it the list that the object is in.
    Resolved,
    /// Resolved, because it asks the request.
    OfRequest,
}

/// The object whose fields are the methods of an `impl`.
pub(crate) fn of_methods(arguments: &Arguments, mut item: ItemImpl) -> Result<TokenStream> {
    let mut fields = Vec::new();
    for method in &mut item.items {
        if let ImplItem::Fn(method) = method {
            fields.push(field_of_method(method)?);
        }
    }
    let description = doc::text(&item.attrs);
    let object = object(arguments, &description, &item.generics, &item.self_ty, &fields);
    Ok(quote!(#item #object))
}

/// The writer of the fields of an object that are there without asking anything.
pub(crate) fn of_object(arguments: &Arguments, item: &ItemImpl) -> Result<TokenStream> {
    let mut fields = Vec::new();
    for method in &item.items {
        if let ImplItem::Fn(method) = method
            && method.sig.asyncness.is_none()
            && method.sig.inputs.len() == 1
        {
            // `#[Object]` gives the methods an argument of its own.
            let (of, body) = (&method.sig.output, &method.block);
            let value = quote!((|| #of #body)());
            fields.push(Field { value, ..field_of_method(&mut method.clone())? });
        }
    }
    let writer = writer(arguments, &item.generics, &item.self_ty, &fields);
    Ok(quote! {
        #item
        const _: () = {
            use std::borrow::Cow;

            use crate::graphql::serialised::{Object, Selected, Selection, Write};

            #writer
        };
    })
}

/// The object whose fields are those of a struct.
pub(crate) fn of_struct(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "expected a struct"));
    };
    let attribute = input.attrs.iter().find(|attribute| attribute.path().is_ident("serialised_object"));
    let expected = "expected #[serialised_object(name = \"…\")]";
    let attribute = attribute.ok_or_else(|| Error::new_spanned(&input.ident, expected))?;
    let field = |field: &syn::Field| {
        let name = field.ident.as_ref().ok_or_else(|| Error::new_spanned(field, "expected a name"))?;
        Ok(Field {
            name: in_camel_case(&name.to_string()),
            description: doc::text(&field.attrs),
            deprecation: deprecation(&field.attrs),
            of: field.ty.clone(),
            value: quote!(Clone::clone(&self.#name)),
            kind: Kind::Serialised,
        })
    };
    let fields = data.fields.iter().map(field).collect::<Result<Vec<_>>>()?;
    let (name, (_, arguments, _)) = (&input.ident, input.generics.split_for_impl());
    let of = syn::parse_quote!(#name #arguments);
    Ok(object(&attribute.parse_args()?, &doc::text(&input.attrs), &input.generics, &of, &fields))
}

fn field_of_method(method: &mut ImplItemFn) -> Result<Field> {
    let is_resolved = method.attrs.iter().any(|attribute| attribute.path().is_ident("resolved"));
    method.attrs.retain(|attribute| !attribute.path().is_ident("resolved"));
    let ReturnType::Type(_, of) = &method.sig.output else {
        return Err(Error::new_spanned(&method.sig, "a field has a value"));
    };
    let name = &method.sig.ident;
    let asks_request = match method.sig.inputs.iter().collect::<Vec<_>>().as_slice() {
        [FnArg::Receiver(_)] => false,
        [FnArg::Receiver(_), FnArg::Typed(_)] => true,
        _ => {
            return Err(Error::new_spanned(
                &method.sig,
                "expected `&self`, and `request: &Request` if at all",
            ));
        }
    };
    let (value, kind) = match (asks_request, is_resolved) {
        (true, _) => (quote!(self.#name(request)), Kind::OfRequest),
        (false, true) => (quote!(self.#name()), Kind::Resolved),
        (false, false) => (quote!(self.#name()), Kind::Serialised),
    };
    Ok(Field {
        name: in_camel_case(&name.to_string()),
        description: doc::text(&method.attrs),
        deprecation: deprecation(&method.attrs),
        of: (**of).clone(),
        value,
        kind,
    })
}

/// The note of `#[deprecated(note = "…")]`.
fn deprecation(attributes: &[Attribute]) -> Option<String> {
    let attribute = attributes.iter().find(|attribute| attribute.path().is_ident("deprecated"))?;
    let note = |input: ParseStream<'_>| {
        input.parse::<Ident>()?;
        input.parse::<Token![=]>()?;
        input.parse::<LitStr>()
    };
    Some(attribute.parse_args_with(note).map(|note| note.value()).unwrap_or_default())
}

/// The type of the schema, its writer and its resolvers.
fn object(
    arguments: &Arguments,
    description: &str,
    generics: &Generics,
    of: &Type,
    fields: &[Field],
) -> TokenStream {
    let (parameters, _, conditions) = generics.split_for_impl();
    let (writer, entry, resolvers) =
        (writer(arguments, generics, of, fields), entry(arguments, description, fields), resolvers(fields));
    quote! {
        const _: () = {
            use async_graphql::parser::types::Field as Selected_;
            use async_graphql::registry::Registry;
            use async_graphql::{
                ContainerType, Context, ContextSelectionSet, ObjectType, OutputType, Positioned, ServerResult,
                Value, resolver_utils,
            };
            use std::borrow::Cow;

            use crate::graphql::serialised::{self, Object, Selected, Selection, Write};

            #writer

            impl #parameters OutputType for #of #conditions {
                fn type_name() -> Cow<'static, str> {
                    <Self as Object>::name()
                }

                #entry

                async fn resolve(
                    &self,
                    ctx: &ContextSelectionSet<'_>,
                    _: &Positioned<Selected_>,
                ) -> ServerResult<Value> {
                    match serialised::write(self, ctx)? {
                        Some(value) => Ok(value),
                        None => resolver_utils::resolve_container(ctx, self).await,
                    }
                }
            }

            impl #parameters ObjectType for #of #conditions {}

            impl #parameters ContainerType for #of #conditions {
                async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
                    #resolvers
                }
            }
        };
    }
}

/// Selects and writes fields by their place.
fn writer(arguments: &Arguments, generics: &Generics, of: &Type, fields: &[Field]) -> TokenStream {
    let (parameters, _, conditions) = generics.split_for_impl();
    let object = &arguments.name;
    let serialised = fields.iter().filter(|field| field.kind == Kind::Serialised).enumerate();
    let (select, write): (Vec<_>, Vec<_>) = serialised
        .map(|(place, Field { name, of, value, .. })| {
            (
                quote!(#name => <#of as Write>::select(selection).map(|selected| (#place, selected)),),
                quote!(#place => Write::write(&#value, selected, out),),
            )
        })
        .unzip();
    quote! {
        impl #parameters Object for #of #conditions {
            fn name() -> Cow<'static, str> {
                Cow::from(#object)
            }

            fn select_field(name: &str, selection: &Selection<'_>) -> Option<(usize, Selected)> {
                match name {
                    #(#select)*
                    _ => None,
                }
            }

            fn write_field(&self, place: usize, selected: &Selected, out: &mut Vec<u8>) {
                match place {
                    #(#write)*
                    _ => {}
                }
            }
        }

        impl #parameters Write for #of #conditions {
            fn select(selection: &Selection<'_>) -> Option<Selected> {
                selection.object::<Self>()
            }

            fn write(&self, selected: &Selected, out: &mut Vec<u8>) {
                selected.write(self, out);
            }
        }
    }
}

/// The entry of the schema.
fn entry(arguments: &Arguments, description: &str, fields: &[Field]) -> TokenStream {
    let interfaces = &arguments.interfaces;
    let fields = fields.iter().map(|Field { name, description, deprecation, of, .. }| {
        let deprecation = deprecation.as_ref().map_or_else(|| quote!(None), |note| quote!(Some(#note)));
        quote!(serialised::field::<#of>(registry, #name, #description, #deprecation))
    });
    quote! {
        fn create_type_info(registry: &mut Registry) -> String {
            #(registry.add_implements(&<Self as OutputType>::type_name(), #interfaces);)*
            serialised::create::<Self>(registry, #description, |registry| vec![#(#fields),*])
        }
    }
}

/// Resolves each field, where the object cannot be written.
fn resolvers(fields: &[Field]) -> TokenStream {
    let fields = fields.iter().map(|Field { name, value, kind, .. }| {
        let request = (*kind == Kind::OfRequest).then(|| {
            quote! {
                let Some(request) = ctx.data_opt::<crate::graphql::Request>() else { return Ok(None) };
            }
        });
        quote! {
            #name => {
                #request
                OutputType::resolve(&#value, &selection, ctx.item).await
            }
        }
    });
    quote! {
        let selection = ctx.with_selection_set(&ctx.item.node.selection_set);
        let value = match ctx.item.node.name.node.as_str() {
            #(#fields)*
            _ => return Ok(None),
        };
        value.map(Some).map_err(|error| ctx.set_error_path(error))
    }
}
