//! A collector of logs on the loopback: syslog over TLS, each message with its length before it. It closes once whoever
//! sends has ended, as collectors do.

use std::{
    io::{ErrorKind, Read},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};

#[derive(Default)]
struct Held {
    taken: Mutex<Vec<String>>,
    /// Connections that sent something.
    rounds: Mutex<usize>,
    /// Goes away before it has read anything.
    breaks: AtomicBool,
    /// Goes away when it has read a little.
    leaves: AtomicBool,
    /// Reads all and doesn't close.
    hangs: AtomicBool,
    stop: AtomicBool,
}

/// Who it is, whatever port it listens at.
pub struct Identity {
    tls: Arc<ServerConfig>,
    /// The certificate that vouches for it.
    pub certificate: String,
}

impl Identity {
    pub fn new() -> Identity {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        Identity {
            tls: Arc::new(tls),
            certificate: made.cert.pem(),
        }
    }

    /// Writes the certificate where a house finds it.
    pub fn trusted_in(&self, path: &Path) {
        std::fs::write(path, &self.certificate).unwrap();
    }
}

pub struct Collector {
    held: Arc<Held>,
    pub port: u16,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Collector {
    pub fn start(identity: &Identity) -> Collector {
        Collector::at(0, identity)
    }

    /// At a port that a house knows already.
    pub fn at(port: u16, identity: &Identity) -> Collector {
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let held = Arc::new(Held::default());
        let (within, tls) = (held.clone(), identity.tls.clone());
        let thread = std::thread::spawn(move || {
            while !within.stop.load(Ordering::Relaxed) {
                match listener.accept() {
                    Ok((tcp, _)) => collect(tcp, &tls, &within),
                    Err(_) => std::thread::sleep(Duration::from_millis(10)),
                }
            }
        });
        Collector {
            held,
            port,
            thread: Some(thread),
        }
    }

    pub fn breaks(&self, yes: bool) {
        self.held.breaks.store(yes, Ordering::Relaxed);
    }

    pub fn leaves(&self, yes: bool) {
        self.held.leaves.store(yes, Ordering::Relaxed);
    }

    pub fn hangs(&self, yes: bool) {
        self.held.hangs.store(yes, Ordering::Relaxed);
    }

    /// What it read whole, in the order in which it came.
    pub fn taken(&self) -> Vec<String> {
        self.held.taken.lock().unwrap().clone()
    }

    pub fn rounds(&self) -> usize {
        *self.held.rounds.lock().unwrap()
    }

    /// What it has, as soon as it is as it should be.
    #[track_caller]
    pub fn wait_until(&self, fits: impl Fn(&[String]) -> bool) -> Vec<String> {
        let until = Instant::now() + Duration::from_secs(60);
        loop {
            let taken = self.taken();
            if fits(&taken) {
                return taken;
            }
            assert!(Instant::now() < until, "{taken:#?}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.held.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn collect(tcp: TcpStream, tls: &Arc<ServerConfig>, held: &Held) {
    tcp.set_nonblocking(false).unwrap();
    tcp.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    if held.breaks.load(Ordering::Relaxed) {
        *held.rounds.lock().unwrap() += 1;
        return;
    }
    let mut line = StreamOwned::new(ServerConnection::new(tls.clone()).unwrap(), tcp);
    let (mut bytes, mut part) = (Vec::new(), [0; 4096]);
    loop {
        match line.read(&mut part) {
            Ok(0) => break,
            Ok(n) => bytes.extend(&part[..n]),
            Err(e) if e.kind() == ErrorKind::UnexpectedEof => break,
            // Whoever doesn't trust it goes away in the middle of a word.
            Err(_) => return,
        }
        if held.leaves.load(Ordering::Relaxed) {
            return;
        }
    }
    while held.hangs.load(Ordering::Relaxed) && !held.stop.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(10));
    }
    *held.rounds.lock().unwrap() += usize::from(!bytes.is_empty());
    held.taken.lock().unwrap().extend(messages(&bytes));
}

/// The messages in their frames. A frame that isn't whole is none.
fn messages(mut bytes: &[u8]) -> Vec<String> {
    let mut out = Vec::new();
    while let Some(blank) = bytes.iter().position(|b| *b == b' ') {
        let length = std::str::from_utf8(&bytes[..blank]).unwrap();
        let end = blank + 1 + length.parse::<usize>().unwrap();
        let Some(message) = bytes.get(blank + 1..end) else {
            break;
        };
        out.push(String::from_utf8(message.to_vec()).unwrap());
        bytes = &bytes[end..];
    }
    out
}
