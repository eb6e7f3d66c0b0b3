//! A letter as a mail: what stands in its head, and over which way it goes. No line break gets into a header.

use std::time::{Duration, SystemTime};

use lettre::{
    Address, Message,
    message::{Mailbox, header::ContentType},
};

use super::{MailServer, Security};
use crate::{
    base::{Moment, text},
    jobs::egress::smtp::{self, Cover, Line, Trouble, Way},
};

/// One mail as it goes out.
pub struct Mail<'a> {
    pub to: &'a str,
    pub to_name: &'a str,
    pub subject: &'a str,
    pub text: String,
    pub mark: &'a str,
    pub written: Moment,
}

/// Opens a way to the server of the settings.
pub fn open(
    server: &MailServer,
    password: Option<&str>,
    roots: Option<&std::path::Path>,
    own_name: &str,
) -> Result<Line, Trouble> {
    let login = (!server.username.is_empty())
        .then(|| (server.username.as_str(), password.unwrap_or_default()));
    smtp::open(&Way {
        host: &server.host,
        port: server.port,
        cover: match server.security {
            Security::Clear => Cover::Clear,
            Security::Tls => Cover::Tls,
            Security::StartTls | Security::Unknown => Cover::StartTls,
        },
        login,
        roots,
        own_name,
    })
}

/// Sends one mail; what the server said to it.
pub fn send(line: &mut Line, server: &MailServer, mail: &Mail<'_>) -> Result<String, Trouble> {
    let message = message(server, mail)?;
    line.send(message.envelope(), &message.formatted())
}

fn message(server: &MailServer, letter: &Mail<'_>) -> Result<Message, Trouble> {
    let wrong = |what: &str, why: &dyn std::fmt::Display| {
        Trouble::Refused(format!("{what} can't be written into a mail: {why}."))
    };
    let mailbox = |what: &str, name: &str, address: &str| {
        let (local, domain) = text::mailable(address)
            .ok_or_else(|| wrong(what, &format!("{address} is no address")))?;
        let address = Address::new(local, domain).map_err(|e| wrong(what, &e))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn outgoing<'a>(to: &'a str, name: &'a str, subject: &'a str) -> Mail<'a> {
        Mail {
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

    proptest::proptest! {
        /// What may be typed can be sent.
        #[test]
        fn every_address_that_is_taken_goes_into_a_mail(to in "[a-zä.+'_-]{1,8}@[a-zü0-9-]{1,6}\\.[a-z0-9.ß-]{1,8}") {
            if text::is_email(&to) {
                let made = message(&server(), &outgoing(&to, "Mei", "Hello"));
                let to = made.map(|made| made.envelope().to()[0].to_string());
                proptest::prop_assert!(to.is_ok_and(|to| to.split_once('@').is_some_and(|(_, d)| d.is_ascii())));
            }
        }
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
