//! Which server mail goes to and from whom: one record, with history and undo.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::{Placement, Tier},
    base::{Error, Id, Problems, Result, text},
    choices,
    data::{Change, Declares, Kind, record},
};

choices! {
    /// How the way to the server is kept from others.
    pub enum Security {
        Tls: "tls", "TLS from the start";
        StartTls: "starttls", "STARTTLS, or nothing is sent";
        Clear: "clear", "None, to this machine only";
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MailServer {
    #[serde(skip)]
    pub id: Id<MailServer>,
    #[serde(skip)]
    pub version: u64,
    pub on: bool,
    #[serde(default)]
    pub host: String,
    pub port: u16,
    #[serde(default)]
    pub security: Security,
    #[serde(default)]
    pub username: String,
    #[serde(default)]
    pub from_name: String,
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub reply_to: String,
    /// Whom links open the house to by mail; for the others they are handed over by people.
    #[serde(default)]
    pub link_admins: bool,
    #[serde(default)]
    pub link_employees: bool,
    #[serde(default)]
    pub link_clients: bool,
    /// Who keeps the journal's checkpoint of every day.
    #[serde(default)]
    pub checkpoint_to: Vec<String>,
}

/// There is one, made when it is first saved.
pub const SERVER: Id<MailServer> = Id::new(1);
/// Checkpoints in more hands than these are in nobody's.
pub const KEEPERS: usize = 5;

impl Default for MailServer {
    fn default() -> Self {
        MailServer {
            id: Id::NONE,
            version: 0,
            on: false,
            host: String::new(),
            port: 465,
            security: Security::Tls,
            username: String::new(),
            from_name: String::new(),
            from: String::new(),
            reply_to: String::new(),
            link_admins: false,
            link_employees: true,
            link_clients: true,
            checkpoint_to: Vec::new(),
        }
    }
}

impl MailServer {
    fn title(&self) -> String {
        "How mail is sent".into()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, _: &mut Declares) {}

    /// Whom a password belongs to: it is sent to nobody else.
    pub fn account(&self) -> String {
        format!("{}@{}:{}", self.username, self.host, self.port)
    }

    pub fn links_to(&self, tier: Tier) -> bool {
        match tier {
            Tier::Admin => self.link_admins,
            Tier::Employee => self.link_employees,
            Tier::Client => self.link_clients,
        }
    }

    /// A name for this machine's loopback, on which nobody else listens in.
    fn is_here(&self) -> bool {
        let address = self.host.parse::<IpAddr>();
        self.host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }

    pub fn problems(&self) -> Problems {
        let mut found = Problems::default();
        let named = |text: &str| {
            !text.is_empty()
                && text.len() <= 253
                && text
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || "-.:".contains(c))
        };
        match self.host.is_empty() {
            true if self.on => found.add("host", "Mail that is on needs a server to go to."),
            false if !named(&self.host) => found.add(
                "host",
                "The server should be a name or an address such as smtp.example.org.",
            ),
            _ => {}
        }
        if self.port == 0 {
            found.add(
                "port",
                "A port is a number from 1 to 65535: 465 for TLS, 587 for STARTTLS.",
            );
        }
        if self.security == Security::Clear && !self.is_here() {
            found.add(
                "security",
                "In clear, mail goes to a server on this very machine only (localhost, 127.0.0.1). Choose TLS or STARTTLS.",
            );
        }
        if self.security == Security::Unknown {
            found.add("security", "Choose TLS, STARTTLS or none.");
        }
        if self.on && self.from.is_empty() {
            found.add(
                "from",
                "Mail that is on needs an address that it comes from.",
            );
        }
        for (name, label, address) in [
            ("from", "From", &self.from),
            ("reply_to", "Replies go to", &self.reply_to),
        ] {
            if !address.is_empty() && !text::is_email(address) {
                found.add(name, format!("{label} should look like house@example.org."));
            }
        }
        for (name, text, most) in [
            ("from_name", &self.from_name, 80),
            ("username", &self.username, 200),
        ] {
            if text.chars().any(char::is_control) || text.chars().count() > most {
                found.add(name, format!("One line of at most {most} characters."));
            }
        }
        if self.checkpoint_to.len() > KEEPERS {
            found.add("checkpoint_to", format!("At most {KEEPERS} addresses fit."));
        }
        for address in self
            .checkpoint_to
            .iter()
            .filter(|held| !text::is_email(held))
        {
            found.add(
                "checkpoint_to",
                format!("{address} should look like ann@example.org, one in each line."),
            );
        }
        found
    }
}

record!(MailServer, Kind::new(70, "mail-servers", "MX"), view: VIEW);

/// Held wherever it is written, Undo as well.
pub fn guard(
    _: &mut Change<'_, '_>,
    _: Option<&MailServer>,
    is: Option<&MailServer>,
) -> Result<()> {
    match is.map(MailServer::problems) {
        Some(problems) if !problems.is_empty() => Err(Error::Invalid(problems)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(change: impl FnOnce(&mut MailServer)) -> Problems {
        let mut held = MailServer {
            on: true,
            host: "smtp.example.org".into(),
            from: "house@example.org".into(),
            ..MailServer::default()
        };
        change(&mut held);
        held.problems()
    }

    #[test]
    fn in_clear_only_to_this_machine() {
        assert!(wrong(|_| {}).is_empty());
        let clear = |host: &str| {
            let host = host.to_owned();
            wrong(|held| (held.security, held.host) = (Security::Clear, host))
        };
        for here in ["localhost", "127.0.0.1", "::1"] {
            assert!(clear(here).is_empty(), "{here}");
        }
        for there in [
            "smtp.example.org",
            "10.0.0.5",
            "localhost.example.org",
            "0.0.0.0",
        ] {
            assert!(clear(there).of("security").is_some(), "{there}");
        }
    }

    #[test]
    fn no_line_break_gets_into_a_header() {
        assert!(
            wrong(|held| held.from = "a@b.example\r\nBcc: x@y.example".into())
                .of("from")
                .is_some()
        );
        assert!(
            wrong(|held| held.reply_to = "a@b.example\n".into())
                .of("reply_to")
                .is_some()
        );
        assert!(
            wrong(|held| held.from_name = "House\r\nBcc: x@y.example".into())
                .of("from_name")
                .is_some()
        );
        assert!(
            wrong(|held| held.username = "a\nb".into())
                .of("username")
                .is_some()
        );
        assert!(
            wrong(|held| held.host = "smtp.example.org\r\n".into())
                .of("host")
                .is_some()
        );
        assert!(
            wrong(|held| held.checkpoint_to = vec!["a@b.example\rx".into()])
                .of("checkpoint_to")
                .is_some()
        );
    }

    #[test]
    fn what_is_on_needs_a_server_and_a_sender() {
        let bare = MailServer {
            on: true,
            ..MailServer::default()
        };
        assert!(bare.problems().of("host").is_some() && bare.problems().of("from").is_some());
        assert!(MailServer::default().problems().is_empty());
    }
}
