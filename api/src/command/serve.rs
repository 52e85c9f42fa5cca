//! `leadtime serve`.

use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use entity::{SessionId, UserId, campaign, user};
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use super::Failure;
use crate::app::App;
use crate::audit::Origin;
use crate::auth;
use crate::clock::Clock;
use crate::config::Config;
use crate::housekeeping;
use crate::http::{self, FirstQuery, Readiness};
use crate::people::session::BeginSession;
use crate::plan_file::{self, Options};
use crate::write::{self, Caller};

/// What everybody in the demo signs in with.
const PASSWORD: &str = "leadtime-demo";

/// Whom the demo's page and its `curl` line ask as.
const OWNER: &str = "lin.wei@example.com";

/// The day that the demo's team last reported on.
const STATUS_DATE: &str = "2026-10-20";

#[derive(clap::Args)]
pub(super) struct Serve {
    /// Load a full example campaign into an empty database, in English or Chinese, and print how to sign in.
    #[arg(long, value_name = "LANGUAGE", num_args = 0..=1, default_missing_value = "en")]
    demo: Option<Language>,
}

/// A language of the demo.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Language {
    En,
    Zh,
}

impl Language {
    const fn plan_file(self) -> &'static str {
        match self {
            Self::En => include_str!("../../../demo/d11.en.json"),
            Self::Zh => include_str!("../../../demo/d11.zh.json"),
        }
    }
}

impl Serve {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        start_log(config);
        let app = App::start(config, Clock::System, true).await?;
        let demo = match self.demo {
            Some(language) => Some(Demo::load(&app, language).await?),
            None => None,
        };
        let listener =
            TcpListener::bind(config.listen).map_err(|error| format!("{}: {error}", config.listen))?;
        let address = listener.local_addr()?;
        println!("Leadtime listens on http://{address}/ (GraphiQL), http://{address}/graphql");
        println!("It takes {} connections at a time (ulimit -n)", http::most_connections());
        if let Some(demo) = &demo {
            demo.greet(&format!("http://{address}"));
        }
        let first = demo.map(Demo::first_query).unwrap_or_default();
        let readiness = Readiness::default();
        tokio::spawn(housekeeping::run(Arc::clone(&app)));
        let server = http::serve(listener, app, first, readiness.clone())?;
        let handle = server.handle();
        let drain_time = Duration::from_secs(config.drain_seconds);
        tokio::spawn(async move {
            stopped().await;
            readiness.end();
            // A balancer looks once more, and sends nothing any more.
            tokio::time::sleep(drain_time).await;
            handle.stop(true).await;
        });
        server.await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Our crates that log.
const OURS: [&str; 2] = ["leadtime", "plans"];

/// Whose errors are those of clients: bytes that are no HTTP/1.1, TLS on a port without it, half a request.
const OF_CLIENTS: &str = "actix_http::h1::dispatcher";

/// What happens to single connections of a pool: that the database cannot be used is told once, by the store.
const OF_CONNECTIONS: &str = "sqlx_core::pool";

/// Lines of ours from the configured level on, of libraries only warnings.
fn start_log(config: &Config) {
    let libraries = config.log.min(tracing::Level::WARN);
    let filter = Targets::new()
        .with_default(libraries)
        .with_targets(OURS.map(|of_crate| (of_crate, config.log)))
        .with_target(OF_CLIENTS, LevelFilter::OFF)
        .with_target(OF_CONNECTIONS, LevelFilter::OFF);
    let lines = tracing_subscriber::fmt::layer().json().with_writer(std::io::stderr);
    tracing_subscriber::registry().with(lines.with_filter(filter)).init();
}

/// Waits until somebody tells the process to stop.
async fn stopped() {
    let terminated = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = terminated => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

/// The example campaign, and somebody to look at it as.
struct Demo {
    people: Vec<user::Model>,
    viewer: (UserId, SessionId),
    token: String,
}

impl Demo {
    /// Loads the campaign where there is none yet.
    async fn load(app: &Arc<App>, language: Language) -> Result<Self, Failure> {
        let is_empty =
            || async { Ok::<_, Failure>(campaign::Entity::find().count(app.store.reader()).await? == 0) };
        if is_empty().await? {
            let options = Options { workspace: None, password_hash: Some(auth::hash(PASSWORD)?) };
            let imported = plan_file::import(app, language.plan_file(), options).await;
            // Of several servers that start together one loads it; the others are refused its keys and
            // people.
            if let Err(error) = imported
                && is_empty().await?
            {
                return Err(error.into());
            }
        }
        let people = user::Entity::find().order_by_asc(user::Column::Id).all(app.store.reader()).await?;
        let owner = people.iter().find(|person| person.email == OWNER);
        let hash = owner.and_then(|person| person.password_hash.clone());
        if !app.passwords.verify(PASSWORD.to_owned(), hash).await? {
            return Err(
                "this database is not the demo's: it would be open to everybody. Name an empty one".into()
            );
        }
        let first = owner.ok_or("the demo has lost its owner")?;
        let (user, now) = (first.id, app.clock.now());
        let origin = Origin { device: "leadtime serve --demo".to_owned(), ..Origin::default() };
        let caller = Caller { viewer: None, origin, now };
        let session = write::execute(app, &caller, "signIn", None, BeginSession(user)).await?;
        let token = app.keys.sign(user, session.id, now)?.token;
        Ok(Self { people, viewer: (user, session.id), token })
    }

    fn greet(&self, address: &str) {
        println!("\nSign in as any of these, with the password {PASSWORD}:");
        for person in self.people.iter().take(4) {
            println!("  {:<28} {}", person.email, person.name);
        }
        println!("\nA token of {} for ten minutes:\n{}", OWNER, self.token);
        println!("\nThe progress table as of {STATUS_DATE}, what is late and why:");
        println!(
            "curl -s {address}/graphql -H 'content-type: application/json' -H 'authorization: Bearer {}' \
                \\\n  \
             -d '{{\"query\":\"{{ campaign(key: \\\"D11\\\") {{ progressTable(asOf: \\\"{STATUS_DATE}\\\", \
             filter: {{ lateStatus: {{ in: [LATE, AT_RISK] }} }}) {{ rows {{ wbs title lateStatus \
             lateOrigin delayDays rootCause {{ workPackage {{ wbs title }} }} }} }} }} }}\"}}'",
            self.token
        );
    }

    fn first_query(self) -> FirstQuery {
        FirstQuery {
            query: include_str!("../../../docs/operations/progress-table.graphql").to_owned(),
            variables: format!("{{\"key\": \"D11\", \"asOf\": \"{STATUS_DATE}\"}}"),
            viewer: Some(self.viewer),
        }
    }
}
