//! The rows of Leadtime: one module a table, typed ids, selects that start from the caller's tenant scope.
//!
//! Input is read by the rules of [`field`], and what contradicts itself within a work package is a
//! [`work_package::RowRule`]; the last line are constraints in the migrations.  Nothing here knows of
//! schedules, HTTP or GraphQL.

pub mod anchor;
pub mod api_token;
pub mod api_token_limit;
pub mod audit_entry;
pub mod baseline;
pub mod baseline_row;
pub mod calendar;
pub mod calendar_exception;
pub mod campaign;
pub mod cancelled_event;
pub mod change;
pub mod change_subject;
pub mod day_off;
pub mod department;
pub mod department_member;
pub mod dependency;
mod enums;
pub mod field;
pub mod finding_acknowledgement;
mod id;
pub mod idempotency_record;
pub mod import_file;
pub mod import_job;
pub mod invitation;
pub mod mailed_link;
pub mod membership;
pub mod outbox_job;
pub mod plan_proposal;
pub mod progress_report;
pub mod refresh_token;
mod row;
pub mod session;
pub mod slip;
pub mod user;
mod viewer;
pub mod work_package;
pub mod workspace;

pub use enums::{
    AnchorKind, AnchorOrigin, AuditAction, CampaignStatus, ConstraintKind, Direction, Edge, Firmness,
    ImportStatus, LagUnit, LinkPurpose, LinkType, MembershipStatus, Mode, Priority, ProposalStatus, Role,
    Scope, SessionEnd, SlipCategory, SlipKind, WorkPackageKind,
};
pub use finding_acknowledgement::FindingSubject;
pub use id::{
    AnchorId, ApiTokenId, AppendText, AuditEntryId, BaselineId, CalendarId, CampaignId, DayOffId,
    DepartmentId, DependencyId, FindingAcknowledgementId, ImportJobId, InvalidId, InvitationId, ProposalId,
    ReportId, SessionId, SlipId, UserId, WorkPackageId, WorkspaceId,
};
pub use row::{Columns, Stored};
pub use viewer::{Limits, Viewer};
