use entity::{
    AnchorId, ApiTokenId, AuditEntryId, BaselineId, CalendarId, CampaignId, DayOffId, DepartmentId,
    DependencyId, ImportJobId, InvitationId, ProposalId, ReportId, SessionId, SlipId, UserId, WorkPackageId,
    WorkspaceId,
};

/// Declares the ids of types that are nodes, each with a list of those among many.
macro_rules! any_id {
    ($($variant:ident($id:ident) in $all:ident),+ $(,)?) => {
        /// The id of a node, by its prefix.
        #[derive(Clone, Copy)]
        pub(super) enum AnyId {
            $($variant($id),)+
        }

        impl AnyId {
            /// Reads the text of an id; none where its prefix is no node's.
            pub(super) fn parse(text: &str) -> Option<Self> {
                None$(.or_else(|| $id::parse(text).map(Self::$variant)))+
            }
        }

        /// Ids of nodes by their type.
        #[derive(Default)]
        pub(super) struct Ids {
            $(pub $all: Vec<$id>,)+
        }

        impl FromIterator<AnyId> for Ids {
            fn from_iter<I: IntoIterator<Item = AnyId>>(ids: I) -> Self {
                let mut sorted = Self::default();
                for id in ids {
                    match id {
                        $(AnyId::$variant(id) => sorted.$all.push(id),)+
                    }
                }
                sorted
            }
        }
    };
}

any_id! {
    Anchor(AnchorId) in anchors,
    ApiToken(ApiTokenId) in api_tokens,
    AuditEntry(AuditEntryId) in audit_entries,
    Baseline(BaselineId) in baselines,
    Calendar(CalendarId) in calendars,
    Campaign(CampaignId) in campaigns,
    DayOff(DayOffId) in days_off,
    Department(DepartmentId) in departments,
    Dependency(DependencyId) in dependencies,
    ImportJob(ImportJobId) in import_jobs,
    Invitation(InvitationId) in invitations,
    PlanProposal(ProposalId) in proposals,
    ProgressReport(ReportId) in reports,
    Session(SessionId) in sessions,
    Slip(SlipId) in slips,
    User(UserId) in users,
    WorkPackage(WorkPackageId) in work_packages,
    Workspace(WorkspaceId) in workspaces,
}
