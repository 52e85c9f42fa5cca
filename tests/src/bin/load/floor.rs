//! The floor: the same rows read with the same driver and written by `serde_json`, behind the same HTTP.

use actix_web::HttpResponse;
use actix_web::web::{self, Data, Path, ServiceConfig};
use chrono::NaiveDate;
use entity::{CampaignId, WorkPackageId, WorkspaceId};
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
    config.route("/floor/edit/{work_package}/{moved}", web::post().to(edit_floor));
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

/// Writes what an edit of a work package writes: the row, those that move with it, the change with its
/// subjects, and the campaign's number.
async fn edit_floor(path: Path<(String, i32)>, app: Data<App>) -> HttpResponse {
    let (work_package, moved) = path.into_inner();
    let Some(id) = WorkPackageId::parse(&work_package) else { return HttpResponse::NotFound().finish() };
    let now = app.clock.now();
    let write = app.store.write(move |transaction| {
        Box::pin(async move {
            let run = async |sql: &str, bound: Vec<sea_orm::Value>| {
                let mut values = Values::default();
                for value in bound {
                    values.bind(value);
                }
                values.rows(transaction, sql.to_owned()).await
            };
            let campaign = "update campaign set seq = seq + 1
                where id = (select campaign_id from work_package where id = $1) returning id, seq, \
                workspace_id";
            let row = run(campaign, vec![id.into()]).await?.remove(0);
            let (campaign, seq): (CampaignId, i64) = (row.try_get("", "id")?, row.try_get("", "seq")?);
            let workspace: WorkspaceId = row.try_get("", "workspace_id")?;
            let entered = "update work_package set progress = (progress + 1) % 50, version = version + 1, \
                updated_at = $2
                where id = $1 returning number";
            let number: i32 =
                run(entered, vec![id.into(), now.into()]).await?.remove(0).try_get("", "number")?;
            let follows = "update work_package set planned_start_on = planned_start_on, planned_finish_on = \
                planned_finish_on
                where campaign_id = $1 and number > $2 and number <= $3 returning id";
            let others = run(follows, vec![campaign.into(), number.into(), (number + moved).into()]).await?;
            let change =
                "insert into change (scope_id, seq, scope, workspace_id, at, cause, request_id, body)
                values ($1, $2, 'campaign', $3, $4, 'floor', '', $5)";
            let body = "x".repeat(400 * (1 + others.len()));
            run(change, vec![campaign.into(), seq.into(), workspace.into(), now.into(), body.into()]).await?;
            let mut values = Values::default();
            let (scope, seq) = (values.bind(campaign), values.bind(seq));
            let others = others.iter().map(|row| row.try_get::<WorkPackageId>("", "id"));
            let subjects = others.chain([Ok(id)]).collect::<Result<Vec<_>, _>>()?;
            let subjects: Vec<_> =
                subjects.into_iter().map(|id| format!("({}, {seq}, {scope})", values.bind(id))).collect();
            let sql = format!(
                "insert into change_subject (work_package_id, seq, scope_id) values {}",
                subjects.join(", ")
            );
            values.execute(transaction, sql).await
        })
    });
    match write.await {
        Ok(_) => HttpResponse::Ok().json([serde_json::json!({})]),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}
