//! Who may do what: one table, of which `docs/API.md` has a copy that a test compares.

use entity::{DepartmentId, Limits, Role, Scope};

/// Something that not everybody may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Permission {
    /// See the workspace: its people, departments, calendars and campaigns.
    Read,
    /// Report progress, actual dates, comments, checklist and blocked reason of a work package; set one's own
    /// days off.
    ReportProgress,
    /// Propose a change of a plan.
    ProposeChange,
    /// Change a work package: its dates, links, people.
    PlanWorkPackage,
    /// Change a campaign and everything in it.
    PlanCampaign,
    /// Create, delete and restore campaigns.
    CreateCampaign,
    /// Invite, move between departments, suspend, remove and sign out members.
    ManagePeople,
    /// Give and take roles.
    ManageRoles,
    /// Add and change departments.
    ManageDepartments,
    /// Add and change calendars.
    ManageCalendars,
    /// Change the name and the time zone of the workspace.
    UpdateWorkspace,
    /// Make service tokens; see and revoke those of others.
    ManageTokens,
    /// Read the audit log.
    ReadAuditLog,
    /// Delete the workspace with all that is in it.
    DeleteWorkspace,
}

/// All of them, in the order of the table.
pub const PERMISSIONS: [Permission; 14] = [
    Permission::Read,
    Permission::ReportProgress,
    Permission::ProposeChange,
    Permission::PlanWorkPackage,
    Permission::PlanCampaign,
    Permission::CreateCampaign,
    Permission::ManagePeople,
    Permission::ManageRoles,
    Permission::ManageDepartments,
    Permission::ManageCalendars,
    Permission::UpdateWorkspace,
    Permission::ManageTokens,
    Permission::ReadAuditLog,
    Permission::DeleteWorkspace,
];

/// Whether a role is more than one's own work: who gives it has to manage roles.
#[must_use]
pub const fn decides_over_others(role: Role) -> bool {
    match role {
        Role::Owner | Role::Admin | Role::Manager => true,
        Role::Member | Role::Viewer => false,
    }
}

/// How far a role reaches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reach {
    /// Anywhere in the workspace.
    Anywhere,
    /// On work of their own departments, and on work that they are accountable for.
    OwnWork,
    /// Nowhere.
    Nowhere,
}

/// What somebody is to what they want to do something with.
#[derive(Clone, Copy, Debug)]
pub struct Relation {
    /// What they are in the workspace.
    pub role: Role,
    /// They own the campaign.
    pub owns_campaign: bool,
    /// They lead the department.
    pub leads_department: bool,
    /// They work in the department, or are accountable for the work.
    pub is_own_work: bool,
}

impl Relation {
    /// Of somebody to the workspace as a whole.
    #[must_use]
    pub const fn in_workspace(role: Role) -> Self {
        Self { role, owns_campaign: false, leads_department: false, is_own_work: false }
    }
}

/// Why somebody may not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Denied {
    /// Their role does not reach there.
    Role,
    /// It is for people, not for tokens for scripts.
    Token,
    /// The token for scripts has not this scope.
    Scope(Scope),
    /// The token for scripts is limited to other departments or campaigns.
    Limit,
}

/// How far each role reaches: OWNER, ADMIN, MANAGER, MEMBER, VIEWER.
const fn reaches(permission: Permission) -> [Reach; 5] {
    use Reach::{Anywhere, Nowhere, OwnWork};
    match permission {
        Permission::Read => [Anywhere; 5],
        Permission::ReportProgress => [Anywhere, OwnWork, Anywhere, OwnWork, Nowhere],
        Permission::ProposeChange => [Anywhere, Anywhere, Anywhere, OwnWork, Nowhere],
        Permission::PlanWorkPackage | Permission::PlanCampaign | Permission::CreateCampaign => {
            [Anywhere, Nowhere, Anywhere, Nowhere, Nowhere]
        }
        Permission::ManagePeople
        | Permission::ManageDepartments
        | Permission::ManageCalendars
        | Permission::UpdateWorkspace
        | Permission::ManageTokens
        | Permission::ReadAuditLog => [Anywhere, Anywhere, Nowhere, Nowhere, Nowhere],
        Permission::ManageRoles | Permission::DeleteWorkspace => {
            [Anywhere, Nowhere, Nowhere, Nowhere, Nowhere]
        }
    }
}

const fn reach(permission: Permission, role: Role) -> Reach {
    let [owner, admin, manager, member, viewer] = reaches(permission);
    match role {
        Role::Owner => owner,
        Role::Admin => admin,
        Role::Manager => manager,
        Role::Member => member,
        Role::Viewer => viewer,
    }
}

/// What leading a department adds, whatever the role: on work of that department.
const fn lead_may(permission: Permission) -> bool {
    match permission {
        Permission::Read
        | Permission::ReportProgress
        | Permission::ProposeChange
        | Permission::PlanWorkPackage => true,
        Permission::PlanCampaign
        | Permission::CreateCampaign
        | Permission::ManagePeople
        | Permission::ManageRoles
        | Permission::ManageDepartments
        | Permission::ManageCalendars
        | Permission::UpdateWorkspace
        | Permission::ManageTokens
        | Permission::ReadAuditLog
        | Permission::DeleteWorkspace => false,
    }
}

