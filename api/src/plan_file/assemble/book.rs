//! What a workspace has and what a file adds to it: calendars, people, departments, and the campaign itself.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{
    CalendarId, CampaignId, DayOffId, DepartmentId, MembershipStatus, Role, UserId, WorkspaceId, calendar,
    calendar_exception, campaign, day_off, department, department_member, membership, user,
};

use super::{Given, Import};
use crate::clock::new_id;
use crate::plan::{Calendar, Department, Directory, Person, Profile, ThresholdOverrides};
use crate::plan_file::format::{self, DaysOff};
use crate::plan_file::node::{Fault, WEEK};

/// Ids by the names of the file.
pub(super) struct Book {
    pub(super) workspace_id: WorkspaceId,
    pub(super) now: DateTime<Utc>,
    pub(super) calendars: HashMap<String, CalendarId>,
    pub(super) people: HashMap<String, UserId>,
    pub(super) departments: HashMap<String, DepartmentId>,
}

impl Book {
    pub(super) fn of(known: &Directory) -> Self {
        Self {
            workspace_id: known.workspace_id(),
            now: DateTime::UNIX_EPOCH,
            calendars: known.calendars.iter().map(|known| (known.row.name.clone(), known.row.id)).collect(),
            people: known.people.iter().map(|known| (known.row.email.clone(), known.row.id)).collect(),
            departments: known
                .departments
                .iter()
                .map(|known| (known.row.name.clone(), known.row.id))
                .collect(),
        }
    }

    pub(super) fn add_calendars(&mut self, files: Vec<format::Calendar>, is_new: bool, import: &mut Import) {
        let own =
            files.into_iter().filter(|file| !self.calendars.contains_key(&file.name)).collect::<Vec<_>>();
        for (file, place) in own.into_iter().zip(0..) {
            let id = CalendarId(new_id());
            let bits =
                WEEK.iter().zip(0..).filter(|(day, _)| file.week.contains(day)).map(|(_, bit)| 1_i16 << bit);
            import.exceptions.extend(file.exceptions.into_iter().map(|day| calendar_exception::Model {
                calendar_id: id,
                on_date: day.date,
                working: day.working,
                name: day.name,
            }));
            import.calendars.push(calendar::Model {
                id,
                workspace_id: self.workspace_id,
                name: file.name.clone(),
                week: bits.sum(),
                source: file.source,
                known_through: file.known_through,
                is_default: is_new && place == 0,
                version: 1,
            });
            self.calendars.insert(file.name, id);
        }
    }

    pub(super) fn add_people(
        &mut self,
        files: Vec<format::Person>,
        given: &Given,
        owner: &str,
        import: &mut Import,
    ) {
        let has_owner = !given.is_new || files.iter().any(|person| person.role == Role::Owner);
        for file in files {
            if self.people.contains_key(&file.email) {
                continue;
            }
            let id = given.users.get(&file.email).map_or_else(|| UserId(new_id()), |known| known.id);
            let role = if !has_owner && file.email == owner { Role::Owner } else { file.role };
            let days_off = file.days_off.into_iter().map(|run| self.day_off(run, Some(id), None));
            import.days_off.extend(days_off);
            import.memberships.push(membership::Model {
                workspace_id: self.workspace_id,
                user_id: id,
                role,
                created_at: self.now,
                status: MembershipStatus::Active,
                version: 1,
            });
            if !given.users.contains_key(&file.email) {
                import.users.push(user::Model {
                    id,
                    email: file.email.clone(),
                    name: file.name,
                    locale: file.locale,
                    time_zone: file.time_zone,
                    password_hash: given.password_hash.clone(),
                    created_at: self.now,
                    is_service: false,
                });
            }
            self.people.insert(file.email, id);
        }
    }

