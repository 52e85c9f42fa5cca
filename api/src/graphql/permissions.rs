//! What the viewer may do with things, from what is in memory: a list of them costs no statement.

use entity::{DepartmentId, UserId, WorkspaceId};

use crate::access::{self, Denied, Permission, Standing};
use crate::plan::Directory;

use super::request::Request;
use super::text::Locale;
use super::work_package::WorkPackage;
use super::written::written;

/// Declares what may be done with a kind of thing: a field for each permission.
macro_rules! permissions {
    ($(#[doc = $doc:literal])* $ty:ident as $name:literal { $($(#[doc = $field_doc:literal])* $field:ident = $permission:ident;)+ }) => {
        $(#[doc = $doc])*
        #[derive(Clone)]
        pub(crate) struct $ty(Asked);

        impl $ty {
            fn new(asked: Asked) -> Self {
                Self(asked)
            }
        }

        written! {
            $(#[doc = $doc])*
            impl[] $ty as $name;
            $(
                $(#[doc = $field_doc])*
                $field: bool = |it| it.0.check(Permission::$permission).is_ok();
            )+
            /// Why not everything of this: a sentence in the language of the request; absent where everything is allowed.
            reason: Option<String> = |it| it.0.reason(&[$(Permission::$permission),+]);
        }
    };
}

permissions! {
    /// What the viewer may do with a work package.
    WorkPackagePermissions as "WorkPackagePermissions" {
        /// Report progress, actual dates, blocked reason, comments and checklist.
        canReportProgress = ReportProgress;
        /// Propose a change.
        canProposeChange = ProposeChange;
        /// Change its dates, links and people.
        canPlan = PlanWorkPackage;
    }
}

permissions! {
    /// What the viewer may do with a campaign.
    CampaignPermissions as "CampaignPermissions" {
        /// Change the campaign itself.
        canUpdate = PlanCampaign;
        /// Change any of its work packages.
        canPlan = PlanWorkPackage;
        /// Report progress on any of its work packages.
        canReportProgress = ReportProgress;
        /// Propose changes of any of its work packages.
        canProposeChange = ProposeChange;
    }
}

permissions! {
    /// What the viewer may do with a department.
    DepartmentPermissions as "DepartmentPermissions" {
        /// Change the department itself.
        canUpdate = ManageDepartments;
        /// Move people into it and out of it.
        canManagePeople = ManagePeople;
        /// Change any of its work packages.
        canPlan = PlanWorkPackage;
        /// Report progress on any of its work packages.
        canReportProgress = ReportProgress;
    }
}

permissions! {
    /// What the viewer may do with a workspace.
    WorkspacePermissions as "WorkspacePermissions" {
        /// Change its name and its time zone.
        canUpdate = UpdateWorkspace;
        /// Delete it.
        canDelete = DeleteWorkspace;
        /// Begin campaigns.
        canCreateCampaign = CreateCampaign;
        /// Invite people, move them between departments, suspend, remove and sign them out.
        canManagePeople = ManagePeople;
        /// Give and take roles.
        canManageRoles = ManageRoles;
        /// Add and change departments.
        canManageDepartments = ManageDepartments;
        /// Add and change calendars.
        canManageCalendars = ManageCalendars;
        /// Make service tokens, see and revoke tokens of others.
        canManageTokens = ManageTokens;
        /// Read the audit log.
        canReadAuditLog = ReadAuditLog;
    }
}

/// Somebody before something.
#[derive(Clone)]
struct Asked {
    /// None of who is not in the workspace.
    standing: Option<Standing>,
    limits: Option<entity::Limits>,
    /// Whether the viewer's token is limited to other departments.
    is_beyond_limits: bool,
    locale: Locale,
}

impl Asked {
    fn new(request: &Request, workspace: WorkspaceId, stand: impl FnOnce(UserId, &mut Standing)) -> Self {
        let viewer = request.viewer.as_ref();
        let standing = viewer.and_then(|viewer| {
            let mut standing = Standing::in_workspace(viewer.role_in(workspace)?);
            stand(viewer.user_id, &mut standing);
            Some(standing)
        });
        let limits = viewer.and_then(|viewer| viewer.limits.clone());
        Self { standing, limits, is_beyond_limits: false, locale: request.locale }
    }

    /// The same, about work of a department, or of none.
    fn of_department(mut self, department: Option<DepartmentId>) -> Self {
        let limited = self.limits.as_ref().filter(|limits| !limits.departments.is_empty());
        self.is_beyond_limits = limited.is_some_and(|limits| {
            department.is_none_or(|department| !limits.departments.contains(&department))
        });
        self
    }

    fn check(&self, permission: Permission) -> Result<(), Denied> {
        let standing = self.standing.ok_or(Denied::Role)?;
        access::check(permission, standing, self.limits.as_ref())?;
        if self.is_beyond_limits { Err(Denied::Limit) } else { Ok(()) }
    }

    fn reason(&self, permissions: &[Permission]) -> Option<String> {
        let denied = permissions.iter().find_map(|permission| self.check(*permission).err())?;
        let sentence = match (denied, self.locale) {
            (Denied::Role, Locale::En) => "Your role does not reach everything here.",
            (Denied::Role, Locale::Zh) => "您的角色没有这里的全部权限。",
            (Denied::Token, Locale::En) => "Some of this is for people, not for tokens.",
            (Denied::Token, Locale::Zh) => "部分操作仅限本人，不能使用令牌。",
            (Denied::Scope(_), Locale::En) => "The token lacks a scope for some of this.",
            (Denied::Scope(_), Locale::Zh) => "令牌缺少所需的权限范围。",
            (Denied::Limit, Locale::En) => "The token is limited to other departments or campaigns.",
            (Denied::Limit, Locale::Zh) => "令牌仅限于其他部门或活动。",
        };
        Some(sentence.to_owned())
    }
}

impl WorkPackagePermissions {
    /// Of a work package.
    pub(crate) fn of(work_package: &WorkPackage<'_>, request: &Request) -> Self {
        let (row, snapshot) = (work_package.row(), work_package.snapshot);
        let department = row.department_id;
        let asked = Asked::new(request, snapshot.directory.workspace_id(), |user, standing| {
            standing.owns_campaign = snapshot.campaign.owner_id == user;
            standing.leads_department = department.is_some_and(|id| leads(&snapshot.directory, id, user));
            standing.is_own_work = row.accountable_id == Some(user)
                || department.is_some_and(|id| works_in(&snapshot.directory, id, user));
        });
        Self::new(asked.of_department(department))
    }
}

impl CampaignPermissions {
    /// Of a campaign.
    pub(crate) fn of(row: &entity::campaign::Model, request: &Request) -> Self {
        let asked = Asked::new(request, row.workspace_id, |user, standing| {
            standing.owns_campaign = row.owner_id == user;
        });
        Self::new(asked.of_department(None))
    }
}

impl DepartmentPermissions {
    /// Of a department.
    pub(crate) fn of(directory: &Directory, id: DepartmentId, request: &Request) -> Self {
        let asked = Asked::new(request, directory.workspace_id(), |user, standing| {
            standing.leads_department = leads(directory, id, user);
            standing.is_own_work = works_in(directory, id, user);
        });
        Self::new(asked.of_department(Some(id)))
    }
}

impl WorkspacePermissions {
    /// Of a workspace.
    pub(crate) fn of(directory: &Directory, request: &Request) -> Self {
        Self::new(Asked::new(request, directory.workspace_id(), |_, _| ()))
    }
}

fn leads(directory: &Directory, id: DepartmentId, user: UserId) -> bool {
    let department = directory.department(id).and_then(|place| directory.departments.get(place));
    department.is_some_and(|department| department.row.lead_id == Some(user))
}

fn works_in(directory: &Directory, id: DepartmentId, user: UserId) -> bool {
    let person = directory.person(user).and_then(|place| directory.people.get(place));
    person.is_some_and(|person| person.departments.contains(&id))
}
