//! Rows of directories, in a number of statements that does not depend on how many there are.

use std::collections::HashMap;

use entity::{
    DepartmentId, MembershipStatus, Role, UserId, WorkspaceId, calendar, calendar_exception, day_off,
    department, department_member, user, workspace,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QueryResult,
};

use super::directory::{Calendar, Department, Directory, Person, Profile};
use crate::error::{Error, Result};
use crate::store::sql::{Values, columns, columns_but};

/// Directories of workspaces, the oldest first.
///
/// # Errors
/// What the database answers; [`Error::Internal`] where a stored calendar has no working day.
pub async fn directories(connection: &impl ConnectionTrait, ids: &[WorkspaceId]) -> Result<Vec<Directory>> {
    let workspaces = workspace::Entity::find()
        .filter(workspace::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(workspace::Column::Id)
        .all(connection)
        .await?;
    let mut days_off = DaysOff::load(connection, ids).await?;
    let mut people = people(connection, ids, &mut days_off).await?;
    let mut departments = departments(connection, ids, &mut days_off).await?;
    let mut calendars = calendars(connection, ids).await?;
    let assemble = |workspace: workspace::Model| {
        let people = people.remove(&workspace.id).unwrap_or_default();
        let departments = departments.remove(&workspace.id).unwrap_or_default();
        let calendars = calendars.remove(&workspace.id).unwrap_or_default();
        Directory::new(workspace, people, departments, calendars)
    };
    Ok(workspaces.into_iter().map(assemble).collect())
}

/// When people and departments are off, the earliest first.
struct DaysOff {
    people: HashMap<(WorkspaceId, UserId), Vec<day_off::Model>>,
    departments: HashMap<DepartmentId, Vec<day_off::Model>>,
}

impl DaysOff {
    async fn load(connection: &impl ConnectionTrait, ids: &[WorkspaceId]) -> Result<Self> {
        let rows = day_off::Entity::find()
            .filter(day_off::Column::WorkspaceId.is_in(ids.iter().copied()))
            .order_by_asc(day_off::Column::StartOn)
            .order_by_asc(day_off::Column::Id)
            .all(connection)
            .await?;
        let mut found = Self { people: HashMap::new(), departments: HashMap::new() };
        for row in rows {
            if let Some(person) = row.user_id {
                found.people.entry((row.workspace_id, person)).or_default().push(row);
            } else if let Some(department) = row.department_id {
                found.departments.entry(department).or_default().push(row);
            }
        }
        Ok(found)
    }
}

struct MemberRow {
    workspace_id: WorkspaceId,
    profile: Profile,
    role: Role,
    status: MembershipStatus,
    version: i32,
}

impl FromQueryResult for MemberRow {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self {
            workspace_id: row.try_get("", "workspace_id")?,
            profile: FromQueryResult::from_query_result(row, "u_")?,
            role: row.try_get("", "role")?,
            status: row.try_get("", "status")?,
            version: row.try_get("", "version")?,
        })
    }
}

/// The members of each workspace, by name.
async fn people(
    connection: &impl ConnectionTrait,
    ids: &[WorkspaceId],
    days_off: &mut DaysOff,
) -> Result<HashMap<WorkspaceId, Vec<Person>>> {
    let mut departments = departments_of_people(connection, ids).await?;
    let mut values = Values::default();
    let ids = values.bind_all(ids.iter().copied());
    let u = columns_but::<user::Entity>("u", &[user::Column::PasswordHash, user::Column::CreatedAt]);
    let sql = format!(
        r#"select {u}, m.workspace_id as workspace_id, m.role as role, m.status as status, m.version as version
        from membership m join "user" u on u.id = m.user_id
        where m.workspace_id in ({ids})
        order by u.name, u.id"#
    );
    let mut found = HashMap::<_, Vec<Person>>::new();
    for row in values.all::<MemberRow>(connection, sql).await? {
        let MemberRow { workspace_id, profile, role, status, version } = row;
        let member = (workspace_id, profile.id);
        found.entry(workspace_id).or_default().push(Person {
            row: profile,
            role,
            status,
            version,
            departments: departments.remove(&member).unwrap_or_default(),
            days_off: days_off.people.remove(&member).unwrap_or_default(),
        });
    }
    Ok(found)
}

async fn departments_of_people(
    connection: &impl ConnectionTrait,
    ids: &[WorkspaceId],
) -> Result<HashMap<(WorkspaceId, UserId), Vec<DepartmentId>>> {
    let rows = department_member::Entity::find()
        .filter(department_member::Column::WorkspaceId.is_in(ids.iter().copied()))
        .order_by_asc(department_member::Column::DepartmentId)
        .all(connection)
        .await?;
    let mut found = HashMap::<_, Vec<_>>::new();
    for row in rows {
        found.entry((row.workspace_id, row.user_id)).or_default().push(row.department_id);
    }
    Ok(found)
}

/// The departments of each workspace, in their order.
async fn departments(
    connection: &impl ConnectionTrait,
    ids: &[WorkspaceId],
    days_off: &mut DaysOff,
) -> Result<HashMap<WorkspaceId, Vec<Department>>> {
    let rows = department::Entity::find()
        .filter(department::Column::WorkspaceId.is_in(ids.iter().copied()))
        .order_by_asc(department::Column::Position)
        .order_by_asc(department::Column::Id)
        .all(connection)
        .await?;
    let mut found = HashMap::<_, Vec<_>>::new();
    for row in rows {
        let days_off = days_off.departments.remove(&row.id).unwrap_or_default();
        found.entry(row.workspace_id).or_default().push(Department { row, members: Vec::new(), days_off });
    }
    Ok(found)
}

struct CalendarRow {
    calendar: calendar::Model,
    exception: Option<calendar_exception::Model>,
}

impl FromQueryResult for CalendarRow {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self {
            calendar: FromQueryResult::from_query_result(row, "c_")?,
            exception: FromQueryResult::from_query_result_optional(row, "e_")?,
        })
    }
}

async fn calendars(
    connection: &impl ConnectionTrait,
    ids: &[WorkspaceId],
) -> Result<HashMap<WorkspaceId, Vec<Calendar>>> {
    let mut values = Values::default();
    let ids = values.bind_all(ids.iter().copied());
    let (c, e) = (columns::<calendar::Entity>("c"), columns::<calendar_exception::Entity>("e"));
    let sql = format!(
        "select {c}, {e} from calendar c left join calendar_exception e on e.calendar_id = c.id
        where c.workspace_id in ({ids})
        order by c.name, c.id, e.on_date"
    );
    let mut rows = Vec::<(calendar::Model, Vec<calendar_exception::Model>)>::new();
    for CalendarRow { calendar, exception } in values.all(connection, sql).await? {
        if rows.last().is_none_or(|(row, _)| row.id != calendar.id) {
            rows.push((calendar, Vec::new()));
        }
        if let Some((_, exceptions)) = rows.last_mut() {
            exceptions.extend(exception);
        }
    }
    let mut found = HashMap::<_, Vec<Calendar>>::new();
    for (row, exceptions) in rows {
        let calendar = Calendar::new(row, exceptions).map_err(Error::internal)?;
        found.entry(calendar.row.workspace_id).or_default().push(calendar);
    }
    Ok(found)
}
