//! SQLite on a disk that fails: what was acknowledged is there, what was refused is not, and the server goes
//! on as soon as the disk does.

use std::fs::OpenOptions;
use std::io::{BufRead, BufReader, Lines, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::json;
use tests::{Actor, Database, Reply, Server};

/// "No space left on device" and "input/output error".
const ENOSPC: i32 = 28;
const EIO: i32 = 5;

/// As often as anybody asks.
const ALWAYS: i32 = i32::MAX;

/// Not a test: what the process on the failing disk runs.
#[test]
#[ignore = "the server that the tests of this file run on a failing disk"]
fn patient() {
    let mut database = String::new();
    std::io::stdin().read_line(&mut database).unwrap();
    let server = Server::start(Database::at(database.trim()));
    if server.lines("select key as line from campaign").is_empty() {
        server.load_demo();
    }
    println!("\npatient {} {}", server.address, server.token(server.load_id("lin.wei@example.com")));
    for key in std::io::stdin().lines().map_while(Result::ok) {
        let outcome = server.import_into(&tests::plan::large(&key, 2500), Some("Double 11 2026"));
        println!("imported {}", outcome.map_or_else(|error| error, |_| "all".to_owned()));
    }
}

/// A server in a process of its own, and the disk under its database.
struct Patient {
    process: Child,
    screen: Lines<BufReader<ChildStdout>>,
    lin: Actor,
    control: PathBuf,
}

impl Patient {
    fn start(database: &Database, shim: &Path) -> Self {
        let control = shim.with_extension("control");
        std::fs::write(&control, [0; 16]).unwrap();
        let mut process = program(&folder(database))
            .args(["--exact", "disk::patient", "--ignored", "--nocapture"])
            .env("LD_PRELOAD", shim)
            .env("LEADTIME_TEST_DISK", &control)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        writeln!(process.stdin.as_mut().unwrap(), "{}", database.url()).unwrap();
        let mut screen = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = next(&mut screen, "patient ");
        let mut words = line.split(' ').skip(1);
        let (address, token) = (words.next().unwrap().parse().unwrap(), words.next().unwrap());
        let lin = Actor::at(address, token);
        Self { process, screen, lin, control }
    }

    /// Imports a campaign that is too large to be kept in memory until it is committed: what it came to.
    fn import(&mut self, key: &str) -> String {
        writeln!(self.process.stdin.as_mut().unwrap(), "{key}").unwrap();
        next(&mut self.screen, "imported ")
    }

    /// Lets so many calls of the disk succeed and so many fail after them.
    fn fail(&self, before: i32, times: i32, error: i32) {
        let numbers = [before, times, error, 0].map(i32::to_ne_bytes).concat();
        OpenOptions::new().write(true).open(&self.control).unwrap().write_all(&numbers).unwrap();
    }

    /// Calls of the disk since it was last told to fail.
    fn calls(&self) -> i32 {
        let mut file = OpenOptions::new().read(true).open(&self.control).unwrap();
        let mut number = [0; 4];
        file.seek(SeekFrom::Start(12)).unwrap();
        file.read_exact(&mut number).unwrap();
        i32::from_ne_bytes(number)
    }

    fn write(&self, name: &str) -> Reply {
        let document = "mutation ($name: String!) { createWorkspace(input: { name: $name, timeZone: \"UTC\" \
            }) { workspace { name } userErrors { code } } }";
        self.lin.send(document, &json!({ "name": name }))
    }

    fn names(&self) -> Vec<String> {
        let data = self.lin.ask("{ viewer { memberships { workspace { name } } } }");
        let list = data["viewer"]["memberships"].as_array().unwrap().iter();
        list.map(|of| of["workspace"]["name"].as_str().unwrap().to_owned()).collect()
    }

    fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// The folder of a database.
fn folder(database: &Database) -> PathBuf {
    Path::new(database.url().strip_prefix("sqlite://").unwrap()).parent().unwrap().to_owned()
}

/// This program, to be started by somebody who may not write everywhere: root gives that up.
fn program(own_folder: &Path) -> Command {
    let program = std::env::current_exe().unwrap();
    if own_folder.metadata().unwrap().uid() != 0 {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--inh-caps=-all", "--bounding-set=-dac_override,-dac_read_search"]).arg(program);
    command
}

/// The next line that begins with a word.
fn next(screen: &mut Lines<BufReader<ChildStdout>>, word: &str) -> String {
    screen.map_while(Result::ok).find(|line| line.starts_with(word)).unwrap()
}

/// The library that makes the disk fail.
fn shim(name: &str) -> PathBuf {
    let library = std::env::temp_dir().join(format!("leadtime-disk-{}-{name}.so", std::process::id()));
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/shim/disk.c");
    let made =
        Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).args([source, "-ldl"]).status();
    assert!(made.unwrap().success());
    library
}

fn is_acknowledged(reply: &Reply) -> bool {
    let answer = reply.json();
    if answer.get("errors").is_none() {
        return true;
    }
    let code = &answer["errors"][0]["extensions"]["code"];
    assert!(*code == "UNAVAILABLE" || *code == "OUTCOME_UNKNOWN", "{}", reply.text);
    false
}

/// Fails each call of the disk that a write makes, one after the other, and as often as said from there on.
fn survives(name: &str, error: i32, times: i32) {
    let (database, shim) = (Database::sqlite(), shim(name));
    let patient = Patient::start(&database, &shim);
    let (mut there, mut not_there, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for before in 0.. {
        let (hit, after) = (format!("hit {before}"), format!("after {before}"));
        patient.fail(before, times, error);
        let reply = patient.write(&hit);
        let was_reached = patient.calls() > before;
        patient.fail(0, 0, 0);
        if is_acknowledged(&reply) {
            there.push(hit);
        } else if reply.text.contains("OUTCOME_UNKNOWN") {
            unknown.push(hit);
        } else {
            not_there.push(hit);
        }
        // The disk is well again: so is the server, at once.
        let reply = patient.write(&after);
        assert!(is_acknowledged(&reply), "{before}: {}", reply.text);
        there.push(after);
        if !was_reached {
            assert!(before > 3, "a write makes {before} calls");
            break;
        }
    }
    // What does not fit is lost for certain; of what was not flushed nobody knows.
    assert!(!if error == ENOSPC { &not_there } else { &unknown }.is_empty());
    let compare = |found: &[String]| {
        let missing: Vec<_> = there.iter().filter(|name| !found.contains(name)).collect();
        let extra: Vec<_> = not_there.iter().filter(|name| found.contains(name)).collect();
        assert!(missing.is_empty() && extra.is_empty(), "lost: {missing:?}, done though refused: {extra:?}");
    };
    patient.lin.get("/readyz");
    compare(&patient.names());
    patient.kill();
    let again = Patient::start(&database, &shim);
    compare(&again.names());
    again.kill();
    let server = Server::start(Database::at(database.url()));
    assert_eq!(server.lines("select integrity_check as line from pragma_integrity_check"), ["ok"]);
    assert!(server.lines("select \"table\" as line from pragma_foreign_key_check").is_empty());
    for file in [shim.with_extension("control"), shim] {
        std::fs::remove_file(file).unwrap();
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the failing disk is made for Linux")]
fn a_disk_that_is_full_once_loses_nothing_that_was_acknowledged() {
    survives("full-once", ENOSPC, 1);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the failing disk is made for Linux")]
fn a_disk_that_stays_full_loses_nothing_that_was_acknowledged() {
    survives("full", ENOSPC, ALWAYS);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the failing disk is made for Linux")]
fn a_disk_that_fails_once_loses_nothing_that_was_acknowledged() {
    survives("broken-once", EIO, 1);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the failing disk is made for Linux")]
fn a_disk_that_stays_broken_loses_nothing_that_was_acknowledged() {
    survives("broken", EIO, ALWAYS);
}

/// SQLite writes much of it before its end, and rolls all of it back by itself where that fails.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the failing disk is made for Linux")]
fn a_large_write_that_does_not_fit_is_lost_as_a_whole_and_harms_no_other() {
    let (database, shim) = (Database::sqlite(), shim("large"));
    let mut patient = Patient::start(&database, &shim);
    let mut keys = Vec::new();
    for before in [0, 1, 20, 200, i32::MAX] {
        let key = format!("K{}", keys.len());
        patient.fail(before, ALWAYS, ENOSPC);
        let told = patient.import(&key);
        let calls = patient.calls();
        patient.fail(0, 0, 0);
        assert!(before == i32::MAX || calls > before, "{before} of {calls} calls");
        assert_eq!(told == "imported all", before == i32::MAX, "{before}: {told}");
        assert!(is_acknowledged(&patient.write(&key)));
        keys.push(key);
    }
    let names = patient.names();
    assert!(keys.iter().all(|key| names.contains(key)));
    let data = patient.lin.ask("{ campaigns { nodes { key } } }");
    assert_eq!(data["campaigns"]["nodes"].as_array().unwrap().len(), 2, "{data}");
    patient.kill();
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "the failing disk is made for Linux")]
fn a_server_on_a_full_disk_is_not_ready_until_there_is_room() {
    let (database, shim) = (Database::sqlite(), shim("ready"));
    let patient = Patient::start(&database, &shim);
    assert_eq!(patient.lin.get("/readyz").status, 200);
    patient.fail(0, ALWAYS, ENOSPC);
    for round in 0..20 {
        assert!(!is_acknowledged(&patient.write(&format!("full {round}"))));
        assert_eq!(patient.lin.get("/readyz").status, 503);
    }
    // Who reads is served all the while.
    let before = patient.names();
    assert!(!before.iter().any(|name| name.starts_with("full")));
    patient.fail(0, 0, 0);
    assert!(tests::becomes_true(|| patient.lin.get("/readyz").status == 200));
    assert!(is_acknowledged(&patient.write("room")));
    patient.kill();
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "root gives up writing everywhere on Linux alone")]
fn a_folder_that_becomes_read_only_loses_nothing_that_was_acknowledged() {
    let (database, shim) = (Database::sqlite(), shim("read-only"));
    let patient = Patient::start(&database, &shim);
    let set_mode =
        |mode| std::fs::set_permissions(folder(&database), PermissionsExt::from_mode(mode)).unwrap();
    set_mode(0o555);
    let names = (0..20).map(|round| format!("read-only {round}"));
    let (mut there, not_there): (Vec<_>, Vec<_>) =
        names.partition(|name| is_acknowledged(&patient.write(name)));
    let is_ready = patient.lin.get("/readyz").status == 200;
    assert_eq!(is_ready, not_there.is_empty(), "it is ready while it can write: {not_there:?}");
    set_mode(0o755);
    assert!(tests::becomes_true(|| patient.lin.get("/readyz").status == 200));
    assert!(is_acknowledged(&patient.write("after")));
    there.push("after".to_owned());
    patient.kill();
    let again = Patient::start(&database, &shim);
    let found = again.names();
    assert!(there.iter().all(|name| found.contains(name)), "{there:?} {found:?}");
    assert!(!not_there.iter().any(|name| found.contains(name)), "{not_there:?} {found:?}");
    again.kill();
}

#[test]
fn nothing_is_written_to_a_file_that_was_moved_away() {
    let database = Database::sqlite();
    let file = PathBuf::from(database.url().strip_prefix("sqlite://").unwrap());
    let server = Server::start(database);
    server.load_demo();
    let lin = server.lin();
    lin.ask("{ campaigns { totalCount } }");
    let away = file.with_extension("away");
    std::fs::rename(&file, &away).unwrap();
    let create = |name: &str| {
        lin.send(
            &format!(
                "mutation {{ createWorkspace(input: {{ name: {name:?}, timeZone: \"UTC\" }}) {{ \
            userErrors {{ code }} }} }}"
            ),
            &json!({}),
        )
    };
    for _ in 0..3 {
        assert_eq!(create("Lost").json()["errors"][0]["extensions"]["code"], "UNAVAILABLE");
        lin.send("{ campaigns { totalCount } }", &json!({}));
        assert!(!file.exists(), "nobody makes another file in its place");
    }
    assert_eq!(lin.get("/readyz").status, 503);
    std::fs::rename(&away, &file).unwrap();
    assert!(tests::becomes_true(|| lin.get("/readyz").status == 200));
    assert_eq!(create("Kept").json()["data"]["createWorkspace"]["userErrors"], json!([]));
    assert_eq!(server.lines("select name as line from workspace where name in ('Lost', 'Kept')"), ["Kept"]);
}
