//! What is asked about: a table of 200 rows, one of 10,000, and a million work packages.

use std::sync::Arc;

use entity::{campaign, work_package};
use leadtime::app::App;
use leadtime::clock::Clock;
use leadtime::config::Config;
use leadtime::plan_file::{Options, import};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

/// Campaigns of the million.
const CAMPAIGNS: u32 = 5_000;

/// The first page of what is due within a week.
pub const DEADLINES: &str = r#"{ deadlines(asOf: "2026-10-20", filter: { date: { withinDays: 7 }, isDone: {
    eq: false } }, first: 50) {
    nodes { date kind key title daysLeft progress department { name } accountable { name } } pageInfo {
    hasNextPage endCursor } } }"#;

/// The same with how the work stands, which takes the plans of its campaigns.
pub const DEADLINES_STANDING: &str = r#"{ deadlines(asOf: "2026-10-20", filter: { date: { withinDays: 7 },
    isDone: { eq: false } }, first: 50) {
    nodes { date kind key title daysLeft lateStatus department { name } accountable { name } } pageInfo {
    hasNextPage endCursor } } }"#;

/// Twelve fields of every row.
pub fn table_query(key: &str) -> String {
    format!(
        r#"{{ campaign(key: "{key}") {{ progressTable(asOf: "2026-10-20") {{ rows {{
            wbs kind title department {{ name }} accountable {{ name }} progress planned {{ start finish }}
            actual {{ start finish }} forecast {{ finish }} totalSlack lateStatus deadline {{ date }} }} }}
            }} }}"#
    )
}

/// What every edit is answered with.
const RIPPLE: &str =
    "ripple { moves { workPackage { key } from { start finish } to { start finish } reason { kind } }
    findingsAppeared { code } findingsResolved { code } } changeSeq userErrors { code }";

/// Moves a work package to one day and to another, in turn; what comes after it moves with it.
pub fn moves(work_package: &str) -> [String; 2] {
    ["2026-10-26", "2026-10-28"].map(|start| {
        format!(
            r#"mutation {{ moveWorkPackage(input: {{ workPackageId: "{work_package}", start: "{start}"
            }}) {{ {RIPPLE} }} }}"#
        )
    })
}

/// Reports a little progress, and a little more, in turn.
pub fn reports(work_package: &str) -> [String; 2] {
    [10, 20].map(|progress| {
        format!(
            r#"mutation {{ reportProgress(input: {{ workPackageId: "{work_package}", progress: {progress}
            }}) {{ {RIPPLE} }} }}"#
        )
    })
}

/// Requests that a campaign takes in a few seconds at most.
const BATCHES: usize = 200;

/// Creates work packages in one batch and deletes them in another, both in one request, each time with ids of
/// their own: a document, and its variables for each request.
pub fn batches(campaign: &str, count: usize) -> (String, Vec<Value>) {
    let batch = |name: &str| {
        format!(
            r#"{name}: applyPlanEdits(input: {{ campaignId: "{campaign}", edits: ${name} }}) {{ {RIPPLE} }}"#
        )
    };
    let document = format!(
        "mutation ($created: [PlanEdit!]!, $deleted: [PlanEdit!]!) {{ {} {} }}",
        batch("created"),
        batch("deleted")
    );
    let owner: u32 = campaign.bytes().fold(0, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let variables = |number: usize| {
        let id = |at: usize| format!("wp_{:026}", (owner as usize * BATCHES + number) * count + at);
        let created = |at: usize| {
            let title = format!("Work package {at}");
            json!({ "createWorkPackage": { "id": id(at), "kind": "TASK", "title": title, "durationDays": 3 } })
        };
        let deleted = |at: usize| json!({ "deleteWorkPackage": { "workPackageId": id(at) } });
        let (created, deleted): (Vec<_>, Vec<_>) = (0..count).map(|at| (created(at), deleted(at))).unzip();
        json!({ "created": created, "deleted": deleted })
    };
    (document, (0..BATCHES).map(variables).collect())
}

/// The ids of a campaign and of one of its work packages.
pub fn ids(url: &str, key: &str, number: i32) -> (String, String) {
    let mut found = None;
    with_app(url, async |app| {
        let of_key = campaign::Entity::find().filter(campaign::Column::Key.eq(key));
        let campaign = of_key.one(app.store.reader()).await.expect("the database").expect("a campaign");
        let work = work_package::Entity::find()
            .filter(work_package::Column::CampaignId.eq(campaign.id))
            .filter(work_package::Column::Number.eq(number));
        let work = work.one(app.store.reader()).await.expect("the database").expect("a work package");
        found = Some((campaign.id.to_string(), work.id.to_string()));
    });
    found.expect("ids")
}

fn with_app(url: &str, work: impl AsyncFnOnce(&Arc<App>)) {
    let key = std::env::temp_dir().join(format!("leadtime-load-data-{}.key", std::process::id()));
    let config = Config { database_url: url.to_owned(), signing_key_file: key.clone(), ..Config::default() };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let app = App::start(&config, Clock::System, true).await.expect("the server");
        work(&app).await;
    });
    drop(std::fs::remove_file(&key));
}

