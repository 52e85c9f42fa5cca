//! Commands that need no server.

use std::process::Command;

use super::{DEMO, Folder};

#[test]
fn check_tells_late_work_and_exits_with_1() {
    let folder = Folder::new("check");
    assert_eq!(
        folder.print(&["import", DEMO]),
        "D11 \"Double 11 2026\": 66 work packages, 17 people, 3 calendars, 7 departments, 5 anchors, 95 \
            dependencies, 1 baselines\n"
    );
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
    let text = folder.print(&[
        "deadlines",
        "--as-of",
        "2026-10-20",
        "--within-days",
        "2",
        "--overdue",
        "false",
        "--csv",
    ]);
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
fn several_files_are_imported_each_by_itself() {
    let folder = Folder::new("several");
    let demo = std::fs::read_to_string(DEMO).unwrap();
    for key in ["D12", "D13"] {
        let plan = demo.replacen("\"key\": \"D11\"", &format!("\"key\": \"{key}\""), 1);
        std::fs::write(folder.0.join(format!("{key}.json")), plan).unwrap();
    }
    std::fs::write(folder.0.join("bad.json"), r#"{ "leadtime": "plan/1" }"#).unwrap();
    let refused = folder.run(&["import", "D12.json", "D13.json", "--key", "D14"]);
    assert_eq!(refused.status.code(), Some(2));
    let output = folder.run(&["import", "D12.json", "bad.json", "D13.json"]);
    let (told, faults) =
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(2), "{faults}");
    assert!(faults.contains("bad.json: campaign: is missing"), "{faults}");
    assert!(told.contains("D12 ") && told.contains("D13 ") && told.lines().count() == 2, "{told}");
    assert!(folder.print(&["export", "D13"]).contains("\"D13\""));
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
        .env("LEADTIME_PUBLIC_URL", "https://example.org/leadtime?page=")
        .env("LEADTIME_HOST", "y");
    let output = command.arg("migrate").output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    for name in [
        "leadtime.toml: log",
        "leadtime.toml: listen",
        "leadtime.toml: nope",
        "LEADTIME_HOST",
        "LEADTIME_PUBLIC_URL",
        "leadtime.toml: snapshot_mebibytes",
    ] {
        assert!(text.contains(name), "{name}: {text}");
    }
    assert_eq!(output.status.code(), Some(2));
}

fn names(folder: &Folder) -> Vec<String> {
    let entries = std::fs::read_dir(&folder.0).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

#[test]
fn commands_that_read_make_and_change_nothing() {
    let folder = Folder::new("reading");
    let reading = [vec!["deadlines"], vec!["check"], vec!["export", "D11"]];
    for arguments in &reading {
        let output = folder.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("leadtime.db is not there"), "{output:?}");
    }
    assert_eq!(names(&folder), [""; 0]);
    std::fs::write(folder.0.join("leadtime.db"), "").unwrap();
    for arguments in &reading {
        let output = folder.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("run `leadtime migrate`"), "{output:?}");
    }
    assert_eq!(names(&folder), ["leadtime.db"]);
    folder.print(&["import", DEMO]);
    let before = (names(&folder), std::fs::read(folder.0.join("leadtime.db")).unwrap());
    for arguments in &reading {
        assert!(folder.run(arguments).status.code() < Some(2), "{arguments:?}");
    }
    for arguments in [["schema"], ["roles"]] {
        folder.print(&arguments);
    }
    assert_eq!((names(&folder), std::fs::read(folder.0.join("leadtime.db")).unwrap()), before);
}

#[test]
fn commands_read_beside_a_server_that_writes() {
    let folder = Folder::new("beside");
    let server = folder.serve(&["--demo"], &[("LEADTIME_DRAIN_SECONDS", "0")]);
    assert!(folder.print(&["deadlines", "--as-of", "2026-10-20"]).lines().count() > 20);
    assert!(server.stop().0.success());
}

#[test]
fn what_was_due_and_is_open_is_among_what_is_due() {
    let folder = Folder::new("overdue");
    folder.print(&["import", DEMO]);
    let dates = |arguments: &[&str]| {
        let fixed = ["deadlines", "--as-of", "2026-10-20", "--csv"];
        let text = folder.print(&[&fixed, arguments].concat());
        text.lines().skip(1).map(|line| line[..10].to_owned()).collect::<Vec<_>>()
    };
    let due = dates(&["--within-days", "2"]);
    assert!(due.iter().any(|day| day < &"2026-10-20".to_owned()), "{due:?}");
    let upcoming = dates(&["--within-days", "2", "--overdue", "false"]);
    assert!(
        upcoming.iter().all(|day| day >= &"2026-10-20".to_owned()) && !upcoming.is_empty(),
        "{upcoming:?}"
    );
    let of = dates(&["--department", "warehouse", "--kind", "due", "--campaign", "D11"]);
    assert!(!of.is_empty() && of.len() < dates(&[]).len());
    assert!(dates(&["--person", "nobody@example.com"]).is_empty());
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let folder = Folder::new("pipe");
    folder.print(&["import", DEMO]);
    for format in ["--json", "--csv"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_leadtime"));
        let mut process = command
            .current_dir(&folder.0)
            .env_clear()
            .args(["deadlines", "--all", format])
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(process.stdout.take());
        let output = process.wait_with_output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    }
}

#[test]
fn a_spreadsheet_shows_text_and_no_formulas() {
    let folder = Folder::new("formula");
    let plan =
        std::fs::read_to_string(DEMO).unwrap().replacen("\"title\": \"", "\"title\": \"=HYPERLINK(1) ", 40);
    std::fs::write(folder.0.join("plan.json"), plan).unwrap();
    folder.print(&["import", "plan.json"]);
    let text = folder.print(&["deadlines", "--all", "--csv", "--bom"]);
    assert!(
        text.starts_with("\u{feff}date,")
            && text.contains(",'=HYPERLINK(1)")
            && !text.contains(",=HYPERLINK")
    );
    // Numbers below zero stay numbers.
    assert!(folder.print(&["deadlines", "--as-of", "2026-12-20", "--csv"]).contains(",-"));
}

#[test]
fn a_file_that_cannot_be_opened_is_named() {
    let folder = Folder::new("unopened");
    std::fs::create_dir(folder.0.join("leadtime.db")).unwrap();
    for arguments in [["serve"], ["migrate"]] {
        let output = folder.run(&arguments);
        assert_eq!(output.status.code(), Some(2));
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains("leadtime.db: ") && told.contains("unable to open database file"), "{told}");
    }
}
