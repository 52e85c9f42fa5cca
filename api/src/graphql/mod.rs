//! The GraphQL schema: a folder or a file for each of its types, found by the type's name.

mod anchor;
mod baseline;
mod calendar;
mod campaign;
mod comparator;
mod deadline;
mod department;
mod dependency;
mod error;
mod finding;
mod node;
mod order;
mod page;
mod progress_table;
mod request;
mod scalar;
mod session;
mod text;
mod user;
mod viewer;
mod word;
mod work_package;
mod written;

use async_graphql::{Context, EmptySubscription, MergedObject, SDLExportOptions};

use crate::error::Error;

pub(crate) use request::Request;
pub(crate) use text::Locale;
pub(crate) use written::ResolveAll;

/// Everything that can be asked.
#[derive(MergedObject, Default)]
pub(crate) struct Query(
    viewer::ViewerQuery,
    node::NodeQuery,
    campaign::CampaignQuery,
    work_package::WorkPackageQuery,
    department::DepartmentQuery,
    calendar::CalendarQuery,
    deadline::DeadlineQuery,
    finding::FindingQuery,
);

/// Everything that can be done.
#[derive(MergedObject, Default)]
pub(crate) struct Mutation(session::SessionMutation);

/// The schema, ready to execute.
pub(crate) type Schema = async_graphql::Schema<Query, Mutation, EmptySubscription>;

/// Builds the schema.
pub(crate) fn schema() -> Schema {
    Schema::build(Query::default(), Mutation::default(), EmptySubscription)
        .register_output_type::<node::Node<'_>>()
        .disable_suggestions()
        .finish()
}

/// The schema in its own language, sorted: what `schema.graphql` holds.
#[must_use]
pub fn sdl() -> String {
    let options =
        SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items().include_specified_by();
    schema().sdl_with_options(options)
}

/// The request under way.
///
/// # Errors
/// Where the door has not put it there.
fn request<'a>(ctx: &Context<'a>) -> Result<&'a Request, Error> {
    ctx.data_opt::<Request>().ok_or_else(|| Error::internal("a document executed without its request"))
}
