//! The command line, as a process.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails where what it stands on does not hold"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// A folder of its own with a database in it.
struct Folder(std::path::PathBuf);

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
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

const DEMO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../demo/d11.en.json");

#[test]
fn check_tells_late_work_and_exits_with_1() {
    let folder = Folder::new("check");
    assert_eq!(folder.print(&["import", DEMO]), "D11 \"Double 11 2026\": 66 work packages\n");
    let output = folder.run(&["check", "--as-of", "2026-10-20", "--severity", "critical", "--csv"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("campaign,severity,code,key,since,department,person,message"));
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("D11,CRITICAL,DEADLINE_MISSED,D11-37,2026-10-19,Warehouse,Huang Jun,")
    );
    let json = folder.run(&["check", "--as-of", "2026-10-20", "--json"]);
    let found: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert!(found.as_array().unwrap().len() > 10);
    let nothing = folder.run(&["check", "--as-of", "2026-08-20", "--severity", "critical"]);
    assert_eq!(nothing.status.code(), Some(0));
}

#[test]
fn deadlines_come_by_date() {
    let folder = Folder::new("deadlines");
    folder.print(&["import", DEMO]);
    let text = folder.print(&["deadlines", "--as-of", "2026-10-20", "--within-days", "2", "--csv"]);
    let dates: Vec<_> = text.lines().skip(1).map(|line| &line[..10]).collect();
    assert_eq!(dates.len(), 8);
    assert!(dates.is_sorted());
    assert!(folder.print(&["deadlines", "--as-of", "2026-10-20", "--all"]).lines().count() > 70);
}

#[test]
fn what_is_exported_is_what_was_imported() {
    let (first, second) = (Folder::new("export-1"), Folder::new("export-2"));
    first.print(&["import", DEMO]);
    let text = first.print(&["export", "D11"]);
    std::fs::write(second.0.join("plan.json"), &text).unwrap();
    second.print(&["import", "plan.json"]);
    assert_eq!(second.print(&["export", "D11"]), text);
}

