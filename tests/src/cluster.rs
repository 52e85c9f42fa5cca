//! PostgreSQL for the tests: the server that `LEADTIME_TEST_POSTGRES_URL` names, else a private cluster from
//! installed binaries, which goes when the tests end.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use crate::installed::{self, variable};

/// The tests' own cluster, where there is one.
static SHARED: OnceLock<Cluster> = OnceLock::new();

/// The address of a server on which databases may be made, without the database.
pub(crate) fn address() -> &'static str {
    static ADDRESS: OnceLock<String> = OnceLock::new();
    ADDRESS.get_or_init(|| {
        let start = || {
            let cluster = Cluster::start("").ok()?;
            Some(SHARED.get_or_init(|| cluster).address())
        };
        configured()
            .or_else(start)
            .expect("no PostgreSQL that can be started: install its server or set LEADTIME_TEST_POSTGRES_URL")
    })
}

/// The process of the tests' own cluster, once it runs.
pub fn process() -> Option<u32> {
    SHARED.get().map(|cluster| cluster.server.id())
}

fn configured() -> Option<String> {
    variable("LEADTIME_TEST_POSTGRES_URL").map(|url| url.trim_end_matches('/').to_owned())
}

/// A cluster on a socket of its own.
pub struct Cluster {
    binaries: PathBuf,
    folder: PathBuf,
    /// As whom it runs, where that is somebody else.
    user: Option<(u32, u32)>,
    server: Child,
}

impl Cluster {
    /// Makes a cluster in a folder of its own and starts it.
    ///
    /// # Errors
    /// Why there is none.
    pub fn start(name: &str) -> Result<Self, String> {
        let binaries = installed::postgres().ok_or("its binaries are not installed")?;
        let folder = std::env::temp_dir().join(format!("leadtime-postgres-{}{name}", std::process::id()));
        let user = unprivileged();
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        if let Some((user, group)) = user {
            chown(&folder, Some(user), Some(group)).map_err(|error| error.to_string())?;
        }
        let mut make = program((&binaries, "initdb"), &folder, user);
        make.arg("-D").arg(folder.join("data")).args(["-A", "trust", "-U", "postgres", "--no-sync"]);
        if !make.status().is_ok_and(|status| status.success()) {
            return Err("initdb failed".to_owned());
        }
        let server = serve(&binaries, &folder, user)?;
        end_with_this_process(&folder);
        Ok(Self { binaries, folder, user, server })
    }

    /// Its address, without a database.
    pub fn address(&self) -> String {
        format!("postgres://postgres@{}", self.folder.display().to_string().replace('/', "%2F"))
    }

    /// Stops it as `pg_ctl stop -m immediate` does: without a checkpoint, and in the middle of everything.
    pub fn stop_at_once(&mut self) {
        let pid = self.server.id().to_string();
        assert!(Command::new("kill").args(["-QUIT", &pid]).status().is_ok_and(|status| status.success()));
        self.server.wait().unwrap();
    }

    /// Starts it once more, which replays its log.
    pub fn start_again(&mut self) {
        self.server = serve(&self.binaries, &self.folder, self.user).unwrap();
    }
}

/// A program of PostgreSQL, as whom it may run.
fn program((binaries, name): (&Path, &str), folder: &Path, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(binaries.join(name));
    command.current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    if let Some((user, group)) = user {
        command.uid(user).gid(group);
    }
    command
}

/// A server that takes connections.
fn serve(binaries: &Path, folder: &Path, user: Option<(u32, u32)>) -> Result<Child, String> {
    let data = folder.join("data");
    let settings = ["-F", "-c", "listen_addresses=", "-c", "max_connections=200", "-k"];
    let mut server = program((binaries, "postgres"), folder, user);
    let server = server.arg("-D").arg(&data).args(settings).arg(folder).spawn();
    let mut server = server.map_err(|error| error.to_string())?;
    for _ in 0..1200 {
        let state = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
        let is_its_own = state.lines().next() == Some(&server.id().to_string());
        if is_its_own && state.lines().last().is_some_and(|line| line.trim() == "ready") {
            return Ok(server);
        }
        if let Some(status) = server.try_wait().map_err(|error| error.to_string())? {
            return Err(status.to_string());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Err("it takes no connections".to_owned())
}

/// A shell that waits until this process is gone, however it ends, and then stops the cluster and removes it.
fn end_with_this_process(folder: &Path) {
    let script = format!(
        "cat; cd '{}' && kill -INT $(head -n 1 data/postmaster.pid); sleep 1; rm -rf \"$PWD\"",
        folder.display()
    );
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
