//! The rows of Leadtime: one module a table, typed ids, selects that start from who asks.
//!
//! What a row may hold beyond its types is in the migrations as constraints, and in [`field`] for what people type; nothing here knows of schedules, HTTP
//! or GraphQL.

pub mod anchor;
pub mod api_token;
pub mod api_token_limit;
pub mod audit_entry;
pub mod baseline;
pub mod baseline_row;
pub mod calendar;
pub mod calendar_exception;
pub mod campaign;
pub mod change;
pub mod day_off;
pub mod department;
pub mod department_member;
pub mod dependency;
pub mod field;
mod id;
pub mod invitation;
pub mod mailed_link;
pub mod membership;
pub mod refresh_token;
pub mod session;
pub mod user;
mod viewer;
mod word;
pub mod work_package;
pub mod workspace;

pub use id::{
    AnchorId, ApiTokenId, AuditEntryId, BaselineId, CalendarId, CampaignId, DayOffId, DepartmentId,
    DependencyId, InvitationId, SessionId, UserId, WorkPackageId, WorkspaceId,
};
pub use viewer::{Limits, Viewer};
pub use word::{
    AnchorKind, AnchorOrigin, AuditAction, CampaignStatus, ConstraintKind, Direction, Edge, Firmness,
    LagUnit, LinkPurpose, LinkType, MembershipStatus, Mode, Priority, Role, Scope, SessionEnd,
    WorkPackageKind,
};