    pub(super) fn add_departments(
        &mut self,
        files: Vec<format::Department>,
        known: &Directory,
        import: &mut Import,
    ) {
        let first = known.departments.iter().map(|known| known.row.position + 1).max().unwrap_or(0);
        for (file, position) in files.into_iter().zip(first..) {
            if self.departments.contains_key(&file.name) {
                continue;
            }
            let id = DepartmentId(new_id());
            let days_off = file.days_off.into_iter().map(|run| self.day_off(run, None, Some(id)));
            import.days_off.extend(days_off);
            let member = |email: &String| {
                let user_id = *self.people.get(email)?;
                Some(department_member::Model { workspace_id: self.workspace_id, department_id: id, user_id })
            };
            import.members.extend(file.members.iter().filter_map(member));
            import.departments.push(department::Model {
                id,
                workspace_id: self.workspace_id,
                name: file.name.clone(),
                colour: file.colour,
                lead_id: file.lead.and_then(|email| self.people.get(&email).copied()),
                calendar_id: file.calendar.and_then(|name| self.calendars.get(&name).copied()),
                capacity_per_day: file.capacity,
                position,
                version: 1,
            });
            self.departments.insert(file.name, id);
        }
    }

    fn day_off(
        &self,
        run: DaysOff,
        user_id: Option<UserId>,
        department_id: Option<DepartmentId>,
    ) -> day_off::Model {
        day_off::Model {
            id: DayOffId(new_id()),
            workspace_id: self.workspace_id,
            user_id,
            department_id,
            start_on: run.start,
            finish_on: run.finish,
            reason: run.reason,
            version: 1,
        }
    }

    /// What the workspace's directory will be: what the plan is made with.
    pub(super) fn directory(known: Directory, import: &Import) -> Result<Directory, Vec<Fault>> {
        let Directory { workspace, mut people, mut departments, mut calendars, .. } = known;
        for row in &import.calendars {
            let exceptions =
                import.exceptions.iter().filter(|day| day.calendar_id == row.id).cloned().collect();
            let refuse = |error: schedule::CalendarError| {
                vec![Fault { path: format!("calendars ({:?})", row.name), message: error.to_string() }]
            };
            calendars.push(Calendar::new(row.clone(), exceptions).map_err(refuse)?);
        }
        for member in &import.memberships {
            let row = import.users.iter().find(|user| user.id == member.user_id).map(Profile::from);
            let departments = import.members.iter().filter(|row| row.user_id == member.user_id);
            people.extend(row.map(|row| Person {
                row,
                role: member.role,
                status: member.status,
                version: member.version,
                departments: departments.map(|row| row.department_id).collect(),
                days_off: Vec::new(),
            }));
        }
        for row in &import.departments {
            let days_off = import.days_off.iter().filter(|run| run.department_id == Some(row.id));
            departments.push(Department {
                row: row.clone(),
                members: Vec::new(),
                days_off: days_off.cloned().collect(),
            });
        }
        Ok(Directory::new(workspace, people, departments, calendars))
    }

    pub(super) fn campaign(&self, file: format::Campaign) -> campaign::Model {
        campaign::Model {
            id: CampaignId(new_id()),
            workspace_id: self.workspace_id,
            key: file.key,
            name: file.name,
            theme: file.theme,
            owner_id: self.people.get(&file.owner).copied().unwrap_or(UserId(uuid::Uuid::nil())),
            goals: file.goals,
            audience: file.audience,
            channel: file.channel,
            time_zone: file.time_zone,
            calendar_id: self.calendars.get(&file.calendar).copied().unwrap_or(CalendarId(uuid::Uuid::nil())),
            start_on: file.start,
            required_finish_on: file.required_finish.as_ref().map(|target| target.date),
            required_finish_edge: file.required_finish.map(|target| target.edge),
            status: file.status,
            seq: 1,
            version: 1,
            created_at: self.now,
            last_number: 0,
            is_replanning: false,
            deleted_at: None,
            finding_thresholds: file
                .finding_thresholds
                .and_then(|set| ThresholdOverrides::from(set).column()),
        }
    }
}
