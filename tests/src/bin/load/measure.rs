//! Processor time and memory of processes, and the server that is measured.

use std::collections::HashSet;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpListener};
use std::process::Child;
use std::time::Duration;

use entity::user;
use leadtime::app::App;
use leadtime::audit::Origin;
use leadtime::clock::Clock;
use leadtime::config::Config;
use leadtime::http::{FirstQuery, Readiness, serve_with};
use leadtime::people::session::BeginSession;
use leadtime::write::{Caller, execute};
use sea_orm::{EntityTrait, QueryOrder};

use crate::floor;

/// Over the lines that [`print()`] writes.
pub const HEADING: &str = "                                          conn.      req/s    p50 ms    p99 ms   \
    ms of processor a request (server + database)";

/// Processor time that processes have taken so far.
pub struct Processor {
    server: Duration,
    database: Option<Duration>,
}

impl Processor {
    /// Of a server, and of the tests' own cluster.
    pub fn of(server: u32) -> Self {
        let database = tests::cluster_process().map(|postmaster| family(postmaster).map(taken).sum());
        Self { server: taken(server), database }
    }

    /// That of the server.
    pub const fn server(&self) -> Duration {
        self.server
    }

    /// What has been taken since.
    pub fn since(&self, before: &Self) -> Self {
        let database = self.database.zip(before.database).map(|(now, then)| now.saturating_sub(then));
        Self { server: self.server.saturating_sub(before.server), database }
    }
}

/// User and system time of a process, with that of its children that have ended.
fn taken(process: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    let ticks: u64 = fields.skip(11).take(4).filter_map(|field| field.parse::<u64>().ok()).sum();
    // A tick is a hundredth of a second on every Linux that Rust runs on.
    Duration::from_millis(ticks * 10)
}

/// A process and its children.
fn family(parent: u32) -> impl Iterator<Item = u32> {
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = all.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let is_child = move |process: &u32| {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        let mut fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
        fields.nth(1).and_then(|field| field.parse().ok()) == Some(parent)
    };
    ids.filter(is_child).chain([parent]).collect::<HashSet<_>>().into_iter()
}

/// The most memory that a process has had, in MiB.
pub fn peak_mebibytes(process: u32) -> f64 {
    kibibytes(process, "VmHWM:") / 1024.0
}

/// The memory that a process has now, in KiB.
pub fn resident_kibibytes(process: u32) -> f64 {
    kibibytes(process, "VmRSS:")
}

fn kibibytes(process: u32, name: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|field| field.parse().ok()).unwrap_or_default()
}

/// What a load came to.
pub struct Figures {
    connections: usize,
    a_second: f64,
    median: Duration,
    slow: Duration,
    /// Milliseconds of processor time a request.
    server: f64,
    database: Option<f64>,
}

impl Figures {
    /// From how long each answer took.
    pub fn new(
        mut latencies: Vec<Duration>,
        duration: Duration,
        spent: &Processor,
        connections: usize,
    ) -> Self {
        latencies.sort_unstable();
        let count = latencies.len().max(1);
        let at = |share: usize| latencies.get(count * share / 100).copied().unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "counts of requests")]
        let count = count as f64;
        let each = |time: Duration| time.as_secs_f64() * 1000.0 / count;
        Self {
            connections,
            a_second: count / duration.as_secs_f64(),
            median: at(50),
            slow: at(99),
            server: each(spent.server),
            database: spent.database.map(each),
        }
    }

    fn processor(&self) -> f64 {
        self.server + self.database.unwrap_or_default()
    }
}

/// A line, with its ratio to the floor.
pub fn print(name: &str, found: &Figures, floor: Option<&Figures>) {
    let milliseconds = |time: Duration| time.as_secs_f64() * 1000.0;
    let database = found.database.map_or(String::new(), |database| format!(" + {database:.3}"));
    let ratio = floor.map_or(String::new(), |floor| {
        format!("   {:.2} x the floor", found.processor() / floor.processor())
    });
    println!(
        "{name:<42}{:>5}{:>11.0}{:>10.2}{:>10.2}{:>10.3}{database}{ratio}",
        found.connections,
        found.a_second,
        milliseconds(found.median),
        milliseconds(found.slow),
        found.server,
    );
}

/// The server's process: says where it listens and as whom to ask, and ends with its standard input.
pub fn serve(url: &str, snapshot_mebibytes: u64, response_cache_mebibytes: u64) {
    let key = std::env::temp_dir().join(format!("leadtime-load-{}.key", std::process::id()));
    let config = Config {
        database_url: url.to_owned(),
        signing_key_file: key.clone(),
        snapshot_mebibytes,
        response_cache_mebibytes,
        rate_limit: 0,
        ..Config::default()
    };
    let now = "2026-10-20T02:00:00Z".parse().expect("a moment");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let app = App::start(&config, Clock::fixed_at(now), true).await.expect("the server");
        drop(fs::remove_file(&key));
        let people = user::Entity::find().order_by_asc(user::Column::Id).all(app.store.reader()).await;
        let caller = Caller { viewer: None, origin: Origin::default(), now };
        let mut tokens = String::new();
        for person in people.expect("people") {
            let session =
                execute(&app, &caller, "signIn", None, BeginSession(person.id)).await.expect("a session").id;
            tokens = tokens + " " + &app.keys.sign(person.id, session, now).expect("a token").token;
        }
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        println!("{}{tokens}", listener.local_addr().expect("an address"));
        let server = serve_with(listener, app, FirstQuery::default(), Readiness::default(), floor::routes);
        let server = server.expect("a listener");
        std::thread::spawn(|| {
            drop(std::io::stdin().read_to_end(&mut Vec::new()));
            std::process::exit(0);
        });
        server.await.expect("a server");
    });
}

/// What the server's process has said: its address, and a token of each person.
pub fn greeting(process: &mut Child) -> (SocketAddr, Vec<String>) {
    let mut line = String::new();
    let output = process.stdout.take().expect("its output");
    BufReader::new(output).read_line(&mut line).expect("a line");
    let (address, tokens) = line.trim().split_once(' ').expect("an address and tokens");
    (address.parse().expect("an address"), tokens.split(' ').map(str::to_owned).collect())
}
