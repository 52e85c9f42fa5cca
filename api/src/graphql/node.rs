//! Anything by its id.

use std::borrow::Cow;

use async_graphql::parser::types::Field;
use async_graphql::registry::{MetaField, MetaType, MetaTypeId, Registry};
use async_graphql::{Context, ContextSelectionSet, ID, Object, OutputType, Positioned, ServerResult, Value};
use entity::{
    AnchorId, BaselineId, CalendarId, CampaignId, DepartmentId, DependencyId, UserId, WorkPackageId,
    WorkspaceId,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::error::{Error, Result};

use super::anchor::Anchor;
use super::baseline::Baseline;
use super::calendar::Calendar;
use super::campaign::Campaign;
use super::department::Department;
use super::dependency::Dependency;
use super::error::Answer;
use super::request;
use super::request::Request;
use super::scalar::Id;
use super::user::User;
use super::viewer::Workspace;
use super::work_package::WorkPackage;

/// Ids that one list may ask for.
const MOST: usize = 100;

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
    Baseline(Baseline),
    Calendar(Calendar<'a>),
    Campaign(Campaign<'a>),
    Department(Department<'a>),
    Dependency(Dependency<'a>),
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

/// Anything by its id.
#[derive(Default)]
pub(crate) struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Anything by its id; null where there is nothing that the viewer can see.
    async fn node<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Its id.")] id: ID,
    ) -> Option<Answer<Node<'ctx>>> {
        let found =
            async || -> Answer<Option<Node<'ctx>>> { Ok(find(request(ctx)?, &[id]).await?.pop().flatten()) };
        found().await.transpose()
    }

    /// Things by their ids, in the order asked; null for each that the viewer cannot see.
    async fn nodes<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Their ids, 100 at most.")] ids: Vec<ID>,
    ) -> Answer<Vec<Option<Node<'ctx>>>> {
        if ids.len() > MOST {
            return Err(Error::bad_input("ids", format!("expected {MOST} ids at most")).into());
        }
        Ok(find(request(ctx)?, &ids).await?)
    }
}

/// An id, by its prefix.
#[derive(Clone, Copy)]
enum AnyId {
    Anchor(AnchorId),
    Baseline(BaselineId),
    Calendar(CalendarId),
    Campaign(CampaignId),
    Department(DepartmentId),
    Dependency(DependencyId),
    User(UserId),
    WorkPackage(WorkPackageId),
    Workspace(WorkspaceId),
}

fn parse(text: &str) -> Option<AnyId> {
    AnchorId::parse(text)
        .map(AnyId::Anchor)
        .or_else(|| BaselineId::parse(text).map(AnyId::Baseline))
        .or_else(|| CalendarId::parse(text).map(AnyId::Calendar))
        .or_else(|| CampaignId::parse(text).map(AnyId::Campaign))
        .or_else(|| DepartmentId::parse(text).map(AnyId::Department))
        .or_else(|| DependencyId::parse(text).map(AnyId::Dependency))
        .or_else(|| UserId::parse(text).map(AnyId::User))
        .or_else(|| WorkPackageId::parse(text).map(AnyId::WorkPackage))
        .or_else(|| WorkspaceId::parse(text).map(AnyId::Workspace))
}

