//! Pictures and files of campaigns: over HTTP and from the command line.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};
use tests::{Actor, Server, apply, on_both};

const SVG: &str = "/campaigns/D11/gantt.svg?asOf=2026-10-20";

/// A folder of the system's own for what a command writes, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(format!("leadtime-pictures-{}-{}", name.0, name.1));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    /// What `leadtime` writes with `-o` and a file of this name.
    fn written(&self, server: &Server, arguments: &[&str], name: &str) -> Vec<u8> {
        let path = self.0.join(name);
        let output = ["-o", path.to_str().unwrap()];
        server.command(&[arguments, &output].concat()).unwrap();
        std::fs::read(path).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

fn code(actor: &Actor, path: &str) -> (u16, Value) {
    let reply = actor.get(path);
    (reply.status, reply.json()["errors"][0]["extensions"]["code"].clone())
}

#[apply(on_both)]
fn whoever_sees_a_campaign_sees_its_picture(server: &Server) {
    server.load_demo();
    let reply = server.lin().get(SVG);
    assert_eq!((reply.status, reply.header("content-type")), (200, Some("image/svg+xml")), "{}", reply.text);
    assert!(reply.text.starts_with("<svg") && reply.text.contains("20 Oct 2026"), "{}", &reply.text[..900]);
    assert_eq!(reply.header("content-security-policy"), Some("default-src 'none'; sandbox"));
    let png = server.lin().get("/campaigns/D11/gantt.png?asOf=2026-10-20&theme=dark");
    assert_eq!(png.header("content-type"), Some("image/png"));
    assert!(png.bytes.starts_with(b"\x89PNG\r\n"));
    let pdf = server.lin().get("/campaigns/d11/gantt.pdf");
    assert!(pdf.bytes.starts_with(b"%PDF-"), "a key is found in lower case too");
}

#[apply(on_both)]
fn a_picture_shows_what_the_progress_table_says(server: &Server) {
    server.load_demo();
    let document = r#"{ campaign(key: "D11") { progressTable(asOf: "2026-10-20") { rows { wbs title delayDays
        lateStatus kind } } } }"#;
    let table = server.lin().ask(document);
    let picture = server.lin().get(SVG).text;
    let rows = table["campaign"]["progressTable"]["rows"].as_array().unwrap();
    let mut late = 0;
    for row in rows {
        let name = format!("<g><title>{} ", row["wbs"].as_str().unwrap());
        let shown = picture.split(&name).nth(1).unwrap_or_else(|| panic!("{name} is not there"));
        let shown = shown.split("</title>").next().unwrap();
        let is_late = ["LATE", "AT_RISK"].contains(&row["lateStatus"].as_str().unwrap());
        if is_late && row["delayDays"].as_i64() > Some(0) {
            assert!(shown.contains(&format!("+{}d", row["delayDays"])), "{row} {shown}");
            late += 1;
        }
    }
    assert!(late > 2, "the demo has late work on that day");
}

#[apply(on_both)]
fn a_campaign_that_is_not_theirs_is_not_there(server: &Server) {
    server.load_demo();
    let other =
        server.import_into(&tests::plan::small("OTH", "other@example.com").to_string(), Some("Other"));
    other.unwrap();
    let lin = server.lin();
    let (foreign, unknown) = (lin.get("/campaigns/OTH/gantt.svg"), lin.get("/campaigns/NONE/gantt.svg"));
    assert_eq!((foreign.status, unknown.status), (404, 404));
    let body = |reply: &tests::Reply| {
        let mut body = reply.json();
        body["errors"][0]["extensions"]["requestId"].take();
        body
    };
    assert_eq!(body(&foreign), body(&unknown));
    assert_eq!(code(&server.stranger(), SVG), (401, json!("UNAUTHENTICATED")));
    assert_eq!(code(&server.bearer("nonsense"), SVG), (401, json!("UNAUTHENTICATED")));
}

#[apply(on_both)]
fn what_cannot_be_read_of_a_request_is_named(server: &Server) {
    server.load_demo();
    for (query, field) in [("asOf=2026-02-30", "asOf"), ("theme=pink", "theme"), ("asof=2026-10-20", "query")]
    {
        let reply = server.lin().get(&format!("/campaigns/D11/gantt.svg?{query}"));
        assert_eq!(
            (reply.status, &reply.json()["errors"][0]["extensions"]["field"]),
            (400, &json!(field)),
            "{query}"
        );
    }
    assert_eq!(server.lin().get("/campaigns/D11/gantt.gif").status, 404);
}

