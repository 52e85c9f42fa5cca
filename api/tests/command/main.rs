//! The command line, as a process.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails where what it stands on does not hold"
)]

mod demo;
mod log;
mod offline;
mod secrets;
mod serving;
mod token;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};

use serde_json::{Value, json};

/// A folder of its own with a database in it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("leadtime-command-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_leadtime"));
        command.current_dir(&self.0).env_clear().args(arguments).output().unwrap()
    }

    fn print(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Starts a server in it, on a port of its own, and waits until it listens.
    fn serve(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Serving {
        self.start(Command::new(env!("CARGO_BIN_EXE_leadtime")), arguments, settings)
    }

    /// The same where no more than so many files may be open.
    fn serve_with_files(&self, files: u32, arguments: &[&str], settings: &[(&str, &str)]) -> Serving {
        let mut limited = Command::new("sh");
        let script = format!("ulimit -n {files} && exec \"$0\" \"$@\"");
        limited.args(["-c", &script, env!("CARGO_BIN_EXE_leadtime")]);
        self.start(limited, arguments, settings)
    }

    fn start(&self, mut command: Command, arguments: &[&str], settings: &[(&str, &str)]) -> Serving {
        let name = format!("log-{}", std::fs::read_dir(&self.0).unwrap().count());
        let log = self.0.join(name);
        let mut process = command
            .current_dir(&self.0)
            .env_clear()
            .env("LEADTIME_LISTEN", "127.0.0.1:0")
            .envs(settings.iter().copied())
            .arg("serve")
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut screen = BufReader::new(process.stdout.take().unwrap()).lines();
        let first =
            screen.next().unwrap_or_else(|| panic!("{}", std::fs::read_to_string(&log).unwrap())).unwrap();
        let address = first.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        Serving { process, address, screen, log }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// A server under way.
struct Serving {
    process: Child,
    address: String,
    screen: std::io::Lines<BufReader<ChildStdout>>,
    log: PathBuf,
}

impl Serving {
    /// What it prints until a line with a text.
    fn screen_until(&mut self, text: &str) -> Vec<String> {
        let lines = self.screen.by_ref().map_while(Result::ok);
        lines.take_while(|line| !line.contains(text)).collect()
    }

    /// Tells it to stop, and does not wait.
    fn terminate(&self) {
        assert!(Command::new("kill").arg(self.process.id().to_string()).status().unwrap().success());
    }

    /// Tells it to stop: how it ended, and its log.
    fn stop(mut self) -> (ExitStatus, Vec<Value>) {
        self.terminate();
        let status = self.process.wait().unwrap();
        let log = std::fs::read_to_string(&self.log).unwrap();
        (status, log.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
    }

    fn get(&self, path: &str) -> String {
        get(&self.address, path)
    }

    fn post(&self, token: &str, document: &str, variables: &Value) -> Value {
        post(&self.address, token, document, variables)
    }

    /// An access token of the demo's owner.
    fn sign_in(&self) -> String {
        let document = "mutation { signIn(input: { email: \"lin.wei@example.com\", password: \
            \"leadtime-demo\" }) { accessToken } }";
        self.post("", document, &json!({}))["data"]["signIn"]["accessToken"].as_str().unwrap().to_owned()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Whether something becomes true, for which as long is waited as a busy machine may take.
fn becomes_true(mut is_true: impl FnMut() -> bool) -> bool {
    (0..1200).any(|_| {
        is_true() || {
            std::thread::sleep(std::time::Duration::from_millis(50));
            false
        }
    })
}

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../demo/d11.en.json");

fn get(address: &str, path: &str) -> String {
    exchange(address, &format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"))
}

/// What is answered to a request until the connection is closed.
fn exchange(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn post(address: &str, token: &str, document: &str, variables: &Value) -> Value {
    let body = json!({ "query": document, "variables": variables }).to_string();
    let bearer = if token.is_empty() { String::new() } else { format!("authorization: Bearer {token}\r\n") };
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: \
            application/json\r\n{bearer}content-length: {}\r\n\r\n",
        body.len()
    );
    let answer = exchange(address, &(head + &body));
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}
