//! PostgreSQL for the tests: the server that `LEADTIME_TEST_POSTGRES_URL` names, else a private cluster from
//! installed binaries, which goes when the tests end.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use crate::installed::{self, variable};

/// The address of a server on which databases may be made, without the database.
pub(crate) fn address() -> &'static str {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    ADDRESS.get_or_init(|| {
        configured()
            .or_else(start)
            .expect("no PostgreSQL that can be started: install its server or set LEADTIME_TEST_POSTGRES_URL")
    })
}

/// The process of the private cluster, where there is one.
static PROCESS: OnceLock<u32> = OnceLock::new();

/// The process of the tests' own cluster, once it runs.
pub fn process() -> Option<u32> {
    PROCESS.get().copied()
}

fn configured() -> Option<String> {
    variable("LEADTIME_TEST_POSTGRES_URL").map(|url| url.trim_end_matches('/').to_owned())
}

/// Starts a cluster on a socket of its own.
fn start() -> Option<String> {
    let binaries = installed::postgres()?;
    let folder = std::env::temp_dir().join(format!("leadtime-postgres-{}", std::process::id()));
    fs::create_dir_all(&folder).ok()?;
    let user = unprivileged();
    if let Some((user, group)) = user {
        chown(&folder, Some(user), Some(group)).ok()?;
    }
    let run = |program: &str| {
        let mut command = Command::new(binaries.join(program));
        command.current_dir(&folder).stdout(Stdio::null()).stderr(Stdio::null());
        if let Some((user, group)) = user {
            command.uid(user).gid(group);
        }
        command
    };
    let data = folder.join("data");
    let made =
        run("initdb").arg("-D").arg(&data).args(["-A", "trust", "-U", "postgres", "--no-sync"]).status();
    made.ok().filter(std::process::ExitStatus::success)?;
    let settings = ["-F", "-c", "listen_addresses=", "-c", "max_connections=200", "-k"];
    let mut server = run("postgres").arg("-D").arg(&data).args(settings).arg(&folder).spawn().ok()?;
    end_with_this_process(server.id(), &folder);
    PROCESS.get_or_init(|| server.id());
    for _ in 0..200 {
        let state = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
        if state.lines().last().is_some_and(|line| line.trim() == "ready") {
            let socket = folder.to_str()?.replace('/', "%2F");
            return Some(format!("postgres://postgres@{socket}"));
        }
        if server.try_wait().ok()?.is_some() {
            return None;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    None
}

/// A shell that waits until this process is gone, however it ends, and then stops the cluster and removes it.
fn end_with_this_process(server: u32, folder: &Path) {
    let script = format!("cat; kill -INT {server}; sleep 1; rm -rf '{}'", folder.display());
    let mut shell = Command::new("sh");
    shell
        .args(["-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0);
    // Its standard input stays open as long as this process does.
    std::mem::forget(shell.spawn().unwrap());
}

/// Somebody else where this process is root, as whom PostgreSQL refuses to run.
fn unprivileged() -> Option<(u32, u32)> {
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let find = |name: &str| {
        let mut fields = users.lines().find(|line| line.starts_with(&format!("{name}:")))?.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    is_root.then(|| find("postgres").or_else(|| find("nobody"))).flatten()
}
