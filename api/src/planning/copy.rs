//! A copy of a campaign on other dates.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    AnchorId, AnchorKind, CalendarId, DependencyId, Edge, MembershipStatus, WorkPackageId, anchor, campaign,
    dependency, work_package,
};
use schedule::Boundary;

use super::refuse::refuse;
use crate::clock::new_id;
use crate::plan::{Rows, Snapshot, Table};
use crate::refusal::{Code, Refusal};

/// A campaign to copy.  A date that is a working day of the calendar that it counts on keeps its distance to
/// the launch in working days, any other in calendar days.
#[derive(Debug)]
pub struct CampaignCopy {
    source: Arc<Snapshot>,
    /// The launch of the campaign, or its start where it has none.
    from: NaiveDate,
    /// The launch of the copy.
    to: NaiveDate,
}

/// Ids of rows in the copy, by those that are copied.
struct Ids {
    work_packages: HashMap<WorkPackageId, WorkPackageId>,
    anchors: HashMap<AnchorId, AnchorId>,
}

impl CampaignCopy {
    /// A copy that is launched on a day; on the same day if there is none.
    #[must_use]
    pub fn new(source: Arc<Snapshot>, launch: Option<NaiveDate>) -> Self {
        let launch_of_source = source.anchors.iter().find(|row| row.kind == AnchorKind::Launch);
        let from = launch_of_source.map_or(source.campaign.start_on, |row| row.on_date);
        Self { source, from, to: launch.unwrap_or(from) }
    }

    /// The campaign that is copied.
    #[must_use]
    pub fn source(&self) -> &campaign::Model {
        &self.source.campaign
    }

    /// The first day of the copy.
    ///
    /// # Errors
    /// [`Code::DateOutOfRange`].
    pub fn start(&self) -> Result<NaiveDate, Refusal> {
        self.shift(self.source().start_on, self.source().calendar_id)
    }

    /// When everything in the copy has to be done.
    ///
    /// # Errors
    /// [`Code::DateOutOfRange`].
    pub fn required_finish(&self) -> Result<Option<(NaiveDate, Edge)>, Refusal> {
        let row = self.source();
        let finish = row.required_finish_on.zip(row.required_finish_edge);
        finish.map(|(date, edge)| Ok((self.shift(date, row.calendar_id)?, edge))).transpose()
    }

    /// The copy as the campaign `row`, planned: anchors, work packages and links; nothing of what was
    /// reported.
    ///
    /// # Errors
    /// [`Code::DateOutOfRange`].
    pub fn plan(&self, row: campaign::Model, now: DateTime<Utc>) -> Result<Snapshot, Refusal> {
        let source = &self.source;
        let campaign = campaign::Model { last_number: source.campaign.last_number, ..row };
        let ids = Ids {
            work_packages: source.work_packages.iter().map(|row| (row.id, WorkPackageId(new_id()))).collect(),
            anchors: source.anchors.iter().map(|row| (row.id, AnchorId(new_id()))).collect(),
        };
        let anchors = source.anchors.iter().map(|row| self.anchor(row, &campaign, &ids));
        let work = source.work_packages.iter().map(|row| self.work_package(row, (&campaign, now), &ids));
        let links = source.dependencies.iter().filter_map(|row| link(row, &campaign, &ids));
        let mut rows = Rows {
            anchors: anchors.collect::<Result<_, _>>()?,
            work_packages: work.collect::<Result<_, _>>()?,
            dependencies: links.collect(),
            acknowledgements: Table::default(),
            slips: Table::default(),
            directory_seq: source.directory.workspace.directory_seq,
            baseline: HashMap::new(),
            campaign,
        };
        rows.sort();
        let numbers: Vec<_> = rows.work_packages.iter().map(|row| (row.id, row.number)).collect();
        let key = rows.campaign.key.clone();
        let copy = Snapshot::new(Arc::clone(&source.directory), rows);
        let mut copy = copy.map_err(|error| refuse(&error, &numbers, &key))?;
        copy.derive();
        Ok(copy)
    }

