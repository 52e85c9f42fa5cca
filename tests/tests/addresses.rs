//! Calendar feeds and pages of campaigns are shown to whoever has their address, and nothing else is.

use chrono::TimeDelta;
use icalendar::parser::{Component, read_calendar, unfold};
use serde_json::{Value, json};
use tests::{Server, apply, on_both};

use crate::edits::Plan;

/// Makes an address, and what comes of it.
fn create(plan: &Plan, input: &str) -> Value {
    let document = format!(
        "mutation {{ createToken(input: {{ name: \"x\", {input} }}) {{ url secret token {{ id }} userErrors \
            {{ code field }} }} }}"
    );
    plan.who.ask(&document)["createToken"].take()
}

/// The path of an address.
fn path(created: &Value) -> String {
    let url = created["url"].as_str().unwrap_or_else(|| panic!("{created}"));
    format!("/{}", url.splitn(4, '/').nth(3).unwrap())
}

/// The value of a property of the event with a key, as another program reads the calendar.
fn event(text: &str, key: &str, property: &str) -> Option<String> {
    let unfolded = unfold(text);
    let calendar = read_calendar(&unfolded).unwrap();
    let start = format!("{key}@");
    let is_it =
        |part: &&Component<'_>| part.find_prop("UID").is_some_and(|uid| uid.val.as_str().starts_with(&start));
    let found: Vec<_> = calendar.components.iter().filter(is_it).collect();
    assert!(found.len() < 2, "{key} is there twice: {text}");
    found.first()?.find_prop(property).map(|found| found.val.as_str().to_owned())
}

#[apply(on_both)]
fn a_calendar_subscribes_to_own_work_a_campaign_or_what_is_late(server: &Server) {
    let plan = Plan::new(server);
    let lin = server.load_id("lin.wei@example.com");
    let copy = plan.create("Copy", 5);
    plan.does(
        "updateWorkPackage",
        &format!(
            "workPackageId: {copy:?}, accountableId: \"{lin}\", deadline: \
        {{ date: \"2026-03-06\", firmness: FIRM }}"
        ),
        "",
    );
    let stranger = server.stranger();
    let own = path(&create(&plan, "scopes: [CALENDAR]"));
    let feed = stranger.get(&own);
    assert_eq!(
        (feed.status, feed.header("content-type"), feed.header("referrer-policy")),
        (200, Some("text/calendar; charset=utf-8"), Some("no-referrer"))
    );
    for line in [
        "BEGIN:VCALENDAR",
        "UID:SPR-1-deadline@",
        "DTSTART;VALUE=DATE:20260306",
        "DTEND;VALUE=DATE:20260307",
        "BEGIN:VALARM",
    ] {
        assert!(feed.text.contains(line), "{line}\n{}", feed.text);
    }
    assert_eq!(stranger.get(&own).text, feed.text, "as long as nothing changes it is the same");
    let of_campaign = create(&plan, &format!("scopes: [CALENDAR], campaignIds: [{:?}]", plan.campaign));
    let text = stranger.get(&path(&of_campaign)).text;
    assert!(text.contains("SPR-1-deadline") && !text.contains("D11-"), "{text}");
    let late = stranger.get(&format!("{}?late=true", path(&of_campaign))).text;
    assert!(late.contains("SPR-1-deadline"), "it is late by now: {late}");
}

