//! Speaking SMTP with the configured server. Nothing else in Atrium connects to elsewhere; `tests/it/guards/outward.rs`
//! holds it.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use lettre::{
    Address, Message,
    message::{Mailbox, header::ContentType},
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

use super::{MailServer, Security};
use crate::base::{Moment, text};

/// How long a server may take for a word.
const PATIENCE: Duration = Duration::from_secs(20);

/// Where systems keep the certificates they trust, in one file.
const ROOTS: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// Why a letter didn't go, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The server won't have this letter.
    Refused(String),
    /// It will not have it now.
    Later(String),
    /// With this server nothing goes at all.
    Server(String),
}

/// One mail as it goes out.
pub struct Outgoing<'a> {
    pub to: &'a str,
    pub to_name: &'a str,
    pub subject: &'a str,
    pub text: String,
    pub mark: &'a str,
    pub written: Moment,
}

/// An open way to the server.
pub struct Line {
    connection: SmtpConnection,
}

/// Opens it: the server is who it should be, nobody listens in, and it knows who comes.
pub fn open(
    server: &MailServer,
    password: Option<&str>,
    roots: Option<&Path>,
    own_name: &str,
) -> Result<Line, Trouble> {
    let at = (server.host.as_str(), server.port);
    let hello = match own_name.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
        Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
        Err(_) => ClientId::Domain(own_name.to_owned()),
    };
    let place = format!("{}, port {}", server.host, server.port);
    let failed = |e: Smtp| Trouble::Server(in_words(&e, &place));
    let tls = match server.security {
        Security::Clear => None,
        _ => Some(tls_for(&server.host, roots)?),
    };
    let first = tls.as_ref().filter(|_| server.security == Security::Tls);
    let mut connection =
        SmtpConnection::connect(at, Some(PATIENCE), &hello, first, None).map_err(failed)?;
    if server.security == Security::StartTls
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
    if server.security != Security::Clear && !connection.is_encrypted() {
        connection.abort();
        return Err(Trouble::Server(format!(
            "The way to {place} is not encrypted, so nothing was sent."
        )));
    }
    if !server.username.is_empty() {
        let known = Credentials::new(
            server.username.clone(),
            password.unwrap_or_default().to_owned(),
        );
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
    Ok(Line { connection })
}

impl Line {
    /// Sends one letter; what the server said to it.
    pub fn send(&mut self, server: &MailServer, letter: &Outgoing<'_>) -> Result<String, Trouble> {
        let message = message(server, letter)?;
        let envelope = message.envelope().clone();
        match self.connection.send(&envelope, &message.formatted()) {
            Ok(answer) => {
                let lines: Vec<&str> = answer.message().collect();
                Ok(text::clean_line(&format!(
                    "{} {}",
                    answer.code(),
                    lines.join(" ")
                )))
            }
            Err(e) if e.is_permanent() => Err(Trouble::Refused(reply(&e))),
            Err(e) if e.is_transient() || e.is_client() => Err(Trouble::Later(reply(&e))),
            Err(e) => Err(Trouble::Server(in_words(
                &e,
                &format!("{}, port {}", server.host, server.port),
            ))),
        }
    }

    /// Whether another letter can go the same way.
    pub fn holds(&self) -> bool {
        !self.connection.has_broken()
    }

    pub fn close(mut self) {
        // It was taken already; how the server says good-bye changes nothing.
        let _ = self.connection.quit();
    }
}

