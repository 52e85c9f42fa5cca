//! The pages that links of e-mails lead to, as a browser without scripts uses them.

use serde_json::{Value, json};
use tests::{Actor, Database, Reply, Server, apply, on_both};

const GOOD: &str = "correct horse battery";

fn register(server: &Server) {
    let input = json!({ "email": "ann@example.com", "name": "Ann", "password": GOOD,
        "workspaceName": "Ann's", "timeZone": "UTC" });
    let document = "mutation ($input: RegisterInput!) { register(input: $input) { userErrors { code } } }";
    let answer = server.stranger().ask_with(document, &json!({ "input": input }));
    assert_eq!(answer["register"]["userErrors"], json!([]));
}

fn invite(actor: &Actor, email: &str) {
    let answer = actor.ask(&format!(
        "mutation {{ inviteMember(input: {{ email: {email:?}, role: MEMBER }}) {{ userErrors {{ code }} }} }}"
    ));
    assert_eq!(answer["inviteMember"]["userErrors"], json!([]));
}

fn signs_in(server: &Server, email: &str, password: &str) -> Value {
    let document = "mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }";
    let input = json!({ "email": email, "password": password });
    server.stranger().ask_with(document, &json!({ "input": input }))["signIn"]["accessToken"].take()
}

/// The path of the latest link that was sent to an address.
fn path(server: &Server, page: &str, email: &str) -> String {
    format!("/{page}?token={}", server.link(email))
}

/// Whether a page says something beside a field.
fn tells(page: &Reply, field: &str, sentence: &str) -> bool {
    page.text.contains(&format!("aria-describedby=\"{field}-fault\""))
        && page.text.contains(&format!("id=\"{field}-fault\" role=\"alert\">{sentence}"))
}

/// How many sessions nobody has ended.
fn open_sessions(server: &Server) -> usize {
    server.lines("select device as line from session where ended_at is null").len()
}

#[apply(on_both)]
fn a_registration_is_finished_on_its_page(server: &Server) {
    register(server);
    let (stranger, path) = (server.stranger(), path(server, "register", "ann@example.com"));
    let page = stranger.page(&path, "en");
    assert!(page.status == 200 && page.text.contains("<label for=\"confirm-password\">"), "{}", page.text);
    let wrong = stranger.submit(&path, "en", &[("form", "confirm"), ("password", "another password")]);
    assert!(wrong.status == 422 && wrong.text.contains("The password is wrong."), "{}", wrong.text);
    assert!(!wrong.text.contains("another password"));
    let done = stranger.submit(&path, "en", &[("form", "confirm"), ("password", GOOD)]);
    assert!(done.status == 200 && done.text.contains("Your account is ready."), "{}", done.text);
    assert_eq!(open_sessions(server), 0);
    assert!(signs_in(server, "ann@example.com", GOOD).is_string());
    let again = stranger.submit(&path, "en", &[("form", "confirm"), ("password", GOOD)]);
    assert!(again.status == 422 && again.text.contains("ask for a new one"), "{}", again.text);
}

#[apply(on_both)]
fn a_password_is_reset_on_its_page(server: &Server) {
    server.load_demo();
    server.stranger().ask(
        r#"mutation { requestPasswordReset(input: { email: "lin.wei@example.com" }) {
        userErrors { code } } }"#,
    );
    let (stranger, path) = (server.stranger(), path(server, "reset-password", "lin.wei@example.com"));
    assert!(stranger.page(&path, "en").text.contains("autocomplete=\"new-password\""));
    let short = stranger.submit(&path, "en", &[("form", "reset"), ("newPassword", "short")]);
    assert!(
        short.status == 422
            && tells(
                &short,
                "reset-newPassword",
                "This password is too \
            short."
            ),
        "{}",
        short.text
    );
    let done = stranger.submit(&path, "en", &[("form", "reset"), ("newPassword", GOOD)]);
    assert!(done.status == 200 && done.text.contains("Your password is changed"), "{}", done.text);
    assert_eq!(open_sessions(server), 0);
    assert!(signs_in(server, "lin.wei@example.com", GOOD).is_string());
}

