//! A server of the test's own, on a port of its own, with a clock that stands still.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::thread::JoinHandle;

use actix_web::web::ServiceConfig;
use chrono::{DateTime, Utc};
use entity::{UserId, user};
use leadtime::app::App;
use leadtime::audit::Origin;
use leadtime::clock::Clock;
use leadtime::config::Config;
use leadtime::http::{FirstQuery, Readiness, serve, serve_with};
use leadtime::people::session::{BeginSession, Session};
use leadtime::plan_file::{Imported, Options, import};
use leadtime::write::{Caller, Command, execute};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement};
use tokio::runtime::Runtime;

use crate::{Actor, Database};

/// The moment at which tests happen: Tuesday morning in Shanghai, when the demo's team last reported.
const NOW: &str = "2026-10-20T02:00:00Z";

/// The demo campaign, in English.
const DEMO: &str = include_str!("../../demo/d11.en.json");

/// A running server.
pub struct Server {
    /// What its requests share.
    pub app: Arc<App>,
    /// Where it listens.
    pub address: SocketAddr,
    runtime: Arc<Runtime>,
    stop: Option<(actix_web::dev::ServerHandle, JoinHandle<()>)>,
    /// Whether it takes requests.
    pub readiness: Readiness,
    /// None of a replica, whose database is another server's.
    database: Option<Database>,
    url: String,
    key: PathBuf,
}

impl Server {
    /// Starts a server on a fresh database.
    pub fn start(database: Database) -> Self {
        Self::start_with(database, |_| ())
    }

    /// The same with other settings.
    pub fn start_with(database: Database, set: impl FnOnce(&mut Config)) -> Self {
        let url = database.url().to_owned();
        let name = url.rsplit('/').next().unwrap_or_default();
        let key = format!("leadtime-{}-{name}-{}.key", std::process::id(), key_number());
        Self::run(url.clone(), std::env::temp_dir().join(key), Some(database), set)
    }