fn message(server: &MailServer, letter: &Outgoing<'_>) -> Result<Message, Trouble> {
    let wrong = |what: &str, why: &dyn std::fmt::Display| {
        Trouble::Refused(format!("{what} can't be written into a mail: {why}."))
    };
    let mailbox = |what: &str, name: &str, address: &str| {
        let address: Address = address.parse().map_err(|e| wrong(what, &e))?;
        let name = text::clean_line(name);
        Ok(Mailbox::new(
            Some(name).filter(|name| !name.is_empty()),
            address,
        ))
    };
    let from = mailbox("The sender", &server.from_name, &server.from)?;
    let id = format!("<{}@{}>", letter.mark, from.email.domain());
    let mut message = Message::builder()
        .from(from)
        .to(mailbox("The address", letter.to_name, letter.to)?)
        .subject(text::clean_line(letter.subject))
        .date(
            SystemTime::UNIX_EPOCH
                + Duration::from_millis(u64::try_from(letter.written.0).unwrap_or(0)),
        )
        .message_id(Some(id))
        .header(ContentType::TEXT_PLAIN);
    if !server.reply_to.is_empty() {
        message = message.reply_to(mailbox("Where replies go", "", &server.reply_to)?);
    }
    message
        .body(letter.text.clone())
        .map_err(|e| wrong("The text", &e))
}

/// What vouches for the server: the machine's certificates, or the file that is configured. What can't be read of it
/// is passed over: one odd certificate among a hundred must not stop the mail.
fn tls_for(host: &str, roots: Option<&Path>) -> Result<TlsParameters, Trouble> {
    let path = match roots {
        Some(path) => path.to_owned(),
        None => ROOTS
            .iter()
            .map(PathBuf::from)
            .find(|path| path.is_file())
            .ok_or_else(|| Trouble::Server("No file with the certificates this machine trusts was found, so the mail server can't be told from another. Install ca-certificates, or name a file as ca_file in the configuration.".into()))?,
    };
    let unreadable = |why: &dyn std::fmt::Display| {
        Trouble::Server(format!(
            "The certificates in {} can't be read: {why}.",
            path.display()
        ))
    };
    let found = CertificateDer::pem_file_iter(&path).map_err(|e| unreadable(&e))?;
    let mut tls = TlsParameters::builder(host.to_owned()).certificate_store(CertificateStore::None);
    let mut any = false;
    for certificate in found.flatten() {
        if RootCertStore::empty().add(certificate.clone()).is_err() {
            continue;
        }
        let trusted = Certificate::from_der(certificate.to_vec()).map_err(|e| unreadable(&e))?;
        tls = tls.add_root_certificate(trusted);
        any = true;
    }
    match any {
        true => tls.build_rustls().map_err(|e| unreadable(&e)),
        false => Err(unreadable(&"there are none")),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn outgoing<'a>(to: &'a str, name: &'a str, subject: &'a str) -> Outgoing<'a> {
        Outgoing {
            to,
            to_name: name,
            subject,
            text: "Hello\n\nhttps://atrium.example/welcome/abc\n".into(),
            mark: "0011",
            written: Moment(1_790_000_000_000),
        }
    }

    fn server() -> MailServer {
        MailServer {
            from: "house@example.org".into(),
            from_name: "Juniper & Hale".into(),
            reply_to: "desk@example.org".into(),
            ..MailServer::default()
        }
    }

    #[test]
    fn a_mail_has_one_head_whatever_stands_in_names_and_subjects() {
        let evil = "Mei\r\nBcc: spy@evil.example\r\n\r\nHello";
        let made = message(&server(), &outgoing("mei@example.org", evil, evil)).unwrap();
        let sent = String::from_utf8(made.formatted()).unwrap();
        let (head, body) = sent.split_once("\r\n\r\n").unwrap();
        assert!(
            !head
                .lines()
                .any(|line| line.to_lowercase().starts_with("bcc")),
            "{head}"
        );
        assert!(head.contains("Message-ID: <0011@example.org>"), "{head}");
        assert!(head.contains("Reply-To: desk@example.org"), "{head}");
        assert!(
            body.contains("https://atrium.example/welcome/abc"),
            "{body}"
        );
        assert_eq!(made.envelope().to().len(), 1);
    }

    #[test]
    fn an_address_with_a_line_break_is_refused() {
        for bad in [
            "mei@example.org\r\nRCPT TO:<x@y.example>",
            "mei@example.org\n",
            "a b@c.example",
        ] {
            let refused = message(&server(), &outgoing(bad, "Mei", "Hello"));
            assert!(matches!(refused, Err(Trouble::Refused(_))), "{bad:?}");
        }
    }
}
