//! The blanks of a template, and what is written into them from a record.

use crate::{
    base::{Day, Error, Id, Result},
    data::{Record, Ref, Visit},
    features::{
        clients::Client,
        people::Directory,
        projects::Project,
        quotes::{Quote, sheet},
        settings::CurrentSettings,
    },
};

/// Each with what it says.
pub const BLANKS: [(&str, &str); 16] = [
    ("house", "Our name"),
    ("today", "Today"),
    ("me", "Whoever writes it"),
    ("client", "The client"),
    ("address", "The client’s address"),
    ("contact", "The client’s first contact"),
    ("email", "That contact’s mail address"),
    ("number", "Number of the quote or project"),
    ("title", "Title of the quote or project"),
    ("total", "What the quote comes to"),
    ("valid_until", "The last day of the quote"),
    ("start", "When the project begins"),
    ("finish", "When the project is planned to end"),
    ("promised", "The day promised to the client"),
    ("manager", "Who manages the project"),
    ("lead", "Who leads its team"),
];

/// What stands where there is nothing to say.
pub const OPEN: &str = "____________________";

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'t> {
    Words(&'t str),
    Blank(&'t str),
}

/// Words and blanks; a brace that is never closed, or holds no name, is a brace.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(from) = rest.find('{') {
        let (before, behind) = rest.split_at(from);
        let name = behind[1..].split('}').next().unwrap_or_default();
        let is_name = !name.is_empty()
            && behind[1 + name.len()..].starts_with('}')
            && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        if !is_name {
            found.push(Piece::Words(&rest[..=from]));
            rest = &rest[from + 1..];
            continue;
        }
        found.push(Piece::Words(before));
        found.push(Piece::Blank(name));
        rest = &behind[name.len() + 2..];
    }
    found.push(Piece::Words(rest));
    found.retain(|piece| *piece != Piece::Words(""));
    found
}

/// The first blank of a text that nobody knows.
pub fn unknown(text: &str) -> Option<&str> {
    pieces(text).into_iter().find_map(|piece| match piece {
        Piece::Blank(name) if !BLANKS.iter().any(|(known, _)| *known == name) => Some(name),
        _ => None,
    })
}

/// What is known of a record, by blank.
pub struct Known {
    pub about: Ref,
    pub client: Id<Client>,
    said: Vec<(&'static str, String)>,
}

impl Known {
    /// Whether it is of the client alone.
    pub fn is_of_client(&self) -> bool {
        self.about.kind == Client::KIND.code
    }

    fn of(&self, name: &str) -> &str {
        let held = self.said.iter().find(|(blank, _)| *blank == name);
        held.map_or("", |(_, said)| said.as_str())
    }

    /// The text with its blanks filled, and the blanks that stay open.
    pub fn fill(&self, text: &str) -> (String, Vec<&'static str>) {
        let (mut filled, mut open) = (String::new(), Vec::new());
        for piece in pieces(text) {
            match piece {
                Piece::Words(words) => filled.push_str(words),
                Piece::Blank(name) => match self.of(name) {
                    "" => {
                        filled.push_str(OPEN);
                        let known = BLANKS.iter().find(|(blank, _)| *blank == name);
                        open.extend(known.map(|(_, said)| *said));
                    }
                    said => filled.push_str(said),
                },
            }
        }
        open.dedup();
        (filled, open)
    }
}

fn dated(day: Day) -> String {
    sheet::dated(day)
}

/// What a client, a quote or a project says of itself, as far as this person sees it.
///
/// # Errors
/// On `about` for what there isn't, or isn't seen.
pub fn known(visit: &Visit, about: &str) -> Result<Known> {
    let unseen = |_| {
        Error::field(
            "about",
            format!("There is no client, quote or project {about} that you may see."),
        )
    };
    let names = Directory::of(visit)?;
    let settings = CurrentSettings::of(visit)?;
    let mut said = vec![
        ("house", settings.0.name.clone()),
        ("today", dated(visit.today())),
        ("me", names.name_of(visit.actor.person).to_owned()),
    ];
    let (about, client) = if let Some(id) = Id::<Project>::parse(about) {
        let project: Project = visit.find(id).map_err(unseen)?;
        said.extend([
            ("number", project.id.to_string()),
            ("title", project.title.clone()),
            ("start", dated(project.start)),
            ("finish", dated(project.finish)),
            ("promised", project.promised.map(dated).unwrap_or_default()),
            ("manager", names.name(project.manager).to_owned()),
            ("lead", names.name(project.team_lead).to_owned()),
        ]);
        (Record::as_ref(&project), project.client)
    } else if let Some(id) = Id::<Quote>::parse(about) {
        let quote: Quote = visit.find(id).map_err(unseen)?;
        let total = quote.totals().gross.show(settings.0.currency());
        said.extend([
            ("number", quote.id.to_string()),
            ("title", quote.title.clone()),
            ("total", total.to_string()),
            (
                "valid_until",
                quote.valid_until.map(dated).unwrap_or_default(),
            ),
        ]);
        (Record::as_ref(&quote), quote.client)
    } else if let Some(id) = Id::<Client>::parse(about) {
        let client: Client = visit.find(id).map_err(unseen)?;
        (Record::as_ref(&client), client.id)
    } else {
        return Err(unseen(Error::NotFound));
    };
    said.extend(of_client(visit, client)?);
    Ok(Known {
        about,
        client,
        said,
    })
}

/// What of a client is said to whoever sees it; a name alone says nothing more than the record that names it.
fn of_client(visit: &Visit, id: Id<Client>) -> Result<Vec<(&'static str, String)>> {
    use crate::{
        base::if_found,
        data::Key,
        features::clients::{CONTACTS, Contact},
    };
    let Some(client) = if_found(visit.find(id))? else {
        return Ok(Vec::new());
    };
    let contacts: Vec<Contact> = visit.related(&client, CONTACTS, Key::new().id(id), 1)?;
    let first = contacts.into_iter().next().unwrap_or_default();
    let address = client.address.lines().map(str::trim).collect::<Vec<_>>();
    Ok(vec![
        ("client", client.name.clone()),
        ("address", address.join(", ")),
        ("contact", first.name),
        ("email", first.email),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held() -> Known {
        Known {
            about: Ref { kind: 22, id: 101 },
            client: Id::new(101),
            said: vec![("client", "Alder {Creek}".into()), ("email", String::new())],
        }
    }

    #[test]
    fn blanks_are_filled_once_and_what_is_open_is_told() {
        let (filled, open) = held().fill("For {client} at {email}, {email}.");
        assert_eq!(filled, format!("For Alder {{Creek}} at {OPEN}, {OPEN}."));
        assert_eq!(open, ["That contact’s mail address"]);
    }

    #[test]
    fn a_brace_that_is_no_blank_stays_as_it_is() {
        for text in ["{", "}", "{}", "{ client }", "{Client}", "a { b } c", "{{"] {
            assert_eq!(held().fill(text).0, text);
            assert_eq!(unknown(text), None, "{text}");
        }
        assert_eq!(held().fill("{{client}}").0, "{Alder {Creek}}");
    }

    #[test]
    fn what_nobody_knows_is_found() {
        assert_eq!(unknown("For {client} until {noon}"), Some("noon"));
        let all: String = BLANKS
            .iter()
            .map(|(name, _)| format!("{{{name}}} "))
            .collect();
        assert_eq!(unknown(&all), None);
    }
}
