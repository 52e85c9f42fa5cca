//! Campaigns as files: by their addresses, and in an answer of GraphQL.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tests::{Actor, Server, apply, on_both};

/// Each format with the file of its address, its media type, and what the file begins with.
const FORMATS: [(&str, &str, &str, &[u8]); 9] = [
    ("PLAN", "plan.json", "application/json", b"{\n  \"leadtime\""),
    ("XLSX", "plan.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
    ("CSV", "plan.csv", "text/csv; charset=utf-8", b"WBS,Title,"),
    ("MSPDI", "plan.xml", "application/xml", b"<?xml"),
    ("ICS", "plan.ics", "text/calendar; charset=utf-8", b"BEGIN:VCALENDAR\r\n"),
    ("MARKDOWN", "plan.md", "text/markdown; charset=utf-8", b"# D11"),
    ("SVG", "gantt.svg", "image/svg+xml", b"<svg"),
    ("PNG", "gantt.png", "image/png", b"\x89PNG\r\n"),
    ("PDF", "gantt.pdf", "application/pdf", b"%PDF-"),
];

const EXPORT: &str = "query($id: ID!, $format: ExportFormat!, $asOf: Date) {
  exportCampaign(campaignId: $id, format: $format, asOf: $asOf) { format fileName mediaType sizeBytes \
  content text path } }";

fn id(who: &Actor) -> Value {
    who.ask(r#"{ campaign(key: "D11") { id } }"#)["campaign"]["id"].take()
}

fn export(who: &Actor, format: &str) -> Value {
    who.ask_with(EXPORT, &json!({ "id": id(who), "format": format, "asOf": "2026-10-20" }))["exportCampaign"]
        .take()
}

#[apply(on_both)]
fn an_answer_has_the_file_that_its_path_leads_to(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    for (format, file, media, start) in FORMATS {
        let told = export(&lin, format);
        let reply = lin.get(told["path"].as_str().unwrap());
        assert_eq!(told["path"], format!("/campaigns/D11/{file}?asOf=2026-10-20"));
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(media)), "{format}");
        assert_eq!((&told["format"], &told["mediaType"]), (&json!(format), &json!(media)));
        assert!(reply.bytes.starts_with(start), "{format}: {:?}", &reply.bytes[..16]);
        let content = BASE64_STANDARD.decode(told["content"].as_str().unwrap()).unwrap();
        assert_eq!(told["sizeBytes"], content.len(), "{format}");
        assert_eq!(told["text"].is_null(), ["XLSX", "PNG", "PDF"].contains(&format), "{format}");
        // A workbook and a page have the moment at which they were written in them.
        if !told["text"].is_null() {
            assert!(told["text"] == reply.text && content == reply.bytes, "{format}");
        }
    }
}

#[apply(on_both)]
fn a_file_has_a_good_name_in_any_language(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let rename = format!(
        "mutation {{ updateCampaign(input: {{ campaignId: {}, name: \"双11: 大促/1\" }}) {{ userErrors {{ code \
            }} }} }}",
        id(&lin)
    );
    lin.ask(&rename);
    assert_eq!(export(&lin, "XLSX")["fileName"], "D11 双11- 大促-1 2026-10-20.xlsx");
    let named = |file: &str| {
        lin.get(&format!("/campaigns/D11/{file}?asOf=2026-10-20"))
            .header("content-disposition")
            .unwrap()
            .to_owned()
    };
    let name = "%E5%8F%8C11%2D%20%E5%A4%A7%E4%BF%83%2D1%202026%2D10%2D20";
    assert_eq!(
        named("plan.csv"),
        format!("attachment; filename=\"D11-2026-10-20.csv\"; filename*=UTF-8''D11%20{name}.csv")
    );
    assert_eq!(
        named("gantt.svg"),
        format!("inline; filename=\"D11-2026-10-20.svg\"; filename*=UTF-8''D11%20{name}.svg")
    );
}

