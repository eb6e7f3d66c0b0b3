//! The mailbox as it is typed. The password is never shown: left empty it stays as it is.

use super::mail::Outcome;
use crate::{
    base::{Choice, Id},
    features::{
        mail::{InboundMailbox, Strangers},
        people::User,
    },
    web::form::{Form, Optional, Reader, Required},
};

#[derive(Debug, Clone)]
pub struct MailboxForm {
    pub mailbox: InboundMailbox,
    pub password: String,
    pub version: Option<u64>,
}

impl Form for MailboxForm {
    fn read(f: &mut Reader) -> Self {
        let mailbox = InboundMailbox {
            on: f.flag("on", "Answers are taken in"),
            host: f.exact("host", "Server", Optional, 253).to_lowercase(),
            port: f
                .whole("port", "Port", Required, 1..=65_535)
                .and_then(|port| u16::try_from(port).ok())
                .unwrap_or_default(),
            username: f.exact("username", "User name", Optional, 200),
            address: f.email("address", "Address", Optional).to_lowercase(),
            folder: f.exact("folder", "Folder", Required, 200),
            done_folder: f.exact("done_folder", "Folder for what was taken in", Optional, 200),
            staff: f.flag("staff", "Staff"),
            clients: f.flag("clients", "Clients"),
            bounces: f.flag("bounces", "Mails that come back are reported here"),
            strangers: f
                .choice::<Strangers>("strangers", "What answers nothing", Required)
                .unwrap_or_default(),
            keeper: f
                .id::<User>("keeper", "In whose name", Optional)
                .map(Id::raw)
                .unwrap_or_default(),
            ..InboundMailbox::default()
        };
        MailboxForm {
            password: f.secret("password", "Password", Optional),
            version: f.version(),
            mailbox,
        }
    }
}

/// What the form shows of the mailbox as it is.
pub fn values(held: &InboundMailbox) -> Vec<(&'static str, String)> {
    let mut values = vec![
        ("host", held.host.clone()),
        ("port", held.port.to_string()),
        ("username", held.username.clone()),
        ("address", held.address.clone()),
        ("folder", held.folder.clone()),
        ("done_folder", held.done_folder.clone()),
        ("strangers", held.strangers.key().to_owned()),
        ("version", held.version.to_string()),
    ];
    if held.keeper != 0 {
        values.push(("keeper", Id::<User>::new(held.keeper).to_string()));
    }
    for (name, on) in [
        ("on", held.on),
        ("staff", held.staff),
        ("clients", held.clients),
        ("bounces", held.bounces),
    ] {
        if on {
            values.push((name, "true".into()));
        }
    }
    values
}

/// What a list of mails that came in may be asked for; what was left is shown first.
#[derive(Debug, Clone, Default)]
pub struct InboundQuery {
    pub outcome: Outcome,
}

impl Form for InboundQuery {
    fn read(f: &mut Reader) -> Self {
        InboundQuery {
            outcome: f.choice("show", "Show", Optional).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_reads_back_and_no_password_is() {
        let held = InboundMailbox {
            keeper: 7,
            ..InboundMailbox::default()
        };
        let fields = values(&held)
            .into_iter()
            .map(|(n, v)| (n.to_owned(), v))
            .collect();
        let mut reader = Reader::over(fields);
        let form = MailboxForm::read(&mut reader);
        assert!(reader.problems.is_empty(), "{}", reader.problems);
        let read = form.mailbox;
        assert_eq!(
            (read.keeper, read.port, read.folder.as_str()),
            (7, 993, "INBOX")
        );
        assert!(read.staff && read.clients && !read.on && !read.bounces);
        assert!(values(&held).iter().all(|(name, _)| *name != "password"));
    }

    #[test]
    fn what_the_other_server_knows_it_by_is_not_mended() {
        for name in ["host", "username", "folder", "done_folder"] {
            let typed = vec![(name.to_owned(), "IN\r\nBOX".to_owned())];
            let mut reader = Reader::over(typed);
            MailboxForm::read(&mut reader);
            assert!(reader.problems.of(name).is_some(), "{name}");
        }
    }
}
