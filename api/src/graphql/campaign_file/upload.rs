//! A file that somebody sent, with what it is imported with.

use std::collections::BTreeMap;

use async_graphql::ID;
use chrono::NaiveDate;
use entity::{CalendarId, UserId};
use exchange::{Given, Limits, Person, convert};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::access::Permission;
use crate::error::{Error, Result};
use crate::graphql::request::Request;
use crate::people::field::{self, fields};
use crate::plan::Directory;
use crate::plan_file::{ImportPlan, StartImport, unreadable};
use crate::refusal::{At, Code, Refusal};

/// What files come in.
const FIELDS: [&str; 3] = ["body", "content", "text"];

/// A file to import; what is kept of it as JSON is without its bytes.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Upload {
    pub workspace_id: Option<ID>,
    /// What the campaign is called after where neither the file nor the caller names it.
    pub file_name: Option<String>,
    #[serde(skip)]
    pub bytes: Vec<u8>,
    /// The input field that the file came in; of a request that is one, its body.
    #[serde(skip)]
    pub field: &'static str,
    pub key: Option<String>,
    pub name: Option<String>,
    pub owner_id: Option<ID>,
    pub calendar_id: Option<ID>,
    pub start: Option<NaiveDate>,
    /// Headings by the names of columns.
    pub mapping: BTreeMap<String, String>,
    pub is_dry_run: bool,
}

impl Upload {
    /// The command that keeps the file, and has it imported after the answer.
    ///
    /// # Errors
    /// [`Code::NotFound`] of the workspace, and [`Code::Forbidden`].
    pub(crate) fn start(self, request: &Request) -> Result<StartImport> {
        request.viewer()?;
        let workspace_id = request.workspace(self.workspace_id.as_ref()).at("workspaceId")?;
        let upload = Self { workspace_id: Some(ID(workspace_id.to_string())), ..self };
        let stored = serde_json::to_string(&(upload.field, &upload)).map_err(Error::internal)?;
        Ok(StartImport { workspace_id, request: stored, content: upload.bytes })
    }

    /// A file that was kept.
    ///
    /// # Errors
    /// Where another version of the server has kept it.
    pub(crate) fn stored(request: &str, bytes: Vec<u8>) -> Result<Self> {
        let (field, upload): (String, Self) = serde_json::from_str(request).map_err(Error::internal)?;
        let field = FIELDS.into_iter().find(|known| *known == field).unwrap_or_default();
        Ok(Self { bytes, field, ..upload })
    }

    /// Reads the file, for a caller who may create campaigns.
    ///
    /// # Errors
    /// What is wrong with the file or with a field, and [`Code::Forbidden`].
    pub(crate) async fn command(self, request: &Request) -> Result<ImportPlan> {
        request.viewer()?;
        let workspace_id = request.workspace(self.workspace_id.as_ref()).at("workspaceId")?;
        // Before somebody else's file takes a core.
        if request.may(Permission::CreateCampaign, self.workspace_id.as_ref())?.is_none() {
            return Err(Refusal::from(Code::Forbidden).within(workspace_id).at("workspaceId").into());
        }
        let directory = request.directory(workspace_id).await?.ok_or(Code::NotFound.at("workspaceId"))?;
        let Self {
            workspace_id: _,
            file_name,
            bytes,
            field: of_file,
            key,
            name,
            owner_id,
            calendar_id,
            start,
            mapping,
            is_dry_run,
        } = self;
        fields! {
            key = key.map(|key| field::campaign_key(&key)).transpose().at("key");
            name = name.map(|name| field::name(&name)).transpose().at("name");
            owner = owner_id.map(|id| email(directory, &id)).transpose().at("ownerId");
            calendar = calendar_id.map(|id| calendar_name(directory, &id)).transpose().at("calendarId");
        }
        let people = directory.people.iter();
        let person = |known: &crate::plan::Person| Person {
            name: known.row.name.clone(),
            email: known.row.email.clone(),
        };
        let people = people.map(person).collect();
        let given = Given { key, name, owner, calendar, start, mapping, people, limits: Limits::default() };
        let converted = request.app.conversions.run(move || convert(&bytes, &given)).await?;
        let mut converted = converted.map_err(|faults| unreadable(of_file, faults))?;
        give_name(&mut converted.plan, file_name.as_deref());
        Ok(ImportPlan { workspace_id, converted, field: of_file, is_dry_run })
    }
}

/// The address of a member.
fn email(directory: &Directory, id: &str) -> Result<String, Refusal> {
    let found = UserId::parse(id).and_then(|id| directory.person(id)).and_then(|at| directory.people.get(at));
    found.map(|person| person.row.email.clone()).ok_or(Code::NotFound.into())
}

/// The name of a calendar.
fn calendar_name(directory: &Directory, id: &str) -> Result<String, Refusal> {
    let found = CalendarId::parse(id).and_then(|id| directory.calendar(id));
    let found = found.and_then(|at| directory.calendars.get(at));
    found.map(|calendar| calendar.row.name.clone()).ok_or(Code::NotFound.into())
}

/// Calls a campaign without a name after its file, without the ending.
fn give_name(plan: &mut Value, file_name: Option<&str>) {
    let Some(campaign) = plan.get_mut("campaign").and_then(Value::as_object_mut) else { return };
    let stem = file_name.map(|name| name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let stem = stem.map(str::trim).filter(|stem| !stem.is_empty());
    if let Some(stem) = stem {
        campaign.entry("name").or_insert_with(|| json!(stem));
    }
}
