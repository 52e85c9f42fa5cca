//! Which campaigns depend on a calendar or a department, and when they are planned again: few of them in the
//! transaction of the change, many by a job.

use entity::{CalendarId, CampaignId, DepartmentId, UserId, WorkspaceId, workspace};
use sea_orm::{ColumnTrait, DbErr, FromQueryResult, QueryResult};

use crate::error::Result;
use crate::outbox::Job;
use crate::planning::{self, Replanned};
use crate::store::sql::Values;
use crate::write::{Command, Write};

/// Campaigns that one transaction plans again at most.
const CAMPAIGNS: usize = 20;

/// Work packages that one transaction plans again at most.
const WORK_PACKAGES: i64 = 2_000;

/// What planned dates depend on.
#[derive(Clone, Copy, Debug)]
pub enum Basis {
    /// The days of a calendar.
    Calendar(CalendarId),
    /// The calendar and the days off of a department.
    Department(DepartmentId),
    /// The days off of a person.
    Person(UserId),
    /// The days off of everybody.
    People,
}

impl Basis {
    /// SQL for campaigns `c` that depend on it.
    fn condition(self, values: &mut Values) -> String {
        let work = "select 1 from work_package p";
        match self {
            Self::Calendar(id) => {
                let [own, of_work, of_department] = [(); 3].map(|()| values.bind(id));
                format!(
                    "(c.calendar_id = {own}
                    or exists ({work} where p.campaign_id = c.id and p.calendar_id = {of_work})
                    or exists ({work} join department d on d.id = p.department_id
                        where p.campaign_id = c.id and d.calendar_id = {of_department}))"
                )
            }
            Self::Department(id) => {
                let id = values.bind(id);
                format!("exists ({work} where p.campaign_id = c.id and p.department_id = {id})")
            }
            Self::Person(id) => {
                let id = values.bind(id);
                format!("exists ({work} where p.campaign_id = c.id and p.accountable_id = {id})")
            }
            Self::People => {
                let person = "o.user_id = p.accountable_id and o.workspace_id = p.workspace_id";
                format!("exists ({work} join day_off o on {person} where p.campaign_id = c.id)")
            }
        }
    }
}

/// A campaign to plan again, with the number of its work packages.
struct Candidate {
    id: CampaignId,
    size: i64,
}

impl FromQueryResult for Candidate {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self { id: row.try_get("", "id")?, size: row.try_get("", "size")? })
    }
}

/// Campaigns of a workspace for which a condition over `c` is true, by id: one more than a transaction takes
/// at most.  Deleted ones are planned again when they are restored.
async fn candidates(
    write: &Write<'_>,
    mut values: Values,
    workspace: WorkspaceId,
    condition: &str,
) -> Result<Vec<Candidate>> {
    let workspace = values.bind(workspace);
    let sql = format!(
        "select c.id as id, (select count(*) from work_package p where p.campaign_id = c.id) as size
        from campaign c
        where c.workspace_id = {workspace} and c.deleted_at is null and {condition} order by c.id limit {}",
        CAMPAIGNS + 1
    );
    values.all(write.transaction(), sql).await
}

/// How many of the first of them one transaction takes.
fn fitting(candidates: &[Candidate]) -> usize {
    let sizes = candidates.iter().scan(0, |sum, candidate| {
        *sum += candidate.size;
        Some(*sum)
    });
    sizes.take(CAMPAIGNS).take_while(|sum| *sum <= WORK_PACKAGES).count()
}

/// Plans the campaigns again that depend on something: those whose dates changed, and how many are left to a
/// job.
pub(super) async fn replan(
    write: &mut Write<'_>,
    workspace: WorkspaceId,
    basis: Basis,
) -> Result<(Vec<Replanned>, u64)> {
    let mut values = Values::default();
    let condition = basis.condition(&mut values);
    let found = candidates(write, values, workspace, &condition).await?;
    if fitting(&found) == found.len() {
        let ids: Vec<_> = found.iter().map(|candidate| candidate.id).collect();
        let done = planning::replan(write, workspace, &ids).await?;
        let done = done.into_iter().collect::<Result<Vec<_>, _>>()?;
        return Ok((done.into_iter().filter(|campaign| campaign.moved_count > 0).collect(), 0));
    }
    let mut values = Values::default();
    let (own, condition) = (values.bind(workspace), basis.condition(&mut values));
    let sql = format!(
        "update campaign as c set is_replanning = true
        where c.workspace_id = {own} and c.deleted_at is null and {condition}"
    );
    let marked = values.execute(write.transaction(), sql).await?;
    write.enqueue(&Job::ReplanCampaigns { workspace_id: workspace, after: None }).await?;
    Ok((Vec::new(), marked))
}

/// Plans campaigns of a workspace again that are marked to be, as many as one transaction takes; a further
/// job takes the next.
#[derive(Clone, Copy, Debug)]
pub struct ReplanCampaigns {
    /// The workspace.
    pub workspace_id: WorkspaceId,
    /// The last campaign that was tried: one that is left without a plan stays marked, and keeps no other
    /// waiting.
    pub after: Option<CampaignId>,
}

impl Command for ReplanCampaigns {
    type Done = ();

    async fn run(&self, write: &mut Write<'_>) -> Result<()> {
        let Self { workspace_id, after } = *self;
        planning::lock_workspace(write, workspace::Column::Id.eq(workspace_id)).await?;
        let mut values = Values::default();
        let condition = match after {
            Some(after) => format!("c.is_replanning and c.id > {}", values.bind(after)),
            None => "c.is_replanning".to_owned(),
        };
        let found = candidates(write, values, workspace_id, &condition).await?;
        // One that is larger than a transaction takes is one by itself.
        let ids: Vec<_> = found.iter().take(fitting(&found).max(1)).map(|candidate| candidate.id).collect();
        for outcome in planning::replan(write, workspace_id, &ids).await? {
            if let Err(refusal) = outcome {
                tracing::error!(workspace = %workspace_id, ?refusal, "a campaign was left without a plan");
            }
        }
        if ids.len() < found.len() {
            write.enqueue(&Job::ReplanCampaigns { workspace_id, after: ids.last().copied() }).await?;
        }
        Ok(())
    }
}
