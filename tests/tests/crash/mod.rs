//! A server or a database that is killed while clients write: nothing that was acknowledged is lost, nothing
//! is done twice, and what is stored is one plan.
//!
//! `LEADTIME_TEST_KILLS=20 cargo test -p tests --test behaviour crash` kills more often.

mod client;

use std::path::PathBuf;
use std::time::Duration;

use leadtime::store::Store;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tests::{Actor, Cluster, Database, Program, Random, Server, becomes_true, number, plan, run_program};

use client::{Client, check_clients, write_until};

/// Clients that write at the same time.
pub const CLIENTS: usize = 4;

/// How often somebody is killed, where nobody says.
const KILLS: u64 = 3;

/// What the rows of a progress table are compared by.
pub const TABLE: &str = "{ campaign(key: \"CRASH\") { dependencies { predecessor { title } successor { \
    title } lagDays } progressTable(asOf: \"2040-01-02\") { rows { wbs title kind planned { start finish } \
    actual { start finish } forecast { start finish } progress totalSlack isCritical lateStatus } } } }";

/// Not a test: what the process runs that is killed.
#[test]
#[ignore = "the server that the tests of this file start and kill"]
fn program() {
    run_program();
}

/// Statements that find what contradicts itself: gaps in the change log, campaigns that are not at their
/// latest change, and on SQLite pages and foreign keys.
fn checks(backend: DbBackend) -> Vec<&'static str> {
    let mut checks = vec![
        "select 'gap in a change log' as line from change group by scope_id \
         having max(seq) <> count(*) or min(seq) <> 1",
        "select 'seq of ' || c.key as line from campaign c \
         where c.seq <> (select max(l.seq) from change l where l.scope_id = c.id)",
    ];
    if backend == DbBackend::Sqlite {
        checks
            .push("select integrity_check as line from pragma_integrity_check where integrity_check <> 'ok'");
        checks.push("select 'foreign key of ' || \"table\" as line from pragma_foreign_key_check");
    }
    checks
}

/// What is stored is the plan that its rows make, and contradicts nothing.
fn check_stored(database: &Database, lin: &Actor) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (faults, text) = runtime.block_on(async {
        let store = Store::open_for_reading(database.url()).await.unwrap();
        let planned = plan::snapshot(&store, "CRASH").await;
        let mut faults = plan::outdated(&planned);
        let backend = store.reader().get_database_backend();
        for sql in checks(backend) {
            let rows = store.reader().query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
            faults.extend(rows.iter().map(|row| row.try_get::<String>("", "line").unwrap()));
        }
        (faults, plan::exported(&store, "CRASH").await)
    });
    assert_eq!(faults, Vec::<String>::new());
    let fresh = Server::start(Database::sqlite());
    fresh.import(&text).unwrap();
    assert_eq!(fresh.lin().ask(TABLE), lin.ask(TABLE), "planned from scratch");
}

/// A database with the files of its server, and clients that write into one campaign.
struct Stage {
    database: Database,
    key: PathBuf,
    campaign: String,
    clients: Vec<Client>,
    random: Random,
    acknowledged: usize,
}

impl Stage {
    fn new(database: Database, name: &str) -> (Self, Program) {
        let key = std::env::temp_dir().join(format!("leadtime-crash-{}-{name}.key", std::process::id()));
        let program = Program::start("crash::program", &database, &key);
        let lin = program.lin();
        let created = lin.ask(
            "mutation { createCampaign(input: { key: \"CRASH\", name: \"Crash\", start: \
            \"2026-10-01\" }) { campaign { id } } }",
        );
        let campaign = created["createCampaign"]["campaign"]["id"].as_str().unwrap().to_owned();
        let clients = (0..CLIENTS).map(|number| Client::new(number, &lin, &campaign)).collect();
        (Self { database, key, campaign, clients, random: Random::new(1), acknowledged: 0 }, program)
    }

    /// Lets the clients write until somebody is killed.
    fn write_until(&mut self, lin: &Actor, kill: impl FnOnce()) {
        let moment = Duration::from_micros(self.random.below(30_000) as u64);
        let when = (1 + self.random.below(40), moment);
        self.acknowledged += write_until(&mut self.clients, (lin, &self.campaign), when, kill);
    }

    /// Sends once more what was not acknowledged, and looks at everything.
    fn check(&mut self, lin: &Actor) {
        for client in &mut self.clients {
            assert!(becomes_true(|| client.send(lin)), "the server does not come back");
        }
        check_clients(&self.clients, lin);
        check_stored(&self.database, lin);
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        println!("{} mutations were acknowledged", self.acknowledged);
        drop(std::fs::remove_file(&self.key));
    }
}

fn kills() -> u64 {
    number("LEADTIME_TEST_KILLS").unwrap_or(KILLS)
}

/// Kills servers while clients write to them.
fn kill_servers((mut stage, mut program): (Stage, Program)) {
    for _ in 0..kills() {
        let lin = program.lin();
        stage.write_until(&lin, || program.kill());
        program = Program::start("crash::program", &stage.database, &stage.key);
        stage.check(&program.lin());
    }
    program.kill();
}

#[test]
fn a_server_that_is_killed_on_sqlite_has_lost_nothing_and_done_nothing_twice() {
    kill_servers(Stage::new(Database::sqlite(), "sqlite"));
}

#[test]
#[cfg_attr(not(has_cluster), ignore = "needs the programs of PostgreSQL")]
fn a_database_that_is_stopped_at_once_has_lost_nothing_and_done_nothing_twice() {
    let mut cluster = Cluster::start("-crash").unwrap();
    let (mut stage, program) = Stage::new(Database::on(&cluster.address()), "postgres");
    for _ in 0..kills() {
        stage.write_until(&program.lin(), || cluster.stop_at_once());
        cluster.start_again();
        // The server goes on by itself.
        stage.check(&program.lin());
    }
    program.kill();
}

#[test]
#[cfg_attr(not(has_postgres), ignore = "needs PostgreSQL")]
fn a_server_that_is_killed_on_postgres_has_lost_nothing_and_done_nothing_twice() {
    kill_servers(Stage::new(Database::postgres(), "killed"));
}
