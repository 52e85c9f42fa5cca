//! The door: HTTP/1.1, with limits on what comes in.

mod address;
mod answers;
mod campaign_export;
mod campaign_file;
mod coding;
mod cors;
mod documents;
mod drain;
mod graphiql;
mod graphql;
mod html;
mod limits;
mod line;
mod link_page;
mod live;
mod metrics;
mod negotiate;
mod operation;
mod origin;
mod outgoing;
mod pages;
mod panics;
mod parameters;
mod respond;

use std::net::TcpListener;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::http::header;
use actix_web::middleware::{Condition, from_fn};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, HttpServer, Responder};
use answers::Answers;
use async_graphql::ValidationMode;
use coding::Coded;
use documents::Documents;
use graphql::Api;
use live::{Connections, Shared};
use operation::Schemas;
use outgoing::Outgoing;
#[cfg(target_os = "linux")]
use socket2::SockRef;

pub use drain::Readiness;
pub use graphiql::FirstQuery;

use crate::app::App;
use crate::error::Error;
use crate::graphql::{schema, sdl};
use crate::worker;

/// How long headers may take to come.
const HEADERS_WAIT: Duration = Duration::from_secs(5);

/// How long requests under way may take to finish when the server stops, in seconds.
const SHUTDOWN: u64 = 4;

/// How long the database may take to answer a probe.
const PROBE_WAIT: Duration = Duration::from_secs(3);

/// Files that are kept for the database, the listener and whatever the runtime opens.
const FILES_KEPT: u64 = 64;

/// Connections that are accepted however many files may be open.
const MOST_CONNECTIONS: usize = 50_000;

/// Connections that are accepted however few files may be open.
const FEWEST_CONNECTIONS: usize = 8;

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
    tokio::spawn(worker::run(Arc::clone(&app)));
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
    let (followed, ending) = (Arc::clone(&app), readiness.clone());
    tokio::spawn(async move {
        // A server that is ending follows nothing any more, and gives its connections back while it can.
        tokio::select! {
            () = crate::live::run(&followed.live, &followed.store) => {}
            () = ending.ended() => {}
        }
    });
    // Accepted connections inherit these.  The end of an answer is sent at once: else it would wait for its
    // client to acknowledge what came before, 40 ms on many systems.
    SockRef::from(&listener).set_tcp_nodelay(true)?;
    // One that takes no byte of its answer for so long is closed by the system.
    #[cfg(target_os = "linux")]
    SockRef::from(&listener).set_tcp_user_timeout(Some(app.stall_time))?;
    let sdl = Data::new(Sdl(Arc::new(Coded::new(sdl().into()))));
    let outgoing = Outgoing::new(app.answer_bytes);
    let schema = Schemas { all: schema(ValidationMode::Strict), validated: schema(ValidationMode::Fast) };
    let documents = Arc::new(Documents::new(app.document_bytes));
    let answers = Arc::new(Answers::new(app.response_bytes));
    let (connections, shared) = (Arc::new(Connections::default()), Arc::new(Shared::default()));
    let (of_app, of_readiness) = (Arc::clone(&app), readiness.clone());
    let api = Api {
        app: of_app,
        schema,
        documents,
        answers,
        outgoing,
        connections,
        shared,
        readiness: of_readiness,
    };
    let api = Data::new(api);
    let (app, first, readiness) = (Data::from(app), Data::new(first), Data::new(readiness));
    let is_demo = first.viewer.is_some();
    let workers = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let server = HttpServer::new(move || {
        actix_web::App::new()
            .app_data(app.clone())
            .app_data(first.clone())
            .app_data(sdl.clone())
            .app_data(api.clone())
            .app_data(readiness.clone())
            .wrap(from_fn(panics::caught))
            .wrap(from_fn(drain::closing))
            .wrap(Condition::new(
                is_demo || !app.cors_origins.is_empty(),
                cors::cors(&app.cors_origins, is_demo),
            ))
            .configure(own_routes)
            .configure(|config| below(app.base_path(), config))
            .configure(routes)
    });
    let server = server
        .workers(workers)
        .max_connections(most_connections().div_ceil(workers))
        .client_request_timeout(HEADERS_WAIT)
        .shutdown_timeout(SHUTDOWN)
        .disable_signals()
        .listen(listener)?
        .run();
    Ok(server)
}

/// The server's own routes.
fn own_routes(config: &mut ServiceConfig) {
    config
        .route("/graphql", web::route().to(graphql::serve))
        .route("/", web::get().to(graphiql::page))
        .route("/graphiql/schema.json", web::get().to(graphiql::schema))
        .route("/graphiql/{name}", web::get().to(graphiql::asset))
        .route("/schema.graphql", web::get().to(schema_text))
        .route("/.well-known/jwks.json", web::get().to(public_keys))
        .route("/healthz", web::get().to(healthy))
        .route("/campaigns/imports/{id}", web::get().to(campaign_file::job))
        .route("/campaigns/{key}/{file}", web::get().to(campaign_export::serve))
        .route("/campaigns/import", web::post().to(campaign_file::import))
        .route("/readyz", web::get().to(ready))
        .route("/metrics", web::get().to(metrics::serve));
    address::routes(config);
    link_page::routes(config);
    pages::routes(config);
}

/// The same routes below the path of the public address, which a proxy in front may keep or take off.
fn below(base: &str, config: &mut ServiceConfig) {
    if !base.is_empty() {
        config.service(web::scope(base).route("", web::get().to(graphiql::page)).configure(own_routes));
    }
}

/// How many connections are accepted at a time, so that files stay for the database: those that the process
/// may open, of which it asks for as many as it may have.
#[must_use]
pub fn most_connections() -> usize {
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(1024);
    usize::try_from(files.saturating_sub(FILES_KEPT))
        .unwrap_or(usize::MAX)
        .clamp(FEWEST_CONNECTIONS, MOST_CONNECTIONS)
}

/// The schema's text.
struct Sdl(Arc<Coded>);

async fn schema_text(http: HttpRequest, sdl: Data<Sdl>) -> HttpResponse {
    respond::text(&http, "text/plain; charset=utf-8", &sdl.0).await
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

/// It takes requests, and its database answers and takes writes.
async fn ready(app: Data<App>, readiness: Data<Readiness>) -> impl Responder {
    if !readiness.is_ready() {
        return HttpResponse::ServiceUnavailable().body("stopping\n");
    }
    match tokio::time::timeout(PROBE_WAIT, app.store.check()).await {
        Ok(Ok(())) => HttpResponse::Ok().body("ready\n"),
        Ok(Err(Error::Busy)) => HttpResponse::ServiceUnavailable().body("busy\n"),
        Ok(Err(_)) | Err(_) => {
            HttpResponse::ServiceUnavailable().body("the database does not answer or take writes\n")
        }
    }
}
