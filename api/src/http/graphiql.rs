//! GraphiQL, with documents to begin with.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, Responder};
use entity::{SessionId, UserId};
use serde_json::json;
use tokio::sync::OnceCell;

use super::coding::Coded;
use super::graphql::Api;
use super::origin::is_of_this_machine;
use super::respond;
use crate::app::App;
use crate::graphql::write_value;

/// What the page begins with, and who it asks as.
#[derive(Clone, Debug, Default)]
pub struct FirstQuery {
    /// The document in its editor.
    pub query: String,
    /// Its variables, as JSON.
    pub variables: String,
    /// Whom it asks as without being told, in demo mode alone.
    pub viewer: Option<(UserId, SessionId)>,
}

const PAGE: &str = include_str!("../../assets/graphiql/index.html");

/// What is asked first where nobody is signed in.
const SIGN_IN: &str = include_str!("../../../docs/operations/sign-in.graphql");

/// What is asked next, with the token of that answer.
const WHO_AM_I: &str = "# Replace ACCESS_TOKEN in the headers below by the accessToken of SignIn.
query WhoAmI {
  viewer { user { name role } workspace { name } }
}
";

/// The page.  With a demo's token in it, it is for this machine alone: a page of another name that leads here
/// could read it (DNS rebinding).
pub(super) async fn page(http: HttpRequest, first: Data<FirstQuery>, app: Data<App>) -> HttpResponse {
    if first.viewer.is_some() && !is_of_this_machine(&http) {
        let message = "This page of the demo has a token in it, so it is shown on the server's own machine \
            alone: \
                       open it as localhost.\n";
        return HttpResponse::Forbidden().content_type("text/plain; charset=utf-8").body(message);
    }
    let token = first.viewer.and_then(|(user, session)| app.keys.sign(user, session, app.clock.now()).ok());
    let text = |value: &serde_json::Value| value.to_string().replace("</", "<\\/");
    let tabs = if token.is_some() {
        json!([{ "query": first.query, "variables": first.variables }])
    } else {
        json!([
            { "query": SIGN_IN, "variables": "{ \"input\": { \"email\": \"\", \"password\": \"\" } }" },
            { "query": WHO_AM_I, "headers": "{ \"Authorization\": \"Bearer ACCESS_TOKEN\" }" },
        ])
    };
    let page = PAGE
        .replace("{base}", app.base_path())
        .replace("/*tabs*/[]", &text(&tabs))
        .replace("/*token*/\"\"", &text(&json!(token.as_ref().map_or("", |token| &token.token))));
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_FRAME_OPTIONS, "DENY"))
        .body(page)
}

/// The answer to the introspection of the whole schema, which the page reads also where nobody is signed in:
/// it says what `schema.graphql` says.
pub(super) async fn schema(http: HttpRequest, api: Data<Api>) -> HttpResponse {
    static TEXT: OnceCell<Arc<Coded>> = OnceCell::const_new();
    let make = async || {
        let introspection = include_str!("../../assets/graphiql/introspection.graphql");
        let answer = api.schema.all.execute(introspection).await;
        let mut text = b"{\"data\":".to_vec();
        write_value(&answer.data, &mut text);
        text.push(b'}');
        Arc::new(Coded::new(text.into()))
    };
    respond::text(&http, "application/json", TEXT.get_or_init(make).await).await
}

/// One of the page's scripts.
pub(super) async fn asset(name: Path<String>) -> impl Responder {
    let (body, media): (&'static [u8], _) = match name.as_str() {
        "graphiql.min.js" => (include_bytes!("../../assets/graphiql/graphiql.min.js.gz"), "text/javascript"),
        "graphiql.min.css" => (include_bytes!("../../assets/graphiql/graphiql.min.css.gz"), "text/css"),
        "react.min.js" => (include_bytes!("../../assets/graphiql/react.min.js.gz"), "text/javascript"),
        "react-dom.min.js" => {
            (include_bytes!("../../assets/graphiql/react-dom.min.js.gz"), "text/javascript")
        }
        _ => return HttpResponse::NotFound().finish(),
    };
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, media))
        .insert_header((header::CONTENT_ENCODING, "gzip"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .body(body)
}
