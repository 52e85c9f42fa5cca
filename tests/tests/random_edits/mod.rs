//! Random operations, one after the other: whatever they are, what is stored is the plan that its rows make,
//! a preview tells what is done, the change log replays, a plan file says all of it, and undoing everything
//! leads back.
//!
//! `LEADTIME_TEST_STEPS=1000 LEADTIME_TEST_SEED=7 cargo test -p tests --test behaviour random_edits` does
//! more and other ones.  A test that fails prints its seed and its step: fewer steps up to that one are a
//! shorter case.

mod generate;
mod replay;

use serde_json::{Value, json};
use tests::{Actor, Database, Random, Server, apply, number, on_both, plan};

use crate::edits::Plan;
use crate::plan_file::exported;
use generate::{Operation, Things};

/// Operations of one test, where nobody says how many.
const STEPS: u64 = 40;

/// After how many operations everything is looked at that takes long.
const PERIOD: usize = 10;

/// What is compared of a campaign.
const TABLE: &str = "{ campaign(key: \"SPR\") { name theme goals status start requiredFinish { date edge } \
    anchors { kind name date edge origin } dependencies { predecessor { title } successor { title } \
    dependencyType lagDays lagUnit } baselines { \
    name isActive } progressTable(asOf: \"2026-10-20\") { findings { code since days } rows { wbs title \
    kind mode planned { start finish } actual { start finish } forecast { start finish } progress \
    totalSlack isCritical lateStatus } } } }";

const RIPPLE: &str = "ripple { moves { workPackage { id } from { start finish } to { start finish } reason \
    { kind } } findingsAppeared { code subjectId } findingsResolved { code subjectId } } userErrors { code \
    field }";

/// A campaign under random operations, at two replicas.
struct World<'a> {
    server: &'a Server,
    lin: Actor,
    /// The server of the other replica, which runs as long as this does.
    _replica: Server,
    other: Actor,
    campaign: String,
    random: Random,
    deleted: Vec<String>,
    days_off: Vec<String>,
    step: usize,
    /// Changes that an undo turns back, in their order.
    undoable: Vec<i64>,
    accepted: usize,
}

