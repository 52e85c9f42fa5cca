//! The pages of campaigns, as a browser without scripts uses them.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{Actor, Database, Reply, Server, apply, on_both, plan, weak_hash};

use crate::edits::Plan;

const PASSWORD: &str = "leadtime-demo";

/// The day that the demo is looked at on.
const PAGE: &str = "/campaigns/D11?asOf=2026-10-20";

/// The form was sent from a page of the server.
const OWN: (&str, &str) = ("sec-fetch-site", "same-origin");

/// Loads the demo, and gives its people a password.
fn load(server: &Server) {
    server.load_demo();
    server.execute(&format!("update \"user\" set password_hash = '{}'", weak_hash(PASSWORD)));
}

/// Somebody at a browser, with the cookie of their session.
struct Reader {
    browser: Actor,
    cookie: String,
}

impl Reader {
    fn get(&self, path: &str) -> Reply {
        self.browser.get_with(path, &[("cookie", &self.cookie)])
    }

    fn sign_out(&self, site: &str) -> Reply {
        let headers = [("cookie", self.cookie.as_str()), ("sec-fetch-site", site)];
        self.browser.submit_with("/campaigns/sign-out", &headers, &[])
    }

    /// Whether the page is shown; else they are sent to the form.
    fn is_let_in(&self) -> bool {
        let page = self.get(PAGE);
        let is_sent_away =
            page.status == 303 && page.header("location").unwrap().starts_with("/campaigns/sign-in?to=");
        assert!(page.status == 200 || is_sent_away, "{} {}", page.status, page.text);
        page.status == 200
    }
}

fn send_form(server: &Server, headers: &[(&str, &str)], password: &str) -> Reply {
    let fields = [("form", "sign-in"), ("email", "Lin.Wei@example.com"), ("password", password)];
    server.stranger().submit_with("/campaigns/sign-in?to=/campaigns/D11", headers, &fields)
}

fn sign_in(server: &Server) -> Reader {
    let answer = send_form(server, &[OWN], PASSWORD);
    assert_eq!((answer.status, answer.header("location")), (303, Some("/campaigns/D11")), "{}", answer.text);
    let cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
    Reader { browser: server.stranger(), cookie }
}

/// The sessions of Lin, as a client lists them: what each calls itself.
fn sessions(server: &Server) -> Vec<Value> {
    server.lin().ask("{ sessions { id device } }")["sessions"].as_array().unwrap().clone()
}

#[apply(on_both)]
fn whoever_opens_a_page_signs_in_first_and_comes_back_to_it(server: &Server) {
    load(server);
    let sent = server.stranger().get(PAGE);
    assert_eq!(
        (sent.status, sent.header("location")),
        (303, Some("/campaigns/sign-in?to=%2Fcampaigns%2FD11%3FasOf%3D2026-10-20"))
    );
    let form = server.stranger().page(sent.header("location").unwrap(), "zh");
    assert!(
        form.status == 200
            && form.text.contains("<html lang=\"zh\">")
            && form.text.contains("<label for=\"sign-in-password\">"),
        "{}",
        form.text
    );
    let fields = [("form", "sign-in"), ("email", "lin.wei@example.com"), ("password", PASSWORD)];
    let back = server.stranger().submit_with(sent.header("location").unwrap(), &[OWN], &fields);
    assert_eq!((back.status, back.header("location")), (303, Some(PAGE)));
    let reader = sign_in(server);
    let page = reader.get(PAGE);
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, Some("text/html; charset=utf-8")),
        "{}",
        page.text
    );
    for part in [
        "<h1>D11 · ",
        "Tue 20 Oct 2026",
        "Late, by where it began",
        "Due today and this week",
        "<svg",
        "<table>",
        "Lin Wei",
        "Sign out",
    ] {
        assert!(page.text.contains(part), "{part}\n{}", page.text);
    }
    assert!(reader.get("/campaigns/d11").status == 200, "a key is found in lower case too");
}

#[apply(on_both)]
fn a_session_of_the_pages_is_one_of_the_list_and_ends_like_any_other(server: &Server) {
    load(server);
    let reader = sign_in(server);
    let found =
        sessions(server).into_iter().find(|session| session["device"] == "tests").expect("it is in the list");
    server
        .lin()
        .ask(&format!("mutation {{ signOut(input: {{ sessionId: {} }}) {{ endedCount }} }}", found["id"]));
    assert!(!reader.is_let_in(), "once it is ended elsewhere");
    let again = sign_in(server);
    assert!(again.is_let_in());
    let before = sessions(server).len();
    let out = again.sign_out("same-origin");
    assert_eq!((out.status, out.header("location")), (303, Some("/campaigns/sign-in")));
    assert!(
        out.header("set-cookie").unwrap().starts_with("leadtime=; ")
            && out.header("set-cookie").unwrap().contains("Max-Age=0")
    );
    assert!(!again.is_let_in(), "the cookie is worth nothing, even if the browser kept it");
    assert_eq!(sessions(server).len(), before, "one ended, and Lin has begun another to look");
    assert_eq!(again.sign_out("same-origin").status, 303, "whoever is out already is out");
}

