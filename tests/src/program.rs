//! `leadtime` in a process of its own, so that it can be killed.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use leadtime::config::Config;

use crate::{Actor, Database};

/// What names the database, and the signing key, of the process that a test starts.
const DATABASE: &str = "LEADTIME_TEST_PROGRAM_DATABASE";
const KEY: &str = "LEADTIME_TEST_PROGRAM_KEY";

/// Runs `leadtime serve --demo` in this process, on the database that [`Program::start`] has named.
pub fn run_program() {
    let variable = |name: &str| crate::installed::variable(name).expect("started by a test");
    let key = PathBuf::from(variable(KEY));
    let config = Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        database_url: variable(DATABASE),
        mail_url: format!("file:{}", key.with_extension("mail").display()),
        signing_key_file: key,
        rate_limit: 0,
        // As long as a test takes on a busy machine.
        drain_seconds: 60,
        ..Config::default()
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let outcome = runtime.block_on(leadtime::command::run_with(&["leadtime", "serve", "--demo"], config));
    panic!("it ended: {:?}", outcome.map_err(|error| error.to_string()));
}

/// A server in a process of its own.
pub struct Program {
    process: Child,
    /// Where it listens.
    pub address: SocketAddr,
    token: String,
    /// It ends with a message that it cannot print.
    _screen: BufReader<ChildStdout>,
}

impl Program {
    /// Starts the test of this name, which runs [`run_program`], on a database.
    pub fn start(test: &str, database: &Database, key: &Path) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--ignored", "--nocapture"])
            .env(DATABASE, database.url())
            .env(KEY, key)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut screen = BufReader::new(process.stdout.take().unwrap());
        let address = after(&mut screen, "listens on http://");
        let address = address.split('/').next().unwrap().parse().unwrap();
        after(&mut screen, "A token of ");
        let mut token = String::new();
        screen.read_line(&mut token).unwrap();
        Self { process, address, token: token.trim().to_owned(), _screen: screen }
    }

    /// The owner of the demo's campaign.
    pub fn lin(&self) -> Actor {
        Actor::at(self.address, &self.token)
    }

    /// The owner's access token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Tells it to stop with SIGTERM.
    pub fn terminate(&self) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().is_ok_and(|status| status.success()));
    }

    /// Ends it with SIGKILL.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// What follows some words on the next line that has them.
fn after(screen: &mut BufReader<ChildStdout>, words: &str) -> String {
    let mut lines = screen.lines().map_while(Result::ok);
    let found = lines.find_map(|line| line.split_once(words).map(|(_, rest)| rest.to_owned()));
    found.unwrap_or_else(|| panic!("the server did not say {words:?}"))
}