#[test]
fn what_is_wrong_is_said_and_exits_with_2() {
    let folder = Folder::new("wrong");
    std::fs::write(folder.0.join("bad.json"), r#"{ "leadtime": "plan/1" }"#).unwrap();
    for (arguments, message) in [
        (vec!["import", "bad.json"], "campaign: is missing"),
        (vec!["import", "missing.json"], "missing.json"),
        (vec!["export", "NOPE"], "NOPE"),
        (vec!["check", "--severity", "awful"], "awful"),
        (vec!["check", "--json", "--csv"], "--json"),
    ] {
        let output = folder.run(&arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(message), "{arguments:?}: {output:?}");
    }
}

#[test]
fn settings_that_are_wrong_are_all_named() {
    let folder = Folder::new("settings");
    std::fs::write(
        folder.0.join("leadtime.toml"),
        "log = \"loud\"\nlisten = 5\nnope = \"x\"\nsnapshot_mebibytes = true\n",
    )
    .unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_leadtime"));
    command
        .current_dir(&folder.0)
        .env_clear()
        .env("LEADTIME_CONFIG", "leadtime.toml")
        .env("LEADTIME_HOST", "y");
    let output = command.arg("migrate").output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    for name in [
        "leadtime.toml: log",
        "leadtime.toml: listen",
        "leadtime.toml: nope",
        "LEADTIME_HOST",
        "leadtime.toml: snapshot_mebibytes",
    ] {
        assert!(text.contains(name), "{name}: {text}");
    }
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn serves_the_demo_in_either_language_until_it_is_told_to_stop() {
    for (language, name) in [("en", "Lin Wei"), ("zh", "林薇")] {
        let folder = Folder::new(&format!("serve-{language}"));
        let mut server = Command::new(env!("CARGO_BIN_EXE_leadtime"))
            .current_dir(&folder.0)
            .env_clear()
            .env("LEADTIME_LISTEN", "127.0.0.1:0")
            .args(["serve", "--demo", language])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines().map_while(Result::ok);
        let first = lines.next().unwrap();
        let address = first.split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let screen: Vec<_> = lines.by_ref().take_while(|line| !line.contains("-d '")).collect();
        assert!(screen.iter().any(|line| line.contains("leadtime-demo")), "{screen:#?}");
        assert!(
            screen.iter().any(|line| line.contains("lin.wei@example.com") && line.contains(name)),
            "{screen:#?}"
        );
        assert!(screen.iter().any(|line| line.starts_with("curl ")), "{screen:#?}");
        assert!(get(&address, "/readyz").starts_with("HTTP/1.1 200"));
        // A request that is still being sent when the server is told to stop is answered.
        let mut late = TcpStream::connect(&address).unwrap();
        let body = r#"{"query":"{ __typename }"}"#;
        let head = format!(
            "POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        late.write_all(head.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(100));
        let told = Instant::now();
        assert!(Command::new("kill").arg(server.id().to_string()).status().unwrap().success());
        std::thread::sleep(Duration::from_millis(200));
        late.write_all(body.as_bytes()).unwrap();
        let mut answer = String::new();
        late.read_to_string(&mut answer).unwrap();
        assert!(answer.contains("\"__typename\":\"Query\""), "{answer}");
        assert!(server.wait().unwrap().success());
        assert!(told.elapsed() < Duration::from_secs(10));
    }
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .write_all(format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").as_bytes())
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn post(address: &str, token: &str, document: &str, variables: &Value) -> Value {
    let body = json!({ "query": document, "variables": variables }).to_string();
    let bearer = if token.is_empty() { String::new() } else { format!("authorization: Bearer {token}\r\n") };
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n{bearer}content-length: {}\r\n\r\n",
        body.len()
    );
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all((head + &body).as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// Signs in, goes on, registers, makes and uses tokens, and gets things wrong: the secrets that were used, and everything
/// that was answered to who had none.
fn use_secrets(address: &str, folder: &Folder) -> (Vec<String>, String) {
    let mut secrets: Vec<String> =
        ["canary wrong password", "canary new password", "canary in a document"].map(str::to_owned).to_vec();
    let sign_in = "mutation ($p: String!) { signIn(input: { email: \"lin.wei@example.com\", password: $p }) { accessToken refreshToken userErrors { code message params { value } } } }";
    let mut told = post(address, "", sign_in, &json!({ "p": secrets[0] })).to_string();
    let session = post(address, "", sign_in, &json!({ "p": "leadtime-demo" }))["data"]["signIn"].clone();
    let secret = |value: &Value| value.as_str().unwrap().to_owned();
    let (access, refresh) = (secret(&session["accessToken"]), secret(&session["refreshToken"]));
    let next = post(
        address,
        "",
        "mutation ($t: String!) { refreshSession(input: { refreshToken: $t }) { accessToken refreshToken } }",
        &json!({ "t": refresh }),
    );
    let made = post(
        address,
        &access,
        "mutation { createToken(input: { name: \"CI\", scopes: [READ] }) { secret } }",
        &json!({}),
    );
    let script = secret(&made["data"]["createToken"]["secret"]);
    told += &post(address, &script, "{ viewer { userId } tokens { hint } }", &json!({})).to_string();
    told += &post(address, &format!("{access}x"), "{ viewer { userId } }", &json!({})).to_string();
    told += &post(address, &format!("{script}x"), "{ viewer { userId } }", &json!({})).to_string();
    let register = "mutation ($p: String!) { register(input: { email: \"new@example.com\", name: \"New\", password: $p, workspaceName: \"New\", timeZone: \"UTC\" }) { userErrors { code } } }";
    told += &post(address, "", register, &json!({ "p": secrets[1] })).to_string();
    told += &post(
        address,
        &access,
        "{ auditLog { nodes { action subject details user { email } } } }",
        &json!({}),
    )
    .to_string();
    let mail = folder.0.join("leadtime-mail.txt");
    for _ in 0..200 {
        if std::fs::read_to_string(&mail).is_ok_and(|text| text.contains("token=")) {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let letter = std::fs::read_to_string(&mail).unwrap();
    let link = letter.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    told += &post(address, &access, "mutation ($t: String!) { revokeInvitation(input: { invitationId: $t }) { userErrors { code params { value } } } }", &json!({ "t": link })).to_string();
    let key =
        std::fs::read_to_string(folder.0.join("leadtime.key")).unwrap().lines().nth(1).unwrap().to_owned();
    let next = &next["data"]["refreshSession"];
    secrets.extend([
        access,
        refresh,
        secret(&next["accessToken"]),
        secret(&next["refreshToken"]),
        script,
        link,
        key,
    ]);
    (secrets, told)
}

#[test]
fn secrets_stand_in_no_log_no_error_and_no_database() {
    let folder = Folder::new("secrets");
    let log = folder.0.join("log");
    let mut server = Command::new(env!("CARGO_BIN_EXE_leadtime"))
        .current_dir(&folder.0)
        .env_clear()
        .envs([("LEADTIME_LISTEN", "127.0.0.1:0"), ("LEADTIME_LOG", "trace")])
        .args(["serve", "--demo"])
        .stdout(Stdio::piped())
        .stderr(std::fs::File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines().map_while(Result::ok);
    let address =
        lines.next().unwrap().split("http://").nth(1).unwrap().split('/').next().unwrap().to_owned();
    lines.find(|line| line.contains("-d '")).unwrap();
    let (secrets, told) = use_secrets(&address, &folder);
    assert!(Command::new("kill").arg(server.id().to_string()).status().unwrap().success());
    server.wait().unwrap();
    let log = std::fs::read_to_string(log).unwrap();
    assert!(
        log.lines().count() > 5 && told.contains("SIGN_IN_REFUSED") && told.contains("TOKEN_CREATED"),
        "{told}"
    );
    let database = std::fs::read(folder.0.join("leadtime.db")).unwrap();
    for secret in secrets {
        assert!(!log.contains(&secret), "in the log: {secret}");
        assert!(!told.contains(&secret), "in an answer: {secret}");
        assert!(
            !database.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()),
            "in the database: {secret}"
        );
    }
}

#[test]
fn makes_the_first_token_for_scripts_on_the_server() {
    let folder = Folder::new("token");
    folder.print(&["import", DEMO]);
    let token =
        folder.print(&["token", "create", "--email", "lin.wei@example.com", "--scopes", "read,plan:write"]);
    assert!(token.starts_with("ltp_") && token.trim_end().len() == 40, "{token}");
    let output = folder.run(&["token", "create", "--email", "nobody@example.com"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("nobody@example.com"));
}
