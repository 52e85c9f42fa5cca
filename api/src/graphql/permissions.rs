//! What the viewer may do with things, from what is in memory: a list of them costs no statement.

use entity::{DepartmentId, UserId, WorkspaceId};
use macros::serialised_object;

use crate::access::{self, Denied, Permission, Relation};
use crate::plan::Directory;

use super::request::Request;
use super::text::Locale;
use super::work_package::WorkPackage;

/// Declares what may be done with a kind of thing: a field for each permission.
macro_rules! permissions {
    ($(#[doc = $doc:literal])* $ty:ident as $name:literal {
        $($(#[doc = $field_doc:literal])* $field:ident = $permission:ident;)+
    }) => {
        $(#[doc = $doc])*
        #[derive(Clone)]
        pub(crate) struct $ty(Asked);

        impl $ty {
            fn new(asked: Asked) -> Self {
                Self(asked)
            }
        }

        $(#[doc = $doc])*
        #[serialised_object(name = $name)]
        impl $ty {
            $(
                $(#[doc = $field_doc])*
                fn $field(&self) -> bool {
                    self.0.check(Permission::$permission).is_ok()
                }
            )+

            /// Why not everything of this: a sentence in the language of the request; absent where everything
            /// is allowed.
            fn reason(&self) -> Option<String> {
                self.0.reason(&[$(Permission::$permission),+])
            }
        }
    };
}

permissions! {
    /// What the viewer may do with a work package.
    WorkPackagePermissions as "WorkPackagePermissions" {
        /// Report progress, actual dates, blocked reason, comments and checklist.
        can_report_progress = ReportProgress;
        /// Propose a change.
        can_propose_change = ProposeChange;
        /// Change its dates, links and people.
        can_plan = PlanWorkPackage;
    }
}

permissions! {
    /// What the viewer may do with a campaign.
    CampaignPermissions as "CampaignPermissions" {
        /// Change the campaign itself.
        can_update = PlanCampaign;
        /// Delete and restore the campaign.
        can_delete = CreateCampaign;
        /// Change any of its work packages.
        can_plan = PlanWorkPackage;
        /// Report progress on any of its work packages.
        can_report_progress = ReportProgress;
        /// Propose changes of any of its work packages.
        can_propose_change = ProposeChange;
    }
}

permissions! {
    /// What the viewer may do with a department.
    DepartmentPermissions as "DepartmentPermissions" {
        /// Change the department itself.
        can_update = ManageDepartments;
        /// Move people into it and out of it.
        can_manage_people = ManagePeople;
        /// Change any of its work packages.
        can_plan = PlanWorkPackage;
        /// Report progress on any of its work packages.
        can_report_progress = ReportProgress;
    }
}

permissions! {
    /// What the viewer may do with a workspace.
    WorkspacePermissions as "WorkspacePermissions" {
        /// Change its name and its time zone.
        can_update = UpdateWorkspace;
        /// Delete it.
        can_delete = DeleteWorkspace;
        /// Begin campaigns.
        can_create_campaign = CreateCampaign;
        /// Invite people, move them between departments, suspend, remove and sign them out.
        can_manage_people = ManagePeople;
        /// Give and take roles.
        can_manage_roles = ManageRoles;
        /// Add and change departments.
        can_manage_departments = ManageDepartments;
        /// Add and change calendars.
        can_manage_calendars = ManageCalendars;
        /// Make service tokens, see and revoke tokens of others.
        can_manage_tokens = ManageTokens;
        /// Read the audit log.
        can_read_audit_log = ReadAuditLog;
    }
}

/// Somebody before something.
#[derive(Clone)]
struct Asked {
    /// None of who is not in the workspace.
    relation: Option<Relation>,
    limits: Option<entity::Limits>,
    /// Of a workspace as a whole there is no department that a token could be limited to.
    is_work: bool,
    /// The department of work; none of work that has none.
    department: Option<DepartmentId>,
    locale: Locale,
}

impl Asked {
    fn new(request: &Request, workspace: WorkspaceId, stand: impl FnOnce(UserId, &mut Relation)) -> Self {
        let viewer = request.viewer().ok();
        let relation = viewer.and_then(|viewer| {
            let mut relation = Relation::in_workspace(viewer.role_in(workspace)?);
            stand(viewer.user_id, &mut relation);
            Some(relation)
        });
        let limits = viewer.and_then(|viewer| viewer.limits.clone());
        Self { relation, limits, is_work: false, department: None, locale: request.locale }
    }

    /// The same, about work of a department, or of none.
    fn of_department(mut self, department: Option<DepartmentId>) -> Self {
        (self.is_work, self.department) = (true, department);
        self
    }

    fn check(&self, permission: Permission) -> Result<(), Denied> {
        let (relation, limits) = (self.relation.ok_or(Denied::Role)?, self.limits.as_ref());
        if self.is_work {
            access::check_work(permission, relation, limits, self.department)
        } else {
            access::check(permission, relation, limits)
        }
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
        let asked = Asked::new(request, snapshot.directory.workspace_id(), |user, relation| {
            relation.owns_campaign = snapshot.campaign.owner_id == user;
            relation.leads_department = department.is_some_and(|id| snapshot.directory.is_led_by(id, user));
            relation.is_own_work =
                row.is_work_of(user) || department.is_some_and(|id| snapshot.directory.has_member(id, user));
        });
        Self::new(asked.of_department(department))
    }
}

impl CampaignPermissions {
    /// Of a campaign.
    pub(crate) fn of(row: &entity::campaign::Model, request: &Request) -> Self {
        let asked = Asked::new(request, row.workspace_id, |user, relation| {
            relation.owns_campaign = row.owner_id == user;
        });
        Self::new(asked.of_department(None))
    }
}

impl DepartmentPermissions {
    /// Of a department.
    pub(crate) fn of(directory: &Directory, id: DepartmentId, request: &Request) -> Self {
        let asked = Asked::new(request, directory.workspace_id(), |user, relation| {
            relation.leads_department = directory.is_led_by(id, user);
            relation.is_own_work = directory.has_member(id, user);
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
