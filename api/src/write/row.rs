//! What the write path has to know of each table that it writes.

use entity::change::Scope;
use entity::{
    UserId, WorkPackageId, anchor, api_token, api_token_limit, baseline, baseline_row, calendar,
    calendar_exception, campaign, day_off, department, department_member, dependency,
    finding_acknowledgement, import_job, invitation, mailed_link, membership, plan_proposal, progress_report,
    refresh_token, session, slip, user, work_package, workspace,
};
use sea_orm::{ActiveModelTrait, EntityName, IntoActiveModel, ModelTrait, TryIntoModel};

/// A row that commands insert, update and delete.
pub trait Row: ModelTrait + IntoActiveModel<Self::Active> + Sync + 'static {
    /// Its active model.
    type Active: ActiveModelTrait<Entity = Self::Entity> + TryIntoModel<Self> + Send;

    /// The scope whose change log keeps its changes; none of rows that no client reads in a plan or a
    /// directory, which the audit log is about.
    fn scope(&self) -> Option<Scope>;

    /// The account whose access depends on it: what is cached of that account is forgotten after the commit.
    fn grants_access_to(&self) -> Option<UserId>;

    /// The work packages whose history a change of it belongs to.
    fn work_packages(&self) -> Vec<WorkPackageId>;

    /// Whether a column follows from others: it is saved without a new `version`, which stands for what
    /// people enter, and is no obstacle to undoing a change.
    fn is_derived(&self, column: &str) -> bool;
}

/// The table's name.
pub(super) fn table<M: Row>() -> String {
    M::Entity::default().table_name().to_owned()
}

/// One line for each table: the scope of a row, and whose access it grants, which of its columns are derived,
/// and the work packages that it is about.
macro_rules! rows {
    ($($table:ident: $scope:expr, $access:expr $(, derived: $derived:expr)? $(, about: $about:expr)?;)+) => {$(
        impl Row for $table::Model {
            type Active = $table::ActiveModel;

            fn scope(&self) -> Option<Scope> {
                let scope: fn(&Self) -> Option<Scope> = $scope;
                scope(self)
            }

            fn grants_access_to(&self) -> Option<UserId> {
                let access: fn(&Self) -> Option<UserId> = $access;
                access(self)
            }

            fn work_packages(&self) -> Vec<WorkPackageId> {
                let about: &[fn(&Self) -> Vec<WorkPackageId>] = &[$($about)?];
                about.iter().flat_map(|about| about(self)).collect()
            }

            fn is_derived(&self, column: &str) -> bool {
                let derived: &[fn(&Self, &str) -> bool] = &[$($derived)?];
                matches!(column, "version" | "updated_at") || derived.iter().any(|is| is(self, column))
            }
        }
    )+};
}

rows! {
    workspace: |row| Some(Scope::Workspace(row.id)), |_| None;
    membership: |row| Some(Scope::Workspace(row.workspace_id)), |row| Some(row.user_id);
    department_member: |row| Some(Scope::Workspace(row.workspace_id)), |_| None;
    department: |row| Some(Scope::Workspace(row.workspace_id)), |_| None, derived: |_, column| column == "position";
    calendar: |row| Some(Scope::Workspace(row.workspace_id)), |_| None;
    // The row does not say of which workspace it is: whoever writes it logs it.
    calendar_exception: |_| None, |_| None;
    day_off: |row| Some(Scope::Workspace(row.workspace_id)), |_| None;
    user: |_| None, |_| None;
    session: |_| None, |row| Some(row.user_id);
    refresh_token: |_| None, |_| None;
    api_token: |_| None, |row| Some(row.user_id);
    api_token_limit: |_| None, |_| None;
    invitation: |_| None, |_| None;
    mailed_link: |_| None, |_| None;
    import_job: |_| None, |_| None;
    campaign: |row| Some(Scope::Campaign(row.id)), |_| None, derived: counts_or_waits;
    anchor: |row| Some(Scope::Campaign(row.campaign_id)), |_| None;
    work_package: |row| Some(Scope::Campaign(row.campaign_id)), |_| None,
        derived: follows_from_the_plan, about: |row| vec![row.id];
    baseline: |row| Some(Scope::Campaign(row.campaign_id)), |_| None;
    progress_report: |row| Some(Scope::Campaign(row.campaign_id)), |_| None,
        about: |row| vec![row.work_package_id];
    plan_proposal: |row| Some(Scope::Campaign(row.campaign_id)), |_| None;
    slip: |row| Some(Scope::Campaign(row.campaign_id)), |_| None,
        about: |row| row.work_package_id.into_iter().collect();
    // The days of a baseline never change.
    baseline_row: |_| None, |_| None;
    dependency: |row| Some(Scope::Campaign(row.campaign_id)), |_| None,
        about: |row| vec![row.predecessor_id, row.successor_id];
    finding_acknowledgement: |row| Some(Scope::Campaign(row.campaign_id)), |_| None;
}

/// Whether a column of a campaign counts what is done with it, or says that it waits to be planned again.
fn counts_or_waits(_: &campaign::Model, column: &str) -> bool {
    matches!(column, "seq" | "last_number" | "is_replanning")
}

fn follows_from_the_plan(row: &work_package::Model, column: &str) -> bool {
    let is_phase = row.kind == entity::WorkPackageKind::Phase;
    // A place among siblings shifts with theirs.
    matches!(column, "position" | "planned_start_on" | "planned_finish_on")
        || is_phase && matches!(column, "progress" | "done")
}
