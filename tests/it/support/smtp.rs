//! A mail server on the loopback: speaks as much SMTP as a house needs, over TLS, STARTTLS or in clear, and keeps what
//! it took.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer},
};

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Tls,
    StartTls,
    Clear,
}

/// What it does with a mail that was handed over whole.
#[derive(Clone, Copy, Debug)]
pub enum AtEnd {
    Take,
    /// Takes nothing, and says this.
    Say(&'static str),
    /// Hangs up without a word, and has taken nothing.
    HangUp,
}

#[derive(Clone, Debug)]
pub struct Mail {
    pub to: Vec<String>,
    pub data: String,
}

impl Mail {
    /// A header's value, as it was sent.
    pub fn header(&self, name: &str) -> String {
        let (head, _) = self.data.split_once("\r\n\r\n").unwrap();
        let head = head.replace("\r\n ", " ");
        let line = head
            .lines()
            .find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_default().to_owned()
    }

    /// What it says as text, whatever way it was encoded; of several parts the first.
    pub fn text(&self) -> String {
        self.part("text/plain").unwrap_or_else(|| {
            let (_, body) = self.data.split_once("\r\n\r\n").unwrap();
            decoded(&self.header("Content-Transfer-Encoding"), body)
        })
    }

    /// What it says as a page.
    pub fn html(&self) -> String {
        self.part("text/html").unwrap_or_default()
    }

    /// One of its parts, by the kind it is of.
    fn part(&self, kind: &str) -> Option<String> {
        let (_, boundary) = self.data.split_once("boundary=\"")?;
        let boundary = format!("--{}", boundary.split('"').next()?);
        let parts = self.data.split(&boundary).skip(1);
        let mut whole = parts.filter_map(|part| part.split_once("\r\n\r\n"));
        let (head, body) = whole.find(|(head, _)| head.contains(kind))?;
        let name = "Content-Transfer-Encoding: ";
        let way = head.lines().find_map(|line| line.strip_prefix(name));
        Some(decoded(way.unwrap_or_default(), body))
    }

