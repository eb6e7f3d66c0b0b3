//! TLS and connections. A self-signed certificate is made at the first start; one's own replaces it by two files.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use axum::Router;
use axum_server::{Handle, tls_rustls::RustlsConfig};
use hyper_util::rt::TokioTimer;

use crate::{
    base::{Error, Result},
    web::{App, dispatch},
};

/// Pages are drawn on these threads: enough of them that one long list doesn't hold up the others.
fn workers() -> usize {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    (2 * cores).max(4)
}

pub struct Server {
    handle: Handle<SocketAddr>,
    runtime: tokio::runtime::Runtime,
    running: tokio::task::JoinHandle<std::io::Result<()>>,
    pub address: SocketAddr,
}

/// Where the certificate that is served lies.
pub fn certificate_path(folder: &Path) -> PathBuf {
    folder.join("tls").join("certificate.pem")
}

/// The certificate's place in the data folder, and the names it is made for.
pub fn certificate(folder: &Path, names: &[String]) -> Result<(Vec<u8>, Vec<u8>)> {
    let (cert, key) = (certificate_path(folder), folder.join("tls").join("key.pem"));
    if !cert.exists() || !key.exists() {
        fs::create_dir_all(folder.join("tls"))?;
        let made = rcgen::generate_simple_self_signed(names.to_vec()).map_err(Error::internal)?;
        write_private(&key, made.signing_key.serialize_pem().as_bytes())?;
        write_private(&cert, made.cert.pem().as_bytes())?;
    }
    Ok((fs::read(cert)?, fs::read(key)?))
}

fn write_private(path: &Path, content: &[u8]) -> Result<()> {
    use std::{io::Write, os::unix::fs::OpenOptionsExt};
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(content)?;
    file.sync_all()?;
    Ok(())
}

/// The process-wide choice of cryptography; a second call changes nothing.
pub fn choose_cryptography() {
    // The error only says that it was chosen already.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

impl Server {
    /// Serves until `stop`. Returns once the address answers.
    pub fn start(
        app: Arc<App>,
        listen: SocketAddr,
        certificate: (Vec<u8>, Vec<u8>),
    ) -> Result<Server> {
        choose_cryptography();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(workers())
            .max_blocking_threads(256)
            .thread_keep_alive(Duration::from_secs(30))
            .enable_all()
            .build()?;
        let handle = Handle::new();
        let (running, address) = runtime.block_on(async {
            let tls = RustlsConfig::from_pem(certificate.0, certificate.1).await?;
            let router = Router::new()
                .fallback(dispatch::handle)
                .with_state(app.clone());
            let mut server = axum_server::bind_rustls(listen, tls).handle(handle.clone());
            server
                .http_builder()
                .http1()
                .timer(TokioTimer::new())
                .header_read_timeout(Duration::from_secs(15));
            server
                .http_builder()
                .http2()
                .timer(TokioTimer::new())
                .max_concurrent_streams(200)
                .keep_alive_interval(Duration::from_secs(20));
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            let running = tokio::spawn(async move { server.serve(service).await });
            match handle.listening().await {
                Some(address) => {
                    app.hosts.listens_on(address.port());
                    Ok((running, address))
                }
                None => Err(match running.await {
                    Ok(Err(e)) => Error::Unavailable(format!("Can't listen on {listen}: {e}")),
                    _ => Error::Unavailable(format!("Can't listen on {listen}.")),
                }),
            }
        })?;
        Ok(Server {
            handle,
            runtime,
            running,
            address,
        })
    }

    /// Waits for SIGINT or SIGTERM.
    pub fn wait(&self) -> Result<()> {
        self.runtime.block_on(async {
            let mut terminate =
                tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
            tokio::select! {
                done = tokio::signal::ctrl_c() => done?,
                _ = terminate.recv() => {}
            }
            Ok(())
        })
    }

    /// Lets running requests finish for a moment, then closes.
    pub fn stop(self) {
        self.handle.graceful_shutdown(Some(Duration::from_secs(3)));
        // The server's own result matters no more; it is going.
        let _ = self.runtime.block_on(self.running);
        self.runtime.shutdown_timeout(Duration::from_secs(2));
    }
}
