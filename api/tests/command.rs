//! The command line, as a process.

use std::process::{Command, Output};

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
    for name in ["LEADTIME_LOG", "LEADTIME_LISTEN", "LEADTIME_NOPE", "LEADTIME_HOST", "snapshot_mebibytes"] {
        assert!(text.contains(name), "{name}: {text}");
    }
    assert_eq!(output.status.code(), Some(2));
}
