//! The door: HTTP/1.1, with limits on what comes in.

mod gate;
mod graphql;
mod negotiate;
mod page;
mod panics;
mod respond;

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::http::header;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpResponse, HttpServer, Responder};

pub use page::FirstQuery;

use crate::app::App;
use crate::graphql::{schema, sdl};

/// How long headers may take to come.
const HEADERS_WAIT: Duration = Duration::from_secs(5);

/// How long requests under way may take to finish when the server stops, in seconds.
const SHUTDOWN: u64 = 7;

/// Whether the server is still taking requests.
#[derive(Clone, Debug)]
pub struct Readiness(Arc<AtomicBool>);

impl Default for Readiness {
    fn default() -> Self {
        Self(Arc::new(AtomicBool::new(true)))
    }
}

impl Readiness {
    /// From now on it is not.
    pub fn end(&self) {
        self.0.store(false, Ordering::Release);
    }
}

/// Serves an application on a listener until it is told to stop.
///
/// # Errors
/// Where the listener cannot be used.
pub fn serve(
    listener: TcpListener,
    app: Arc<App>,
    first: FirstQuery,
    readiness: Readiness,
) -> std::io::Result<Server> {
    serve_with(listener, app, first, readiness, |_| ())
}

/// The same with further routes beside its own.
///
/// # Errors
/// Where the listener cannot be used.
pub fn serve_with(
    listener: TcpListener,
    app: Arc<App>,
    first: FirstQuery,
    readiness: Readiness,
    routes: fn(&mut ServiceConfig),
) -> std::io::Result<Server> {
    let schema = schema();
    let sdl = Data::new(Sdl(sdl()));
    let (app, first, readiness) = (Data::from(app), Data::new(first), Data::new(readiness));
    let server = HttpServer::new(move || {
        actix_web::App::new()
            .app_data(app.clone())
            .app_data(first.clone())
            .app_data(sdl.clone())
            .app_data(readiness.clone())
            .app_data(Data::new(schema.clone()))
            .wrap(from_fn(panics::caught))
            .route("/graphql", web::route().to(graphql::serve))
            .route("/", web::get().to(page::page))
            .route("/graphiql/{name}", web::get().to(page::asset))
            .route("/schema.graphql", web::get().to(schema_text))
            .route("/.well-known/jwks.json", web::get().to(public_keys))
            .route("/healthz", web::get().to(healthy))
            .route("/readyz", web::get().to(ready))
            .configure(routes)
    });
    let server = server
        .client_request_timeout(HEADERS_WAIT)
        .shutdown_timeout(SHUTDOWN)
        .disable_signals()
        .listen(listener)?
        .run();
    Ok(server)
}

/// The schema's text.
struct Sdl(String);

async fn schema_text(sdl: Data<Sdl>) -> impl Responder {
    HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8")).body(sdl.0.clone())
}

/// The keys that access tokens are checked with.
async fn public_keys(app: Data<App>) -> impl Responder {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
        .json(app.keys.public(app.clock.now()))
}

/// The process runs.
async fn healthy() -> impl Responder {
    "ok\n"
}

/// It takes requests, and its database answers.
async fn ready(app: Data<App>, readiness: Data<Readiness>) -> impl Responder {
    if !readiness.0.load(Ordering::Acquire) {
        return HttpResponse::ServiceUnavailable().body("stopping\n");
    }
    match app.store.ping().await {
        Ok(()) => HttpResponse::Ok().body("ready\n"),
        Err(_) => HttpResponse::ServiceUnavailable().body("the database does not answer\n"),
    }
}
