use async_graphql::{Context, ID, Object, SimpleObject};
use entity::CalendarId;

use super::Calendar;
use super::command::{CalendarChange, ChangeCalendar, CreateCalendar, Update};
use super::input::{
    CreateCalendarInput, DeleteCalendarInput, ImportHolidaysInput, SetCalendarExceptionsInput,
    UpdateCalendarInput, exceptions, week,
};
use crate::directory::exception::Exceptions;
use crate::directory::{Done, Holidays, holidays};
use crate::error::Result;
use crate::graphql::directory_change::DirectoryChange;
use crate::graphql::error::Answer;
use crate::graphql::mutate::{Idempotency, Outcome, own_id};
use crate::graphql::request;
use crate::graphql::request::Request;
use crate::people::field::{self, fields};
use crate::refusal::{At, Code, Refusal};

/// What is done with calendars.
#[derive(Default)]
pub(crate) struct CalendarMutation;

/// What creating and changing a calendar answers.
#[derive(SimpleObject)]
struct CalendarPayload<'a> {
    /// The calendar after the change; of a version conflict, as it is now.  Null if it was deleted, or
    /// nothing was done for another reason.
    calendar: Option<Calendar<'a>>,
    #[graphql(flatten)]
    change: DirectoryChange<'a>,
}

impl<'a> CalendarPayload<'a> {
    async fn new(request: &'a Request, outcome: Outcome<Done<CalendarId>>) -> Self {
        let (calendar, change) = DirectoryChange::new(request, outcome, Calendar::find).await;
        Self { calendar, change }
    }
}

#[Object]
impl CalendarMutation {
    /// Creates a calendar without exceptions.
    async fn create_calendar<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The calendar.")] input: CreateCalendarInput,
    ) -> Answer<CalendarPayload<'ctx>> {
        let request = request(ctx)?;
        let CreateCalendarInput { workspace_id, id, name, working_weekdays, is_default, idempotency } = input;
        let command = async {
            request.viewer()?;
            fields! {
                workspace_id = request.workspace(workspace_id.as_ref()).at("workspaceId");
                id = own_id(id.as_ref(), CalendarId::parse, CalendarId).at("id");
                name = field::name(&name).at("name");
                week = week(&working_weekdays).at("workingWeekdays");
            }
            Ok(CreateCalendar { workspace_id, id, name, week, is_default })
        };
        Ok(CalendarPayload::new(request, request.execute(ctx, idempotency, command).await?).await)
    }

    /// Updates a calendar.  Another week plans the campaigns again that use it.
    async fn update_calendar<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "What changes.")] input: UpdateCalendarInput,
    ) -> Answer<CalendarPayload<'ctx>> {
        let UpdateCalendarInput {
            calendar_id,
            name,
            working_weekdays,
            known_through,
            is_default,
            expected_version,
            idempotency,
        } = input;
        let parse = || {
            fields! {
                name = name.map(|name| field::name(&name)).transpose().at("name");
                week = working_weekdays.map(|days| week(&days)).transpose().at("workingWeekdays");
            }
            let known_through = known_through.map_value(|date| date.0);
            Ok(CalendarChange::Update(Update { name, week, known_through, is_default }))
        };
        execute(ctx, (&calendar_id, expected_version), idempotency, parse).await
    }

    /// Deletes a calendar that no campaign, department or work package uses.
    async fn delete_calendar<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which one.")] input: DeleteCalendarInput,
    ) -> Answer<CalendarPayload<'ctx>> {
        let DeleteCalendarInput { calendar_id, expected_version, idempotency } = input;
        execute(ctx, (&calendar_id, expected_version), idempotency, || Ok(CalendarChange::Delete)).await
    }

    /// Sets exceptions of a calendar, single days or ranges, and removes others.  The campaigns that use it
    /// are planned again.
    async fn set_calendar_exceptions<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "The exceptions.")] input: SetCalendarExceptionsInput,
    ) -> Answer<CalendarPayload<'ctx>> {
        let SetCalendarExceptionsInput {
            calendar_id,
            clear,
            exceptions: given,
            expected_version,
            idempotency,
        } = input;
        let parse = || Ok(CalendarChange::SetExceptions(exceptions(&clear, &given)?));
        execute(ctx, (&calendar_id, expected_version), idempotency, parse).await
    }

    /// Sets statutory holidays as exceptions of a calendar, in place of those that their days have; other
    /// exceptions stay. The calendar's `source` says where they are from, and `knownThrough` is the end of
    /// the last year at least.  The campaigns that use it are planned again.
    async fn import_holidays<'ctx>(
        &self,
        ctx: &Context<'ctx>,
        #[graphql(desc = "Which holidays.")] input: ImportHolidaysInput,
    ) -> Answer<CalendarPayload<'ctx>> {
        let ImportHolidaysInput { calendar_id, country, years, expected_version, idempotency } = input;
        let parse = || {
            let Holidays { source, known_through, days } = holidays(&country, &years.into_iter().collect())?;
            let days = Exceptions { cleared: Vec::new(), days };
            Ok(CalendarChange::ImportHolidays { source, known_through, days })
        };
        execute(ctx, (&calendar_id, expected_version), idempotency, parse).await
    }
}

/// Executes a change of a calendar.
async fn execute<'ctx>(
    ctx: &Context<'ctx>,
    (id, expected_version): (&ID, Option<i32>),
    idempotency: Idempotency,
    change: impl FnOnce() -> Result<CalendarChange>,
) -> Answer<CalendarPayload<'ctx>> {
    let request = request(ctx)?;
    let command = async {
        request.viewer()?;
        let id = CalendarId::parse(id).ok_or_else(|| Refusal::from(Code::NotFound).at("calendarId"))?;
        Ok(ChangeCalendar { id, expected_version, change: change()? })
    };
    Ok(CalendarPayload::new(request, request.execute(ctx, idempotency, command).await?).await)
}