#[apply(on_both)]
fn a_picture_that_is_known_is_not_drawn_again_until_the_plan_changes(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let etag = lin.get(SVG).header("etag").unwrap().to_owned();
    let again = || lin.get_with(SVG, &[("if-none-match", &etag)]);
    assert_eq!((again().status, again().text.as_str()), (304, ""));
    let dark = lin.get_with(&format!("{SVG}&theme=dark"), &[("if-none-match", &etag)]);
    assert_eq!(dark.status, 200);
    let found = lin.ask(r#"{ campaign(key: "D11") { id version } }"#);
    let rename = format!(
        "mutation {{ updateCampaign(input: {{ campaignId: {}, name: \"Renamed\" }}) {{ userErrors {{ code \
            }} }} }}",
        found["campaign"]["id"]
    );
    assert_eq!(lin.ask(&rename)["updateCampaign"]["userErrors"], json!([]));
    let changed = again();
    assert_eq!(changed.status, 200);
    assert!(changed.text.contains("Renamed"));
}

#[apply(on_both)]
fn a_picture_is_in_the_language_that_is_asked_for(server: &Server) {
    server.load_demo();
    let reply = server.lin().get_with(SVG, &[("accept-language", "zh-CN")]);
    assert!(reply.text.contains("2026年10月20日") && reply.text.contains("负责人"));
}

#[apply(on_both)]
fn the_command_line_writes_every_format(server: &Server) {
    server.load_demo();
    let folder = Folder::new();
    let export =
        |format: &str, name: &str| folder.written(server, &["export", "D11", "--format", format], name);
    assert!(export("svg", "a.svg").starts_with(b"<svg"));
    assert!(export("png", "a.png").starts_with(b"\x89PNG"));
    assert!(export("pdf", "a.pdf").starts_with(b"%PDF-"));
    let plan: Value = serde_json::from_slice(&export("plan", "a.json")).unwrap();
    assert_eq!(plan["campaign"]["key"], "D11");
    let table = String::from_utf8(export("md", "a.md")).unwrap();
    assert!(table.starts_with("# D11 · ") && table.contains("| 2.4.2 | "), "{table}");
    let gantt = ["gantt", "D11", "--as-of", "2026-10-20", "--dark", "--language", "zh"];
    let picture = String::from_utf8(folder.written(server, &gantt, "b.svg")).unwrap();
    assert!(picture.contains("2026年10月20日") && picture.contains("#141820"));
    let text = String::from_utf8(folder.written(server, &gantt[..4], "c.svg")).unwrap();
    assert!(text.contains("20 Oct 2026"));
}

#[apply(on_both)]
fn the_command_line_says_what_it_cannot_write(server: &Server) {
    server.load_demo();
    let refused = server.command(&["gantt", "D11", "-o", "/nowhere/a.gif"]).unwrap_err();
    assert!(refused.contains("ends in .svg, .png or .pdf"), "{refused}");
    let refused = server.command(&["export", "D11", "-o", "/nowhere/a.json"]).unwrap_err();
    assert!(refused.contains("/nowhere/a.json: "), "{refused}");
    let refused = server.command(&["gantt", "NONE"]).unwrap_err();
    assert!(refused.contains("there are 0 campaigns of key"), "{refused}");
}

#[apply(on_both)]
fn a_picture_that_cannot_be_drawn_leaves_the_file_that_is_there(server: &Server) {
    server.load_demo();
    let folder = Folder::new();
    let gantt = ["gantt", "D11", "--as-of", "2026-10-20"];
    let before = folder.written(server, &gantt, "a.png");
    let found = server.lin().ask(r#"{ campaign(key: "D11") { id } }"#);
    // A character of a plane for private use, which no font has.
    let rename = format!(
        "mutation {{ updateCampaign(input: {{ campaignId: {}, name: \"\u{10fffd}\" }}) {{ userErrors {{ code }} }} }}",
        found["campaign"]["id"]
    );
    assert_eq!(server.lin().ask(&rename)["updateCampaign"]["userErrors"], json!([]));
    let path = folder.0.join("a.png");
    let output = ["-o", path.to_str().unwrap()];
    let refused = server.command(&[&gantt[..], &output].concat()).unwrap_err();
    assert!(refused.contains("no font on this machine has"), "{refused}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let left: Vec<_> =
        std::fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["a.png"]);
}
