//! A conversation with a mail server: it is who it should be, nobody listens in, it knows who comes, and it takes one mail
//! after the other.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use lettre::{
    address::Envelope,
    transport::smtp::{
        Error as Smtp,
        authentication::{Credentials, Mechanism},
        client::{Certificate, CertificateStore, SmtpConnection, TlsParameters},
        extension::ClientId,
    },
};
use rustls::{
    RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};

use super::{Destination, Range};
use crate::base::text;

/// How long a server may take for a word.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where systems keep the certificates they trust, in one file.
const ROOTS: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// Why a mail didn't go, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The server won't have this mail.
    Refused(String),
    /// It will not have it now.
    Later(String),
    /// With this server nothing goes at all.
    Server(String),
}

/// How what is said is kept from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// TLS from the first byte.
    Tls,
    /// In clear until STARTTLS, which is demanded.
    StartTls,
    /// Not at all; to this very machine only.
    Clear,
}

/// Which server, and how one comes to it.
#[derive(Debug, Clone, Copy)]
pub struct Way<'a> {
    pub host: &'a str,
    pub port: u16,
    pub cover: Cover,
    /// User name and password, where the server asks for them.
    pub login: Option<(&'a str, &'a str)>,
    /// A file of certificates instead of the machine's.
    pub roots: Option<&'a Path>,
    /// By what name Atrium says hello.
    pub own_name: &'a str,
}

/// An open way to the server.
pub struct Line {
    connection: SmtpConnection,
    place: String,
}

/// Opens it.
///
/// # Errors
/// `Trouble::Server`, in words for whoever looks after mail.
pub fn open(way: &Way<'_>) -> Result<Line, Trouble> {
    let hello = match way.own_name.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
        Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
        Err(_) => ClientId::Domain(way.own_name.to_owned()),
    };
    let place = format!("{}, port {}", way.host, way.port);
    let failed = |e: Smtp| Trouble::Server(in_words(&e, &place));
    let to = Destination {
        purpose: "mail",
        host: way.host,
        port: way.port,
        range: match way.cover {
            Cover::Clear => Range::ThisMachine,
            _ => Range::Named,
        },
    };
    let addresses = to.addresses().map_err(|e| {
        Trouble::Server(match e.kind() {
            std::io::ErrorKind::PermissionDenied => format!("Nothing was sent: {e}."),
            _ => format!("There is no machine called so: {place}."),
        })
    })?;
    let tls = match way.cover {
        Cover::Clear => None,
        _ => Some(tls_for(way.host, way.roots)?),
    };
    let first = tls.as_ref().filter(|_| way.cover == Cover::Tls);
    let mut connection =
        SmtpConnection::connect(addresses.as_slice(), Some(PATIENCE), &hello, first, None)
            .map_err(failed)?;
    if way.cover == Cover::StartTls
        && let Some(tls) = &tls
    {
        if !connection.can_starttls() {
            connection.abort();
            return Err(Trouble::Server(format!(
                "The server at {place} offers no STARTTLS, so nothing was sent: in clear everybody on the way could read it."
            )));
        }
        connection.starttls(tls, &hello).map_err(failed)?;
    }
    if way.cover != Cover::Clear && !connection.is_encrypted() {
        connection.abort();
        return Err(Trouble::Server(format!(
            "The way to {place} is not encrypted, so nothing was sent."
        )));
    }
    if let Some((name, password)) = way.login {
        let known = Credentials::new(name.to_owned(), password.to_owned());
        connection
            .auth(&[Mechanism::Plain, Mechanism::Login], &known)
            .map_err(|e| match e.status() {
                Some(_) => Trouble::Server(format!(
                    "The server at {place} doesn't take the user name and the password. It said: {}",
                    reply(&e)
                )),
                None => failed(e),
            })?;
    }
    Ok(Line { connection, place })
}

impl Line {
    /// Hands one mail over; what the server said to it.
    pub fn send(&mut self, envelope: &Envelope, mail: &[u8]) -> Result<String, Trouble> {
        match self.connection.send(envelope, mail) {
            Ok(answer) => {
                let lines: Vec<&str> = answer.message().collect();
                Ok(text::clean_line(&format!(
                    "{} {}",
                    answer.code(),
                    lines.join(" ")
                )))
            }
            // Lettre's own refusal: this server has no way to take such a mail, tomorrow neither.
            Err(e) if e.is_client() && !is_ascii(envelope) => Err(Trouble::Refused(format!(
                "The server at {} takes no address with letters such as ä before its @ (it has no SMTPUTF8). Ask for another address.",
                self.place
            ))),
            Err(e) if e.is_permanent() || e.is_client() => Err(Trouble::Refused(reply(&e))),
            Err(e) if e.is_transient() => Err(Trouble::Later(reply(&e))),
            Err(e) => Err(Trouble::Server(in_words(&e, &self.place))),
        }
    }

