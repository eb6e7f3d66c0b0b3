//! A mailbox on the loopback: speaks as much IMAP as a house needs, over TLS, keeps what it is told, and can be slow, refuse,
//! break off and lie.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};

pub const USER: &str = "reply";
pub const PASSWORD: &str = "an owl in the letterbox";

/// How it behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Well,
    /// Thinks before each answer.
    Slow,
    /// Marks and moves nothing.
    MarksNothing,
    /// Hangs up in the middle of a mail.
    BreaksOff,
    /// Announces four gigabytes.
    Floods,
    /// Tells more and more, and never that it is done.
    Babbles,
    /// Answers with another mail than the one that was asked for.
    Swaps,
    /// Says what no client has heard.
    Raves,
}

#[derive(Clone, Debug)]
pub struct Held {
    pub number: u32,
    pub data: String,
    pub seen: bool,
    pub folder: String,
}

struct Shared {
    tls: Arc<ServerConfig>,
    mails: Mutex<Vec<Held>>,
    mood: Mutex<Mood>,
    validity: AtomicUsize,
    /// Times that a mail was handed out whole.
    fetched: AtomicUsize,
    stop: AtomicBool,
}

pub struct Imap {
    shared: Arc<Shared>,
    pub port: u16,
    pub certificate: String,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Imap {
    pub fn start() -> Imap {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            tls: Arc::new(tls),
            mails: Mutex::default(),
            mood: Mutex::new(Mood::Well),
            validity: AtomicUsize::new(7),
            fetched: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
        });
        let within = shared.clone();
        let thread = std::thread::spawn(move || {
            while !within.stop.load(Ordering::Relaxed) {
                match listener.accept() {
                    Ok((tcp, _)) => {
                        let within = within.clone();
                        // A house that goes away in between is none of the server's business.
                        std::thread::spawn(move || drop(serve(tcp, &within)));
                    }
                    Err(_) => std::thread::sleep(Duration::from_millis(10)),
                }
            }
        });
        Imap {
            shared,
            port,
            certificate: made.cert.pem(),
            thread: Some(thread),
        }
    }

    /// Puts a mail into the inbox; its number.
    pub fn deliver(&self, data: &str) -> u32 {
        let mut mails = self.shared.mails.lock().unwrap();
        let number = mails.len() as u32 + 1;
        mails.push(Held {
            number,
            data: data.replace("\r\n", "\n").replace('\n', "\r\n"),
            seen: false,
            folder: "INBOX".into(),
        });
        number
    }

    /// Puts another text in the place of a mail, as if it could be told apart at last.
    pub fn rewrite(&self, number: u32, data: &str) {
        self.shared.mails.lock().unwrap()[number as usize - 1].data =
            data.replace("\r\n", "\n").replace('\n', "\r\n");
    }

    pub fn mail(&self, number: u32) -> Held {
        self.shared.mails.lock().unwrap()[number as usize - 1].clone()
    }

    pub fn mood(&self, mood: Mood) {
        *self.shared.mood.lock().unwrap() = mood;
    }

    /// Its mails have other numbers from now on, as after a restore; they are the same.
    pub fn renumber(&self) {
        self.shared.validity.fetch_add(1, Ordering::Relaxed);
    }

    pub fn fetched(&self) -> usize {
        self.shared.fetched.load(Ordering::Relaxed)
    }
}