#[apply(on_both)]
fn what_is_deleted_is_cancelled_in_calendars_until_it_is_restored(server: &Server) {
    let plan = Plan::new(server);
    let lin = server.load_id("lin.wei@example.com");
    let (copy, gone) = (plan.create("Copy", 5), plan.create("Gone", 3));
    for id in [&copy, &gone] {
        plan.does(
            "updateWorkPackage",
            &format!(
                "workPackageId: {id:?}, accountableId: \"{lin}\", deadline: \
            {{ date: \"2026-03-20\", firmness: SOFT }}"
            ),
            "",
        );
    }
    let anchor = plan.does(
        "createAnchor",
        &format!("campaignId: {:?}, kind: LAUNCH, name: \"Launch\", date: \"2026-03-23\"", plan.campaign),
        "anchor { id }",
    );
    let of_campaign =
        path(&create(&plan, &format!("scopes: [CALENDAR], campaignIds: [{:?}]", plan.campaign)));
    let own = path(&create(&plan, "scopes: [CALENDAR]"));
    let feed = |path: &str| server.stranger().get(path).text;
    let (status, sequence) = (
        |key: &str| event(&feed(&of_campaign), key, "STATUS"),
        |key: &str| {
            let found = event(&feed(&of_campaign), key, "SEQUENCE").unwrap();
            found.parse::<i64>().unwrap()
        },
    );
    let before = sequence("SPR-2-deadline");
    let deleted = plan.does("deleteWorkPackage", &format!("workPackageId: {gone:?}"), "");
    assert_eq!(status("SPR-2-deadline").as_deref(), Some("CANCELLED"));
    assert_eq!(event(&feed(&of_campaign), "SPR-2-deadline", "DTSTART").as_deref(), Some("20260320"));
    let cancelled = sequence("SPR-2-deadline");
    assert!(cancelled > before, "{cancelled} {before}");
    assert_eq!(status("SPR-2-work"), None, "it was never in this feed");
    assert_eq!(
        event(&feed(&own), "SPR-2-work", "STATUS").as_deref(),
        Some("CANCELLED"),
        "of whoever was in charge of it"
    );
    let file = plan.who.get("/campaigns/SPR/plan.ics").text;
    assert_eq!(event(&file, "SPR-2-deadline", "STATUS").as_deref(), Some("CANCELLED"), "{file}");
    plan.undoes(&deleted);
    assert_eq!(status("SPR-2-deadline").as_deref(), Some("CONFIRMED"));
    assert!(sequence("SPR-2-deadline") > cancelled);
    plan.does(
        "updateWorkPackage",
        &format!("workPackageId: {copy:?}, deadline: null, slipReason: {{ category: SCOPE }}"),
        "",
    );
    assert_eq!(status("SPR-1-deadline").as_deref(), Some("CANCELLED"), "a deadline that was removed");
    plan.does("deleteAnchor", &format!("anchorId: {}", anchor["anchor"]["id"]), "");
    assert_eq!(status("SPR-anchor-launch").as_deref(), Some("CANCELLED"));
    server.app.clock.advance(TimeDelta::days(31));
    assert_eq!(status("SPR-anchor-launch"), None, "when nothing of it can be restored any more");
}

#[apply(on_both)]
fn a_campaign_that_is_deleted_is_cancelled_in_calendars_until_it_is_restored(server: &Server) {
    let plan = Plan::new(server);
    let copy = plan.create("Copy", 5);
    plan.does(
        "updateWorkPackage",
        &format!("workPackageId: {copy:?}, deadline: {{ date: \"2026-03-20\", firmness: FIRM }}"),
        "",
    );
    let of_campaign =
        path(&create(&plan, &format!("scopes: [CALENDAR], campaignIds: [{:?}]", plan.campaign)));
    let own_work = path(&create(&plan, "scopes: [CALENDAR]"));
    let feed = |path: &str| server.stranger().get(path).text;
    let about = |property: &str| event(&feed(&of_campaign), "SPR-1-deadline", property);
    let before: i64 = about("SEQUENCE").unwrap().parse().unwrap();
    let own = feed(&own_work);
    plan.who.ask(&format!(
        "mutation {{ deleteCampaign(input: {{ campaignId: {:?} }}) {{ userErrors {{ code }} }} }}",
        plan.campaign
    ));
    assert_eq!(about("STATUS").as_deref(), Some("CANCELLED"));
    assert!(about("SEQUENCE").unwrap().parse::<i64>().unwrap() > before);
    assert!(!feed(&of_campaign).contains("VALARM"), "nobody is reminded of it");
    assert_eq!(feed(&own_work), own, "it was never in this feed");
    plan.who.ask(&format!(
        "mutation {{ restoreCampaign(input: {{ campaignId: {:?} }}) {{ userErrors {{ code }} }} }}",
        plan.campaign
    ));
    assert_eq!(about("STATUS").as_deref(), Some("CONFIRMED"));
    plan.who.ask(&format!(
        "mutation {{ deleteCampaign(input: {{ campaignId: {:?} }}) {{ userErrors {{ code }} }} }}",
        plan.campaign
    ));
    server.app.clock.advance(TimeDelta::days(31));
    assert_eq!(about("STATUS"), None, "when it cannot be restored any more");
}