#[apply(on_both)]
fn who_may_not_come_in_any_more_does_not(server: &Server) {
    load(server);
    let reader = sign_in(server);
    assert!(reader.is_let_in());
    server.execute("update membership set status = 'suspended'");
    server.app.clock.advance(TimeDelta::seconds(3));
    let page = reader.get(PAGE);
    assert!(page.status == 404 && !page.text.contains("D11"), "{} {}", page.status, page.text);
    server.execute("update membership set status = 'active'");
    server.app.clock.advance(TimeDelta::days(31));
    assert!(!reader.is_let_in(), "a session is over after a while");
}

#[apply(on_both)]
fn another_workspaces_campaign_looks_like_none(server: &Server) {
    load(server);
    server.import_into(&plan::small("OTH", "other@example.com").to_string(), Some("Other")).unwrap();
    let reader = sign_in(server);
    let (other, none) = (reader.get("/campaigns/OTH"), reader.get("/campaigns/NONE"));
    assert_eq!((other.status, none.status), (404, 404));
    assert_eq!(other.text, none.text);
    let list = reader.get("/campaigns").text;
    assert!(list.contains("<a href=\"/campaigns/D11\">") && !list.contains("OTH"), "{list}");
    assert_eq!(reader.get("/campaigns/D11?workspace=ws_1").status, 400);
}

#[apply(on_both)]
fn campaigns_of_all_own_workspaces_are_listed_and_told_apart(server: &Server) {
    load(server);
    server.import_into(&plan::small("D11", "lin.wei@example.com").to_string(), Some("Other")).unwrap();
    let reader = sign_in(server);
    let list = reader.get("/campaigns").text;
    let links: Vec<_> = list
        .split("<a href=\"/campaigns/D11?workspace=")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert_eq!(links.len(), 2, "{list}");
    let pages: Vec<_> =
        links.iter().map(|id| reader.get(&format!("/campaigns/D11?workspace={id}")).text).collect();
    assert!(
        pages[0].contains("<h1>D11 · D11</h1>") != pages[1].contains("<h1>D11 · D11</h1>"),
        "each its own"
    );
}