impl Drop for Imap {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

type Io = BufReader<StreamOwned<ServerConnection, TcpStream>>;

fn say(io: &mut Io, words: &str) -> std::io::Result<()> {
    let io = io.get_mut();
    io.write_all(format!("{words}\r\n").as_bytes())?;
    io.flush()
}

fn serve(tcp: TcpStream, shared: &Shared) -> std::io::Result<()> {
    tcp.set_nonblocking(false)?;
    tcp.set_read_timeout(Some(Duration::from_secs(10)))?;
    let tls = ServerConnection::new(shared.tls.clone()).map_err(std::io::Error::other)?;
    let mut io = BufReader::new(StreamOwned::new(tls, tcp));
    say(&mut io, "* OK loopback is here")?;
    let mut known = false;
    loop {
        let mut line = String::new();
        if io.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let (tag, command) = line.trim_end().split_once(' ').unwrap_or_default();
        let mood = *shared.mood.lock().unwrap();
        if mood == Mood::Slow {
            std::thread::sleep(Duration::from_millis(120));
        }
        let upper = command.to_uppercase();
        let words: Vec<&str> = command.split(' ').collect();
        if upper.starts_with("LOGIN ") {
            known = command == format!("LOGIN \"{USER}\" \"{PASSWORD}\"");
            let said = match known {
                true => "OK welcome",
                false => "NO [AUTHENTICATIONFAILED] who are you",
            };
            say(&mut io, &format!("{tag} {said}"))?;
        } else if upper == "LOGOUT" {
            say(&mut io, &format!("* BYE for now\r\n{tag} OK bye"))?;
            return Ok(());
        } else if !known {
            say(&mut io, &format!("{tag} NO who are you"))?;
        } else if upper.starts_with("SELECT ") {
            if mood == Mood::Raves {
                say(
                    &mut io,
                    "* OK [UIDNEXT 4]\u{e9} is no text\r\n* 1 FETCH (((((\r\nZ9 OK you never asked",
                )?;
            }
            let mails = shared.mails.lock().unwrap().len();
            let validity = shared.validity.load(Ordering::Relaxed);
            let head = format!(
                "* {mails} EXISTS\r\n* FLAGS (\\Seen \\Deleted)\r\n* OK [UIDVALIDITY {validity}] valid\r\n* OK [UIDNEXT {}] next",
                mails + 1
            );
            say(&mut io, &format!("{head}\r\n{tag} OK [READ-WRITE] open"))?;
        } else if upper.starts_with("UID SEARCH ") {
            if mood == Mood::Babbles {
                // As long as anybody listens.
                loop {
                    say(&mut io, &format!("* OK {}", "on and on ".repeat(800)))?;
                }
            }
            let found = search(shared, &words);
            say(&mut io, &format!("* SEARCH{found}\r\n{tag} OK searched"))?;
        } else if upper.starts_with("UID FETCH ") {
            let number: u32 = words[2].parse().unwrap_or_default();
            fetch(&mut io, shared, mood, number, upper.contains("SIZE"))?;
            if mood == Mood::BreaksOff && !upper.contains("SIZE") {
                return Ok(());
            }
            say(&mut io, &format!("{tag} OK fetched"))?;
        } else if upper.starts_with("UID STORE ") || upper.starts_with("UID MOVE ") {
            if mood == Mood::MarksNothing {
                say(&mut io, &format!("{tag} NO not now"))?;
                continue;
            }
            let number: usize = words[2].parse().unwrap_or_default();
            let mut mails = shared.mails.lock().unwrap();
            if let Some(mail) = mails.get_mut(number.wrapping_sub(1)) {
                match upper.starts_with("UID STORE ") {
                    true => mail.seen = true,
                    false => mail.folder = words[3].trim_matches('"').to_owned(),
                }
            }
            drop(mails);
            say(&mut io, &format!("{tag} OK done"))?;
        } else {
            say(&mut io, &format!("{tag} BAD what"))?;
        }
    }
}

/// `UID SEARCH UID 3:* UNSEEN UNDELETED`.
fn search(shared: &Shared, words: &[&str]) -> String {
    let range = words.get(3).copied().unwrap_or("1:*");
    let (from, to) = range.split_once(':').unwrap_or((range, range));
    let from: u32 = from.parse().unwrap_or(1);
    let unread = words.contains(&"UNSEEN");
    let mails = shared.mails.lock().unwrap();
    let here = mails.iter().filter(|mail| mail.folder == "INBOX");
    let last = mails.len() as u32;
    let to: u32 = to.parse().unwrap_or(u32::MAX);
    // As servers do it: a range to the end holds the last mail, whatever it begins with.
    let fits = |number: u32| (from..=to).contains(&number) || to == u32::MAX && number == last;
    here.filter(|mail| fits(mail.number) && !(unread && mail.seen))
        .map(|mail| format!(" {}", mail.number))
        .collect()
}

fn fetch(io: &mut Io, shared: &Shared, mood: Mood, number: u32, size: bool) -> std::io::Result<()> {
    let found = shared
        .mails
        .lock()
        .unwrap()
        .get(number.wrapping_sub(1) as usize)
        .cloned();
    let Some(mail) = found else { return Ok(()) };
    let told = match mood {
        Mood::Swaps if !size => number + 1,
        _ => number,
    };
    if size {
        return say(
            io,
            &format!(
                "* {number} FETCH (UID {told} RFC822.SIZE {})",
                mail.data.len()
            ),
        );
    }
    match mood {
        Mood::Floods => say(
            io,
            &format!("* {number} FETCH (UID {told} BODY[] {{4294967295}}\r\n"),
        ),
        Mood::BreaksOff => {
            let half = &mail.data[..mail.data.len() / 2];
            say(
                io,
                &format!(
                    "* {number} FETCH (UID {told} BODY[] {{{}}}\r\n{half}",
                    mail.data.len()
                ),
            )
        }
        _ => {
            shared.fetched.fetch_add(1, Ordering::Relaxed);
            let length = mail.data.len();
            say(
                io,
                &format!(
                    "* {number} FETCH (UID {told} BODY[] {{{length}}}\r\n{} FLAGS ())",
                    mail.data
                ),
            )
        }
    }
}
