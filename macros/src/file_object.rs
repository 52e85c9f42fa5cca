//! `#[derive(FileObject)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::ParseStream;
use syn::{
    Attribute, Data, DeriveInput, Error, Expr, ExprCall, Ident, LitStr, Path, Result, Token, Type, TypePath,
};

use crate::case::in_camel_case;

/// A key of the object.
struct Key {
    field: Ident,
    name: String,
    presence: Presence,
    /// The method of `Node` that reads a value, with its arguments.
    read: ExprCall,
    /// What a key that is left out stands for.
    default: Option<Expr>,
    /// Whether the key is written even where it stands for that.
    is_always_written: bool,
    /// The column of a row that holds the same.
    column: Option<Ident>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Needed,
    Optional,
    List,
}

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Struct(data) = &input.data else {
        return Err(Error::new_spanned(&input.ident, "expected a struct"));
    };
    let keys = data.fields.iter().map(key).collect::<Result<Vec<_>>>()?;
    let (row, check) = of_object(input)?;
    let (name, names) = (&input.ident, keys.iter().map(|key| &key.name));
    let (reads, values): (Vec<_>, Vec<_>) = keys.iter().map(read).unzip();
    let writes = keys.iter().map(write);
    let columns = row.map(|row| columns(name, &row, &keys));
    let check = check.map(|check| quote!(#check(&read, node);));
    Ok(quote! {
        const _: () = {
            use crate::plan_file::names::{FileObject, Names};
            use crate::plan_file::node::{Named, Node};

            impl FileObject for #name {
                fn read(node: &Node<'_>, names: &Names<'_>) -> Option<Self> {
                    node.expect_keys(&[#(#names),*]);
                    #(#reads)*
                    let read = Self { #(#values),* };
                    #check
                    Some(read)
                }
            }

            impl serde::Serialize for #name {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    use serde::ser::SerializeMap;
                    let mut map = serializer.serialize_map(None)?;
                    #(#writes)*
                    map.end()
                }
            }

            #columns
        };
    })
}

fn read(key: &Key) -> (TokenStream, TokenStream) {
    let Key { field, name, read: ExprCall { func, args, .. }, .. } = key;
    let read = quote!(|node: Node<'_>| node.#func(#args));
    match (key.presence, &key.default) {
        (Presence::List, _) => {
            (quote!(let #field = node.list(#name).into_iter().filter_map(#read).collect();), quote!(#field))
        }
        (Presence::Optional, _) => (quote!(let #field = node.get(#name).and_then(#read);), quote!(#field)),
        (Presence::Needed, Some(default)) => {
            (quote!(let #field = node.get(#name).and_then(#read).unwrap_or(#default);), quote!(#field))
        }
        (Presence::Needed, None) => {
            (quote!(let #field = node.need(#name).and_then(#read);), quote!(#field: #field?))
        }
    }
}

fn write(key: &Key) -> TokenStream {
    let Key { field, name, .. } = key;
    let is_enum = matches!(&*key.read.func, Expr::Path(path) if path.path.is_ident("word"));
    let value = match (is_enum, key.presence) {
        (true, Presence::Optional) => quote!(&self.#field.map(Named)),
        (true, _) => quote!(&Named(self.#field)),
        (false, _) => quote!(&self.#field),
    };
    let entry = quote!(map.serialize_entry(#name, #value)?;);
    match (key.presence, &key.default) {
        _ if key.is_always_written => entry,
        (Presence::Optional, _) => quote!(if self.#field.is_some() { #entry }),
        (Presence::List, _) => quote!(if !self.#field.is_empty() { #entry }),
        (Presence::Needed, Some(default)) => quote!(if self.#field != #default { #entry }),
        (Presence::Needed, None) => entry,
    }
}

/// From a row and into one, as far as keys are columns.
fn columns(name: &Ident, row: &Path, keys: &[Key]) -> TokenStream {
    let (from, into): (Vec<_>, Vec<_>) = keys
        .iter()
        .map(|Key { field, column, .. }| match column {
            Some(column) => {
                (quote!(#field: row.#column.clone()), Some(quote!(row.#column.clone_from(&self.#field);)))
            }
            None => (quote!(#field: Default::default()), None),
        })
        .unzip();
    quote! {
        impl #name {
            /// What the columns of a row say; the rest is left out.
            pub fn of_row(row: &#row) -> Self {
                Self { #(#from),* }
            }

            /// Sets the columns of a row.
            pub fn fill(&self, row: &mut #row) {
                #(#into)*
            }
        }
    }
}

/// The row that it is of and the function that checks it: `#[file(row = …, check = …)]`.
fn of_object(input: &DeriveInput) -> Result<(Option<Path>, Option<Path>)> {
    let (mut row, mut check) = (None, None);
    let Some(attribute) = file_attribute(&input.attrs) else { return Ok((row, check)) };
    attribute.parse_nested_meta(|meta| {
        let value: Path = meta.value()?.parse()?;
        if meta.path.is_ident("row") {
            row = Some(value);
        } else if meta.path.is_ident("check") {
            check = Some(value);
        } else {
            return Err(meta.error("expected `row` or `check`"));
        }
        Ok(())
    })?;
    Ok((row, check))
}

fn key(field: &syn::Field) -> Result<Key> {
    let expected = "expected #[file(method(arguments), key = \"…\", default = …, always, column = …)]";
    let name = field.ident.clone().ok_or_else(|| Error::new_spanned(field, expected))?;
    let attribute = file_attribute(&field.attrs).ok_or_else(|| Error::new_spanned(field, expected))?;
    attribute.parse_args_with(|input: ParseStream<'_>| {
        let mut key = Key {
            name: in_camel_case(&name.to_string()),
            field: name.clone(),
            presence: presence(&field.ty),
            read: input.parse()?,
            default: None,
            is_always_written: false,
            column: None,
        };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            let option: Ident = input.parse()?;
            if option == "always" {
                key.is_always_written = true;
                continue;
            }
            input.parse::<Token![=]>()?;
            if option == "key" {
                key.name = input.parse::<LitStr>()?.value();
            } else if option == "default" {
                key.default = Some(input.parse()?);
            } else if option == "column" {
                key.column = Some(input.parse()?);
            } else {
                return Err(Error::new_spanned(option, expected));
            }
        }
        Ok(key)
    })
}

fn file_attribute(attributes: &[Attribute]) -> Option<&Attribute> {
    attributes.iter().find(|attribute| attribute.path().is_ident("file"))
}

fn presence(of: &Type) -> Presence {
    let Type::Path(TypePath { path, .. }) = of else { return Presence::Needed };
    match path.segments.last() {
        Some(last) if last.ident == "Option" => Presence::Optional,
        Some(last) if last.ident == "Vec" => Presence::List,
        _ => Presence::Needed,
    }
}
