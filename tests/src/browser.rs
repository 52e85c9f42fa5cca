//! Pages in a real browser.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use serde_json::Value;

use crate::installed;

/// How long a browser may take to start, load a page and report, on a busy machine.
const WAIT: Duration = Duration::from_mins(2);

/// A site on a port of its own, with one page whose script posts what it finds to `/report`.
pub struct Site {
    listener: TcpListener,
    address: SocketAddr,
}

impl Site {
    /// A site without its page yet.
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        Self { listener, address }
    }

    /// Its origin, as browsers send it.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What a script that answers a value finds as this site's page in Chromium.
    pub fn run(self, script: &str) -> Value {
        let page = format!(
            "<!doctype html><title>Test</title><script>(async () => {{ {script} }})()\
             .catch((error) => ({{ error: error.name }}))\
             .then((found) => fetch('/report', {{ method: 'POST', body: JSON.stringify(found) }}));</script>"
        );
        let browser = Browser::open(&self.origin());
        let (sender, reports) = channel();
        std::thread::spawn(move || {
            for stream in self.listener.incoming().map_while(Result::ok) {
                serve(stream, &page, &sender);
            }
        });
        let found = report(&reports);
        drop(browser);
        found
    }
}

impl Default for Site {
    fn default() -> Self {
        Self::new()
    }
}

fn report(reports: &Receiver<String>) -> Value {
    serde_json::from_str(&reports.recv_timeout(WAIT).expect("the page has reported")).unwrap()
}

/// Answers one request: the page, or nothing to a report.
fn serve(mut stream: TcpStream, page: &str, reports: &Sender<String>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = Vec::new();
    for line in reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty()) {
        head.push(line.to_ascii_lowercase());
    }
    let length = head.iter().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    let is_report = head.first().is_some_and(|line| line.starts_with("post /report "));
    if reader.read_exact(&mut body).is_ok() && is_report {
        drop(reports.send(String::from_utf8(body).unwrap()));
    }
    let content = if is_report { "" } else { page };
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: \
            close\r\n\r\n{content}",
        content.len()
    );
    // A browser that has seen enough hangs up.
    let _: std::io::Result<()> = stream.write_all(answer.as_bytes());
}

/// Chromium without a window, with a profile of its own, until this is dropped.
struct Browser {
    process: Child,
    profile: PathBuf,
}

impl Browser {
    fn open(url: &str) -> Self {
        let program = installed::chromium().expect("Chromium is installed");
        let name = url.rsplit(':').next().unwrap_or_default();
        let profile = std::env::temp_dir().join(format!("leadtime-browser-{}-{name}", std::process::id()));
        // It shows a page of the test's own alone, and its sandbox does not work for root or in most
        // containers.
        let options =
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"];
        let process = Command::new(program)
            .args(options)
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg(url)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { process, profile }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
        drop(std::fs::remove_dir_all(&self.profile));
    }
}