#[apply(on_both)]
fn a_campaign_with_another_key_has_other_events_in_calendars(server: &Server) {
    let plan = Plan::new(server);
    plan.does(
        "createAnchor",
        &format!("campaignId: {:?}, kind: CUSTOM, name: \"Fair\", date: \"2026-03-23\"", plan.campaign),
        "anchor { id }",
    );
    plan.who.ask(&format!(
        "mutation {{ updateCampaign(input: {{ campaignId: {:?}, key: \"SUM\" }}) {{ \
        userErrors {{ code }} }} }}",
        plan.campaign
    ));
    let file = plan.who.get("/campaigns/SUM/plan.ics").text;
    let status = |key: &str| event(&file, key, "STATUS");
    assert_eq!(
        (status("SPR-anchor-fair").as_deref(), status("SUM-anchor-fair").as_deref()),
        (Some("CANCELLED"), Some("CONFIRMED"))
    );
}

#[apply(on_both)]
fn a_page_shows_one_campaign_to_whoever_has_its_address(server: &Server) {
    let plan = Plan::new(server);
    plan.create("<Copy> & more", 5);
    let created = create(&plan, &format!("scopes: [SHARE], campaignIds: [{:?}]", plan.campaign));
    let (stranger, path) = (server.stranger(), path(&created));
    let page = stranger.get(&path);
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(page.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
    assert!(
        page.text.contains("<h1>SPR · Spring</h1>")
            && page.text.contains("<svg")
            && page.text.contains("&lt;Copy&gt; &amp; more")
    );
    assert!(!page.text.contains("<Copy>"), "what was typed is text");
    let id = created["token"]["id"].as_str().unwrap();
    plan.who.ask(&format!(
        "mutation {{ revokeToken(input: {{ tokenId: {id:?} }}) {{ userErrors {{ code }} }} }}"
    ));
    assert_eq!(stranger.get(&path).status, 404, "once it is revoked");
    for path in [path.replace("ltp_", "ltp_x"), "/shared/x".to_owned(), "/calendar/x.ics".to_owned()] {
        assert_eq!(stranger.get(&path).status, 404, "{path}");
    }
}

#[apply(on_both)]
fn an_address_is_no_way_in_and_a_token_is_no_address(server: &Server) {
    let plan = Plan::new(server);
    let feed = create(&plan, "scopes: [CALENDAR]");
    let secret = feed["secret"].as_str().unwrap();
    let refused = server.bearer(secret).refused("{ viewer { userId } }");
    assert_eq!(refused["extensions"]["code"], "UNAUTHENTICATED");
    assert_eq!(
        server.stranger().get(&format!("/shared/{secret}")).status,
        404,
        "that of a feed is none of a page"
    );
    let script = create(&plan, "scopes: [READ]");
    assert_eq!(script["url"], Value::Null);
    assert_eq!(
        server.stranger().get(&format!("/calendar/{}.ics", script["secret"].as_str().unwrap())).status,
        404
    );
    for (input, code, field) in [
        ("scopes: [CALENDAR, READ]".to_owned(), "INVALID_SCOPES", "scopes"),
        ("scopes: [SHARE]".to_owned(), "REQUIRED", "campaignIds"),
    ] {
        assert_eq!(
            create(&plan, &input)["userErrors"],
            json!([{ "code": code, "field": [field] }]),
            "{input}"
        );
    }
}
