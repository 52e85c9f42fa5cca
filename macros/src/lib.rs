//! Derives for declarations that several layers read, so that a column or an enum is declared once.

mod case;
mod doc;
mod documented;
mod file_object;
mod filter;
mod order;
mod row_reader;
mod serialised_object;

use proc_macro::TokenStream;
use syn::parse_macro_input;

/// The documentation of an enum without fields, as constants that other layers read: `DESCRIPTION`, its doc
/// comment, and `VALUES`, each value with its name (`IN_PROGRESS`) and its doc comment, in the order of
/// declaration.
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

/// The conditions of a filter of the schema (`crate::graphql::comparator::Filter`): a field asks a column, or
/// a value in memory by a closure over what is filtered, whose type is given with `of`.  `and`, `or` and
/// `not` combine filters.
///
/// ```text
/// #[derive(InputObject, Filter)]
/// struct CampaignFilter {
///     /// Start date of the campaign.
///     #[filter("c.start_on")]
///     start: Option<DateComparator>,
/// }
///
/// #[derive(InputObject, Filter)]
/// #[filter(of = Row<'_>)]
/// struct ProgressFilter {
///     /// Whether the work package is critical.
///     #[filter(Row::is_critical)]
///     critical: Option<Equality<bool>>,
/// }
/// ```
#[proc_macro_derive(Filter, attributes(filter))]
pub fn filter(input: TokenStream) -> TokenStream {
    expand(filter::derive(&parse_macro_input!(input)))
}

/// The columns of what a list is ordered by (`crate::graphql::order::OrderField`): each value of the enum
/// names its SQL and its type, and says where it may be null.
///
/// ```text
/// #[derive(Clone, Copy, PartialEq, Eq, Enum, OrderField)]
/// enum CampaignOrderField {
///     /// Required finish date.
///     #[order("c.required_finish_on", Date, nullable)]
///     RequiredFinish,
/// }
/// ```
#[proc_macro_derive(OrderField, attributes(order))]
pub fn order_field(input: TokenStream) -> TokenStream {
    expand(order::derive(&parse_macro_input!(input)))
}

/// A directly serialised type of the schema (`crate::graphql::serialised`) whose fields are the methods of an
/// `impl`:  their doc comments are its descriptions, `#[deprecated(note = "…")]` its deprecations.  A method
/// that takes `request: &Request`, or that is marked `#[resolved]`, is resolved, and with it the list that
/// the object is in.
///
/// ```text
/// /// A campaign's anchor.
/// #[serialised_object(name = "Anchor", implements("Node"))]
/// impl<'a> Anchor<'a> {
///     /// Name, unique in the campaign.
///     fn name(&self) -> &'a str {
///         &self.0.name
///     }
/// }
/// ```
#[proc_macro_attribute]
pub fn serialised_object(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand(serialised_object::of_methods(&parse_macro_input!(arguments), parse_macro_input!(item)))
}

/// Writes the fields of an `#[Object]` that ask nothing, methods that are not `async` and take `&self` alone,
/// where nothing else is selected of it; else the object is resolved, and with it the list that it is in.
///
/// ```text
/// #[serialised_fields(name = "Campaign")]
/// #[Object]
/// impl<'a> Campaign<'a> {
///     /// Name of the campaign.
///     fn name(&self) -> &'a str {
///         &self.row().name
///     }
/// }
/// ```
#[proc_macro_attribute]
pub fn serialised_fields(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand(serialised_object::of_object(&parse_macro_input!(arguments), &parse_macro_input!(item)))
}

/// A directly serialised type of the schema whose fields are those of a struct.
///
/// ```text
/// /// Two dates, both inclusive.
/// #[derive(Clone, Copy, SerialisedObject)]
/// #[serialised_object(name = "DateSpan")]
/// struct Dates {
///     /// First date.
///     start: Date,
/// }
/// ```
#[proc_macro_derive(SerialisedObject, attributes(serialised_object))]
pub fn derive_serialised_object(input: TokenStream) -> TokenStream {
    expand(serialised_object::of_struct(&parse_macro_input!(input)))
}

/// A reader of rows of an entity by position: `Model::read` takes the columns `Model::COLUMNS` in their
/// order, those of all fields but the given ones, which it takes as arguments.
///
/// ```text
/// #[sea_orm(table_name = "dependency", model_attrs(derive(RowReader), row_reader(given(campaign_id))))]
/// ```
#[proc_macro_derive(RowReader, attributes(row_reader))]
pub fn row_reader(input: TokenStream) -> TokenStream {
    expand(row_reader::derive(&parse_macro_input!(input)))
}

/// An object of a plan file (`crate::plan_file::node::FileObject`): its keys, how each is read and written,
/// and the columns of a row that hold the same.  A field names the method of `Node` that reads it, with
/// `names` in scope, and then what applies of: `key`, where that is not the field's name; `default`, what a
/// key that is left out stands for; `always`, to be written even then; `column`.
///
/// ```text
/// #[derive(FileObject)]
/// #[file(row = entity::work_package::Model, check = check_work_package)]
/// struct WorkPackage {
///     #[file(int(0..=100), default = 0, column = progress)]
///     progress: i16,
/// }
/// ```
#[proc_macro_derive(FileObject, attributes(file))]
pub fn file_object(input: TokenStream) -> TokenStream {
    expand(file_object::derive(&parse_macro_input!(input)))
}

fn expand(code: syn::Result<proc_macro2::TokenStream>) -> TokenStream {
    code.unwrap_or_else(syn::Error::into_compile_error).into()
}
