//! The directory of a workspace in memory: its people, departments and calendars as of one `directory_seq`.

use std::sync::Arc;

use chrono::NaiveDate;
use entity::{
    CalendarId, DepartmentId, MembershipStatus, Role, UserId, WorkspaceId, calendar, calendar_exception,
    campaign, day_off, department, user, workspace,
};
use hashbrown::HashMap;
use schedule::Thresholds;
use sea_orm::FromQueryResult;

use super::thresholds::ThresholdOverrides;

/// Everything of a workspace that its campaigns lean on, immutable.
#[derive(Debug)]
pub struct Directory {
    /// The workspace; its `directory_seq` is what this was read at.
    pub workspace: workspace::Model,
    /// By name.
    pub people: Vec<Person>,
    /// In their order.
    pub departments: Vec<Department>,
    /// By name.
    pub calendars: Vec<Calendar>,
    people_by_id: HashMap<UserId, usize>,
    departments_by_id: HashMap<DepartmentId, usize>,
    calendars_by_id: HashMap<CalendarId, usize>,
}

/// What a directory has of a user's row: everything but what lets them in.
#[derive(Debug, FromQueryResult)]
pub struct Profile {
    /// Their id.
    pub id: UserId,
    /// Their e-mail address, in lower case.
    pub email: String,
    /// Their name.
    pub name: String,
    /// `en` or `zh`.
    pub locale: String,
    /// An IANA name.
    pub time_zone: String,
    /// Whether it is a service account.
    pub is_service: bool,
}

impl From<&user::Model> for Profile {
    fn from(row: &user::Model) -> Self {
        let user::Model { id, email, name, locale, time_zone, is_service, password_hash: _, created_at: _ } =
            row;
        Self {
            id: *id,
            email: email.clone(),
            name: name.clone(),
            locale: locale.clone(),
            time_zone: time_zone.clone(),
            is_service: *is_service,
        }
    }
}

/// A member of the workspace.
#[derive(Debug)]
pub struct Person {
    /// Who.
    pub row: Profile,
    /// What they may do.
    pub role: Role,
    /// Whether they may come in.
    pub status: MembershipStatus,
    /// Of the membership: increments on every change.
    pub version: i32,
    /// The departments that they work in.
    pub departments: Vec<DepartmentId>,
    /// When they are off, the earliest first.
    pub days_off: Vec<day_off::Model>,
}

/// A department of the workspace.
#[derive(Debug)]
pub struct Department {
    /// Its row.
    pub row: department::Model,
    /// Who works there, by their place in [`Directory::people`].
    pub members: Vec<usize>,
    /// When all of it is off, the earliest first.
    pub days_off: Vec<day_off::Model>,
}

/// A calendar of the workspace.
#[derive(Debug)]
pub struct Calendar {
    /// Its row.
    pub row: calendar::Model,
    /// By day.
    pub exceptions: Vec<calendar_exception::Model>,
    /// The same, as the core reckons with it.
    pub days: Arc<schedule::Calendar>,
}

impl Calendar {
    /// Reads rows into days.
    ///
    /// # Errors
    /// Where no day is worked, or an exception lies outside 1900–2199.
    pub fn new(
        row: calendar::Model,
        exceptions: Vec<calendar_exception::Model>,
    ) -> Result<Self, schedule::CalendarError> {
        let days = days(&row, exceptions.iter().map(|day| (day.on_date, day.working)))?;
        Ok(Self { row, exceptions, days: Arc::new(days) })
    }

    /// The same calendar with further days off.
    pub(super) fn without(
        &self,
        off: &[day_off::Model],
    ) -> Result<schedule::Calendar, schedule::CalendarError> {
        let is_off = |date: NaiveDate| off.iter().any(|run| (run.start_on..=run.finish_on).contains(&date));
        let kept =
            self.exceptions.iter().map(|day| (day.on_date, day.working)).filter(|(date, _)| !is_off(*date));
        let days =
            off.iter().flat_map(|run| run.start_on.iter_days().take_while(|date| *date <= run.finish_on));
        let mut added: Vec<_> = days.map(|date| (date, false)).collect();
        added.sort_unstable();
        added.dedup();
        self::days(&self.row, kept.chain(added))
    }
}

/// The days of a calendar, as far as they are known.
fn days(
    row: &calendar::Model,
    exceptions: impl IntoIterator<Item = (NaiveDate, bool)>,
) -> Result<schedule::Calendar, schedule::CalendarError> {
    let days = schedule::Calendar::new(week(row.week), exceptions)?;
    Ok(match row.known_through {
        Some(date) => days.known_through(date),
        None => days,
    })
}

/// The weekly pattern of a column: bit 0 is Monday.
#[must_use]
pub fn week(bits: i16) -> schedule::Week {
    std::array::from_fn(|day| bits >> day & 1 == 1)
}

impl Directory {
    /// The thresholds of findings of campaigns that set none.
    #[must_use]
    pub fn thresholds(&self) -> Thresholds {
        let column = self.workspace.finding_thresholds.as_deref();
        ThresholdOverrides::read(column).over(Thresholds::default())
    }

    /// The thresholds of findings of a campaign.
    #[must_use]
    pub fn thresholds_of(&self, campaign: &campaign::Model) -> Thresholds {
        ThresholdOverrides::read(campaign.finding_thresholds.as_deref()).over(self.thresholds())
    }

    /// Puts rows together.
    #[must_use]
    pub fn new(
        workspace: workspace::Model,
        people: Vec<Person>,
        mut departments: Vec<Department>,
        calendars: Vec<Calendar>,
    ) -> Self {
        let people_by_id = index(people.iter().map(|person| person.row.id));
        let departments_by_id: HashMap<_, _> = index(departments.iter().map(|department| department.row.id));
        let calendars_by_id = index(calendars.iter().map(|calendar| calendar.row.id));
        for (place, person) in people.iter().enumerate() {
            for id in &person.departments {
                let department = departments_by_id.get(id).and_then(|found| departments.get_mut(*found));
                if let Some(department) = department {
                    department.members.push(place);
                }
            }
        }
        Self { workspace, people, departments, calendars, people_by_id, departments_by_id, calendars_by_id }
    }

    /// Whose directory it is.
    #[must_use]
    pub const fn workspace_id(&self) -> WorkspaceId {
        self.workspace.id
    }

    /// A person's place in [`people`](Self::people).
    #[must_use]
    pub fn person(&self, id: UserId) -> Option<usize> {
        self.people_by_id.get(&id).copied()
    }

    /// Whether somebody leads a department.
    #[must_use]
    pub fn is_led_by(&self, id: DepartmentId, user: UserId) -> bool {
        let department = self.department(id).and_then(|place| self.departments.get(place));
        department.is_some_and(|department| department.row.lead_id == Some(user))
    }

    /// Whether somebody works in a department.
    #[must_use]
    pub fn has_member(&self, id: DepartmentId, user: UserId) -> bool {
        let person = self.person(user).and_then(|place| self.people.get(place));
        person.is_some_and(|person| person.departments.contains(&id))
    }

    /// A department's place in [`departments`](Self::departments).
    #[must_use]
    pub fn department(&self, id: DepartmentId) -> Option<usize> {
        self.departments_by_id.get(&id).copied()
    }

    /// A calendar's place in [`calendars`](Self::calendars).
    #[must_use]
    pub fn calendar(&self, id: CalendarId) -> Option<usize> {
        self.calendars_by_id.get(&id).copied()
    }
}

fn index<K: std::hash::Hash + Eq>(keys: impl Iterator<Item = K>) -> HashMap<K, usize> {
    keys.zip(0..).collect()
}