    fn anchor(
        &self,
        row: &anchor::Model,
        campaign: &campaign::Model,
        ids: &Ids,
    ) -> Result<anchor::Model, Refusal> {
        Ok(anchor::Model {
            id: ids.anchors.get(&row.id).copied().unwrap_or(row.id),
            campaign_id: campaign.id,
            on_date: self.shift(row.on_date, self.source().calendar_id)?,
            version: 1,
            ..row.clone()
        })
    }

    fn work_package(
        &self,
        row: &work_package::Model,
        (campaign, now): (&campaign::Model, DateTime<Utc>),
        ids: &Ids,
    ) -> Result<work_package::Model, Refusal> {
        let calendar = self.source.calendar_of(row);
        let shift = |date: Option<NaiveDate>| date.map(|date| self.shift(date, calendar)).transpose();
        // One may have been a working day and the other none.
        let (start, finish) = (shift(row.manual_start_on)?, shift(row.manual_finish_on)?);
        Ok(work_package::Model {
            id: ids.work_packages.get(&row.id).copied().unwrap_or(row.id),
            campaign_id: campaign.id,
            parent_id: row.parent_id.and_then(|id| ids.work_packages.get(&id).copied()),
            anchor_id: row.anchor_id.and_then(|id| ids.anchors.get(&id).copied()),
            // Who has left is accountable for nothing new.
            accountable_id: row.accountable_id.filter(|id| self.is_member(*id)),
            collaborators: self.members_among(row),
            manual_start_on: start,
            manual_finish_on: finish.map(|finish| start.map_or(finish, |start| finish.max(start))),
            constraint_on: shift(row.constraint_on)?,
            deadline_on: shift(row.deadline_on)?,
            actual_start_on: None,
            actual_finish_on: None,
            progress: 0,
            remaining_days: None,
            done: false,
            blocked_reason: None,
            external_id: None,
            reported_on: None,
            version: 1,
            created_at: now,
            updated_at: now,
            ..row.clone()
        })
    }

    /// The people who work on a work package and are still there, one a line.
    fn members_among(&self, row: &work_package::Model) -> String {
        let members = row.collaborator_ids().filter(|id| self.is_member(*id));
        members.map(|id| id.to_string()).collect::<Vec<_>>().join("\n")
    }

    fn is_member(&self, id: entity::UserId) -> bool {
        let directory = &self.source.directory;
        let person = directory.person(id).and_then(|place| directory.people.get(place));
        person.is_some_and(|person| person.status == MembershipStatus::Active)
    }

    /// A date of the copy.
    fn shift(&self, date: NaiveDate, calendar: CalendarId) -> Result<NaiveDate, Refusal> {
        let (from, to) = (self.from, self.to);
        let beyond = || Refusal::from(Code::DateOutOfRange);
        let directory = &self.source.directory;
        let place = directory.calendar(calendar).and_then(|place| directory.calendars.get(place));
        let Some(days) = place.map(|row| &row.days).filter(|days| date != from && days.is_working(date))
        else {
            let shifted = date.checked_add_signed(to - from);
            return shifted.filter(|date| Boundary::covers(*date)).ok_or_else(beyond);
        };
        let shifted = if date < from {
            let before = days.working_days(Boundary::opening(date), Boundary::opening(from));
            days.add(Boundary::opening(to), -before).map(Boundary::date_opened)
        } else {
            let after = days.working_days(Boundary::closing(from), Boundary::closing(date));
            days.add(Boundary::closing(to), after).map(Boundary::date_closed)
        };
        shifted.map_err(|_out_of_range| beyond())
    }
}

fn link(row: &dependency::Model, campaign: &campaign::Model, ids: &Ids) -> Option<dependency::Model> {
    Some(dependency::Model {
        id: DependencyId(new_id()),
        campaign_id: campaign.id,
        predecessor_id: ids.work_packages.get(&row.predecessor_id).copied()?,
        successor_id: ids.work_packages.get(&row.successor_id).copied()?,
        version: 1,
        ..row.clone()
    })
}
