//! The floor: the same rows read with the same driver and written by `serde_json`, behind the same HTTP.

use actix_web::HttpResponse;
use actix_web::web::{self, Data, Path, ServiceConfig};
use chrono::NaiveDate;
use leadtime::app::App;
use leadtime::store::sql::Values;
use sea_orm::{DbErr, FromQueryResult, QueryResult};
use serde::Serialize;

/// What the table's query shows, as far as it is stored.
#[derive(Serialize)]
struct Row {
    number: i32,
    kind: String,
    title: String,
    department: Option<String>,
    accountable: Option<String>,
    progress: i16,
    planned_start: NaiveDate,
    planned_finish: NaiveDate,
    actual_start: Option<NaiveDate>,
    actual_finish: Option<NaiveDate>,
    deadline: Option<NaiveDate>,
    done: bool,
}

impl FromQueryResult for Row {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self {
            number: row.try_get_by_index(0)?,
            kind: row.try_get_by_index(1)?,
            title: row.try_get_by_index(2)?,
            department: row.try_get_by_index(3)?,
            accountable: row.try_get_by_index(4)?,
            progress: row.try_get_by_index(5)?,
            planned_start: row.try_get_by_index(6)?,
            planned_finish: row.try_get_by_index(7)?,
            actual_start: row.try_get_by_index(8)?,
            actual_finish: row.try_get_by_index(9)?,
            deadline: row.try_get_by_index(10)?,
            done: row.try_get_by_index(11)?,
        })
    }
}

/// Adds the floor to a server.
pub fn routes(config: &mut ServiceConfig) {
    config.route("/floor/{key}", web::post().to(floor));
}

async fn floor(key: Path<String>, app: Data<App>) -> HttpResponse {
    let mut values = Values::default();
    let key = values.bind(key.into_inner());
    let sql = format!(
        r#"select p.number, p.kind, p.title, d.name as department, u.name as accountable, p.progress,
            p.planned_start_on, p.planned_finish_on, p.actual_start_on, p.actual_finish_on, p.deadline_on, p.done
        from campaign c
        join work_package p on p.campaign_id = c.id
        left join department d on d.id = p.department_id
        left join "user" u on u.id = p.accountable_id
        where c.key = {key} order by p.position"#
    );
    match values.all::<Row>(app.store.reader(), sql).await {
        Ok(rows) => HttpResponse::Ok().json(rows),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}