    /// The path of the link in it that opens the house.
    pub fn link(&self) -> String {
        let text = self.text();
        let (_, rest) = text
            .split_once("/welcome/")
            .unwrap_or_else(|| panic!("no link in {text}"));
        let token: String = rest
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        format!("/welcome/{token}")
    }
}

fn decoded(way: &str, body: &str) -> String {
    let body = body.replace("=\r\n", "");
    match way {
        "quoted-printable" => unquoted(&body),
        _ => body,
    }
}

fn unquoted(body: &str) -> String {
    let bytes = body.as_bytes();
    let (mut out, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let code = body.get(at + 1..at + 3).filter(|_| bytes[at] == b'=');
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

struct Held {
    way: Way,
    account: Option<(String, String)>,
    tls: Arc<ServerConfig>,
    taken: Mutex<Vec<Mail>>,
    /// Every line that came in clear, for tests of what a listener would have read.
    in_clear: Mutex<Vec<String>>,
    /// Said to RCPT instead of yes.
    refuses: Mutex<Option<String>>,
    /// Takes a mail and says nothing about it meanwhile.
    silent: AtomicBool,
    /// What becomes of the next mails, one after the other; it takes those after them.
    at_end: Mutex<VecDeque<AtEnd>>,
    /// How long it thinks before each answer, in milliseconds.
    thinks: AtomicU64,
    stop: AtomicBool,
}

pub struct Smtp {
    held: Arc<Held>,
    pub port: u16,
    /// The certificate that vouches for it.
    pub certificate: String,
    thread: Option<std::thread::JoinHandle<()>>,
}

pub const USER: &str = "house";
pub const PASSWORD: &str = "carrier-pigeons-at-dawn";

impl Smtp {
    pub fn start(way: Way) -> Smtp {
        Smtp::at(0, way)
    }

    /// At a port that a house knows already.
    pub fn at(port: u16, way: Way) -> Smtp {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        Smtp::with(port, way, made.cert.der().clone(), key, made.cert.pem())
    }

    fn with(
        port: u16,
        way: Way,
        certificate: CertificateDer<'static>,
        key: PrivateKeyDer<'static>,
        pem: String,
    ) -> Smtp {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let account = (way != Way::Clear).then(|| (USER.to_owned(), PASSWORD.to_owned()));
        let held = Arc::new(Held {
            way,
            account,
            tls: Arc::new(tls),
            taken: Mutex::default(),
            in_clear: Mutex::default(),
            refuses: Mutex::default(),
            silent: AtomicBool::new(false),
            at_end: Mutex::default(),
            thinks: AtomicU64::new(0),
            stop: AtomicBool::new(false),
        });
        let within = held.clone();
        let thread = std::thread::spawn(move || listen(&listener, &within));
        Smtp {
            held,
            port,
            certificate: pem,
            thread: Some(thread),
        }
    }

    /// Writes the certificate where a house finds it.
    pub fn trusted_in(&self, path: &Path) {
        std::fs::write(path, &self.certificate).unwrap();
    }

    pub fn refuse(&self, words: Option<&str>) {
        *self.held.refuses.lock().unwrap() = words.map(str::to_owned);
    }

    pub fn silent(&self, yes: bool) {
        self.held.silent.store(yes, Ordering::Relaxed);
    }

    pub fn at_end(&self, then: &[AtEnd]) {
        *self.held.at_end.lock().unwrap() = then.iter().copied().collect();
    }

    /// Whether all that was said of the next mails has come to pass.
    pub fn is_done_with(&self) -> bool {
        self.held.at_end.lock().unwrap().is_empty()
    }

    pub fn thinks(&self, milliseconds: u64) {
        self.held.thinks.store(milliseconds, Ordering::Relaxed);
    }

    pub fn taken(&self) -> Vec<Mail> {
        self.held.taken.lock().unwrap().clone()
    }

    pub fn in_clear(&self) -> Vec<String> {
        self.held.in_clear.lock().unwrap().clone()
    }

    pub fn to(&self, address: &str) -> Vec<Mail> {
        let mut taken = self.taken();
        taken.retain(|mail| mail.to.iter().any(|to| to == address));
        taken
    }

    /// The first mail to somebody, as soon as it is there.
    #[track_caller]
    pub fn wait_for(&self, address: &str) -> Mail {
        let until = Instant::now() + Duration::from_secs(60);
        while Instant::now() < until {
            if let Some(mail) = self.to(address).pop() {
                return mail;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("no mail to {address}: {:?}", self.taken());
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        self.held.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn listen(listener: &TcpListener, held: &Arc<Held>) {
    while !held.stop.load(Ordering::Relaxed) {
        match listener.accept() {
            Ok((tcp, _)) => {
                let held = held.clone();
                // A house that goes away in between is none of the server's business.
                std::thread::spawn(move || drop(serve(tcp, &held)));
            }
            Err(_) => std::thread::sleep(Duration::from_millis(10)),
        }
    }
}

trait Stream: Read + Write {}
impl<S: Read + Write> Stream for S {}

fn secure(tcp: TcpStream, held: &Held) -> std::io::Result<Box<dyn Stream>> {
    let tls = ServerConnection::new(held.tls.clone()).map_err(std::io::Error::other)?;
    Ok(Box::new(StreamOwned::new(tls, tcp)))
}

fn serve(tcp: TcpStream, held: &Held) -> std::io::Result<()> {
    tcp.set_nonblocking(false)?;
    tcp.set_read_timeout(Some(Duration::from_secs(10)))?;
    let again = tcp.try_clone()?;
    let mut safe = held.way == Way::Tls;
    let first: Box<dyn Stream> = match safe {
        true => secure(tcp, held)?,
        false => Box::new(tcp),
    };
    let mut io = BufReader::new(first);
    let (mut known, mut to) = (held.account.is_none(), Vec::new());
    say(&mut io, "220 loopback ESMTP")?;
    loop {
        let mut line = String::new();
        if io.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let line = line.trim_end().to_owned();
        std::thread::sleep(Duration::from_millis(held.thinks.load(Ordering::Relaxed)));
        if !safe {
            held.in_clear.lock().unwrap().push(line.clone());
        }
        let (verb, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match verb.to_uppercase().as_str() {
            "EHLO" => {
                let offers = match (held.way, safe) {
                    (Way::StartTls, false) => "250-STARTTLS\r\n",
                    (Way::Clear, _) => "",
                    _ => "250-AUTH PLAIN LOGIN\r\n",
                };
                say(&mut io, &format!("250-loopback\r\n{offers}250 8BITMIME"))?;
            }
            "STARTTLS" if held.way == Way::StartTls && !safe => {
                say(&mut io, "220 go on")?;
                io = BufReader::new(secure(again.try_clone()?, held)?);
                safe = true;
            }
            "AUTH" => {
                let typed = rest.strip_prefix("PLAIN ").unwrap_or_default();
                let right = held.account.as_ref().is_some_and(|(user, password)| {
                    typed == base64(format!("\0{user}\0{password}").as_bytes())
                });
                known |= right;
                say(
                    &mut io,
                    match right {
                        true => "235 welcome",
                        false => "535 5.7.8 Authentication credentials invalid",
                    },
                )?;
            }
            "MAIL" if known => {
                to.clear();
                say(&mut io, "250 ok")?;
            }
            "RCPT" if known => {
                let address = rest.trim_start_matches("TO:").trim_matches(['<', '>']);
                to.push(address.to_owned());
                let refusal = held.refuses.lock().unwrap().clone();
                say(&mut io, refusal.as_deref().unwrap_or("250 ok"))?;
            }
            "DATA" if known => {
                say(&mut io, "354 go on")?;
                let data = data(&mut io)?;
                let to = std::mem::take(&mut to);
                let then = held.at_end.lock().unwrap().pop_front();
                match then.unwrap_or(AtEnd::Take) {
                    AtEnd::Take => {}
                    AtEnd::HangUp => return Ok(()),
                    AtEnd::Say(words) => {
                        say(&mut io, words)?;
                        continue;
                    }
                }
                held.taken.lock().unwrap().push(Mail { to, data });
                while held.silent.load(Ordering::Relaxed) && !held.stop.load(Ordering::Relaxed) {
                    std::thread::sleep(Duration::from_millis(10));
                }
                say(&mut io, "250 2.0.0 queued as 4711")?;
            }
            "RSET" | "NOOP" => say(&mut io, "250 ok")?,
            "QUIT" => return say(&mut io, "221 bye"),
            _ => say(&mut io, "530 5.7.0 who are you")?,
        }
    }
}

fn say(io: &mut BufReader<Box<dyn Stream>>, words: &str) -> std::io::Result<()> {
    let io = io.get_mut();
    io.write_all(format!("{words}\r\n").as_bytes())?;
    io.flush()
}

fn data(io: &mut BufReader<Box<dyn Stream>>) -> std::io::Result<String> {
    let mut out = String::new();
    loop {
        let mut line = String::new();
        if io.read_line(&mut line)? == 0 || line == ".\r\n" {
            return Ok(out);
        }
        out.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let number = chunk
            .iter()
            .chain([0, 0].iter())
            .take(3)
            .fold(0u32, |sum, byte| sum << 8 | u32::from(*byte));
        for place in 0..4 {
            match place <= chunk.len() {
                true => out.push(char::from(
                    LETTERS[(number >> (18 - 6 * place) & 63) as usize],
                )),
                false => out.push('='),
            }
        }
    }
    out
}