    /// The address of a further door to the same server, with further routes.
    pub fn door(&self, routes: fn(&mut ServiceConfig)) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (app, runtime) = (Arc::clone(&self.app), Arc::clone(&self.runtime));
        std::thread::spawn(move || {
            runtime.block_on(async {
                let (first, readiness) = (FirstQuery::default(), Readiness::default());
                serve_with(listener, app, first, readiness, routes).unwrap().await.unwrap();
            });
        });
        address
    }

    /// Another server on the same database and with the same keys.
    #[must_use]
    pub fn replica(&self) -> Self {
        Self::run(self.url.clone(), self.key.clone(), None, |_| ())
    }

    fn run(url: String, key: PathBuf, database: Option<Database>, set: impl FnOnce(&mut Config)) -> Self {
        let runtime = Arc::new(Runtime::new().unwrap());
        let mail = key.with_extension("mail");
        let mut config = Config {
            database_url: url.clone(),
            signing_key_file: key.clone(),
            mail_url: format!("file:{}", mail.display()),
            rate_limit: 0,
            ..Config::default()
        };
        set(&mut config);
        let now: DateTime<Utc> = NOW.parse().unwrap();
        let app = runtime.block_on(App::start(&config, Clock::fixed_at(now), true)).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (handles, handle) = mpsc::channel();
        let (of_thread, on) = (Arc::clone(&app), Arc::clone(&runtime));
        let readiness = Readiness::default();
        let of_server = readiness.clone();
        let thread = std::thread::spawn(move || {
            on.block_on(async {
                let server = serve(listener, of_thread, FirstQuery::default(), of_server).unwrap();
                handles.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        let handle = handle.recv().unwrap();
        Self { app, address, runtime, stop: Some((handle, thread)), readiness, database, url, key }
    }

    /// Where its signing keys are.
    pub fn key_file(&self) -> &std::path::Path {
        &self.key
    }

    /// Does something inside the server's runtime.
    pub fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Begins something inside the server's runtime.
    pub fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> tokio::task::JoinHandle<T> {
        self.runtime.spawn(work)
    }

    /// Loads the demo campaign.
    pub fn load_demo(&self) -> Imported {
        self.import(DEMO).unwrap()
    }

    /// Loads the demo campaign once more, with the same people, into a workspace of another name.
    pub fn load_twin(&self) -> Imported {
        self.import_into(DEMO, Some("Twin")).unwrap()
    }

    /// Loads a plan file into the only workspace.
    ///
    /// # Errors
    /// What the import says, as it says it.
    pub fn import(&self, text: &str) -> Result<Imported, String> {
        self.import_into(text, None)
    }

    /// Loads a plan file into the workspace of a name.
    ///
    /// # Errors
    /// What the import says, as it says it.
    pub fn import_into(&self, text: &str, workspace: Option<&str>) -> Result<Imported, String> {
        let options = Options { workspace: workspace.map(str::to_owned), password_hash: None };
        let imported = self.block_on(import(&self.app, text, options));
        imported.map_err(|error| error.to_string())
    }

    /// Somebody who has signed in.
    pub fn actor(&self, email: &str) -> Actor {
        self.actor_of(self.load_id(email))
    }

    /// The id of a person.
    pub fn load_id(&self, email: &str) -> UserId {
        let of_email = user::Column::Email.eq(email);
        let find = user::Entity::find().filter(of_email).one(self.app.store.reader());
        self.block_on(find).unwrap().unwrap().id
    }

    /// The owner of the demo campaign.
    pub fn lin(&self) -> Actor {
        self.actor("lin.wei@example.com")
    }

    /// The person of an id, whoever that is.
    pub fn actor_of(&self, id: UserId) -> Actor {
        Actor::new(self.address, Some(self.token(id)))
    }

    /// A session of somebody.
    pub fn session(&self, id: UserId) -> Session {
        self.run_command(&self.caller(), BeginSession(id)).unwrap()
    }

    /// An access token of somebody.
    pub fn token(&self, id: UserId) -> String {
        self.app.keys.sign(id, self.session(id).id, self.app.clock.now()).unwrap().token
    }

    /// Somebody with a token that may be anything.
    pub fn bearer(&self, token: &str) -> Actor {
        Actor::new(self.address, Some(token.to_owned()))
    }

    /// Somebody who has not signed in.
    pub fn stranger(&self) -> Actor {
        Actor::new(self.address, None)
    }

    /// The emails that were sent to an address, the latest last; waits for so many.
    pub fn emails(&self, to: &str, at_least: usize) -> Vec<String> {
        let of_address = || {
            let text = std::fs::read_to_string(self.key.with_extension("mail")).unwrap_or_default();
            let emails = text.split("\n---\n").filter(|email| email.contains(&format!("To: {to}\n")));
            emails.map(str::to_owned).collect::<Vec<_>>()
        };
        for _ in 0..500 {
            if of_address().len() >= at_least {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        of_address()
    }

    /// What the link of the latest email to an address holds.
    pub fn link(&self, to: &str) -> String {
        let emails = self.emails(to, 1);
        let email = emails.last().unwrap_or_else(|| panic!("no email to {to}"));
        email.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
    }

    /// Whether the database is SQLite.
    pub fn is_sqlite(&self) -> bool {
        self.app.store.reader().get_database_backend() == DbBackend::Sqlite
    }

    /// An anonymous caller at this moment.
    pub fn caller(&self) -> Caller {
        Caller { viewer: None, origin: Origin::default(), now: self.app.clock.now() }
    }

    /// Runs a command past the API.
    ///
    /// # Errors
    /// The command's own, as it says it.
    pub fn run_command<C: Command>(&self, caller: &Caller, command: C) -> Result<C::Done, String> {
        self.block_on(execute(&self.app, caller, "test", None, command)).map_err(|error| format!("{error:?}"))
    }

    /// Runs a command of the command line on this server's database.
    ///
    /// # Errors
    /// What it fails with.
    pub fn command(&self, arguments: &[&str]) -> Result<(), String> {
        let config = Config {
            database_url: self.url.clone(),
            signing_key_file: self.key.clone(),
            ..Config::default()
        };
        let arguments = [&["leadtime"], arguments].concat();
        let outcome = self.block_on(leadtime::command::run_with(&arguments, config));
        outcome.map(drop).map_err(|error| format!("{error:?}"))
    }

    /// Writes rows past the API.
    pub fn execute(&self, sql: &str) {
        self.try_execute(sql).unwrap();
    }

    /// Tries to write rows past the API.
    ///
    /// # Errors
    /// Where the database refuses.
    pub fn try_execute(&self, sql: &str) -> Result<(), String> {
        let sql = sql.to_owned();
        let write = self.app.store.write(move |transaction| {
            let sql = sql.clone();
            Box::pin(async move { Ok(transaction.execute_unprepared(&sql).await.map(drop)?) })
        });
        self.block_on(write).map_err(|error| format!("{error:?}"))
    }

    /// What a statement answers, as `line`, in order.
    pub fn lines(&self, sql: &str) -> Vec<String> {
        let store = &self.app.store;
        let statement = Statement::from_string(store.reader().get_database_backend(), sql);
        let rows = self.block_on(store.reader().query_all_raw(statement)).unwrap();
        let mut lines: Vec<String> = rows.iter().map(|row| row.try_get("", "line").unwrap()).collect();
        lines.sort_unstable();
        lines
    }

    /// How many bytes of answers are written at once during something, rather than resolved.
    pub fn written_bytes<T>(&self, work: impl FnOnce() -> T) -> (u64, T) {
        let before = self.app.written_bytes.load(Ordering::Relaxed);
        let outcome = work();
        (self.app.written_bytes.load(Ordering::Relaxed) - before, outcome)
    }

    /// How many SQL statements something takes.
    pub fn statements<T>(&self, work: impl FnOnce() -> T) -> (u64, T) {
        let before = self.app.store.statement_count();
        let outcome = work();
        (self.app.store.statement_count() - before, outcome)
    }
}

fn key_number() -> u32 {
    static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some((handle, thread)) = self.stop.take() {
            self.runtime.block_on(handle.stop(false));
            drop(thread.join());
        }
        if self.database.is_some() {
            drop(std::fs::remove_file(&self.key));
            drop(std::fs::remove_file(self.key.with_extension("mail")));
        }
    }
}
