//! The edit of a campaign itself.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::{CampaignId, campaign};

use super::merge::{MergedRow, refuse_overlap};
use super::parse;
use super::permit::Permit;
use crate::access::Permission;
use crate::graphql::enums::{DayEdge, SchemaEnum};
use crate::graphql::scalar::Date;
use crate::graphql::threshold::{self, FindingThresholdsInput};
use crate::people::field;
use crate::planning::Draft;
use crate::refusal::{At, Code, Refusal};
use crate::write::expect_version;

/// A point in time: one end of a day.
#[derive(InputObject, Clone, Copy)]
pub(crate) struct MomentInput {
    /// The day.
    pub date: Date,
    /// Which end of it.
    #[graphql(default_with = "SchemaEnum(entity::Edge::EndOfDay)")]
    pub edge: DayEdge,
}

/// What changes of a campaign: a field that is left out stays as it is, and null clears it.
#[derive(InputObject, Clone)]
pub(crate) struct UpdateCampaignEdit {
    /// The key that its work packages are called by, such as `D11` in `D11-42`: a letter and up to 15 letters
    /// or digits, unique in the workspace.  The keys of its work packages change with it.
    pub key: Option<String>,
    /// Name, 1 to 200 characters.
    pub name: Option<String>,
    /// Theme: the message to customers, 20,000 characters at most.
    pub theme: MaybeUndefined<String>,
    /// Goals, 20,000 characters at most.
    pub goals: MaybeUndefined<String>,
    /// Audience that it addresses, 20,000 characters at most.
    pub audience: MaybeUndefined<String>,
    /// Channel that it runs on, 20,000 characters at most.
    pub channel: MaybeUndefined<String>,
    /// IANA time zone that its "today" is asked in.
    pub time_zone: Option<String>,
    /// Id of the calendar of work that names none.
    pub calendar_id: Option<ID>,
    /// Id of the person who owns it: a member of the workspace.
    pub owner_id: Option<ID>,
    /// First day: no work starts before it.
    pub start: Option<Date>,
    /// When everything has to be done; late dates are counted from it.  Not before `start`.
    pub required_finish: MaybeUndefined<MomentInput>,
    /// Thresholds of its findings in place of its workspace's; null sets none any more.
    pub finding_thresholds: MaybeUndefined<FindingThresholdsInput>,
    /// The version that the change was made from; if it is another by now, nothing is done (`CONFLICT`).
    pub expected_version: Option<i32>,
    /// Whether it is done although the version is another by now, where nothing that it changes was changed
    /// since; `findingThresholds` count as one field.  Else `CONFLICT`.
    #[graphql(default)]
    pub merge_disjoint: bool,
}

impl UpdateCampaignEdit {
    /// The version of the campaign that it was made from, where it may be merged with what was changed since.
    pub(super) fn merged_from(&self) -> Option<(MergedRow, i32)> {
        self.merge_disjoint.then_some(MergedRow::Campaign).zip(self.expected_version)
    }

    pub(super) fn apply(&self, draft: &mut Draft, permit: &dyn Permit) -> Result<CampaignId, Refusal> {
        let Self { expected_version, merge_disjoint, .. } = self;
        permit.check(Permission::PlanCampaign, None, &[]).at("campaignId")?;
        let campaign::Model { id, version, .. } = draft.before().campaign;
        let is_merged = *merge_disjoint && draft.changed_since(id.0).is_some();
        expect_version(version, expected_version.filter(|_| !is_merged)).at("expectedVersion")?;
        let mut row = draft.campaign().clone();
        self.describe(draft, &mut row)?;
        self.schedule(draft, &mut row)?;
        if let Some(changes) = threshold::changes(self.finding_thresholds).at("findingThresholds")? {
            row.finding_thresholds = changes.apply(row.finding_thresholds.as_deref());
        }
        if is_merged {
            refuse_overlap(draft, (id.0, version), (draft.campaign(), &row)).at("expectedVersion")?;
        }
        draft.replace_campaign(row);
        Ok(id)
    }

    /// What says what the campaign is and who owns it.
    fn describe(&self, draft: &Draft, row: &mut campaign::Model) -> Result<(), Refusal> {
        let Self { key, name, theme, goals, audience, channel, owner_id, .. } = self;
        if let Some(key) = key {
            row.key = field::campaign_key(key).at("key")?;
        }
        if let Some(name) = name {
            row.name = field::name(name).at("name")?;
        }
        parse::set(&mut row.theme, theme, |text| parse::text(text).at("theme"))?;
        parse::set(&mut row.goals, goals, |text| parse::text(text).at("goals"))?;
        parse::set(&mut row.audience, audience, |text| parse::text(text).at("audience"))?;
        parse::set(&mut row.channel, channel, |text| parse::text(text).at("channel"))?;
        if let Some(id) = owner_id {
            row.owner_id = parse::person(draft, id).at("ownerId")?;
        }
        Ok(())
    }

    /// What its dates go by.
    fn schedule(&self, draft: &Draft, row: &mut campaign::Model) -> Result<(), Refusal> {
        let Self { time_zone, calendar_id, start, required_finish, .. } = self;
        if let Some(zone) = time_zone {
            row.time_zone = field::time_zone(zone).at("timeZone")?;
        }
        if let Some(id) = calendar_id {
            row.calendar_id = parse::calendar(draft, id)?;
        }
        row.start_on = start.map_or(row.start_on, |date| date.0);
        match required_finish {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => (row.required_finish_on, row.required_finish_edge) = (None, None),
            MaybeUndefined::Value(given) => {
                let edge = given.edge.into();
                (row.required_finish_on, row.required_finish_edge) = (Some(given.date.0), Some(edge));
            }
        }
        if row.finishes_before_start() {
            let field = if required_finish.is_undefined() { "start" } else { "requiredFinish" };
            return Err(Code::FinishBeforeStart.at(field));
        }
        Ok(())
    }

    /// Whether it gives the campaign another key.
    pub(super) const fn has_key(&self) -> bool {
        self.key.is_some()
    }
}
