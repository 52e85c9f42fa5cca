//! Rows of directories, in three statements however many there are.

use std::collections::{BTreeMap, HashMap};

use entity::{
    DepartmentId, MembershipStatus, Role, WorkspaceId, calendar, calendar_exception, day_off, department,
    user, workspace,
};
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, QueryResult};

use super::directory::{Calendar, Department, Directory, Person};
use crate::error::{Error, Result};
use crate::store::sql::{Values, columns};

/// Directories of workspaces, in three statements.
///
/// # Errors
/// What the database answers; [`Error::Internal`] where a stored calendar has no working day.
pub async fn directories(connection: &impl ConnectionTrait, ids: &[WorkspaceId]) -> Result<Vec<Directory>> {
    let people = people(connection, ids).await?;
    let mut departments = departments(connection, ids).await?;
    let mut calendars = calendars(connection, ids).await?;
    let assemble = |(id, (workspace, people))| {
        let departments = departments.remove(&id).unwrap_or_default();
        Directory::new(workspace, people, departments, calendars.remove(&id).unwrap_or_default())
    };
    Ok(people.into_iter().map(assemble).collect())
}

/// A member with one of their departments and one of their runs of days off: a row for each pair of these.
struct MemberRow {
    workspace: workspace::Model,
    user: user::Model,
    role: Role,
    status: MembershipStatus,
    version: i32,
    department: Option<DepartmentId>,
    day_off: Option<day_off::Model>,
}

impl FromQueryResult for MemberRow {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self {
            workspace: FromQueryResult::from_query_result(row, "w_")?,
            user: FromQueryResult::from_query_result(row, "u_")?,
            role: row.try_get("", "role")?,
            status: row.try_get("", "status")?,
            version: row.try_get("", "version")?,
            department: row.try_get("", "department_id")?,
            day_off: FromQueryResult::from_query_result_optional(row, "o_")?,
        })
    }
}

type Workspaces = BTreeMap<WorkspaceId, (workspace::Model, Vec<Person>)>;

async fn people(connection: &impl ConnectionTrait, ids: &[WorkspaceId]) -> Result<Workspaces> {
    let mut values = Values::default();
    let ids = values.bind_all(ids.iter().copied());
    let (w, u, o) =
        (columns::<workspace::Entity>("w"), columns::<user::Entity>("u"), columns::<day_off::Entity>("o"));
    let sql = format!(
        r#"select {w}, {u}, {o}, m.role as role, m.status as status, m.version as version,
            d.department_id as department_id
        from membership m
        join workspace w on w.id = m.workspace_id
        join "user" u on u.id = m.user_id
        left join department_member d on d.workspace_id = m.workspace_id and d.user_id = m.user_id
        left join day_off o on o.workspace_id = m.workspace_id and o.user_id = m.user_id
        where m.workspace_id in ({ids})
        order by u.name, u.id, o.start_on, o.id"#
    );
    let mut workspaces = Workspaces::new();
    for row in values.all::<MemberRow>(connection, sql).await? {
        let workspace = workspaces.entry(row.workspace.id).or_insert_with(|| (row.workspace, Vec::new()));
        let people = &mut workspace.1;
        if people.last().is_none_or(|person| person.row.id != row.user.id) {
            people.push(Person {
                row: row.user,
                role: row.role,
                status: row.status,
                version: row.version,
                departments: Vec::new(),
                days_off: Vec::new(),
            });
        }
        if let Some(person) = people.last_mut() {
            merge(&mut person.departments, row.department);
            merge(&mut person.days_off, row.day_off);
        }
    }
    Ok(workspaces)
}

/// Adds what is not there yet.
fn merge<T: PartialEq>(list: &mut Vec<T>, item: Option<T>) {
    list.extend(item.filter(|item| !list.contains(item)));
}

struct DepartmentRow {
    department: department::Model,
    day_off: Option<day_off::Model>,
}

impl FromQueryResult for DepartmentRow {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self {
            department: FromQueryResult::from_query_result(row, "d_")?,
            day_off: FromQueryResult::from_query_result_optional(row, "o_")?,
        })
    }
}

async fn departments(
    connection: &impl ConnectionTrait,
    ids: &[WorkspaceId],
) -> Result<HashMap<WorkspaceId, Vec<Department>>> {
    let mut values = Values::default();
    let ids = values.bind_all(ids.iter().copied());
    let (d, o) = (columns::<department::Entity>("d"), columns::<day_off::Entity>("o"));
    let sql = format!(
        "select {d}, {o} from department d
        left join day_off o on o.workspace_id = d.workspace_id and o.department_id = d.id
        where d.workspace_id in ({ids})
        order by d.position, d.id, o.start_on, o.id"
    );
    let mut found = HashMap::<_, Vec<Department>>::new();
    for DepartmentRow { department: row, day_off } in values.all(connection, sql).await? {
        let departments = found.entry(row.workspace_id).or_default();
        if departments.last().is_none_or(|department| department.row.id != row.id) {
            departments.push(Department { row, members: Vec::new(), days_off: Vec::new() });
        }
        if let Some(department) = departments.last_mut() {
            department.days_off.extend(day_off);
        }
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
