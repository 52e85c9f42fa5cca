//! Clients that write, and remember what they asked for.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tests::{Actor, becomes_true};

use super::{CLIENTS, TABLE};

/// One mutation, which is sent until it is acknowledged.
#[derive(Clone)]
struct Sent {
    document: String,
    name: &'static str,
}

/// Somebody who writes, and remembers what was asked for.
pub struct Client {
    number: usize,
    /// A work package of their own.
    task: String,
    /// What is under way: it may have been done or not.
    pending: Option<Sent>,
    titles: Vec<String>,
    notes: Vec<String>,
    links: usize,
    days: usize,
    step: usize,
}

impl Client {
    pub fn new(number: usize, lin: &Actor, campaign: &str) -> Self {
        let task = format!("wp_{number:026}");
        let title = format!("Own {number}");
        let edit = format!("campaignId: {campaign:?}, id: {task:?}, kind: TASK, title: {title:?}");
        let made = lin.ask(&format!(
            "mutation {{ createWorkPackage(input: {{ {edit} }}) {{ userErrors {{ code }} }} }}"
        ));
        assert_eq!(made["createWorkPackage"]["userErrors"], json!([]));
        Self {
            number,
            task,
            pending: None,
            titles: vec![title],
            notes: Vec::new(),
            links: 0,
            days: 1,
            step: 0,
        }
    }

    /// The next mutation, under a key of its own.
    fn next(&mut self, campaign: &str) -> Sent {
        self.step += 1;
        let (step, task, name) = (self.step, &self.task, format!("{}-{}", self.number, self.step));
        let latest = format!("wp_{:026}", self.number + CLIENTS * step.saturating_sub(1));
        let (mutation, input) = match step % 4 {
            1 => {
                let id = format!("wp_{:026}", self.number + CLIENTS * step);
                self.titles.push(name.clone());
                (
                    "createWorkPackage",
                    format!(
                        "campaignId: {campaign:?}, id: {id:?}, kind: TASK, title: {name:?}, durationDays: 2"
                    ),
                )
            }
            2 => {
                self.links += 1;
                ("createDependency", format!("predecessorId: {task:?}, successorId: {latest:?}"))
            }
            3 => {
                self.days = 1 + step % 50;
                ("resizeWorkPackage", format!("workPackageId: {task:?}, durationDays: {}", self.days))
            }
            _ => {
                self.notes.push(name.clone());
                (
                    "reportProgress",
                    format!("workPackageId: {task:?}, progress: {}, note: {name:?}", step % 100),
                )
            }
        };
        let document = format!(
            "mutation {{ {mutation}(input: {{ {input}, idempotencyKey: \"{name}\" }}) {{ changeSeq \
                userErrors {{ code field }} }} }}"
        );
        Sent { document, name: mutation }
    }

    /// Sends what is under way; whether it is acknowledged.
    pub fn send(&mut self, lin: &Actor) -> bool {
        let Some(sent) = self.pending.clone() else { return true };
        let Ok(reply) = lin.try_send(&sent.document, &json!({})) else { return false };
        // A server that is too busy to read a request refuses it without a body.
        let Ok(answer) = serde_json::from_str::<Value>(&reply.text) else {
            assert!(reply.status >= 400, "{reply:?}");
            return false;
        };
        if let Some(error) = answer["errors"].get(0) {
            let code = error["extensions"]["code"].as_str().unwrap_or_default();
            assert!(
                ["UNAVAILABLE", "OUTCOME_UNKNOWN", "BUSY"].contains(&code),
                "{}: {answer}",
                sent.document
            );
            return false;
        }
        assert_eq!(answer["data"][sent.name]["userErrors"], json!([]), "{}", sent.document);
        self.pending = None;
        true
    }

    /// Writes until something is not acknowledged, and counts what is.
    fn write(&mut self, lin: &Actor, campaign: &str, acknowledged: &AtomicUsize) {
        loop {
            self.pending = Some(self.next(campaign));
            // Once more, as a client on a bad network does.
            if !self.send(lin) && !self.send(lin) {
                return;
            }
            acknowledged.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Clients that write until somebody is killed: a moment after so much was acknowledged.
pub fn write_until(
    clients: &mut [Client],
    (lin, campaign): (&Actor, &str),
    (count, moment): (usize, Duration),
    kill: impl FnOnce(),
) -> usize {
    let acknowledged = &AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for client in clients {
            scope.spawn(move || client.write(lin, campaign, acknowledged));
        }
        assert!(becomes_true(|| acknowledged.load(Ordering::Relaxed) >= count), "the server does not write");
        std::thread::sleep(moment);
        kill();
    });
    acknowledged.load(Ordering::Relaxed)
}

/// Everything that clients asked for is there, and once.
pub fn check_clients(clients: &[Client], lin: &Actor) {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    let table = lin.ask(TABLE)["campaign"].take();
    for row in table["progressTable"]["rows"].as_array().unwrap() {
        *found.entry(row["title"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    let expected = clients.iter().flat_map(|client| client.titles.iter().map(|title| (title.clone(), 1)));
    assert_eq!(found, expected.collect(), "work packages that were created");
    let links: usize = clients.iter().map(|client| client.links).sum();
    assert_eq!(table["dependencies"].as_array().unwrap().len(), links, "dependencies that were created");
    for client in clients {
        let mut notes = Vec::new();
        let mut after = Value::Null;
        let document = "query ($id: ID!, $after: String) { workPackage(id: $id) { planned { durationDays } \
            reports(first: 100, after: $after) { nodes { note } pageInfo { endCursor hasNextPage } } } }";
        loop {
            let data =
                lin.ask_with(document, &json!({ "id": client.task, "after": after }))["workPackage"].take();
            assert_eq!(
                data["planned"]["durationDays"], client.days,
                "the last duration of {}",
                client.number
            );
            let page = &data["reports"];
            notes.extend(
                page["nodes"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|node| node["note"].as_str().unwrap().to_owned()),
            );
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        notes.reverse();
        assert_eq!(notes, client.notes, "reports of {}", client.number);
    }
}
