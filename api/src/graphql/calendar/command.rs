use async_graphql::MaybeUndefined;
use chrono::NaiveDate;
use entity::{CalendarId, WorkspaceId, calendar};
use sea_orm::EntityTrait;

use crate::access::Permission;
use crate::directory::exception::Exceptions;
use crate::directory::{Basis, Done, calendar as calendars, exception, refuse_taken};
use crate::error::Result;
use crate::people::workspace::authorised;
use crate::refusal::{At, Code};
use crate::write::{Command, Write, expect_version};

pub(super) struct CreateCalendar {
    pub workspace_id: WorkspaceId,
    pub id: CalendarId,
    pub name: String,
    pub week: i16,
    pub is_default: bool,
}

impl Command for CreateCalendar {
    type Done = Done<CalendarId>;

    async fn run(&self, write: &mut Write<'_>) -> Result<Done<CalendarId>> {
        let Self { workspace_id, id, name, week, is_default } = self;
        let workspace = authorised(write, Permission::ManageCalendars, *workspace_id).await;
        let workspace = workspace.at("workspaceId")?;
        let row = calendar::Model {
            id: *id,
            workspace_id: *workspace_id,
            name: name.clone(),
            week: *week,
            source: None,
            known_through: None,
            is_default: *is_default,
            version: 1,
        };
        refuse_taken(write, calendar::Entity::find_by_id(*id)).await.at("id")?;
        calendars::refuse_taken_name(write, &row).await.at("name")?;
        calendars::insert(write, row).await.at("workspaceId")?;
        Done::of(write, &workspace, *id, None).await
    }
}

/// Something to do with a calendar.
pub(super) struct ChangeCalendar {
    pub id: CalendarId,
    pub expected_version: Option<i32>,
    pub change: CalendarChange,
}

pub(super) enum CalendarChange {
    Update(Update),
    SetExceptions(Exceptions),
    ImportHolidays { source: &'static str, known_through: Option<NaiveDate>, days: Exceptions },
    Delete,
}

/// What changes of a calendar; what is absent stays as it is.
pub(super) struct Update {
    pub name: Option<String>,
    pub week: Option<i16>,
    pub known_through: MaybeUndefined<NaiveDate>,
    pub is_default: Option<bool>,
}

impl Update {
    async fn save(&self, write: &mut Write<'_>, before: &calendar::Model) -> Result<()> {
        let Self { name, week, known_through, is_default } = self;
        if before.is_default && *is_default == Some(false) {
            return Err(Code::DefaultCalendar.at("isDefault").into());
        }
        let mut after = calendar::Model {
            name: name.clone().unwrap_or_else(|| before.name.clone()),
            week: week.unwrap_or(before.week),
            is_default: is_default.unwrap_or(before.is_default),
            ..before.clone()
        };
        known_through.update_to(&mut after.known_through);
        calendars::refuse_taken_name(write, &after).await.at("name")?;
        calendars::save(write, before, after).await.at("workingWeekdays")
    }
}

impl Command for ChangeCalendar {
    type Done = Done<CalendarId>;

    async fn run(&self, write: &mut Write<'_>) -> Result<Done<CalendarId>> {
        let Self { id, expected_version, change } = self;
        let (workspace, row) = calendars::find(write, *id).await.at("calendarId")?;
        expect_version(row.version, *expected_version).at("expectedVersion")?;
        let moves_dates = match change {
            CalendarChange::Update(update) => {
                update.save(write, &row).await?;
                update.week.is_some_and(|week| week != row.week)
            }
            CalendarChange::SetExceptions(days) => {
                exception::set(write, &row, row.clone(), days).await.at("exceptions")?;
                true
            }
            CalendarChange::ImportHolidays { source, known_through, days } => {
                let after = calendar::Model {
                    source: Some((*source).to_owned()),
                    known_through: row.known_through.max(*known_through),
                    ..row.clone()
                };
                exception::set(write, &row, after, days).await.at("years")?;
                true
            }
            CalendarChange::Delete => {
                calendars::delete(write, row).await.at("calendarId")?;
                false
            }
        };
        let basis = moves_dates.then_some(Basis::Calendar(*id));
        Done::of(write, &workspace, *id, basis).await.at("calendarId")
    }

    fn conflicting(&self) -> Option<Done<CalendarId>> {
        Some(Done::conflicting(self.id))
    }
}
