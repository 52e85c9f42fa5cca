//! People who follow a campaign while it is edited: how late events come, whether any is lost, doubled or out
//! of order, and what they take of memory and processor time.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::{Actor, Database, Socket};

use crate::measure::{self, Processor};
use crate::{Server, data};

/// Edits without anybody who follows, to tell what an edit takes by itself.
const ALONE: usize = 50;

/// Pause between two edits.
const PAUSE: Duration = Duration::from_millis(10);

/// How long a server may rest before its memory is read.
const REST: Duration = Duration::from_secs(3);

/// How many follow, how many edits are made, and at how many servers on one PostgreSQL.
#[derive(Clone, Copy)]
pub struct Extent {
    pub followers: usize,
    pub edits: usize,
    pub servers: usize,
}

/// What somebody got: the numbers before and after, and when.
type Event = (i64, i64, Instant);

/// Follows and edits on SQLite with one server, and on PostgreSQL with as many as are asked for.
pub fn run(extent: Extent) {
    let sqlite = Database::sqlite();
    measure_on("SQLite", &sqlite, Extent { servers: 1, ..extent });
    if cfg!(has_postgres) {
        measure_on("PostgreSQL", &Database::postgres(), extent);
    } else {
        println!("PostgreSQL: skipped, there is none");
    }
}

fn measure_on(name: &str, database: &Database, Extent { followers, edits, servers }: Extent) {
    data::load(database.url());
    let (campaign, work) = data::ids(database.url(), "T200", 3);
    let documents = data::moves(&work);
    let servers: Vec<_> = (0..servers).map(|_| Server::start(database.url(), 256, 64)).collect();
    let editors: Vec<_> = servers.iter().map(|server| Actor::at(server.address, server.token())).collect();
    let edit = |at: usize| {
        let answer = editors[at % editors.len()].ask(&documents[at % documents.len()]);
        answer["moveWorkPackage"]["changeSeq"].as_i64().expect("a move that changes something")
    };
    let before = spent(&servers);
    let alone: Vec<_> = (0..ALONE).map(edit).collect();
    let of_edit = spent(&servers).saturating_sub(before) / u32::try_from(ALONE).expect("few");
    let first = alone.last().copied().expect("one at least");
    std::thread::sleep(REST);
    let at_rest = memory(&servers);
    let document = format!(
        "subscription {{ campaignChanged(campaignId: \"{campaign}\", afterSeq: {first}) {{ afterSeq seq \
         changes {{ seq cause at user {{ name }} }} rows {{ kind isDeleted id entity {{ ... on WorkPackage \
         {{ title version planned {{ start finish }} }} }} }} }} }}"
    );
    let follow = |at: usize| {
        let server = &servers[at % servers.len()];
        let token = &server.tokens[at / servers.len() % server.tokens.len()];
        let mut socket = Socket::open(server.address, token);
        socket.subscribe("1", &document);
        socket
    };
    let last = first + i64::try_from(edits).expect("fewer");
    let (told, idle, taken, events) = std::thread::scope(|scope| {
        let reader = |at: usize| {
            let socket = follow(at);
            scope.spawn(move || read(socket, last))
        };
        let readers: Vec<_> = (0..followers).map(reader).collect();
        std::thread::sleep(REST);
        let (idle, before) = (memory(&servers), spent(&servers));
        let edited = |at: usize| {
            std::thread::sleep(PAUSE);
            (edit(ALONE + at), Instant::now())
        };
        let told: BTreeMap<_, _> = (0..edits).map(edited).collect();
        let events: Vec<_> = readers.into_iter().map(|reader| reader.join().expect("a reader")).collect();
        (told, idle - at_rest, spent(&servers).saturating_sub(before), events)
    });
    let taken = taken.saturating_sub(of_edit * u32::try_from(edits).expect("fewer"));
    std::thread::sleep(REST);
    let after = memory(&servers) - at_rest;
    println!("{name}, {} servers, {followers} followers, {edits} edits", servers.len());
    println!("{}", Verdict::of(&told, events.iter().map(|(_, events)| events.as_slice()), first));
    let count = events.iter().map(|(_, events)| events.len()).sum::<usize>();
    #[expect(clippy::cast_precision_loss, reason = "counts of followers and events")]
    let (people, count) = (followers.max(1) as f64, count.max(1) as f64);
    println!("  {:.1} KiB a follower idle, {:.1} KiB after the events", idle / people, after / people);
    println!(
        "  {:.3} ms of processor time an event and follower, beside {:.1} ms an edit",
        taken.as_secs_f64() * 1000.0 / count,
        of_edit.as_secs_f64() * 1000.0
    );
}

/// Reads events until the last has come, or nothing comes any more.
fn read(mut socket: Socket, last: i64) -> (Socket, Vec<Event>) {
    let mut events: Vec<Event> = Vec::new();
    while events.last().is_none_or(|(_, seq, _)| *seq < last) {
        let Some(message) = socket.message() else { break };
        let event = &message["payload"]["data"]["campaignChanged"];
        let number = |name: &str| event.get(name).and_then(Value::as_i64);
        let (after, seq) = number("afterSeq").zip(number("seq")).unwrap_or_else(|| panic!("{message}"));
        events.push((after, seq, Instant::now()));
    }
    (socket, events)
}

/// Whether everybody got everything, once and in order, and how late.
struct Verdict {
    /// Times from the answer of an edit to its event.
    latencies: Vec<Duration>,
    lost: i64,
    doubled: i64,
    out_of_order: usize,
}

impl Verdict {
    fn of<'a>(told: &BTreeMap<i64, Instant>, events: impl Iterator<Item = &'a [Event]>, first: i64) -> Self {
        let last = told.last_key_value().map_or(first, |(seq, _)| *seq);
        let mut verdict = Self { latencies: Vec::new(), lost: 0, doubled: 0, out_of_order: 0 };
        for events in events {
            let mut read = first;
            for (after, seq, at) in events {
                verdict.lost += (after - read).max(0);
                verdict.doubled += (read.min(*seq) - after).max(0);
                verdict.out_of_order += usize::from(*seq <= read);
                if after < seq {
                    let of_event = told.range(after + 1..=*seq);
                    verdict.latencies.extend(of_event.map(|(_, told)| at.saturating_duration_since(*told)));
                }
                read = read.max(*seq);
            }
            verdict.lost += last - read;
        }
        verdict.latencies.sort_unstable();
        verdict
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { latencies, lost, doubled, out_of_order } = self;
        let at = |share: usize| {
            let place = latencies.len().saturating_sub(1) * share / 100;
            latencies.get(place).map_or(0.0, |latency| latency.as_secs_f64() * 1000.0)
        };
        write!(
            f,
            "  commit to event: p50 {:.1} ms, p99 {:.1} ms; lost {lost}, doubled {doubled}, out of order \
                {out_of_order}",
            at(50),
            at(99)
        )
    }
}

/// Processor time that servers have taken, without the database.
fn spent(servers: &[Server]) -> Duration {
    servers.iter().map(|server| Processor::of(server.id()).server()).sum()
}

/// KiB that servers have in memory.
fn memory(servers: &[Server]) -> f64 {
    servers.iter().map(|server| measure::resident_kibibytes(server.id())).sum()
}