/// What owning a campaign adds, whatever the role: in that campaign.
const fn campaign_owner_may(permission: Permission) -> bool {
    matches!(permission, Permission::PlanCampaign) || lead_may(permission)
}

/// The scope that an API token needs beside its user's permission; none where only a person may.
const fn scope(permission: Permission) -> Option<Scope> {
    match permission {
        Permission::Read => Some(Scope::Read),
        Permission::ReportProgress | Permission::ProposeChange => Some(Scope::ProgressWrite),
        Permission::PlanWorkPackage | Permission::PlanCampaign | Permission::CreateCampaign => {
            Some(Scope::PlanWrite)
        }
        Permission::ManagePeople
        | Permission::ManageRoles
        | Permission::ManageDepartments
        | Permission::ManageCalendars
        | Permission::UpdateWorkspace
        | Permission::ReadAuditLog => Some(Scope::Admin),
        Permission::ManageTokens | Permission::DeleteWorkspace => None,
    }
}

/// Whether somebody may do something, with the token for scripts that they ask with if they do.  A token that
/// is limited does nothing to the workspace as a whole; whether a thing is within its limits is the caller's
/// to look at.
///
/// # Errors
/// Why not.
pub fn check(permission: Permission, relation: Relation, limits: Option<&Limits>) -> Result<(), Denied> {
    if let Some(limits) = limits {
        check_token(permission, limits)?;
    }
    let by_role = match reach(permission, relation.role) {
        Reach::Anywhere => true,
        Reach::OwnWork => relation.is_own_work,
        Reach::Nowhere => false,
    };
    let by_lead = relation.leads_department && lead_may(permission);
    let by_campaign = relation.owns_campaign && campaign_owner_may(permission);
    if by_role || by_lead || by_campaign { Ok(()) } else { Err(Denied::Role) }
}

/// The same about work of a department, or of none: a token may be limited to the work of other departments.
///
/// # Errors
/// Why not.
pub fn check_work(
    permission: Permission,
    relation: Relation,
    limits: Option<&Limits>,
    department: Option<DepartmentId>,
) -> Result<(), Denied> {
    check(permission, relation, limits)?;
    let limited = limits.filter(|limits| !limits.departments.is_empty());
    let is_beyond = limited
        .is_some_and(|limits| department.is_none_or(|department| !limits.departments.contains(&department)));
    if is_beyond { Err(Denied::Limit) } else { Ok(()) }
}

/// Whether a token may do something, as far as its scopes go.
fn check_token(permission: Permission, limits: &Limits) -> Result<(), Denied> {
    let needed = scope(permission).ok_or(Denied::Token)?;
    // Every token reads.
    if needed != Scope::Read && !limits.scopes.contains(&needed) {
        return Err(Denied::Scope(needed));
    }
    let is_of_workspace = needed == Scope::Admin || permission == Permission::CreateCampaign;
    if is_of_workspace && limits.is_narrow() { Err(Denied::Limit) } else { Ok(()) }
}

impl Permission {
    /// As the table of the documentation calls it.
    const fn title(self) -> &'static str {
        match self {
            Self::Read => "read everything of the workspace",
            Self::ReportProgress => {
                "report progress, actual dates, blocked reason, comments, checklist; own days off"
            }
            Self::ProposeChange => "propose changes",
            Self::PlanWorkPackage => "plan work packages",
            Self::PlanCampaign => "plan the campaign itself",
            Self::CreateCampaign => "create, delete and restore campaigns",
            Self::ManagePeople => "people: invite, departments, suspend, remove, sign out",
            Self::ManageRoles => "roles",
            Self::ManageDepartments => "departments",
            Self::ManageCalendars => "calendars",
            Self::UpdateWorkspace => "settings of the workspace",
            Self::ManageTokens => "service tokens, and tokens of others",
            Self::ReadAuditLog => "audit log",
            Self::DeleteWorkspace => "delete the workspace",
        }
    }
}

/// The table in Markdown, as `docs/API.md` has it.
#[must_use]
pub fn table() -> String {
    let mut text =
        "| | OWNER | ADMIN | MANAGER | MEMBER | VIEWER | department's lead | campaign's owner | scope |\n\
                    |---|---|---|---|---|---|---|---|---|\n"
            .to_owned();
    for permission in PERMISSIONS {
        let cell = |reach| match reach {
            Reach::Anywhere => "✓",
            Reach::OwnWork => "own work",
            Reach::Nowhere => "",
        };
        let theirs = |may| if may { "theirs" } else { "" };
        let scope = match scope(permission) {
            Some(Scope::Read) => "any",
            Some(Scope::ProgressWrite) => "`PROGRESS_WRITE`",
            Some(Scope::PlanWrite) => "`PLAN_WRITE`",
            Some(Scope::Admin) => "`ADMIN`",
            Some(Scope::Calendar | Scope::Share) | None => "in person",
        };
        let mut cells = vec![permission.title()];
        cells.extend(reaches(permission).map(cell));
        cells.extend([theirs(lead_may(permission)), theirs(campaign_owner_may(permission)), scope]);
        text.extend(["| ", &cells.join(" | "), " |\n"]);
    }
    text
}
