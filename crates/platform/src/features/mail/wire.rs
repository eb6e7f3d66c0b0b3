//! A letter as a mail: what stands in its head, and over which way it goes. No line break gets into a header.

use std::time::{Duration, SystemTime};

use lettre::{
    Address, Message,
    address::Envelope,
    message::{
        Mailbox, MultiPart,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
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
    /// The same as a page, for readers that show one.
    pub html: Option<String>,
    pub mark: &'a str,
    pub written: Moment,
    /// What it hangs together with others by; empty for none.
    pub thread: &'a str,
    /// Where answers go, and the word by which they find back; the settings' address when there is none.
    pub answer: Option<(&'a str, &'a str)>,
    /// Where servers report that it couldn't be delivered; to the sender when nothing is said.
    pub reports: Option<&'a str>,
    /// The address that ends mails like it, with one click and by nobody who is signed in (RFC 8058).
    pub stop: Option<&'a str>,
}

/// A header that lettre has no type for.
macro_rules! header {
    ($name:ident, $text:literal) => {
        #[derive(Clone)]
        struct $name(String);

        impl Header for $name {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($text)
            }
            fn parse(
                text: &str,
            ) -> std::result::Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Ok($name(text.to_owned()))
            }
            fn display(&self) -> HeaderValue {
                HeaderValue::new(Self::name(), self.0.clone())
            }
        }
    };
}

header!(ListUnsubscribe, "List-Unsubscribe");
header!(ListUnsubscribePost, "List-Unsubscribe-Post");
header!(AutoSubmitted, "Auto-Submitted");
// Some servers hold their away notices back by this and not by the one before it.
header!(ResponseSuppress, "X-Auto-Response-Suppress");

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
    let envelope = match mail.reports.and_then(text::mailable) {
        Some((local, domain)) => {
            let wrong = |e: &dyn std::fmt::Display| {
                Trouble::Server(format!("Reports can't go to the mailbox: {e}."))
            };
            let from = Address::new(local, domain).map_err(|e| wrong(&e))?;
            Envelope::new(Some(from), message.envelope().to().to_vec()).map_err(|e| wrong(&e))?
        }
        None => message.envelope().clone(),
    };
    line.send(&envelope, &message.formatted())
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
    let domain = from.email.domain().to_owned();
    let id = match letter.answer {
        Some((_, word)) => format!("<{}.{word}@{domain}>", letter.mark),
        None => format!("<{}@{domain}>", letter.mark),
    };
    let mut message = Message::builder()
        .from(from)
        .to(mailbox("The address", letter.to_name, letter.to)?)
        .subject(text::clean_line(letter.subject))
        .date(
            SystemTime::UNIX_EPOCH
                + Duration::from_millis(u64::try_from(letter.written.0).unwrap_or(0)),
        )
        .message_id(Some(id))
        .header(AutoSubmitted("auto-generated".into()))
        .header(ResponseSuppress("OOF, AutoReply".into()));
    if let Some(thread) = thread(letter.thread, &domain) {
        message = message.in_reply_to(thread.clone()).references(thread);
    }
    if let Some(stop) = letter.stop {
        message = message
            .header(ListUnsubscribe(format!("<{stop}>")))
            .header(ListUnsubscribePost("List-Unsubscribe=One-Click".into()));
    }
    if let Some((address, _)) = letter.answer {
        message = message.reply_to(mailbox("Where replies go", &server.from_name, address)?);
    } else if !server.reply_to.is_empty() {
        message = message.reply_to(mailbox("Where replies go", "", &server.reply_to)?);
    }
    let text = letter.text.clone();
    let whole = match &letter.html {
        Some(html) => message.multipart(MultiPart::alternative_plain_html(text, html.clone())),
        None => message.header(ContentType::TEXT_PLAIN).body(text),
    };
    whole.map_err(|e| wrong("The text", &e))
}

/// The name of a thread: the first mail of it was never sent, so that whichever arrives first begins it.
fn thread(of: &str, domain: &str) -> Option<String> {
    let name: String = of
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    (!name.is_empty()).then(|| format!("<{}@{domain}>", name.to_lowercase()))
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
            html: None,
            mark: "0011",
            written: Moment(1_790_000_000_000),
            thread: "",
            answer: None,
            reports: None,
            stop: None,
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
    fn news_of_a_record_are_one_thread_and_are_stopped_with_one_click() {
        let mail = Mail {
            html: Some("<p>Hello</p>".into()),
            thread: "T-12\r\nBcc: x",
            stop: Some("https://atrium.example/unsubscribe/abc"),
            ..outgoing("mei@example.org", "Mei", "Hello")
        };
        let made = message(&server(), &mail).unwrap();
        let sent = String::from_utf8(made.formatted()).unwrap();
        let (head, _) = sent.split_once("\r\n\r\n").unwrap();
        for line in [
            "In-Reply-To: <t-12bccx@example.org>",
            "References: <t-12bccx@example.org>",
            "List-Unsubscribe: <https://atrium.example/unsubscribe/abc>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "Auto-Submitted: auto-generated",
        ] {
            assert!(head.lines().any(|held| held == line), "{line} in {head}");
        }
        assert!(
            sent.contains("text/html") && sent.contains("text/plain"),
            "{sent}"
        );
    }

    #[test]
    fn an_answer_goes_to_the_mailbox_and_finds_back_by_the_message_too() {
        let mail = Mail {
            answer: Some(("reply+abc@example.org", "abc")),
            ..outgoing("mei@example.org", "Mei", "Hello")
        };
        let made = message(&server(), &mail).unwrap();
        let sent = String::from_utf8(made.formatted()).unwrap();
        let (head, _) = sent.split_once("\r\n\r\n").unwrap();
        assert!(
            head.contains("Message-ID: <0011.abc@example.org>"),
            "{head}"
        );
        assert!(
            head.contains("<reply+abc@example.org>") && !head.contains("desk@"),
            "{head}"
        );
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
