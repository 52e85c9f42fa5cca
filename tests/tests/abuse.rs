//! Attacks: each is refused before it is carried out, takes less than 64 MiB, and others are served
//! meanwhile.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tests::{Actor, Database, Server};

const MEMORY_KIB: u64 = 64 * 1024;

/// How long a test waits for what a busy machine may be slow to do.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server in a process of its own, so that its memory can be told from that of the tests.
struct Victim {
    process: Child,
    address: SocketAddr,
    token: String,
}

/// One attack at a time: each is measured by itself.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Not a test: what the victim's process runs.
#[test]
#[ignore = "the server that the tests of this file attack"]
fn victim() {
    let server = Server::start(Database::sqlite());
    server.load_demo();
    let token = server.token(server.load_id("lin.wei@example.com"));
    println!("\nvictim {} {token}", server.address);
    drop(std::io::stdin().read_to_end(&mut Vec::new()));
}

impl Victim {
    /// The one that all attacks are on.
    fn shared() -> &'static Self {
        static SHARED: OnceLock<Victim> = OnceLock::new();
        SHARED.get_or_init(|| {
            let mut process = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "abuse::victim", "--ignored", "--nocapture"])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let lines = BufReader::new(process.stdout.take().unwrap()).lines();
            let line = lines.map_while(Result::ok).find(|line| line.starts_with("victim ")).unwrap();
            let mut words = line.split(' ').skip(1);
            let (address, token) = (words.next().unwrap().parse().unwrap(), words.next().unwrap().to_owned());
            Self { process, address, token }
        })
    }

    /// Its memory, in KiB.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    fn lin(&self) -> Actor {
        Actor::at(self.address, &self.token)
    }
}

/// Sends a document, and looks at how it is refused: the code.
fn attack(query: &str) -> Value {
    attack_with(query, &json!({}))
}

fn attack_with(query: &str, variables: &Value) -> Value {
    let _alone = alone();
    let victim = Victim::shared();
    let (lin, bystander) = (victim.lin(), victim.lin());
    // Connections are made, and what is loaded once is loaded.
    lin.ask("{ __typename }");
    bystander.ask("{ campaigns { totalCount } }");
    let (before, is_over) = (victim.memory(), AtomicBool::new(false));
    let answer = std::thread::scope(|scope| {
        // What is carried out takes for ever, or all memory: then nobody is answered.
        let watching = scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                bystander.ask("{ campaigns { totalCount } }");
            }
        });
        let answer = lin.send(query, variables).json();
        is_over.store(true, Ordering::Relaxed);
        watching.join().unwrap();
        answer
    });
    let grown = victim.memory().saturating_sub(before);
    assert!(grown < MEMORY_KIB, "grew by {grown} KiB");
    assert!(answer["errors"].as_array().unwrap().len() <= 10);
    assert!(answer["errors"][0]["message"].as_str().unwrap().len() < 1_000);
    answer["errors"][0]["extensions"]["code"].clone()
}

#[test]
fn fragments_that_double_with_every_step_are_refused() {
    let fragment =
        |step: u32| format!("fragment F{step} on Campaign {{ a{step}: id ...F{0} ...F{0} }}", step + 1);
    let fragments: Vec<_> = (0..30).map(fragment).collect();
    let query = format!(
        "{{ campaigns {{ nodes {{ ...F0 }} }} }} fragment F30 on Campaign {{ id }} {}",
        fragments.join(" ")
    );
    assert_eq!(attack(&query), "TOO_LARGE");
}

#[test]
fn fragments_of_nothing_but_fragments_are_refused() {
    let fragment = |step: u32| format!("fragment F{step} on Query {{ ...F{0} ...F{0} }}", step + 1);
    let fragments: Vec<_> = (0..25).map(fragment).collect();
    let all = fragments.join(" ");
    for last in ["", "fragment F25 on Query { ...Missing }", "fragment F25 on Query { __typename }"] {
        assert_eq!(attack(&format!("{{ __typename ...F0 }} {all} {last}")), "TOO_LARGE");
        assert_eq!(attack(&format!("mutation {{ ...F0 }} {all} {last}")), "TOO_LARGE");
    }
}

