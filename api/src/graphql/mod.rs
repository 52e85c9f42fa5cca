//! The GraphQL schema: a folder or a file for each of its types, found by the type's name.

mod account;
mod anchor;
mod api_token;
mod audit_entry;
mod baseline;
mod calendar;
mod campaign;
mod campaign_file;
mod change_feed;
mod comparator;
mod daily_brief;
mod day_off;
mod deadline;
mod department;
mod dependency;
mod directory_change;
pub(crate) mod effort;
mod enums;
mod error;
mod finding;
mod gather;
mod history;
mod invitation;
mod json;
mod live;
mod member;
mod mutate;
mod node;
mod order;
mod page;
mod permissions;
mod plan_edit;
mod progress_report;
mod progress_table;
mod proposal;
mod rate_limit;
mod reads;
mod request;
mod scalar;
mod serialised;
mod session;
mod sheet;
mod slip;
mod text;
mod threshold;
mod user;
mod user_error;
mod view_id;
mod viewer;
mod work_package;
mod workspace;

use std::sync::{Arc, LazyLock};

use async_graphql::registry::Registry;
use async_graphql::{Context, MergedObject, OutputType, SDLExportOptions, SubscriptionType, ValidationMode};

use crate::app::App;
use crate::audit::Origin;
use crate::auth::SignedIn;
use crate::error::Error;

pub(crate) use api_token::CreateToken;
pub(crate) use campaign_file::{ImportJob, Upload, Wanted, import_job, run_import};
pub(crate) use daily_brief::{daily_brief, under_way};
pub(crate) use error::located;
pub(crate) use json::{write_json, write_value};
pub(crate) use live::{Delivery, Opening, Source, Subscription};
pub(crate) use reads::{Dependencies, Reads};
pub(crate) use request::{CampaignBatch, CampaignRow, Rate, Request, beyond};
pub(crate) use serialised::{Budget, ResolveAll};
pub(crate) use text::Locale;
pub(crate) use user_error::{UserError, message};

/// Everything that can be asked.
#[derive(MergedObject, Default)]
pub(crate) struct Query(
    viewer::ViewerQuery,
    node::NodeQuery,
    campaign::CampaignQuery,
    campaign::DeletedCampaignQuery,
    campaign_file::CampaignFileQuery,
    campaign_file::ImportJobQuery,
    work_package::WorkPackageQuery,
    department::DepartmentQuery,
    calendar::CalendarQuery,
    deadline::DeadlineQuery,
    finding::FindingQuery,
    daily_brief::BriefQuery,
    session::SessionQuery,
    workspace::WorkspaceQuery,
    api_token::ApiTokenQuery,
    rate_limit::RateLimitQuery,
    change_feed::ChangeFeedQuery,
);

/// Everything that can be done.
#[derive(MergedObject, Default)]
pub(crate) struct Mutation(
    session::SessionMutation,
    account::AccountMutation,
    workspace::WorkspaceMutation,
    invitation::InvitationMutation,
    member::MemberMutation,
    api_token::ApiTokenMutation,
    department::DepartmentMutation,
    calendar::CalendarMutation,
    day_off::DayOffMutation,
    campaign::CampaignMutation,
    campaign_file::CampaignFileMutation,
    plan_edit::PlanEditMutation,
    plan_edit::AnchorMutation,
    plan_edit::RevertMutation,
    baseline::BaselineMutation,
    proposal::ProposalMutation,
    plan_edit::AcknowledgementMutation,
    plan_edit::BackPlanMutation,
);

/// The schema, ready to execute.
pub(crate) type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// Builds the schema, which validates documents by these rules.
pub(crate) fn schema(validation: ValidationMode) -> Schema {
    Schema::build(Query::default(), Mutation::default(), Subscription)
        .register_output_type::<node::Node<'_>>()
        .disable_suggestions()
        .validation_mode(validation)
        .finish()
}

/// The schema in its own language, sorted: what `schema.graphql` holds.
#[must_use]
pub fn sdl() -> String {
    let options =
        SDLExportOptions::new().sorted_fields().sorted_arguments().sorted_enum_items().include_specified_by();
    schema(ValidationMode::Strict).sdl_with_options(options)
}

/// The types of the schema by name, for arguments that are checked before a document is executed.
pub(crate) fn input_types() -> &'static Registry {
    static TYPES: LazyLock<Registry> = LazyLock::new(|| {
        let mut types = Registry::default();
        Query::create_type_info(&mut types);
        Mutation::create_type_info(&mut types);
        Subscription::create_type_info(&mut types);
        types
    });
    &TYPES
}

/// Answers a document of our own as somebody: its data.
///
/// # Errors
/// The first error of the answer.
pub(crate) async fn ask(
    app: &Arc<App>,
    signed_in: SignedIn,
    document: &str,
    variables: serde_json::Value,
) -> Result<serde_json::Value, Error> {
    let request = Request::new(Arc::clone(app), Some(signed_in), Locale::En, Origin::default());
    let variables = async_graphql::Variables::from_json(variables);
    let document = async_graphql::Request::new(document).variables(variables).data(request);
    let answer = schema(ValidationMode::Strict).execute(document).await;
    if let Some(error) = answer.errors.into_iter().next() {
        return Err(Error::bad_input("document", error.message));
    }
    let mut text = Vec::new();
    write_value(&answer.data, &mut text);
    serde_json::from_slice(&text).map_err(Error::internal)
}

/// The request under way.
///
/// # Errors
/// Where the door has not put it there.
fn request<'a>(ctx: &Context<'a>) -> Result<&'a Request, Error> {
    ctx.data_opt::<Request>().ok_or_else(|| Error::internal("a document executed without its request"))
}
