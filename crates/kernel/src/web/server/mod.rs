//! TLS and connections. A self-signed certificate is made at the first start; one's own replaces it by two files.
//! There is one listener for everybody, and when the house wants it another where only the portal exists.

mod acceptor;
mod certificate;
mod idle_timeout;
pub mod pair;

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use axum::Router;
use axum_server::Handle;
use hyper_util::rt::TokioTimer;
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    access::Listener,
    base::{Error, Result},
    jobs::egress::tell_manager,
    web::{App, dispatch},
};

pub use acceptor::Peer;
pub use certificate::{AskDevices, ServedCertificate, choose_cryptography};

use acceptor::Porch;

/// Pages are drawn on these threads: enough of them that one long list doesn't hold up the others.
fn workers() -> usize {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    (2 * cores).max(4)
}

/// Bytes that a request's line and headers may have together; HTTP/2 has a limit of its own, of 16 KB.
// What is no HTTP/1.1 (400), too long a head (431) or too long an address (414) is answered by hyper's parser before any
// service of ours is called, with an empty body and `connection: close`, and without what `web/headers.rs` adds. It has
// no hook for it (`on_error` of its HTTP/1 role is fixed). Another layer around the connection would have to read heads
// a second time, or tell hyper's own answers from ours among the bytes that go out, and two readers of one stream that
// differ are what smuggling lives on. No browser sends such a request, and an empty answer of no type has nothing that a
// browser could show, run or frame: so they stay as they are.
const HEAD: usize = 64 << 10;
/// How long a thread that waited for the disk stays when nothing more waits. Each holds on to a megabyte of what it
/// worked with, and the pool wakes them by turns, so that little work keeps as many of them as come by in this time.
const LINGER: Duration = Duration::from_secs(2);

/// How long the server waits for whoever is slow, so that nobody holds connections by being it.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// For TLS to come about.
    pub handshake: Duration,
    /// For the first byte, and for a whole head of a request.
    pub head: Duration,
    /// For a form or JSON to arrive whole.
    pub form: Duration,
    /// For the same of somebody nobody knows, who has little to say.
    pub stranger: Duration,
    /// For the next piece of an upload; and what it must bring in a second once it has run for as long.
    pub piece: Duration,
    pub bytes_a_second: u64,
    /// For a client to take the next piece of its answer.
    pub answer: Duration,
}

impl Default for Patience {
    fn default() -> Patience {
        Patience {
            handshake: Duration::from_secs(10),
            head: Duration::from_secs(15),
            form: Duration::from_secs(60),
            stranger: Duration::from_secs(15),
            piece: Duration::from_secs(30),
            bytes_a_second: 2048,
            answer: Duration::from_secs(60),
        }
    }
}

pub struct Server {
    handles: Vec<Handle<SocketAddr>>,
    runtime: tokio::runtime::Runtime,
    running: Vec<tokio::task::JoinHandle<std::io::Result<()>>>,
    pub address: SocketAddr,
    /// Where only the portal is served, when it is.
    pub portal: Option<SocketAddr>,
    pub certificate: Arc<ServedCertificate>,
}

impl Server {
    /// Serves until `stop`, with the certificate that lies in the data folder. Returns once the addresses answer.
    pub fn start(
        app: Arc<App>,
        listen: SocketAddr,
        portal: Option<SocketAddr>,
        folder: &Path,
    ) -> Result<Server> {
        choose_cryptography();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(workers())
            .max_blocking_threads(256)
            .thread_keep_alive(LINGER)
            .enable_all()
            .build()?;
        let served = Arc::new(ServedCertificate::new(
            &app.store,
            folder,
            app.config.tls12,
        )?);
        app.store.provide(served.clone());
        runtime.block_on(on_hangup(served.clone()))?;
        let (mut handles, mut running) = (Vec::new(), Vec::new());
        let mut open = |listen, listener| {
            let handle = Handle::new();
            let (task, address) =
                runtime.block_on(open(&app, served.clone(), handle.clone(), listen, listener))?;
            handles.push(handle);
            running.push(task);
            Ok::<SocketAddr, Error>(address)
        };
        let address = open(listen, Listener::Staff)?;
        let portal = match portal {
            Some(portal) => Some(open(portal, Listener::Portal)?),
            None => None,
        };
        Ok(Server {
            handles,
            runtime,
            running,
            address,
            portal,
            certificate: served,
        })
    }

    /// Tells the service manager again and again that requests are still taken up, where it asks for that (WatchdogSec).
    pub fn say_that_it_lives(&self) {
        let asked = std::env::var("WATCHDOG_USEC").ok();
        let Some(micros) = asked.and_then(|text| text.parse::<u64>().ok()) else {
            return;
        };
        let half = Duration::from_micros(micros / 2).max(Duration::from_millis(100));
        // On the threads that take requests up: when these hang, nothing is said.
        self.runtime.spawn(async move {
            loop {
                tell_manager("WATCHDOG=1");
                tokio::time::sleep(half).await;
            }
        });
    }

    /// Waits for SIGINT or SIGTERM.
    pub fn wait(&self) -> Result<()> {
        self.runtime.block_on(async {
            let mut terminate = signal(SignalKind::terminate())?;
            tokio::select! {
                done = tokio::signal::ctrl_c() => done?,
                _ = terminate.recv() => {}
            }
            Ok(())
        })
    }

    /// Lets running requests finish for a moment, then closes.
    pub fn stop(self) {
        for handle in &self.handles {
            handle.graceful_shutdown(Some(Duration::from_secs(3)));
        }
        for running in self.running {
            // The server's own result matters no more; it is going.
            let _ = self.runtime.block_on(running);
        }
        self.runtime.shutdown_timeout(Duration::from_secs(2));
    }
}

/// SIGHUP has the certificate looked at now, and ends nothing.
async fn on_hangup(served: Arc<ServedCertificate>) -> std::io::Result<()> {
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            served.look();
        }
    });
    Ok(())
}

/// Opens one listener and says where it listens.
async fn open(
    app: &Arc<App>,
    served: Arc<ServedCertificate>,
    handle: Handle<SocketAddr>,
    listen: SocketAddr,
    listener: Listener,
) -> Result<(tokio::task::JoinHandle<std::io::Result<()>>, SocketAddr)> {
    let patience = app.config.patience;
    let router = Router::new()
        .fallback(dispatch::handle)
        .with_state(app.clone());
    let acceptor = Porch {
        served,
        listener,
        connections: app.connections.clone(),
        patience,
    };
    let mut server = axum_server::bind(listen)
        .handle(handle.clone())
        .acceptor(acceptor);
    server
        .http_builder()
        .http1()
        .timer(TokioTimer::new())
        .max_buf_size(HEAD)
        .header_read_timeout(patience.head);
    server
        .http_builder()
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(200)
        .keep_alive_interval(Duration::from_secs(20));
    let running = tokio::spawn(async move { server.serve(router.into_make_service()).await });
    match handle.listening().await {
        Some(address) => {
            app.config.hosts.listens_on(listener, address.port());
            Ok((running, address))
        }
        None => Err(match running.await {
            Ok(Err(e)) => Error::Unavailable(format!("Can't listen on {listen}: {e}")),
            _ => Error::Unavailable(format!("Can't listen on {listen}.")),
        }),
    }
}