#[test]
fn filters_in_filters_and_orders_without_end_are_refused() {
    let nested = (0..60).fold(json!({ "isDone": { "eq": true } }), |inner, _| json!({ "not": inner }));
    let query = "query ($f: WorkPackageFilter) { workPackages(filter: $f) { totalCount } }";
    assert_eq!(attack_with(query, &json!({ "f": nested })), "TOO_LARGE");
    let many: Vec<_> = (0..5_000).map(|at| json!(at.to_string())).collect();
    assert_eq!(attack_with(query, &json!({ "f": { "title": { "in": many } } })), "TOO_LARGE");
    let some: Vec<_> = (0..1_001).map(|at| json!(at.to_string())).collect();
    assert_eq!(attack_with(query, &json!({ "f": { "title": { "in": some } } })), "BAD_INPUT");
    let wide: Vec<_> = (0..101).map(|_| json!({ "isDone": { "eq": true } })).collect();
    assert_eq!(attack_with(query, &json!({ "f": { "or": wide } })), "BAD_INPUT");
    assert_eq!(
        attack_with(query, &json!({ "f": { "title": { "contains": "x".repeat(60_000) } } })),
        "BAD_INPUT"
    );
    let terms = "{ field: TITLE } ".repeat(9);
    assert_eq!(attack(&format!("{{ workPackages(orderBy: [{terms}]) {{ totalCount }} }}")), "BAD_INPUT");
    assert_eq!(attack_with(query, &json!({ "f": { "title": { "eq": "a\0b" } } })), "BAD_INPUT");
}

#[test]
fn lists_of_lists_of_the_same_things_are_refused() {
    let deep = (0..6).fold("id".to_owned(), |inner, _| format!("departments {{ members {{ {inner} }} }}"));
    assert_eq!(attack(&format!("{{ {deep} }}")), "TOO_LARGE");
    let rows = (0..5).fold("id".to_owned(), |inner, _| format!("parent {{ children {{ {inner} }} }}"));
    let query = format!(
        r#"{{ campaign(key: "D11") {{ progressTable {{ rows {{ workPackage {{ {rows} }} }} }} }} }}"#
    );
    assert_eq!(attack(&query), "TOO_LARGE");
    let query = "query ($n: Int = 100) { campaigns(first: $n) { nodes { workPackages(first: $n) { nodes { \
        id } } } } }";
    assert_eq!(attack(query), "TOO_LARGE");
}

#[test]
fn fragments_that_spread_themselves_are_refused() {
    assert_eq!(
        attack(
            "{ campaigns { nodes { ...A } } } fragment A on Campaign { ...B } fragment B on Campaign { ...A }"
        ),
        "TOO_LARGE"
    );
}

#[test]
fn lists_in_lists_in_lists_are_refused() {
    let deep = 10_000;
    assert_eq!(
        attack(&format!("{{ nodes(ids: {}{}) {{ id }} }}", "[".repeat(deep), "]".repeat(deep))),
        "TOO_LARGE"
    );
    assert_eq!(attack(&format!("{{ a(b: {}", "{c:".repeat(deep))), "TOO_LARGE");
    assert_eq!(attack(&"{a".repeat(100)), "TOO_LARGE");
    assert_eq!(attack(&format!("query ($a: {}Int) {{ __typename }}", "[".repeat(deep))), "TOO_LARGE");
}

#[test]
fn text_that_is_too_long_or_of_too_many_tokens_is_refused() {
    assert_eq!(attack(&format!("{{ __typename }} #{}", "x".repeat(40_000))), "TOO_LARGE");
    assert_eq!(attack(&format!("{{ {} }}", "a ".repeat(4_001))), "TOO_LARGE");
    assert_eq!(attack(&format!("{{ {} }}", "a:b ".repeat(2_000))), "TOO_LARGE");
}

