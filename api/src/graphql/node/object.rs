use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaField, MetaType, MetaTypeId, Registry};
use async_graphql::{ContextSelectionSet, OutputType, Positioned, ServerResult, Value};

use crate::graphql::anchor::Anchor;
use crate::graphql::api_token::ApiToken;
use crate::graphql::audit_entry::AuditEntry;
use crate::graphql::baseline::Baseline;
use crate::graphql::calendar::Calendar;
use crate::graphql::campaign::Campaign;
use crate::graphql::campaign_file::ImportJob;
use crate::graphql::day_off::DayOff;
use crate::graphql::department::Department;
use crate::graphql::dependency::Dependency;
use crate::graphql::invitation::Invitation;
use crate::graphql::progress_report::ProgressReport;
use crate::graphql::proposal::PlanProposal;
use crate::graphql::scalar::Id;
use crate::graphql::session::Session;
use crate::graphql::slip::Slip;
use crate::graphql::user::User;
use crate::graphql::viewer::Workspace;
use crate::graphql::work_package::WorkPackage;

/// Declares the interface and the types that have it.
macro_rules! nodes {
    ($($variant:ident($ty:ty)),+ $(,)?) => {
        /// Anything that has an id.
        pub(crate) enum Node<'a> {
            $($variant($ty),)+
        }

        impl<'a> Node<'a> {
            fn possible_types(registry: &mut Registry) -> Vec<String> {
                vec![$({
                    <$ty as OutputType>::create_type_info(registry);
                    let name = <$ty as OutputType>::type_name().into_owned();
                    registry.add_implements(&name, "Node");
                    name
                }),+]
            }

            async fn resolve_inner(
                &self,
                ctx: &ContextSelectionSet<'_>,
                field: &Positioned<Field>,
            ) -> ServerResult<Value> {
                match self {
                    $(Self::$variant(node) => OutputType::resolve(node, ctx, field).await,)+
                }
            }

            fn name(&self) -> Cow<'static, str> {
                match self {
                    $(Self::$variant(_) => <$ty as OutputType>::type_name(),)+
                }
            }
        }
    };
}

nodes! {
    Anchor(Anchor<'a>),
    ApiToken(ApiToken),
    AuditEntry(AuditEntry<'a>),
    Baseline(Baseline),
    Calendar(Calendar<'a>),
    Campaign(Campaign<'a>),
    DayOff(DayOff<'a>),
    Department(Department<'a>),
    Dependency(Dependency<'a>),
    ImportJob(ImportJob),
    Invitation(Invitation),
    PlanProposal(PlanProposal<'a>),
    ProgressReport(ProgressReport<'a>),
    Session(Session),
    Slip(Slip<'a>),
    User(User<'a>),
    WorkPackage(WorkPackage<'a>),
    Workspace(Workspace<'a>),
}

impl OutputType for Node<'_> {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed("Node")
    }

    fn introspection_type_name(&self) -> Cow<'static, str> {
        self.name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        registry.create_output_type::<Self, _>(MetaTypeId::Interface, |registry| {
            let mut id = MetaField::new("id", <Id<String> as OutputType>::create_type_info(registry));
            id.description = Some("Its id.".to_owned());
            let types = Self::possible_types(registry);
            MetaType::Interface {
                name: "Node".to_owned(),
                description: Some("Anything that has an id: `node` and `nodes` find it by that.".to_owned()),
                fields: [("id".to_owned(), id)].into_iter().collect(),
                possible_types: types.into_iter().collect(),
                extends: false,
                inaccessible: false,
                tags: Vec::new(),
                keys: None,
                visible: None,
                rust_typename: Some(std::any::type_name::<Self>()),
                directive_invocations: Vec::new(),
                requires_scopes: Vec::new(),
            }
        })
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, field: &Positioned<Field>) -> ServerResult<Value> {
        self.resolve_inner(ctx, field).await
    }
}
