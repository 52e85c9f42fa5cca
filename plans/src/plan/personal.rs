//! Days off of people as days off of the work that they are accountable for, where their workspace wants
//! that.

use std::collections::HashMap;
use std::sync::Arc;

use entity::{CalendarId, DepartmentId, UserId, WorkPackageKind, campaign, work_package};

use super::directory::Directory;

/// What a calendar of somebody's work is made of: a calendar, with the days off of a department, and of the
/// person.
type Basis = (CalendarId, Option<DepartmentId>, UserId);

/// Calendars of people's work, made when they are first asked for.
pub(super) struct PersonalCalendars<'a> {
    directory: &'a Directory,
    of_campaign: CalendarId,
    made: HashMap<Basis, Option<schedule::CalendarId>>,
}

impl<'a> PersonalCalendars<'a> {
    /// Those of a campaign.
    pub(super) fn new(directory: &'a Directory, campaign: &campaign::Model) -> Self {
        Self { directory, of_campaign: campaign.calendar_id, made: HashMap::new() }
    }

    /// The place of the calendar of work whose accountable person is off at times; none where that follows
    /// from its own calendar alone.
    pub(super) fn of(
        &mut self,
        row: &work_package::Model,
        calendars: &mut Vec<Arc<schedule::Calendar>>,
    ) -> Option<schedule::CalendarId> {
        let directory = self.directory;
        if !directory.workspace.days_off_move_work || row.kind == WorkPackageKind::Phase {
            return None;
        }
        let user = row.accountable_id?;
        let person = directory.people.get(directory.person(user)?)?;
        if person.days_off.is_empty() {
            return None;
        }
        // A calendar of its own is not that of its department.
        let department = row.department_id.filter(|_| row.calendar_id.is_none());
        let department = department.and_then(|id| directory.departments.get(directory.department(id)?));
        let own = department.and_then(|department| department.row.calendar_id);
        let calendar = row.calendar_id.or(own).unwrap_or(self.of_campaign);
        let basis = (calendar, department.map(|department| department.row.id), user);
        *self.made.entry(basis).or_insert_with(|| {
            let base = directory.calendars.get(directory.calendar(calendar)?)?;
            let of_department = department.map_or(&[][..], |department| &department.days_off);
            let days = base.without(&[of_department, &person.days_off].concat()).ok()?;
            let place = u16::try_from(calendars.len()).ok()?;
            calendars.push(Arc::new(days));
            Some(schedule::CalendarId(place))
        })
    }
}
