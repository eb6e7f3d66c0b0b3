//! The mailbox to which people answer: one record, with history and undo, and the password for it. Who fetches from it is a
//! room below (`inbound`); here stands what mails that leave say of it.

use serde::{Deserialize, Serialize};

use super::{
    Secret,
    actions::{EDIT, VIEW},
    mailbox::house,
};
use crate::{
    access::{Placement, Tier},
    base::{Error, Id, Problems, Result, if_found, text},
    choices,
    data::{Change, Declares, Kind, Visit, record},
};

choices! {
    /// What becomes of a mail that answers none of ours.
    pub enum Strangers {
        Leave: "leave", "It stays in the mailbox";
        Tickets: "tickets", "A ticket, when a client's person wrote it";
        Leads: "leads", "A lead, when no client's person wrote it";
        Both: "both", "A ticket of a client's person, a lead of anybody else";
    }
}

impl Strangers {
    pub fn tickets(self) -> bool {
        matches!(self, Strangers::Tickets | Strangers::Both)
    }

    pub fn leads(self) -> bool {
        matches!(self, Strangers::Leads | Strangers::Both)
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InboundMailbox {
    #[serde(skip)]
    pub id: Id<InboundMailbox>,
    #[serde(skip)]
    pub version: u64,
    #[serde(default)]
    pub on: bool,
    #[serde(default)]
    pub host: String,
    #[serde(default)]
    pub port: u16,
    #[serde(default)]
    pub username: String,
    /// The address at which it is written to: `reply@example.org` takes `reply+anything@example.org` as well.
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub folder: String,
    /// Where mails go that were taken in; empty marks them as read and leaves them.
    #[serde(default)]
    pub done_folder: String,
    /// Whose answers are taken.
    #[serde(default)]
    pub staff: bool,
    #[serde(default)]
    pub clients: bool,
    /// Whether mails that can't be delivered are reported here.
    #[serde(default)]
    pub bounces: bool,
    #[serde(default)]
    pub strangers: Strangers,
    /// Raw id of the employee in whose name tickets and leads are made of other mails; 0 for nobody.
    #[serde(default)]
    pub keeper: u64,
}

/// There is one, made when it is first saved.
pub const MAILBOX: Id<InboundMailbox> = Id::new(1);

impl Default for InboundMailbox {
    fn default() -> Self {
        InboundMailbox {
            id: Id::NONE,
            version: 0,
            on: false,
            host: String::new(),
            port: 993,
            username: String::new(),
            address: String::new(),
            folder: "INBOX".into(),
            done_folder: String::new(),
            staff: true,
            clients: true,
            bounces: false,
            strangers: Strangers::Leave,
            keeper: 0,
        }
    }
}

/// What of an address a server keeps before the @ (RFC 5321).
const LOCAL: usize = 64;
/// As long as what is put behind it ever gets, with its plus.
const ADDED: usize = 44;

impl InboundMailbox {
    fn title(&self) -> String {
        "The mailbox for answers".into()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, _: &mut Declares) {}

    /// Whom a password belongs to: it is sent to nobody else.
    pub fn account(&self) -> String {
        format!("{}@{}:{}", self.username, self.host, self.port)
    }

    /// Whether answers of such people are taken.
    pub fn takes(&self, tier: Tier) -> bool {
        match tier {
            Tier::Client => self.clients,
            Tier::Admin | Tier::Employee => self.staff,
        }
    }

    /// The address under which an answer with a token comes here.
    pub fn address_for(&self, token: &str) -> String {
        match self.address.rsplit_once('@') {
            Some((local, domain)) => format!("{local}+{token}@{domain}"),
            None => String::new(),
        }
    }

    /// The token in an address that leads here; nothing in any other.
    pub fn token_in<'a>(&self, address: &'a str) -> Option<&'a str> {
        let (own, own_domain) = self.address.rsplit_once('@')?;
        let (local, domain) = address.rsplit_once('@')?;
        let (before, token) = local.split_once('+')?;
        let same = before.eq_ignore_ascii_case(own) && domain.eq_ignore_ascii_case(own_domain);
        same.then_some(token)
    }