    /// Whether another mail can go the same way.
    pub fn holds(&self) -> bool {
        !self.connection.has_broken()
    }

    pub fn close(mut self) {
        // It was taken already; how the server says good-bye changes nothing.
        let _ = self.connection.quit();
    }
}

fn is_ascii(envelope: &Envelope) -> bool {
    let all = envelope.from().into_iter().chain(envelope.to());
    all.map(AsRef::<str>::as_ref).all(str::is_ascii)
}

/// What vouches for the server: the machine's certificates, or the file that is configured. What can't be read of it
/// is passed over: one odd certificate among a hundred must not stop the mail.
fn tls_for(host: &str, roots: Option<&Path>) -> Result<TlsParameters, Trouble> {
    let mut tls = TlsParameters::builder(host.to_owned()).certificate_store(CertificateStore::None);
    for root in trusted(roots).map_err(Trouble::Server)? {
        tls = tls.add_root_certificate(root);
    }
    let built = tls.build_rustls();
    built.map_err(|e| Trouble::Server(format!("TLS can't be spoken with {host}: {e}.")))
}

/// The certificates that vouch, at least one; else why there are none, in words.
pub fn trusted(roots: Option<&Path>) -> Result<Vec<Certificate>, String> {
    let unreadable = |e: Smtp| format!("A certificate can't be read: {e}.");
    let read = |root: &CertificateDer<'_>| Certificate::from_der(root.to_vec()).map_err(unreadable);
    certificates(roots)?.iter().map(read).collect()
}

/// The same as they are stored.
pub fn certificates(roots: Option<&Path>) -> Result<Vec<CertificateDer<'static>>, String> {
    let path = match roots {
        Some(path) => path.to_owned(),
        None => ROOTS
            .iter()
            .map(PathBuf::from)
            .find(|path| path.is_file())
            .ok_or("No file with the certificates this machine trusts was found, so a server can't be told from another. Install ca-certificates, or name a file as ca_file in the configuration.")?,
    };
    let unreadable = |why: &dyn std::fmt::Display| {
        format!(
            "The certificates in {} can't be read: {why}.",
            path.display()
        )
    };
    let found = CertificateDer::pem_file_iter(&path).map_err(|e| unreadable(&e))?;
    let mut out = Vec::new();
    for certificate in found.flatten() {
        if RootCertStore::empty().add(certificate.clone()).is_ok() {
            out.push(certificate);
        }
    }
    match out.is_empty() {
        false => Ok(out),
        true => Err(unreadable(&"there are none")),
    }
}

/// Every error with its cause, as one line.
fn chain(e: &Smtp) -> String {
    let mut words = e.to_string();
    let mut cause = std::error::Error::source(e);
    while let Some(held) = cause {
        let said = held.to_string();
        if !words.contains(&said) {
            words = format!("{words}: {said}");
        }
        cause = held.source();
    }
    text::clean_line(&words)
}

/// The server's own words, with its number.
fn reply(e: &Smtp) -> String {
    let words = chain(e);
    let bare = ["permanent error ", "transient error "]
        .iter()
        .find_map(|lead| words.strip_prefix(lead))
        .unwrap_or(&words);
    bare.replace("): ", ") ").replace(['(', ')'], "")
}

fn in_words(e: &Smtp, place: &str) -> String {
    let why = chain(e);
    let low = why.to_lowercase();
    if e.is_timeout() || low.contains("timed out") || low.contains("would block") {
        return format!("The server at {place} doesn't answer.");
    }
    if low.contains("connection refused") {
        return format!("Nobody answers at {place}: connection refused.");
    }
    if low.contains("failed to lookup")
        || low.contains("name or service")
        || low.contains("resolve")
    {
        return format!("There is no machine called so: {place}.");
    }
    if low.contains("certificate") {
        return format!(
            "The server at {place} can't prove that it is the one meant, so nothing was sent: {why}."
        );
    }
    if e.is_permanent() || e.is_transient() {
        return format!("The server at {place} takes nothing. It said: {}", reply(e));
    }
    format!("Speaking with the server at {place} failed: {why}.")
}