#[apply(on_both)]
fn a_newcomer_accepts_an_invitation_in_their_language(server: &Server) {
    server.load_demo();
    invite(&server.lin(), "mei@example.com");
    let (stranger, path) = (server.stranger(), path(server, "accept-invitation", "mei@example.com"));
    let page = stranger.page(&path, "zh-CN,zh;q=0.9,en;q=0.1");
    assert!(
        page.text.contains("<html lang=\"zh\">") && page.text.contains("value=\"Asia/Shanghai\""),
        "{}",
        page.text
    );
    let form = |name: &'static str, password: &'static str, zone: &'static str| {
        [
            ("form", "newcomer"),
            ("newcomer.name", name),
            ("newcomer.password", password),
            ("newcomer.timeZone", zone),
        ]
    };
    let wrong = stranger.submit(&path, "zh", &form("\u{7}<梅>", "short", "Mars"));
    assert_eq!(wrong.status, 422);
    for (field, sentence) in [
        ("newcomer-newcomer-name", "名称须为"),
        ("newcomer-newcomer-password", "密码过短"),
        ("newcomer-newcomer-timeZone", "时区无效"),
    ] {
        assert!(tells(&wrong, field, sentence), "{field}: {}", wrong.text);
    }
    assert!(wrong.text.contains("&lt;梅&gt;\"") && wrong.text.contains("value=\"Mars\""), "{}", wrong.text);
    let done = stranger.submit(&path, "zh", &form("梅", GOOD, "Asia/Shanghai"));
    assert!(done.status == 200 && done.text.contains("您已加入工作区"), "{}", done.text);
    assert_eq!(server.lines(r#"select locale as line from "user" where email = 'mei@example.com'"#), ["zh"]);
    assert!(signs_in(server, "mei@example.com", GOOD).is_string());
}

#[apply(on_both)]
fn somebody_with_an_account_accepts_an_invitation_by_signing_in(server: &Server) {
    server.load_demo();
    register(server);
    server.stranger().submit(
        &path(server, "register", "ann@example.com"),
        "en",
        &[("form", "confirm"), ("password", GOOD)],
    );
    invite(&server.lin(), "ann@example.com");
    server.emails("ann@example.com", 2);
    let (stranger, path, before) =
        (server.stranger(), path(server, "accept-invitation", "ann@example.com"), open_sessions(server));
    let form =
        |password: &'static str| [("form", "member"), ("email", "ann@example.com"), ("password", password)];
    let wrong = stranger.submit(&path, "en", &form("wrong wrong wrong"));
    assert!(
        wrong.status == 422
            && wrong.text.contains(
                "role=\"alert\">There is no \
            account"
            ),
        "{}",
        wrong.text
    );
    let done = stranger.submit(&path, "en", &form(GOOD));
    assert!(done.status == 200 && done.text.contains("You are a member"), "{}", done.text);
    assert_eq!(open_sessions(server), before);
    let ann = server.actor("ann@example.com");
    assert_eq!(
        ann.ask(
            "{ viewer { memberships { workspace { id } } } \
            }"
        )["viewer"]["memberships"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn pages_load_and_execute_nothing_and_tell_nobody_their_address() {
    let server = Server::start(Database::sqlite());
    let stranger = server.stranger();
    for path in ["/register?token=x", "/reset-password?token=x", "/accept-invitation?token=x"] {
        for language in ["en", "zh"] {
            let page = stranger.page(path, language);
            assert_eq!((page.status, page.header("content-language")), (200, Some(language)));
            let policy = page.header("content-security-policy").unwrap();
            assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
            assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{policy}");
            assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
            assert_eq!(page.header("cache-control"), Some("no-store"));
            for part in ["<script", "src=", "href=", "style=\""] {
                assert!(!page.text.contains(part), "{path}: {part}");
            }
            let (labels, inputs) =
                (page.text.matches("<label for=").count(), page.text.matches("<input id=").count());
            assert!(labels > 0 && labels == inputs, "{}", page.text);
        }
    }
}

#[test]
fn what_is_no_form_of_a_page_is_refused() {
    let server = Server::start(Database::sqlite());
    let stranger = server.stranger();
    assert_eq!(stranger.page("/register", "en").status, 400);
    assert_eq!(stranger.page("/unregister?token=x", "en").status, 404);
    let path = "/reset-password?token=x";
    assert_eq!(stranger.submit(path, "en", &[("form", "confirm")]).status, 400);
    assert_eq!(
        stranger.submit(path, "en", &[("form", "reset"), ("newPassword", &"x".repeat(20_000))]).status,
        413
    );
    let refused = stranger.submit(path, "en", &[("form", "reset"), ("newPassword", GOOD)]);
    assert!(refused.status == 422 && refused.text.contains("ask for a new one"), "{}", refused.text);
}

#[test]
fn whoever_guesses_at_passwords_has_to_wait() {
    let server = Server::start(Database::sqlite());
    let stranger = server.stranger();
    let guess = [("form", "member"), ("email", "ann@example.com"), ("password", GOOD)];
    let send = || stranger.submit("/accept-invitation?token=x", "en", &guess);
    let refused = (0..20).map(|_| send()).find(|page| page.status != 422).unwrap();
    assert!(refused.status == 429 && refused.text.contains("Too many attempts."), "{}", refused.text);
    assert!(refused.header("retry-after").is_some_and(|wait| wait.parse::<u32>().is_ok()));
}

#[test]
fn everything_is_found_below_the_path_of_the_public_address_and_at_the_root() {
    let server = Server::start_with(Database::sqlite(), |config| {
        config.public_url = Some("https://example.org/leadtime".to_owned());
    });
    register(&server);
    let email = server.emails("ann@example.com", 1).pop().unwrap();
    assert!(email.contains("https://example.org/leadtime/register?token=ltl_"), "{email}");
    let stranger = server.stranger();
    for base in ["", "/leadtime"] {
        let page = stranger.get(&format!("{base}/"));
        assert!(
            page.text.contains("url: \"/leadtime/graphql\"")
                && page.text.contains("src=\"/leadtime/graphiql/"),
            "{}",
            page.text
        );
        for path in [
            "graphiql/graphiql.min.js",
            "graphiql/schema.json",
            "schema.graphql",
            "healthz",
            "readyz",
            ".well-known/jwks.json",
            "register?token=x",
            "graphql?query=%7B__typename%7D",
        ] {
            assert_eq!(stranger.get(&format!("{base}/{path}")).status, 200, "{base}/{path}");
        }
    }
    assert_eq!(stranger.get("/leadtime").text, stranger.get("/leadtime/").text);
    assert_eq!(stranger.get("/leadtimes/graphql").status, 404);
    let path = format!("/leadtime{}", path(&server, "register", "ann@example.com"));
    assert_eq!(stranger.submit(&path, "en", &[("form", "confirm"), ("password", GOOD)]).status, 200);
}

#[test]
fn graphiql_has_the_schema_and_a_document_to_sign_in_with_for_strangers() {
    let server = Server::start(Database::sqlite());
    let stranger = server.stranger();
    let page = stranger.get("/");
    assert!(
        page.text.contains("mutation SignIn(") && page.text.contains("Bearer ACCESS_TOKEN"),
        "{}",
        page.text
    );
    let schema = stranger.get("/graphiql/schema.json").json();
    assert!(schema["errors"].is_null());
    let types = schema["data"]["__schema"]["types"].as_array().unwrap();
    let names: Vec<_> = types.iter().map(|of| of["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"Campaign") && names.contains(&"Session"), "{names:?}");
    let refused = stranger.refused("{ __schema { types { name } } }");
    assert_eq!(refused["extensions"]["code"], "UNAUTHENTICATED");
}