    pub fn problems(&self) -> Problems {
        let mut found = Problems::default();
        let named = |c: char| c.is_ascii_alphanumeric() || "-.:".contains(c);
        match self.host.is_empty() {
            true if self.on => found.add("host", "A mailbox that is on needs a server."),
            false if self.host.len() > 253 || !self.host.chars().all(named) => found.add(
                "host",
                "The server should be a name or an address such as imap.example.org.",
            ),
            _ => {}
        }
        if self.port == 0 {
            found.add(
                "port",
                "A port is a number from 1 to 65535: 993 for IMAP over TLS.",
            );
        }
        if self.on && self.username.is_empty() {
            found.add("username", "A mailbox that is on needs a user name.");
        }
        let local = self.address.split('@').next().unwrap_or_default();
        match self.address.is_empty() {
            true if self.on => found.add("address", "A mailbox that is on needs its address."),
            false if !text::is_email(&self.address) => {
                found.add("address", "Address should look like reply@example.org.");
            }
            false if local.contains('+') => found.add(
                "address",
                "Atrium puts a plus and a word of its own behind the name, so there can be no other.",
            ),
            false if local.len() + ADDED > LOCAL => found.add(
                "address",
                format!("At most {} letters fit before the @: a word of Atrium's is put behind them.", LOCAL - ADDED),
            ),
            _ => {}
        }
        if self.username.chars().any(char::is_control) || self.username.chars().count() > 200 {
            found.add("username", "One line of at most 200 characters.");
        }
        for (name, folder) in [("folder", &self.folder), ("done_folder", &self.done_folder)] {
            let plain = folder.chars().all(|c| (' '..='~').contains(&c) && c != '&');
            if !plain || folder.len() > 200 {
                found.add(name, "A folder is named with letters, digits and signs of ASCII, such as INBOX or Archive/Done.");
            }
        }
        if self.folder.is_empty() {
            found.add("folder", "Say which folder is read, usually INBOX.");
        }
        if !self.done_folder.is_empty() && self.done_folder == self.folder {
            found.add(
                "done_folder",
                "Mails that were taken in go to another folder, or stay where they are.",
            );
        }
        if self.strangers != Strangers::Leave && self.keeper == 0 {
            found.add(
                "keeper",
                "Say in whose name tickets and leads are made of mails that answer nothing.",
            );
        }
        found
    }
}

record!(InboundMailbox, Kind::new(150, "mailboxes", "MBX"), view: VIEW);

/// Held wherever it is written, Undo as well.
pub fn guard(
    _: &mut Change<'_, '_>,
    _: Option<&InboundMailbox>,
    is: Option<&InboundMailbox>,
) -> Result<()> {
    match is.map(InboundMailbox::problems) {
        Some(problems) if !problems.is_empty() => Err(Error::Invalid(problems)),
        _ => Ok(()),
    }
}

/// The password for the mailbox. Journaled as changed, never as what, and never shown again.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct InboundPassword {
    #[serde(skip)]
    pub id: Id<InboundPassword>,
    #[serde(skip)]
    pub version: u64,
    /// Of which user name at which server it is.
    pub account: String,
    pub password: Secret,
}

/// There is one, kept when it is first typed.
pub const INBOUND_PASSWORD: Id<InboundPassword> = Id::new(1);

impl InboundPassword {
    fn title(&self) -> String {
        "The password for the mailbox".into()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, _: &mut Declares) {}
}

record!(InboundPassword, Kind::new(151, "mailbox-passwords", "MBP").secret(), view: EDIT);

/// The mailbox, while it is on. For the house's own visit.
pub(super) fn on(visit: &Visit) -> Option<InboundMailbox> {
    visit.find(MAILBOX).ok().filter(|held| held.on)
}

/// The mailbox as it is saved, and the password, as long as it belongs to it: for whoever opens it in the house's name.
pub fn to_open(visit: &Visit) -> Result<Option<(InboundMailbox, Option<Secret>)>> {
    let house = house(visit);
    let Some(held) = if_found(house.find(MAILBOX))? else {
        return Ok(None);
    };
    let password: Option<InboundPassword> = if_found(house.find(INBOUND_PASSWORD))?;
    let password = password.filter(|known| known.account == held.account());
    Ok(Some((held, password.map(|known| known.password))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held() -> InboundMailbox {
        InboundMailbox {
            on: true,
            host: "imap.example.org".into(),
            username: "reply".into(),
            address: "reply@example.org".into(),
            ..InboundMailbox::default()
        }
    }

    #[test]
    fn a_token_is_found_in_its_own_address_only() {
        let held = held();
        let address = held.address_for("abc2");
        assert_eq!(address, "reply+abc2@example.org");
        assert_eq!(held.token_in(&address), Some("abc2"));
        assert_eq!(held.token_in("Reply+abc2@EXAMPLE.org"), Some("abc2"));
        for other in [
            "reply@example.org",
            "other+abc2@example.org",
            "reply+abc2@evil.example",
            "x",
        ] {
            assert_eq!(held.token_in(other), None, "{other}");
        }
    }

    #[test]
    fn what_cannot_be_fetched_from_is_refused_beside_its_field() {
        assert!(held().problems().is_empty() && InboundMailbox::default().problems().is_empty());
        let wrong = |change: fn(&mut InboundMailbox)| {
            let mut held = held();
            change(&mut held);
            held.problems()
        };
        assert!(wrong(|held| held.host.clear()).of("host").is_some());
        assert!(
            wrong(|held| held.address = "a+b@example.org".into())
                .of("address")
                .is_some()
        );
        assert!(
            wrong(|held| held.address = format!("{}@example.org", "a".repeat(30)))
                .of("address")
                .is_some()
        );
        assert!(
            wrong(|held| held.folder = "IN\r\nBOX".into())
                .of("folder")
                .is_some()
        );
        assert!(
            wrong(|held| held.done_folder = "INBOX".into())
                .of("done_folder")
                .is_some()
        );
        assert!(
            wrong(|held| held.strangers = Strangers::Both)
                .of("keeper")
                .is_some()
        );
    }
}