#[apply(on_both)]
fn whoever_cannot_see_a_campaign_gets_no_file_of_it(server: &Server) {
    server.load_demo();
    server.import_into(&tests::plan::small("OTH", "other@example.com").to_string(), Some("Other")).unwrap();
    let (lin, other) = (server.lin(), server.actor("other@example.com"));
    let not_found = |who: &Actor, path: &str| {
        (who.get(path).status, who.get(path).json()["errors"][0]["message"].clone())
    };
    for (format, file, ..) in FORMATS {
        let (foreign, none) = (format!("/campaigns/D11/{file}"), format!("/campaigns/NONE/{file}"));
        assert_eq!(not_found(&other, &foreign), not_found(&other, &none), "{format}");
        assert_eq!(other.get(&foreign).status, 404, "{format}");
        assert_eq!(server.stranger().get(&foreign).status, 401, "{format}");
        let answer = other.ask_with(EXPORT, &json!({ "id": id(&lin), "format": format }));
        assert_eq!(answer["exportCampaign"], Value::Null, "{format}");
    }
    let limited = format!(
        "mutation {{ createToken(input: {{ name: \"x\", scopes: [READ], campaignIds: [{}] }}) {{ secret \
            userErrors {{ code }} }} }}",
        id(&lin)
    );
    let secret = lin.ask(&limited)["createToken"]["secret"].take();
    assert_eq!(server.bearer(secret.as_str().unwrap()).get("/campaigns/D11/plan.json").status, 200);
}

#[apply(on_both)]
fn a_file_that_is_known_is_not_written_again_until_the_plan_changes(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let path = "/campaigns/D11/plan.csv?asOf=2026-10-20";
    let etag = lin.get(path).header("etag").unwrap().to_owned();
    let again = |path: &str| lin.get_with(path, &[("if-none-match", &etag)]).status;
    assert_eq!(again(path), 304);
    assert_eq!(again("/campaigns/D11/plan.md?asOf=2026-10-20"), 200, "another file has another tag");
    assert_eq!(again("/campaigns/D11/plan.csv?asOf=2026-10-21"), 200);
    lin.ask(&format!(
        "mutation {{ updateCampaign(input: {{ campaignId: {}, name: \"Other\" }}) {{ \
        userErrors {{ code }} }} }}",
        id(&lin)
    ));
    assert_eq!(again(path), 200);
}

#[apply(on_both)]
fn a_plan_file_from_the_server_is_imported_again(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let plan = lin.get("/campaigns/D11/plan.json").bytes;
    let reply = lin.upload("/campaigns/import?key=TWO", &plan);
    assert_eq!(reply.status, 201, "{}", reply.text);
}

#[apply(on_both)]
fn what_cannot_be_read_of_a_request_for_a_file_is_named(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let refused = lin.get("/campaigns/D11/plan.csv?asOf=yesterday");
    assert_eq!((refused.status, &refused.json()["errors"][0]["extensions"]["field"]), (400, &json!("asOf")));
    let unknown = lin.get("/campaigns/D11/plan.doc");
    assert_eq!(unknown.status, 404);
    assert!(unknown.text.contains("plan.xlsx"), "it says which there are: {}", unknown.text);
    let refused = lin.refused(r#"{ exportCampaign(campaignId: "nonsense", format: CSV) { path } }"#);
    assert_eq!(refused["extensions"]["field"], "campaignId");
}

#[apply(on_both)]
fn a_document_has_four_files_at_most(server: &Server) {
    server.load_demo();
    let lin = server.lin();
    let five: Vec<_> = (0..5)
        .map(|n| format!("a{n}: exportCampaign(campaignId: {}, format: CSV) {{ path }}", id(&lin)))
        .collect();
    let five = five.join(" ");
    assert_eq!(lin.refused(&format!("{{ {five} }}"))["extensions"]["code"], "TOO_LARGE");
}

#[apply(on_both)]
fn a_file_that_is_too_large_for_an_answer_names_its_path(server: &Server) {
    server.load_demo();
    server.import(&tests::plan::large("BIG", 2500)).unwrap();
    let lin = server.lin();
    let id = lin.ask(r#"{ campaign(key: "BIG") { id } }"#)["campaign"]["id"].take();
    let document =
        "query($id: ID!) { exportCampaign(campaignId: $id, format: MSPDI) { sizeBytes path content } }";
    let answer = lin.send(document, &json!({ "id": id })).json();
    let (file, error) = (&answer["data"]["exportCampaign"], &answer["errors"][0]);
    assert_eq!(
        (&error["extensions"]["code"], &file["content"]),
        (&json!("TOO_LARGE"), &Value::Null),
        "{answer}"
    );
    assert!(
        error["message"].as_str().unwrap().ends_with("fetch it with GET /campaigns/BIG/plan.xml"),
        "{error}"
    );
    let reply = lin.get(file["path"].as_str().unwrap());
    assert_eq!((reply.status, json!(reply.bytes.len())), (200, file["sizeBytes"].clone()));
}