/// Things by their ids: a statement for each kind that is asked for.
async fn find<'a>(request: &'a Request, ids: &[ID]) -> Result<Vec<Option<Node<'a>>>> {
    request.viewer()?;
    let ids: Vec<_> = ids.iter().map(|id| parse(id)).collect();
    let given = || ids.iter().flatten().copied();
    let needs_directory = given().any(|id| {
        matches!(id, AnyId::Calendar(_) | AnyId::Department(_) | AnyId::User(_) | AnyId::Workspace(_))
    });
    let directories = if needs_directory { request.own_directories().await? } else { Vec::new() };
    let mut campaigns: Vec<_> =
        given().filter_map(|id| if let AnyId::Campaign(id) = id { Some(id) } else { None }).collect();
    let within = campaigns_of(request, &ids).await?;
    let direct = campaigns.len();
    campaigns.extend(within.iter().map(|(_, campaign)| *campaign));
    let cohort = if campaigns.is_empty() {
        None
    } else if campaigns.len() == direct {
        Some(request.campaigns_by_id(campaigns).await?)
    } else {
        Some(request.campaigns_of(campaigns).await?)
    };
    let baselines = baselines(request, &ids).await?;
    let find = |id: AnyId| -> Option<Node<'a>> {
        let of = |any: uuid::Uuid| {
            let (_, campaign) = within.iter().find(|(id, _)| *id == any)?;
            request.snapshot(*campaign)
        };
        match id {
            AnyId::Anchor(id) => {
                of(id.0)?.anchors.iter().find(|anchor| anchor.id == id).map(|row| Node::Anchor(Anchor(row)))
            }
            AnyId::Baseline(id) => {
                let row = baselines.iter().find(|row| row.id == id)?;
                of(id.0).map(|_| Node::Baseline(Baseline(row.clone())))
            }
            AnyId::Calendar(id) => {
                directories.iter().find_map(|known| Calendar::find(known, id)).map(Node::Calendar)
            }
            AnyId::Campaign(id) => {
                Campaign::all(cohort?).find(|campaign| campaign.is(id)).map(Node::Campaign)
            }
            AnyId::Department(id) => {
                directories.iter().find_map(|known| Department::find(known, id)).map(Node::Department)
            }
            AnyId::Dependency(id) => {
                let snapshot = of(id.0)?;
                let row = snapshot.dependencies.iter().find(|row| row.id == id)?;
                Some(Node::Dependency(Dependency { snapshot, row }))
            }
            AnyId::User(id) => directories.iter().find_map(|known| User::find(known, id)).map(Node::User),
            AnyId::WorkPackage(id) => WorkPackage::find(of(id.0)?, id).map(Node::WorkPackage),
            AnyId::Workspace(id) => {
                let known = directories.iter().find(|known| known.workspace_id() == id)?;
                Some(Node::Workspace(Workspace(known)))
            }
        }
    };
    Ok(ids.into_iter().map(|id| id.and_then(find)).collect())
}

async fn baselines(request: &Request, ids: &[Option<AnyId>]) -> Result<Vec<entity::baseline::Model>> {
    let asked: Vec<_> = ids
        .iter()
        .flatten()
        .filter_map(|id| if let AnyId::Baseline(id) = id { Some(*id) } else { None })
        .collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let of_these = entity::baseline::Column::Id.is_in(asked);
    Ok(entity::baseline::Entity::find().filter(of_these).all(request.app.store.reader()).await?)
}

/// The campaigns that the things of these ids are part of.
async fn campaigns_of(request: &Request, ids: &[Option<AnyId>]) -> Result<Vec<(uuid::Uuid, CampaignId)>> {
    let mut found = Vec::new();
    let of_kind =
        |pick: fn(AnyId) -> Option<uuid::Uuid>| ids.iter().flatten().copied().filter_map(pick).collect();
    let tables: [(&str, Vec<uuid::Uuid>); 4] = [
        ("anchor", of_kind(|id| if let AnyId::Anchor(id) = id { Some(id.0) } else { None })),
        ("baseline", of_kind(|id| if let AnyId::Baseline(id) = id { Some(id.0) } else { None })),
        ("dependency", of_kind(|id| if let AnyId::Dependency(id) = id { Some(id.0) } else { None })),
        ("work_package", of_kind(|id| if let AnyId::WorkPackage(id) = id { Some(id.0) } else { None })),
    ];
    for (table, asked) in tables {
        if asked.is_empty() {
            continue;
        }
        let mut values = crate::store::sql::Values::default();
        let asked = values.bind_all(asked);
        let sql = format!("select id, campaign_id from {table} where id in ({asked})");
        for row in values.rows(request.app.store.reader(), sql).await? {
            found.push((row.try_get("", "id")?, row.try_get("", "campaign_id")?));
        }
    }
    Ok(found)
}
