//! Browser apps of other origins, in a real browser.

use serde_json::{Value, json};
use tests::{Database, Server, Site};

/// Asks who is signed in, from a page of a site: what it is told, or the name of the error that the browser
/// throws.
fn ask(server: &Server, site: Site) -> Value {
    let token = server.token(server.load_id("lin.wei@example.com"));
    site.run(&format!(
        "const answer = await fetch('http://{}/graphql', {{
            method: 'POST',
            headers: {{ 'Content-Type': 'application/json', Authorization: 'Bearer {token}' }},
            body: JSON.stringify({{ query: '{{ viewer {{ user {{ name }} }} }}' }}),
        }});
        const readable = ['ratelimit', 'ratelimit-policy', 'x-request-id'].filter((name) => \
        answer.headers.has(name));
        return {{ status: answer.status, name: (await answer.json()).data.viewer.user.name, readable }};",
        server.address
    ))
}

#[test]
#[cfg_attr(not(has_chromium), ignore = "needs Chromium")]
fn a_page_of_an_allowed_origin_calls_and_reads_headers_and_a_page_of_another_does_not() {
    let (allowed, other) = (Site::new(), Site::new());
    let origin = allowed.origin();
    let server = Server::start_with(Database::sqlite(), |config| {
        config.cors_origins = vec![origin];
        config.rate_limit = 10_000;
    });
    server.load_demo();
    let readable = ["ratelimit", "ratelimit-policy", "x-request-id"];
    assert_eq!(ask(&server, allowed), json!({ "status": 200, "name": "Lin Wei", "readable": readable }));
    assert_eq!(ask(&server, other), json!({ "error": "TypeError" }));
}
