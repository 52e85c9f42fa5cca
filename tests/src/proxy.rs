//! A network between a server and its PostgreSQL that fails when a test says so.

use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use sea_orm::sqlx::postgres::PgConnectOptions;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::runtime::Runtime;
use tokio::sync::watch;

/// What becomes of what is sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Network {
    /// It arrives.
    Fine,
    /// Connections end, and new ones are refused.
    Cut,
    /// A request with this text arrives, and its answer does not: the connection ends instead.
    LosesAnswer(&'static str),
}

/// A proxy on a port of its own.
pub struct Proxy {
    address: SocketAddr,
    database: String,
    network: watch::Sender<Network>,
    /// How many requests are left up to the one whose answer is lost; none is lost from 0 on down.
    countdown: Arc<AtomicI64>,
    /// Connections of earlier generations stay open and carry nothing any more.
    generation: watch::Sender<u32>,
    _runtime: Runtime,
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// What the proxy leads to.
#[derive(Clone)]
enum Upstream {
    Socket(std::path::PathBuf),
    Host(String, u16),
}

impl Upstream {
    fn of(url: &str) -> Self {
        let options = PgConnectOptions::from_str(url).unwrap();
        match options.get_socket() {
            Some(folder) => Self::Socket(folder.join(format!(".s.PGSQL.{}", options.get_port()))),
            None => Self::Host(options.get_host().to_owned(), options.get_port()),
        }
    }

    async fn connect(&self) -> std::io::Result<Box<dyn Stream>> {
        Ok(match self {
            Self::Socket(path) => Box::new(UnixStream::connect(path).await?),
            Self::Host(host, port) => Box::new(TcpStream::connect((host.as_str(), *port)).await?),
        })
    }
}

impl Proxy {
    /// A proxy before the server of a database.
    pub fn before(url: &str) -> Self {
        let runtime = Runtime::new().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (network, of_network) = watch::channel(Network::Fine);
        let (generation, of_generation) = watch::channel(0);
        let countdown = Arc::new(AtomicI64::new(0));
        let (upstream, of_countdown) = (Upstream::of(url), Arc::clone(&countdown));
        runtime.spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                if *of_network.borrow() != Network::Cut {
                    let (network, generation) = (of_network.clone(), of_generation.clone());
                    let way = Way { network, generation, countdown: Arc::clone(&of_countdown) };
                    tokio::spawn(carry(client, upstream.clone(), way));
                }
            }
        });
        let database = url.rsplit('/').next().unwrap().to_owned();
        Self { address, database, network, countdown, generation, _runtime: runtime }
    }

    /// The address of the database through it.
    pub fn url(&self, url: &str) -> String {
        let (scheme, rest) = url.split_once("://").unwrap();
        let user = rest.split('@').next().unwrap();
        format!("{scheme}://{user}@{}/{}", self.address, self.database)
    }

    /// Makes the network another.
    pub fn set(&self, network: Network) {
        self.network.send_replace(network);
    }

    /// The answer of the request of this number from now on does not arrive, and its connection ends; of none
    /// for 0.
    pub fn lose_answer(&self, number: u32) {
        self.countdown.store(number.into(), Ordering::Relaxed);
    }

    /// From now on nothing comes through the connections that there are, and nobody is told: as after a
    /// failover, or behind a NAT that has forgotten them.  New connections are fine.
    pub fn silence(&self) {
        self.generation.send_modify(|generation| *generation += 1);
    }
}

/// What the two ways of a connection go by.
#[derive(Clone)]
struct Way {
    network: watch::Receiver<Network>,
    generation: watch::Receiver<u32>,
    countdown: Arc<AtomicI64>,
}

impl Way {
    /// Whether the answer of a request is lost.
    fn loses_answer(&self, request: &[u8]) -> bool {
        let is_it = match &*self.network.borrow() {
            Network::LosesAnswer(text) => request.windows(text.len()).any(|part| part == text.as_bytes()),
            Network::Fine | Network::Cut => false,
        };
        self.countdown.fetch_sub(1, Ordering::Relaxed) == 1 || is_it
    }
}

async fn carry(client: TcpStream, upstream: Upstream, way: Way) {
    let Ok(server) = upstream.connect().await else { return };
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = tokio::io::split(server);
    let is_lost = Arc::new(AtomicBool::new(false));
    let ways = (
        pump(from_client, to_server, way.clone(), Arc::clone(&is_lost), true),
        pump(from_server, to_client, way, is_lost, false),
    );
    tokio::select! {
        () = ways.0 => {}
        () = ways.1 => {}
    }
}

/// Carries bytes one way until an end closes, the network is cut, or for ever without carrying any.
async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut way: Way,
    is_lost: Arc<AtomicBool>,
    is_request: bool,
) {
    let own = *way.generation.borrow_and_update();
    let mut bytes = vec![0; 64 * 1024];
    loop {
        let (network, generation) = (&mut way.network, &mut way.generation);
        let silence = async {
            drop(generation.wait_for(|now| *now != own).await);
            std::future::pending::<()>().await;
        };
        let cut = async { drop(network.wait_for(|now| *now == Network::Cut).await) };
        let read = tokio::select! {
            () = silence => return,
            () = cut => return,
            read = from.read(&mut bytes) => read,
        };
        let Ok(length @ 1..) = read else { return };
        let chunk = &bytes[..length];
        if is_lost.load(Ordering::Relaxed) && !is_request {
            return;
        }
        if is_request && way.loses_answer(chunk) {
            is_lost.store(true, Ordering::Relaxed);
        }
        if to.write_all(chunk).await.is_err() {
            return;
        }
    }
}