/// The two tables, and a template of the million.
pub fn load(url: &str) {
    with_app(url, async |app| {
        for file in [
            include_str!("../../../../demo/d11.en.json").to_owned(),
            flat("T200", 200),
            flat("T10000", 10_000),
        ] {
            let imported = import(app, &file, Options::default()).await;
            imported.map_err(|error| error.to_string()).expect("a campaign");
        }
    });
}

/// A campaign of so many tasks, every fifth a new row of work; a third of them done.
fn flat(key: &str, count: usize) -> String {
    let departments = ["Operations", "Design", "Technology", "Promotion", "Customer Service", "Warehouse"];
    let people = ["lin.wei", "chen.yue", "zhang.rui", "tang.lei", "he.jia"];
    let task = |at: usize| {
        let mut task = json!({
            "wbs": (at + 1).to_string(), "kind": "TASK", "title": format!("Work package {at} of the \
                campaign"),
            "duration": 1 + at % 4, "department": departments[at % departments.len()],
            "accountable": format!("{}@example.com", people[at % people.len()]),
        });
        if at % 5 < 2 {
            task["actualStart"] = json!("2026-09-03");
            task["actualFinish"] = json!("2026-09-08");
            task["progress"] = json!(100);
        }
        if at.is_multiple_of(7) {
            task["deadline"] = json!({ "date": "2026-11-05", "firmness": "SOFT" });
        }
        task
    };
    let tasks: Vec<_> = (0..count).map(task).collect();
    let links = (1..count).filter(|at| at % 5 > 0);
    let links: Vec<_> =
        links.map(|at| json!({ "predecessor": at.to_string(), "successor": (at + 1).to_string() })).collect();
    tests::plan::campaign(key, &json!(tasks), &json!(links)).to_string()
}

/// The template, 5,000 times over, from one day to the next.
pub fn load_million(url: &str) {
    let is_postgres = url.starts_with("postgres");
    let (id, series, day, unset) = if is_postgres {
        (
            "gen_random_uuid()",
            format!("generate_series(1, {CAMPAIGNS}) as s(n)"),
            "({} + (s.n % 300))",
            "null::uuid",
        )
    } else {
        let series = format!(
            "(with recursive s(n) as (select 1 union all select n + 1 from s where n < {CAMPAIGNS}) select \
                n from s) as s"
        );
        ("randomblob(16)", series, "date({}, '+' || (s.n % 300) || ' days')", "null")
    };
    let day = |column: &str| day.replace("{}", column);
    let campaigns = format!(
        "insert into campaign (id, workspace_id, key, name, owner_id, time_zone, calendar_id, start_on, \
            status, seq, version, created_at)
        select {id}, c.workspace_id, 'L' || s.n, 'Load ' || s.n, c.owner_id, c.time_zone, c.calendar_id, \
        {}, 'running', s.n, 1, c.created_at
        from campaign c, {series} where c.key = 'T200'",
        day("c.start_on")
    );
    let work_packages =
        format!(
        "insert into work_package (id, workspace_id, campaign_id, number, parent_id, position, kind, title, \
            department_id, accountable_id,
            mode, direction, duration_days, deadline_on, deadline_firmness, planned_start_on, \
            planned_finish_on, actual_start_on,
            actual_finish_on, progress, done, priority, version, created_at, updated_at)
        select {id}, p.workspace_id, s.id, p.number, {unset}, p.position, p.kind, p.title, p.department_id, \
        p.accountable_id,
            p.mode, p.direction, p.duration_days, {}, p.deadline_firmness, {}, {}, p.actual_start_on,
            p.actual_finish_on, p.progress, p.done, p.priority, 1, p.created_at, p.updated_at
        from work_package p join campaign c on c.id = p.campaign_id and c.key = 'T200', (select id, seq as \
        n from campaign where key like 'L%') as s",
        day("p.deadline_on"), day("p.planned_start_on"), day("p.planned_finish_on")
    );
    let (campaigns, work_packages) = if is_postgres {
        (campaigns, work_packages.replace("s.n % 300)", "s.n::int % 300)"))
    } else {
        (campaigns, work_packages)
    };
    with_app(url, async |app| {
        let statements = if is_postgres {
            vec!["set local statement_timeout = 0".to_owned(), campaigns, work_packages]
        } else {
            vec![campaigns, work_packages]
        };
        let write = app.store.write(move |transaction| {
            let statements = statements.clone();
            Box::pin(async move {
                for statement in statements {
                    transaction.execute_unprepared(&statement).await?;
                }
                Ok(())
            })
        });
        write.await.expect("a million work packages");
        let vacuum = if is_postgres { "set statement_timeout = 0; analyze" } else { "analyze" };
        let analyze = app.store.write(move |transaction| {
            Box::pin(async move { Ok(transaction.execute_unprepared(vacuum).await.map(drop)?) })
        });
        analyze.await.expect("statistics");
    });
}