#[apply(on_both)]
fn the_cookie_is_good_for_pages_alone(server: &Server) {
    load(server);
    let reader = sign_in(server);
    let document = json!({ "query": "{ viewer { userId } }" }).to_string();
    let headers = [("content-type", "application/json"), ("cookie", reader.cookie.as_str())];
    let refused = server.stranger().post(&headers, &document).json();
    assert_eq!(refused["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    let value = reader.cookie.split_once('=').unwrap().1;
    assert_eq!(
        server.bearer(value).refused("{ viewer { userId } }")["extensions"]["code"],
        "UNAUTHENTICATED"
    );
    assert_eq!(server.stranger().get_with("/campaigns/D11/gantt.svg", &headers).status, 401);
    let access = format!("leadtime={}", server.token(server.load_id("lin.wei@example.com")));
    assert_eq!(
        server.stranger().get_with("/campaigns", &[("cookie", &access)]).status,
        303,
        "and an access token is no cookie"
    );
}

#[apply(on_both)]
fn a_form_of_another_site_does_nothing(server: &Server) {
    load(server);
    let reader = sign_in(server);
    for headers in [
        vec![("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "same-site")],
        vec![("origin", "https://evil.example")],
        vec![("origin", "null")],
        Vec::new(),
    ] {
        let refused = send_form(server, &headers, PASSWORD);
        assert!(refused.status == 403 && refused.header("set-cookie").is_none(), "{headers:?}");
    }
    let own = server.stranger().url("");
    assert_eq!(send_form(server, &[("origin", &own)], PASSWORD).status, 303, "{own}");
    assert_eq!(reader.sign_out("cross-site").status, 403);
    assert!(reader.is_let_in());
}

#[apply(on_both)]
fn text_of_a_plan_stays_text(server: &Server) {
    let plan = Plan::new(server);
    server.execute(&format!("update \"user\" set password_hash = '{}'", weak_hash(PASSWORD)));
    let task = plan.create("<img src=x onerror=alert(1)> & \"more\"", 5);
    plan.does(
        "updateWorkPackage",
        &format!("workPackageId: {task:?}, accountableId: \"{}\"", server.load_id("lin.wei@example.com")),
        "",
    );
    let page = sign_in(server).get("/campaigns/SPR?asOf=2026-03-03").text;
    assert!(page.contains("<b>&lt;img src=x onerror=alert(1)&gt; &amp; &quot;more&quot;</b>"), "{page}");
    assert!(!page.contains("<img") && !page.contains("<script"));
}

#[test]
fn whoever_guesses_at_passwords_has_to_wait() {
    let server = Server::start(Database::sqlite());
    load(&server);
    let wrong = send_form(&server, &[OWN], "wrong wrong wrong");
    assert!(wrong.status == 422 && wrong.header("set-cookie").is_none(), "{}", wrong.text);
    assert!(
        wrong.text.contains("role=\"alert\">There is no account") && !wrong.text.contains("wrong wrong"),
        "{}",
        wrong.text
    );
    let refused =
        (0..20).map(|_| send_form(&server, &[OWN], "wrong wrong wrong")).find(|page| page.status != 422);
    let refused = refused.unwrap();
    assert!(refused.status == 429 && refused.text.contains("Too many attempts."), "{}", refused.text);
    assert!(refused.header("retry-after").is_some_and(|wait| wait.parse::<u32>().is_ok()));
    assert_eq!(send_form(&server, &[OWN], PASSWORD).status, 429, "even the right one has to wait");
}

#[test]
fn pages_load_and_execute_nothing_and_are_kept_by_nobody() {
    let server = Server::start(Database::sqlite());
    load(&server);
    let reader = sign_in(&server);
    for path in [PAGE, "/campaigns", "/campaigns/NONE", "/campaigns/sign-in"] {
        let page = reader.get(path);
        let policy = page.header("content-security-policy").unwrap_or_else(|| panic!("{path}"));
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-")
                && policy.contains("form-action 'self'"),
            "{policy}"
        );
        assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{policy}");
        assert!(page.header("cache-control").unwrap().contains("no-store"), "{path}");
        for part in ["<script", "src=", "style=\"", "javascript:"] {
            assert!(!page.text.contains(part), "{path}: {part}");
        }
    }
    let page = reader.get(PAGE);
    assert!(page.header("vary").unwrap().contains("accept-language"));
    assert!(page.headers.iter().any(|(name, value)| name == "vary" && value == "cookie"));
}

#[test]
fn a_bearer_token_opens_pages_and_one_that_is_not_valid_is_refused() {
    let server = Server::start(Database::sqlite());
    load(&server);
    let page = server.lin().get(PAGE);
    assert!(page.status == 200 && !page.text.contains("Sign out"), "{}", page.text);
    let etag = page.header("etag").unwrap().to_owned();
    assert_eq!(server.lin().get_with(PAGE, &[("if-none-match", &etag)]).status, 304);
    let refused = server.bearer("nonsense").get(PAGE);
    assert_eq!((refused.status, refused.header("www-authenticate")), (401, Some("Bearer")));
    let wrong = server.lin().get("/campaigns/D11?asOf=yesterday");
    assert!(wrong.status == 400 && wrong.text.contains("asOf"), "{}", wrong.text);
}

#[test]
fn nobody_is_sent_to_another_site_after_signing_in() {
    let server = Server::start(Database::sqlite());
    load(&server);
    let fields = [("form", "sign-in"), ("email", "lin.wei@example.com"), ("password", PASSWORD)];
    let outside = [
        "https://evil.example/",
        "//evil.example",
        "/graphql",
        "/campaignsx",
        "/campaigns/%0d%0aX:y",
        "/\\\\evil",
        "",
    ];
    for to in outside {
        let encoded = to.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
        let path = format!("/campaigns/sign-in?to={encoded}");
        let sent = server.stranger().submit_with(&path, &[OWN], &fields);
        let location = sent.header("location").unwrap();
        assert!(
            sent.status == 303 && location.starts_with("/campaigns") && !location.starts_with("/campaignsx"),
            "{to}: {location}"
        );
    }
}

#[test]
fn below_the_path_of_a_public_address_everything_is_found_and_the_cookie_is_of_that_path() {
    let server = Server::start_with(Database::sqlite(), |config| {
        config.public_url = Some("https://example.org/leadtime".to_owned());
    });
    load(&server);
    let fields = [("form", "sign-in"), ("email", "lin.wei@example.com"), ("password", PASSWORD)];
    for base in ["", "/leadtime"] {
        let sent = server.stranger().get(&format!("{base}/campaigns/D11"));
        assert_eq!(
            sent.header("location"),
            Some("/leadtime/campaigns/sign-in?to=%2Fcampaigns%2FD11"),
            "{base}"
        );
        let form = format!("{base}/campaigns/sign-in?to=%2Fcampaigns%2FD11");
        let answer = server.stranger().submit_with(&form, &[("origin", "https://example.org")], &fields);
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, Some("/leadtime/campaigns/D11")),
            "{}",
            answer.text
        );
        let cookie = answer.header("set-cookie").unwrap();
        for part in [
            "__Secure-leadtime=",
            "; HttpOnly",
            "; SameSite=Lax",
            "; Secure",
            "; Path=/leadtime/campaigns",
            "; Max-Age=2592000",
        ] {
            assert!(cookie.contains(part), "{part}: {cookie}");
        }
        let cookie = cookie.split(';').next().unwrap();
        let page = server.stranger().get_with(&format!("{base}/campaigns/D11"), &[("cookie", cookie)]);
        assert!(
            page.status == 200 && page.text.contains("action=\"/leadtime/campaigns/sign-out\""),
            "{}",
            page.text
        );
        assert!(page.text.contains("href=\"/leadtime/campaigns\""));
    }
}
