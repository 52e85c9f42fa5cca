//! Plan files made for a test.

use std::sync::Arc;

use entity::campaign;
use leadtime::plan::{Snapshot, Snapshots, Version};
use leadtime::plan_file::{Baselines, export};
use leadtime::store::Store;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

/// A campaign, planned anew from its rows.
pub async fn snapshot(store: &Store, key: &str) -> Arc<Snapshot> {
    let of_key = campaign::Entity::find().filter(campaign::Column::Key.eq(key));
    let row = of_key.one(store.reader()).await.unwrap().unwrap();
    let version =
        Version { campaign_id: row.id, workspace_id: row.workspace_id, seq: row.seq, directory_seq: 0 };
    let found = Snapshots::new(0).fetch(store, &[version]).await.unwrap();
    Arc::clone(&found[0])
}

/// The work packages of a campaign whose stored columns are not those that follow from its plan.
pub fn outdated(stored: &Snapshot) -> Vec<String> {
    let mut planned = Snapshot::new(Arc::clone(&stored.directory), stored.rows()).unwrap();
    planned.derive();
    let pairs = stored.work_packages.iter().zip(&planned.work_packages);
    pairs
        .filter(|(old, new)| old != new)
        .map(|(old, new)| format!("stored {old:?}, planned {new:?}"))
        .collect()
}

/// A campaign as a plan file.
pub async fn exported(store: &Store, key: &str) -> String {
    let planned = snapshot(store, key).await;
    let baselines = Baselines::load(store, planned.campaign.id).await.unwrap();
    let mut file = Vec::new();
    export(&planned, baselines, &mut file).unwrap();
    String::from_utf8(file).unwrap()
}

/// A campaign of so many tasks in a row of ten phases' worth, one in three done, of the people of the demo.
pub fn large(key: &str, count: usize) -> String {
    let phases = count.div_ceil(20);
    let mut work_packages = Vec::with_capacity(count);
    let mut dependencies = Vec::new();
    for phase in 1..=phases {
        work_packages
            .push(json!({ "wbs": phase.to_string(), "kind": "PHASE", "title": format!("Phase {phase}") }));
        let tasks = 19.min(count - work_packages.len());
        for task in 1..=tasks {
            let wbs = format!("{phase}.{task}");
            work_packages.push(json!({
                "wbs": wbs, "kind": "TASK", "title": format!("Task {wbs}"), "duration": 2,
                "department": "Operations", "accountable": "lin.wei@example.com",
            }));
            if task > 1 {
                dependencies
                    .push(json!({ "predecessor": format!("{phase}.{}", task - 1), "successor": wbs }));
            }
        }
    }
    campaign(key, &json!(work_packages), &json!(dependencies)).to_string()
}

/// A campaign of the demo's calendar and owner, which have to be there.
pub fn campaign(key: &str, work_packages: &Value, dependencies: &Value) -> Value {
    json!({
        "leadtime": "plan/1",
        "campaign": {
            "key": key, "name": key, "owner": "lin.wei@example.com", "timeZone": "Asia/Shanghai",
            "calendar": "Mainland China 2026", "start": "2026-09-01", "status": "RUNNING",
        },
        "workPackages": work_packages,
        "dependencies": dependencies,
    })
}

/// A whole plan file that leans on nothing: one task of one person.
pub fn small(key: &str, email: &str) -> Value {
    json!({
        "leadtime": "plan/1",
        "workspace": { "name": format!("Workspace of {email}"), "timeZone": "UTC" },
        "calendars": [{ "name": "Weekdays", "week": ["MON", "TUE", "WED", "THU", "FRI"], "exceptions": [] }],
        "people": [{ "email": email, "name": "Somebody", "role": "OWNER" }],
        "campaign": { "key": key, "name": key, "owner": email, "calendar": "Weekdays", "start": "2026-10-01",
        "status": "RUNNING" },
        "workPackages": [{ "wbs": "1", "kind": "TASK", "title": "Work", "duration": 3,
        "accountable": email }],
    })
}
