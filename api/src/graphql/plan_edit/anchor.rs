//! Edits of anchors.

use async_graphql::{ID, InputObject};
use entity::{AnchorId, anchor};

use super::merge::{MergedRow, refuse_overlap};
use super::parse;
use super::permit::Permit;
use crate::access::Permission;
use crate::clock::new_id;
use crate::graphql::enums::{AnchorKind, AnchorOrigin, DayEdge, SchemaEnum};
use crate::graphql::scalar::Date;
use crate::graphql::slip::SlipReasonInput;
use crate::people::field;
use crate::planning::{Draft, NewId};
use crate::refusal::{At, Code, Refusal};
use crate::write::expect_version;

/// An anchor to create.
#[derive(InputObject, Clone)]
pub(crate) struct CreateAnchorEdit {
    /// An id of the client's own making, so that later edits may name it before it is saved: `anc_` and 26
    /// characters of base 32.  The server makes one if left out.
    pub id: Option<ID>,
    /// Kind.  A campaign has each at most once, except `CUSTOM`.
    pub kind: AnchorKind,
    /// Name, 1 to 200 characters, unique in the campaign.
    pub name: String,
    /// Date, 1900-01-01 to 2199-12-31.
    pub date: Date,
    /// End of the day at which the anchor is.
    #[graphql(default_with = "SchemaEnum(entity::Edge::StartOfDay)")]
    pub edge: DayEdge,
    /// Who sets the date.
    #[graphql(default_with = "SchemaEnum(entity::AnchorOrigin::Company)")]
    pub origin: AnchorOrigin,
}

/// What changes of an anchor: a field that is left out stays as it is.
#[derive(InputObject, Clone)]
pub(crate) struct UpdateAnchorEdit {
    /// Id of the anchor.
    pub anchor_id: ID,
    /// Kind.  A campaign has each at most once, except `CUSTOM`.
    pub kind: Option<AnchorKind>,
    /// Name, 1 to 200 characters, unique in the campaign.
    pub name: Option<String>,
    /// Date, 1900-01-01 to 2199-12-31.
    pub date: Option<Date>,
    /// End of the day at which the anchor is.
    pub edge: Option<DayEdge>,
    /// Who sets the date.
    pub origin: Option<AnchorOrigin>,
    /// Whether the channel agrees.  Needed where the origin of the anchor is `CHANNEL` and its date, edge or
    /// origin changes; refused with `CONFIRM_CHANNEL_CHANGE` otherwise.
    #[graphql(default)]
    pub confirm_channel_change: bool,
    /// Why the date is moved: needed where `date` is another.
    pub slip_reason: Option<SlipReasonInput>,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    pub expected_version: Option<i32>,
    /// Whether it is done although the version is another by now, where nothing that it changes was changed
    /// since; the date and its edge count as one field.  Else `CONFLICT`.
    #[graphql(default)]
    pub merge_disjoint: bool,
}

/// Another date of an anchor.
#[derive(InputObject, Clone)]
pub(crate) struct MoveAnchorEdit {
    /// Id of the anchor.
    pub anchor_id: ID,
    /// Date, 1900-01-01 to 2199-12-31.
    pub date: Date,
    /// End of the day at which the anchor is.  Stays as it is if left out.
    pub edge: Option<DayEdge>,
    /// Whether the channel agrees.  Needed where the origin of the anchor is `CHANNEL`; refused with
    /// `CONFIRM_CHANNEL_CHANGE` otherwise.
    #[graphql(default)]
    pub confirm_channel_change: bool,
    /// Why the date is moved: needed where `date` is another.
    pub slip_reason: Option<SlipReasonInput>,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    pub expected_version: Option<i32>,
}

/// An anchor to delete.
#[derive(InputObject, Clone)]
pub(crate) struct DeleteAnchorEdit {
    /// Id of the anchor.
    pub anchor_id: ID,
    /// Whether work packages that lead to the anchor are detached from it.  Without that they keep it from
    /// being deleted (`STILL_IN_USE`).
    #[graphql(default)]
    pub detach_work_packages: bool,
    /// Whether the channel agrees.  Needed where the origin of the anchor is `CHANNEL`; refused with
    /// `CONFIRM_CHANNEL_CHANGE` otherwise.
    #[graphql(default)]
    pub confirm_channel_change: bool,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    pub expected_version: Option<i32>,
}

/// The anchor that an edit names, of whose campaign the caller may change the plan, at the version that the
/// client has seen.
fn named(
    draft: &Draft,
    permit: &dyn Permit,
    (id, expected_version): (&ID, Option<i32>),
) -> Result<anchor::Model, Refusal> {
    let row = parse::anchor_id(id).and_then(|id| draft.anchor(id).cloned()).at("anchorId")?;
    permit.check(Permission::PlanCampaign, None, &[]).at("anchorId")?;
    expect_version(row.version, expected_version).at("expectedVersion")?;
    Ok(row)
}

