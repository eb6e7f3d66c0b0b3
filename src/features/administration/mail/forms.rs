//! How mail is sent, as it is typed. The password is never shown: left empty it stays as it is.

use crate::{
    features::mail::{KEEPERS, MailServer, Security},
    web::form::{Form, Optional, Reader, Required},
};

#[derive(Debug, Clone)]
pub struct MailForm {
    pub server: MailServer,
    pub password: String,
    pub version: Option<u64>,
}

impl Form for MailForm {
    fn read(f: &mut Reader) -> Self {
        let server = MailServer {
            on: f.flag("on", "Atrium sends mail"),
            host: f.exact("host", "Server", Optional, 253).to_lowercase(),
            port: f
                .whole("port", "Port", Required, 1..=65_535)
                .and_then(|port| u16::try_from(port).ok())
                .unwrap_or_default(),
            security: f
                .choice::<Security>("security", "Encryption", Required)
                .unwrap_or_default(),
            username: f.exact("username", "User name", Optional, 200),
            from_name: header(f, "from_name", "Name of the sender", 80),
            from: address(f, "from", "Address of the sender"),
            reply_to: address(f, "reply_to", "Replies go to"),
            link_admins: f.flag("link_admins", "Admins"),
            link_employees: f.flag("link_employees", "Employees"),
            link_clients: f.flag("link_clients", "Clients"),
            checkpoint_to: keepers(f),
            ..MailServer::default()
        };
        MailForm {
            password: f.secret("password", "Password", Optional),
            version: f.version(),
            server,
        }
    }
}

/// What stands in a mail's head is refused with a line break in it, not mended: somebody means something by it.
fn header(f: &mut Reader, name: &str, label: &str, most: usize) -> String {
    let broken = f
        .all(name, label)
        .iter()
        .any(|typed| typed.trim().contains(['\r', '\n']));
    let text = f.text(name, label, Optional, most);
    if broken {
        f.problem(
            name,
            format!("{label} should be one line, without a line break."),
        );
    }
    text
}

fn address(f: &mut Reader, name: &str, label: &str) -> String {
    f.email(name, label, Optional)
}

/// One a line, or a list of them.
fn keepers(f: &mut Reader) -> Vec<String> {
    let typed = f.all("checkpoint_to", "Who keeps the checkpoint");
    let mut addresses: Vec<String> = Vec::new();
    for line in typed.iter().flat_map(|text| text.lines()) {
        let line = line.trim().to_lowercase();
        if !line.is_empty() && !addresses.contains(&line) && addresses.len() <= KEEPERS {
            addresses.push(line);
        }
    }
    addresses
}

/// What the form shows of the settings as they are.
pub fn values(held: &MailServer) -> Vec<(&'static str, String)> {
    use crate::base::Choice;
    let mut values = vec![
        ("host", held.host.clone()),
        ("port", held.port.to_string()),
        ("security", held.security.key().to_owned()),
        ("username", held.username.clone()),
        ("from_name", held.from_name.clone()),
        ("from", held.from.clone()),
        ("reply_to", held.reply_to.clone()),
        ("checkpoint_to", held.checkpoint_to.join("\n")),
        ("version", held.version.to_string()),
    ];
    for (name, on) in [
        ("on", held.on),
        ("link_admins", held.link_admins),
        ("link_employees", held.link_employees),
        ("link_clients", held.link_clients),
    ] {
        if on {
            values.push((name, "true".into()));
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(over: &[(&str, &str)]) -> (MailForm, Reader) {
        let mut fields: Vec<(String, String)> = values(&MailServer::default())
            .into_iter()
            .filter(|(name, _)| !over.iter().any(|(other, _)| other == name))
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        fields.extend(over.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
        let mut reader = Reader::over(fields);
        let form = MailForm::read(&mut reader);
        (form, reader)
    }

    #[test]
    fn what_is_shown_reads_back_and_no_password_is() {
        let (form, reader) = read(&[]);
        assert!(reader.problems.is_empty(), "{}", reader.problems);
        let usual = MailServer::default();
        assert_eq!(form.server.port, usual.port);
        assert!(form.server.link_employees && !form.server.link_admins);
        assert!(values(&usual).iter().all(|(name, _)| *name != "password"));
    }

    #[test]
    fn a_line_break_is_refused_beside_its_field() {
        for (name, typed) in [
            ("from_name", "House\r\nBcc: spy@evil.example"),
            ("from", "house@example.org\r\nBcc: spy@evil.example"),
            ("reply_to", "desk@example.org\nx"),
            ("username", "house\r\nQUIT"),
            ("host", "smtp.example.org\r\nx"),
        ] {
            assert!(
                read(&[(name, typed)]).1.problems.of(name).is_some(),
                "{name}"
            );
        }
    }
}
