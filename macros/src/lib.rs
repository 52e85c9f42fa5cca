//! Derives for declarations that several layers read, so that a column or an enum is declared once.

mod case;
mod doc;
mod documented;
mod filter;
mod order;

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

/// The conditions of a filter of the schema (`crate::graphql::comparator::Filter`): a field asks a column, or a value in
/// memory by a closure over what is filtered, whose type is given with `of`.  `and`, `or` and `not` combine filters.
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

/// The columns of what a list is ordered by (`crate::graphql::order::OrderField`): each value of the enum names its SQL
/// and its type, and says where it may be null.
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

fn expand(code: syn::Result<proc_macro2::TokenStream>) -> TokenStream {
    code.unwrap_or_else(syn::Error::into_compile_error).into()
}