#[test]
fn strings_that_hide_brackets_or_never_end_do_no_harm() {
    assert_eq!(
        attack(&format!(r#"{{ campaign(key: "{}") {{ id }} nope }}"#, "{[(".repeat(1_000))),
        "INVALID_DOCUMENT"
    );
    assert_eq!(attack(&format!(r#"{{ campaign(key: """{}"#, "\\".repeat(20_000))), "TOO_LARGE");
    assert_eq!(attack(&format!(r#"{{ campaign(key: "{}"#, "é".repeat(10_000))), "TOO_LARGE");
    let deep = "[".repeat(400);
    assert_eq!(attack(&format!(r#"{{ campaign(key: """\\""" """, y: {deep}) {{ id }} }}"#)), "TOO_LARGE");
    assert_eq!(attack(&format!(r#"{{ campaign(key: [""""{deep}]) {{ id }} }}"#)), "TOO_LARGE");
}

#[test]
fn too_many_aliases_directives_levels_and_mutations_are_refused() {
    let many =
        |one: &str, count: usize| (0..count).map(|at| one.replace('#', &at.to_string())).collect::<String>();
    assert_eq!(attack(&format!("{{ {} }}", many("a#: __typename ", 51))), "TOO_LARGE");
    assert_eq!(attack(&format!("{{ __typename {} }}", many("@skip(if: false) ", 51))), "TOO_LARGE");
    let levels = format!(
        "{{ campaigns {{ nodes {{ workPackages {{ nodes {}id{} }} }} }} }}",
        "{ parent ".repeat(12),
        " }".repeat(12)
    );
    assert_eq!(attack(&levels), "TOO_LARGE");
    let one = r#"signIn(input: { email: "a", password: "b" }) { accessToken }"#;
    assert_eq!(attack(&format!("mutation {{ {} }}", many(&format!("a#: {one} "), 21))), "TOO_LARGE");
    assert_eq!(
        attack(&format!("mutation {{ a: {one} ...F }} fragment F on Mutation {{ b: {one} }}")),
        "TOO_LARGE"
    );
}

#[test]
fn pages_of_pages_are_refused_by_what_they_come_to() {
    assert_eq!(
        attack("{ campaigns(first: 100) { nodes { workPackages(first: 100) { nodes { id } } } } }"),
        "TOO_LARGE"
    );
    let query = "query ($n: Int!) { campaigns(first: $n) { edges { node { ...F } } } } fragment F on \
        Campaign { workPackages(first: $n) { nodes { id } } }";
    assert_eq!(attack_with(query, &json!({ "n": 100 })), "TOO_LARGE");
    assert_eq!(attack("{ campaigns(first: 100) { nodes { progressTable { rows { id } } } } }"), "TOO_LARGE");
}

#[test]
fn a_thousand_mistakes_are_told_as_ten() {
    let unknown: Vec<_> = (0..1_000).map(|at| format!("unknown{at}")).collect();
    let query = format!("{{ {} }}", unknown.join(" "));
    assert_eq!(attack(&query), "INVALID_DOCUMENT");
    let long = format!("{{ {} }}", "x".repeat(30_000));
    assert_eq!(attack(&long), "INVALID_DOCUMENT");
}

#[test]
fn variables_nested_without_end_are_refused() {
    let lin = Victim::shared().lin();
    let deep = format!(
        r#"{{"query":"{{ __typename }}","variables":{{"a":{}{}}}}}"#,
        "[".repeat(20_000),
        "]".repeat(20_000)
    );
    assert_eq!(lin.post(&[("content-type", "application/json")], &deep).status, 400);
}

#[test]
fn bodies_that_are_too_long_are_refused_announced_or_not() {
    let victim = Victim::shared();
    let body = format!(r#"{{"query":"{}"}}"#, " ".repeat(300 * 1024));
    assert_eq!(victim.lin().post(&[("content-type", "application/json")], &body).status, 413);
    let mut stream = TcpStream::connect(victim.address).unwrap();
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: \
        chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    for _ in 0..40 {
        // The server may have answered and hung up before the last of it.
        if stream.write_all(format!("2000\r\n{}\r\n", " ".repeat(0x2000)).as_bytes()).is_err() {
            break;
        }
    }
    let mut status = String::new();
    BufReader::new(stream).read_line(&mut status).unwrap();
    assert!(status.starts_with("HTTP/1.1 413"), "{status}");
}

#[test]
fn whoever_sends_a_byte_a_second_is_cut_off() {
    let victim = Victim::shared();
    let mut stream = TcpStream::connect(victim.address).unwrap();
    let head = "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: \
        1000\r\n\r\n{";
    stream.write_all(head.as_bytes()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut status = String::new();
    BufReader::new(stream).read_line(&mut status).unwrap();
    assert!(status.starts_with("HTTP/1.1 408"), "{status}");
}

#[test]
fn whoever_does_not_finish_their_headers_is_cut_off() {
    let mut stream = TcpStream::connect(Victim::shared().address).unwrap();
    stream.write_all(b"POST /graphql HTTP/1.1\r\nhost: x\r\nx-slow: ").unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 408"), "{answer}");
}

#[test]
fn two_hundred_who_sign_in_at_once_are_served_or_told_to_wait_and_others_are_served_more_often() {
    let _alone = alone();
    let victim = Victim::shared();
    let bystander = victim.lin();
    bystander.ask("{ campaigns { totalCount } }");
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut answered = 0;
            while !is_over.load(Ordering::Relaxed) {
                bystander.ask("{ campaigns { totalCount } }");
                answered += 1;
            }
            answered
        });
        let sign_in = |number: u32| {
            let document = "mutation ($email: String!) { signIn(input: { email: $email, password: \
                \"whatever it is\" }) { accessToken } }";
            victim.lin().send(document, &json!({ "email": format!("nobody{number}@example.com") })).status
        };
        let all: Vec<_> = (0..200).map(|number| scope.spawn(move || sign_in(number))).collect();
        let statuses: Vec<_> = all.into_iter().map(|one| one.join().unwrap()).collect();
        is_over.store(true, Ordering::Relaxed);
        assert!(statuses.iter().all(|status| [200, 503].contains(status)), "{statuses:?}");
        // Passwords are checked two at a time; whoever asks one thing after the other has more than their
        // share.
        let checked = statuses.iter().filter(|status| **status == 200).count();
        let answered = watching.join().unwrap();
        assert!(checked > 0 && 2 * answered > checked, "{checked} checked, {answered} answered beside them");
    });
}
