//! The page at `/`: GraphiQL, with a query to begin with.

use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, Responder};
use entity::{SessionId, UserId};

use crate::app::App;

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

/// The page.
pub(super) async fn page(first: Data<FirstQuery>, app: Data<App>) -> impl Responder {
    let token = first.viewer.and_then(|(user, session)| app.keys.sign(user, session, app.clock.now()).ok());
    let text = |text: &str| serde_json::to_string(text).unwrap_or_default().replace("</", "<\\/");
    let page = PAGE
        .replace("/*query*/\"\"", &text(&first.query))
        .replace("/*variables*/\"\"", &text(&first.variables))
        .replace("/*token*/\"\"", &text(token.as_ref().map_or("", |token| &token.token)));
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_FRAME_OPTIONS, "DENY"))
        .body(page)
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
