//! How much the server takes for what it answers, beside what the same rows take when they are read with the
//! same driver and written by `serde_json`: `cargo run --release -p tests --bin load`.
//!
//! Everything runs on the loopback.  The server is a process of its own, so that its processor time and
//! memory can be told from those of the clients; on PostgreSQL the database's processor time is added to it
//! where the cluster is the tests' own.  `--small` leaves out the million work packages, `--edits`
//! everything but what is written.  `--live [FOLLOWERS [EDITS [SERVERS]]]` measures subscriptions instead.

mod client;
mod data;
mod floor;
mod live;
mod measure;

use std::process::{Child, Command, ExitCode, Stdio};

use client::Load;
use measure::Processor;
use tests::Database;

/// Connections at once.
const CONNECTIONS: [usize; 3] = [1, 8, 32];

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["serve", url, snapshots, answers] => {
            measure::serve(url, snapshots.parse().unwrap_or(256), answers.parse().unwrap_or(64));
        }
        ["--live", numbers @ ..] if numbers.len() <= 3 => {
            let number = |at: usize, other: usize| {
                numbers.get(at).map_or(other, |text| text.parse().expect("a number"))
            };
            live::run(live::Extent {
                followers: number(0, 500),
                edits: number(1, 1_000),
                servers: number(2, 1),
            });
        }
        ["--edits"] => run(Extent::Edits),
        ["--small"] => run(Extent::Small),
        [] => run(Extent::All),
        _ => {
            eprintln!("usage: load [--small | --edits | --live [FOLLOWERS [EDITS [SERVERS]]]]");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// How much is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    Edits,
    Small,
    All,
}

fn run(extent: Extent) {
    println!("{}", measure::HEADING);
    let mut databases = vec![("SQLite", Database::sqlite())];
    if cfg!(has_postgres) {
        databases.push(("PostgreSQL", Database::postgres()));
    } else {
        println!("PostgreSQL: skipped, there is none");
    }
    for (name, database) in databases {
        data::load(database.url());
        edits(name, database.url());
        if extent != Extent::Edits {
            tables(name, database.url());
        }
        if extent == Extent::All {
            data::load_million(database.url());
            deadlines(name, database.url());
        }
    }
}

/// The progress table of 200 and of 10,000 rows: the floor, cold, warm, and with its answers kept.
fn tables(name: &str, url: &str) {
    for (key, rows, seconds) in [("T200", 200, 4), ("T10000", 10_000, 6)] {
        let query = data::table_query(key);
        let cold = Server::start(url, 0, 0);
        let floor = cold.load(&Load::floor(key, seconds), 8);
        measure::print(&format!("{name}, {rows} rows, floor"), &floor, None);
        measure::print(
            &format!("{name}, {rows} rows, cold"),
            &cold.load(&Load::query(&query, seconds), 8),
            Some(&floor),
        );
        drop(cold);
        let warm = Server::start(url, 256, 0);
        for connections in CONNECTIONS {
            let found = warm.load(&Load::query(&query, seconds), connections);
            measure::print(&format!("{name}, {rows} rows, warm"), &found, Some(&floor));
        }
        println!("{name}, {rows} rows: {:.0} MiB at its peak", warm.peak_mebibytes());
        drop(warm);
        let kept = Server::start(url, 256, 64);
        for connections in CONNECTIONS {
            let found = kept.load(&Load::query(&query, seconds), connections);
            measure::print(&format!("{name}, {rows} rows, kept"), &found, Some(&floor));
        }
    }
}

/// A report, a move with its ripple, and a batch, beside the floor: the same rows written by the same driver
/// in one transaction.
fn edits(name: &str, url: &str) {
    for (key, rows) in [("T200", 200), ("T10000", 10_000)] {
        // The third of a row of five: the fourth and the fifth move with it.
        let (campaign, work) = data::ids(url, key, 3);
        let server = Server::start(url, 256, 0);
        for connections in [1, 8] {
            for (what, documents, moved) in
                [("report", data::reports(&work), 0), ("move", data::moves(&work), 2)]
            {
                let floor = server.load(&Load::edit_floor(&work, moved, 4), connections);
                measure::print(&format!("{name}, {rows} rows, {what}, floor"), &floor, None);
                let found = server.load(&Load::documents(&documents, 4), connections);
                measure::print(&format!("{name}, {rows} rows, {what}"), &found, Some(&floor));
            }
        }
        let (document, variables) = data::batches(&campaign, 200);
        let batches = Load::with_variables(&document, &variables, 4);
        let what = format!("{name}, {rows} rows, 200 created and deleted");
        measure::print(&what, &server.load(&batches, 1), None);
    }
}

/// The first page of the deadlines within seven days, over a million work packages.
fn deadlines(name: &str, url: &str) {
    let server = Server::start(url, 256, 0);
    println!("{name}: {:.0} MiB at rest", server.peak_mebibytes());
    for (what, query) in [("page", data::DEADLINES), ("page with late status", data::DEADLINES_STANDING)] {
        for connections in CONNECTIONS {
            let found = server.load(&Load::query(query, 4), connections);
            measure::print(&format!("{name}, deadlines, {what}"), &found, None);
        }
    }
    println!("{name}, deadlines: {:.0} MiB at its peak", server.peak_mebibytes());
}

/// The server in a process of its own.
struct Server {
    process: Child,
    address: std::net::SocketAddr,
    /// Access tokens of all people.
    tokens: Vec<String>,
}

impl Server {
    fn start(url: &str, snapshot_mebibytes: u64, response_cache_mebibytes: u64) -> Self {
        let mut process = Command::new(std::env::current_exe().expect("this program"))
            .args(["serve", url, &snapshot_mebibytes.to_string(), &response_cache_mebibytes.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server");
        let (address, tokens) = measure::greeting(&mut process);
        Self { process, address, tokens }
    }

    fn id(&self) -> u32 {
        self.process.id()
    }

    /// The first person's token.
    fn token(&self) -> &str {
        self.tokens.first().expect("somebody")
    }

    /// Sends a load over so many connections.
    fn load(&self, load: &Load, connections: usize) -> measure::Figures {
        // Connections, statements and snapshots are there before anything is measured.
        load.send(self.address, self.token(), connections, std::time::Duration::from_millis(500));
        let before = Processor::of(self.id());
        let latencies = load.send(self.address, self.token(), connections, load.duration);
        let spent = Processor::of(self.id()).since(&before);
        measure::Figures::new(latencies, load.duration, &spent, connections)
    }

    fn peak_mebibytes(&self) -> f64 {
        measure::peak_mebibytes(self.id())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