impl<'a> World<'a> {
    fn new(server: &'a Server) -> Self {
        let plan = Plan::new(server);
        plan.does(
            "updateCampaign",
            &format!(
                "campaignId: {:?}, start: \"2026-10-12\", requiredFinish: {{ date: \"2026-11-06\" }}",
                plan.campaign
            ),
            "",
        );
        let ids: Vec<_> = (0..8).map(|at| plan.create(&format!("W{at}"), at % 4 + 1)).collect();
        for pair in ids.windows(2).step_by(2) {
            plan.link(&pair[0], &pair[1]);
        }
        let replica = server.replica();
        let other = replica.bearer(&server.token(server.load_id("lin.wei@example.com")));
        let (lin, campaign) = (plan.who, plan.campaign);
        let random = Random::new(20_261_126);
        let (deleted, days_off, undoable) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            server,
            lin,
            _replica: replica,
            other,
            campaign,
            random,
            deleted,
            days_off,
            step: 0,
            undoable,
            accepted: 0,
        }
    }

    /// What there is to do something with now.
    fn things(&self) -> Things {
        let data = self.lin.ask(
            "{ campaign(key: \"SPR\") { seq anchors { id } dependencies { id } baselines { id } \
                proposals(statuses: [OPEN]) { id } progressTable { findings { code subjectId } rows { \
                workPackageId } } } departments { id } calendars { id } viewer { workspace { people { id } \
                } } }",
        );
        let of = &data["campaign"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let ids = |list: &Value, name: &str| {
            list.as_array().unwrap().iter().map(|row| text(&row[name])).collect::<Vec<_>>()
        };
        let findings = of["progressTable"]["findings"].as_array().unwrap().iter();
        let mut people = ids(&data["viewer"]["workspace"]["people"], "id");
        people.truncate(5);
        let latest = of["seq"].as_i64().unwrap();
        Things {
            campaign: self.campaign.clone(),
            tasks: ids(&of["progressTable"]["rows"], "workPackageId"),
            deleted: self.deleted.clone(),
            anchors: ids(&of["anchors"], "id"),
            links: ids(&of["dependencies"], "id"),
            baselines: ids(&of["baselines"], "id"),
            proposals: ids(&of["proposals"], "id"),
            findings: findings.map(|row| (text(&row["code"]), text(&row["subjectId"]))).collect(),
            people,
            departments: ids(&data["departments"], "id"),
            calendars: ids(&data["calendars"], "id"),
            days_off: self.days_off.clone(),
            seqs: (latest.saturating_sub(6).max(1)..=latest).collect(),
            step: self.step,
        }
    }

    fn seq(&self) -> i64 {
        self.lin.ask("{ campaign(key: \"SPR\") { seq } }")["campaign"]["seq"].as_i64().unwrap()
    }

    /// Does one operation, and looks at what came of it.
    fn step(&mut self, has_directory: bool) {
        self.step += 1;
        let things = self.things();
        let operation = things.operation(&mut self.random, has_directory);
        println!("step {}: {} {}", self.step, operation.mutation, operation.input);
        let is_batch = operation.mutation == "applyPlanEdits";
        let preview = is_batch.then(|| self.preview(&operation.input["edits"]));
        let before = self.seq();
        let done = self.send(&operation);
        let after = self.seq();
        if let Some(preview) = preview {
            assert_eq!(done["userErrors"], preview["userErrors"], "a preview refuses the same");
            assert_eq!(done["ripple"], preview["ripple"], "a preview tells what is done");
        }
        if done["userErrors"] == json!([]) {
            self.accepted += 1;
            self.remember(&operation, &things, &done);
        } else {
            assert_eq!(before, after, "what is refused changes nothing");
        }
        assert!(after - before <= 1, "one operation is one change");
        if after > before && operation.is_undone() {
            self.undoable.push(after);
        }
        self.check();
        if self.step.is_multiple_of(PERIOD) {
            self.check_thoroughly();
        }
    }

    fn preview(&self, edits: &Value) -> Value {
        let document = format!(
            "query ($edits: [PlanEdit!]!) {{ campaign(key: \"SPR\") {{ previewPlanEdits(edits: $edits) {{ \
                {RIPPLE} }} }} }}"
        );
        self.lin.ask_with(&document, &json!({ "edits": edits }))["campaign"]["previewPlanEdits"].take()
    }

    fn send(&self, operation: &Operation) -> Value {
        let Operation { mutation, input } = operation;
        let select = match *mutation {
            "applyPlanEdits" => RIPPLE,
            "createDayOff" => "dayOff { id } userErrors { code field }",
            _ => "userErrors { code field }",
        };
        let document = format!(
            "mutation ($input: {}!) {{ {mutation}(input: $input) {{ {select} }} }}",
            operation.input_type()
        );
        self.lin.ask_with(&document, &json!({ "input": input }))[*mutation].take()
    }

    /// Remembers what later operations turn back.
    fn remember(&mut self, operation: &Operation, before: &Things, done: &Value) {
        if let Some(id) = done["dayOff"]["id"].as_str() {
            self.days_off.push(id.to_owned());
        }
        if operation.mutation == "applyPlanEdits" {
            let now = self.things().tasks;
            self.deleted.extend(before.tasks.iter().filter(|id| !now.contains(id)).cloned());
        }
    }

    /// What is stored follows from the rows, and two replicas tell the same.
    fn check(&self) {
        let store = &self.server.app.store;
        let stored = self.server.block_on(plan::snapshot(store, "SPR"));
        assert_eq!(plan::outdated(&stored), Vec::<String>::new(), "stored columns follow from the plan");
        assert_eq!(self.lin.ask(TABLE), self.other.ask(TABLE), "two replicas");
    }

    /// The change log replays, and a plan file has all of it.
    fn check_thoroughly(&self) {
        self.server.block_on(replay::backwards(&self.server.app.store, "SPR"));
        let text = exported(self.server, "SPR");
        let fresh = Server::start(Database::sqlite());
        fresh.import(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(exported(&fresh, "SPR"), text);
    }

    /// Undoes everything that was done to the plan, the latest first.
    fn undo_all(&mut self) {
        while let Some(seq) = self.undoable.pop() {
            let input = json!({ "campaignId": self.campaign, "changeSeq": seq });
            let done = self.send(&Operation { mutation: "undoChange", input });
            assert_eq!(done["userErrors"], json!([]), "undo of {seq}");
            self.check();
        }
    }
}

fn steps() -> u64 {
    number("LEADTIME_TEST_STEPS").unwrap_or(STEPS)
}

#[apply(on_both)]
fn whatever_is_done_to_a_plan_is_stored_logged_and_undone(server: &Server) {
    let mut world = World::new(server);
    let start = (world.lin.ask(TABLE), exported(server, "SPR"));
    for _ in 0..steps() {
        world.step(false);
    }
    assert!(world.accepted * 4 > world.step, "{} of {} operations were accepted", world.accepted, world.step);
    world.undo_all();
    world.check_thoroughly();
    assert_eq!((world.lin.ask(TABLE), exported(server, "SPR")), start);
}

#[apply(on_both)]
fn plans_follow_the_directory_whatever_is_done_to_both(server: &Server) {
    let mut world = World::new(server);
    for _ in 0..steps() {
        world.step(true);
    }
    world.check_thoroughly();
    assert!(world.accepted * 4 > world.step, "{} of {} operations were accepted", world.accepted, world.step);
}
