//! A plan imported by a member of a workspace, on the one write path.

use entity::{CampaignId, WorkspaceId};
use exchange::{Converted, Note};
use serde::{Deserialize, Serialize};

use super::assemble::{Created, Given, assemble};
use super::fit::{give_calendar, leave_out_strangers};
use super::import::insert;
use super::node::Fault;
use super::read::read;
use crate::access::Permission;
use crate::error::{Error, Result};
use crate::plan;
use crate::planning::refuse_taken_key;
use crate::refusal::{At, Code, Refusal};
use crate::write::{Command, Write};

/// Faults that are told at most: whoever has more of them has another problem.
const MOST_FAULTS: usize = 100;

/// Notes that are told at most.
const MOST_NOTES: usize = 500;

/// A plan to import.
pub struct ImportPlan {
    /// The workspace that it goes into.
    pub workspace_id: WorkspaceId,
    /// The plan, and where its parts stand in the file.
    pub converted: Converted,
    /// The input field that the file came in.
    pub field: &'static str,
    /// Whether everything is checked and nothing written.
    pub is_dry_run: bool,
}

/// What was imported, or would be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImportedPlan {
    /// The campaign; none of a dry run.
    pub campaign_id: Option<CampaignId>,
    /// How much of it.
    pub created: Created,
    /// What the plan is without: place, what, and why.
    pub notes: Vec<(String, String, String)>,
}

impl Command for ImportPlan {
    type Done = ImportedPlan;

    async fn run(&self, write: &mut Write<'_>) -> Result<ImportedPlan> {
        let role = write.authorise(Permission::CreateCampaign, self.workspace_id).await.at("workspaceId")?;
        let caller = write.caller.user_id().ok_or(Error::Unauthenticated)?;
        let directory = plan::directories(write.transaction(), &[self.workspace_id]).await?.pop();
        let directory = directory.ok_or(Code::NotFound.at("workspaceId"))?;
        let mut converted = self.converted.clone();
        give_calendar(&mut converted.plan, Some(&directory));
        leave_out_strangers(&mut converted, &directory, caller);
        let refused = |faults: Vec<Fault>| Error::Refused(self.refusals(&converted, faults));
        let file = read(&converted.plan, Some(&directory)).map_err(refused)?;
        let id = CampaignId(uuid::Uuid::nil());
        refuse_taken_key(write.transaction(), (self.workspace_id, id), &file.campaign.key).await.at("key")?;
        let given = Given {
            directory,
            is_new: false,
            users: std::collections::HashMap::new(),
            password_hash: None,
            now: write.caller.now,
        };
        let import = assemble(file, given).map_err(refused)?;
        for (is_needed, permission) in [
            (!import.calendars.is_empty(), Permission::ManageCalendars),
            (!import.departments.is_empty(), Permission::ManageDepartments),
        ] {
            if is_needed {
                write.caller.check(permission, self.workspace_id, role).at(self.field)?;
            }
        }
        let campaign_id = if self.is_dry_run { None } else { Some(insert(write, &import).await?) };
        let note = |Note { place, what, why }: &Note| (place.clone(), what.clone(), why.clone());
        let notes = converted.notes.iter().take(MOST_NOTES).map(note).collect();
        Ok(ImportedPlan { campaign_id, created: import.created(), notes })
    }
}

/// What is wrong with a file that could not be read, each with its place.
#[must_use]
pub fn unreadable(field: &str, faults: Vec<exchange::Fault>) -> Error {
    let refusal = |fault: exchange::Fault| {
        let field = if fault.place.starts_with("mapping.") { "mapping" } else { field };
        refusal(field, &fault.place, &fault.message)
    };
    Error::Refused(faults.into_iter().take(MOST_FAULTS).map(refusal).collect())
}

impl ImportPlan {
    /// What is wrong with a plan, at the places where its file has it.  An input field that would give it is
    /// blamed for what is missing.
    fn refusals(&self, converted: &Converted, faults: Vec<Fault>) -> Vec<Refusal> {
        let refusal = |Fault { path, message }: Fault| {
            let is_given = |field: &&str| path == format!("campaign.{field}");
            if let Some(field) =
                ["key", "name", "start"].into_iter().find(is_given).filter(|_| message == "is missing")
            {
                Code::Required.at(field)
            } else {
                let place = converted.place(&path).unwrap_or(&path);
                refusal(self.field, place, &message).with("path", &path)
            }
        };
        faults.into_iter().take(MOST_FAULTS).map(refusal).collect()
    }
}

fn refusal(field: &str, place: &str, problem: &str) -> Refusal {
    Code::InvalidFile.at(field).with("place", &place).with("problem", &problem)
}