/// A kind that no other anchor of the campaign has, unless it is `CUSTOM`.
fn free_kind(draft: &Draft, kind: AnchorKind, own: AnchorId) -> Result<entity::AnchorKind, Refusal> {
    let is_taken = draft.has_anchor_kind(kind.0, own);
    if is_taken { Err(Code::AlreadyTaken.at("kind")) } else { Ok(kind.0) }
}

/// A name that no other anchor of the campaign has.
fn free_name(draft: &Draft, name: &str, own: AnchorId) -> Result<String, Refusal> {
    let name = field::name(name).at("name")?;
    let is_taken = draft.has_anchor_name(&name, own);
    if is_taken { Err(Code::AlreadyTaken.at("name")) } else { Ok(name) }
}

/// The refusal of a change in an anchor, at the field that it is about.
fn at_field(refusal: Refusal) -> Refusal {
    let field = if refusal.code == Code::ConfirmChannelChange { "confirmChannelChange" } else { "anchorId" };
    refusal.at(field)
}

impl CreateAnchorEdit {
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<AnchorId, Refusal> {
        let Self { id, kind, name, date, edge, origin } = self;
        permit.check(Permission::PlanCampaign, None, &[]).at("campaignId")?;
        let id = match id {
            Some(id) => parse::anchor_id(id).at("id")?,
            None => AnchorId(new_id()),
        };
        draft.refuse_taken(NewId::Anchor(id)).at("id")?;
        let campaign = &draft.before().campaign;
        let row = anchor::Model {
            id,
            workspace_id: campaign.workspace_id,
            campaign_id: campaign.id,
            kind: free_kind(draft, *kind, id)?,
            name: free_name(draft, name, id)?,
            on_date: date.0,
            edge: (*edge).into(),
            origin: (*origin).into(),
            version: 1,
        };
        draft.put_anchor(row, true)?;
        Ok(id)
    }
}

impl UpdateAnchorEdit {
    /// The anchor and the version that it was made from, where it may be merged with what was changed since.
    pub(super) fn merged_from(&self) -> Option<(MergedRow, i32)> {
        let id = parse::anchor_id(&self.anchor_id).ok().filter(|_| self.merge_disjoint);
        id.map(MergedRow::Anchor).zip(self.expected_version)
    }

    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<AnchorId, Refusal> {
        let Self {
            anchor_id,
            kind,
            name,
            date,
            edge,
            origin,
            confirm_channel_change,
            slip_reason,
            expected_version,
            merge_disjoint,
        } = self;
        let is_merged = *merge_disjoint
            && parse::anchor_id(anchor_id).is_ok_and(|id| draft.changed_since(id.0).is_some());
        let expected_version = expected_version.filter(|_| !is_merged);
        let old = named(draft, permit, (anchor_id, expected_version))?;
        let (id, mut row) = (old.id, old.clone());
        if let Some(kind) = kind {
            row.kind = free_kind(draft, *kind, id)?;
        }
        if let Some(name) = name {
            row.name = free_name(draft, name, id)?;
        }
        row.on_date = date.map_or(row.on_date, |date| date.0);
        row.edge = edge.map_or(row.edge, Into::into);
        row.origin = origin.map_or(row.origin, Into::into);
        if is_merged {
            refuse_overlap(draft, (id.0, old.version), (&old, &row)).at("expectedVersion")?;
        }
        let to = row.on_date;
        draft.put_anchor(row, *confirm_channel_change).map_err(at_field)?;
        draft.slip_anchor(&old, to, parse::slip_reason(slip_reason.as_ref())?).at("slipReason")?;
        Ok(id)
    }
}

impl MoveAnchorEdit {
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<AnchorId, Refusal> {
        let Self { anchor_id, date, edge, confirm_channel_change, slip_reason, expected_version } = self;
        let old = named(draft, permit, (anchor_id, *expected_version))?;
        let (id, mut row) = (old.id, old.clone());
        row.on_date = date.0;
        row.edge = edge.map_or(row.edge, Into::into);
        let to = row.on_date;
        draft.put_anchor(row, *confirm_channel_change).map_err(at_field)?;
        draft.slip_anchor(&old, to, parse::slip_reason(slip_reason.as_ref())?).at("slipReason")?;
        Ok(id)
    }
}

impl DeleteAnchorEdit {
    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<AnchorId, Refusal> {
        let Self { anchor_id, detach_work_packages, confirm_channel_change, expected_version } = self;
        let id = named(draft, permit, (anchor_id, *expected_version))?.id;
        draft.delete_anchor(id, *confirm_channel_change, *detach_work_packages).map_err(at_field)?;
        Ok(id)
    }
}
