//! A message as collectors of logs read it (RFC 5424): who says it and how grave it is, what it is about in fields, and a
//! sentence.

use data_encoding::HEXLOWER;

use super::Forwarded;
use crate::{
    access::Action,
    base::{Moment, text},
    data::{JournalEntry, Schema},
    jobs::LogLine,
};

/// What a message is by its sender: of the system's daemons, or the audit of a log (RFC 5424, table 1).
const DAEMON: u8 = 3;
const AUDIT: u8 = 13;

const WARNING: u8 = 4;
const NOTICE: u8 = 5;
const INFORMATION: u8 = 6;

/// The name of our fields; the number is that of examples (RFC 5612), for whoever has none of their own.
const FIELDS: &str = "atrium@32473";
/// A name of the kind of message has no more characters than this.
const NAME: usize = 32;
/// Every collector takes messages of so many bytes, with room for what stands before the text.
const TEXT: usize = 1_500;

/// By what name this machine says it.
#[derive(Debug, Clone)]
pub struct Sender {
    pub host: String,
    pub process: u32,
}

struct Message<'a> {
    facility: u8,
    severity: u8,
    at: Moment,
    kind: &'a str,
    fields: &'a [(&'a str, String)],
    text: &'a str,
}

impl Sender {
    /// Of a machine that people come to by an address, or by none.
    pub fn of(address: Option<&str>) -> Sender {
        let name = address.map(|address| {
            let name = address.split_once("://").map_or(address, |(_, name)| name);
            match name.rsplit_once(':') {
                Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
                _ => name,
            }
        });
        Sender {
            host: name
                .map(|name| printable(name, 255))
                .filter(|name| !name.is_empty())
                .unwrap_or_else(|| "-".into()),
            process: std::process::id(),
        }
    }

    fn write(&self, message: &Message<'_>) -> String {
        let priority = message.facility * 8 + message.severity;
        let kind = match printable(message.kind, NAME) {
            kind if kind.is_empty() => "-".into(),
            kind => kind,
        };
        let mut out = format!(
            "<{priority}>1 {} {} atrium {} {kind} ",
            message.at.rfc3339(),
            self.host,
            self.process
        );
        match message.fields {
            [] => out.push('-'),
            fields => {
                out.push('[');
                out.push_str(FIELDS);
                for (name, value) in fields {
                    out.push_str(&format!(" {name}=\"{}\"", escaped(value)));
                }
                out.push(']');
            }
        }
        // The mark says that it is UTF-8.
        out.push_str(" \u{feff}");
        out.push_str(&cut(&text::clean_line(message.text)));
        out
    }

    /// An entry of the journal: who did what to which records and from where, and nothing of what they hold.
    pub fn of_entry(&self, schema: &Schema, entry: &JournalEntry, who: &str) -> String {
        let action = schema.action(&entry.action);
        let mut of: Vec<_> = entry.subjects.clone();
        of.extend(entry.changes.iter().map(|change| change.of));
        let mut records: Vec<String> = Vec::new();
        for of in of {
            let number = schema.number(of);
            if !records.contains(&number) && records.len() < 20 {
                records.push(number);
            }
        }
        let mut fields = vec![
            ("seq", entry.seq.to_string()),
            ("hash", HEXLOWER.encode(&entry.hash)),
            ("person", entry.person.to_string()),
        ];
        if let Some(address) = &entry.address {
            fields.push(("address", address.clone()));
        }
        if !records.is_empty() {
            fields.push(("records", records.join(" ")));
        }
        let title = action.map_or(entry.action.as_str(), |action| action.title);
        let mut said = format!("{who}: {title}");
        if !records.is_empty() {
            said.push_str(&format!(" ({})", records.join(", ")));
        }
        // Reasons of security are what whoever collects looks for; those of other deeds are none of theirs.
        let security = is_security(schema, entry);
        let told = action.is_none_or(|action| action.note_with.is_none());
        if let Some(note) = entry.note.as_deref().filter(|_| security && told) {
            said.push_str(&format!(": {note}"));
        }
        self.write(&Message {
            facility: AUDIT,
            severity: severity(security, action),
            at: entry.at,
            kind: &entry.action,
            fields: &fields,
            text: &said,
        })
    }

    /// A line of the program's log.
    pub fn of_line(&self, line: &LogLine) -> String {
        self.write(&Message {
            facility: DAEMON,
            severity: line.severity,
            at: line.at,
            kind: line.target.rsplit("::").next().unwrap_or_default(),
            fields: &[],
            text: &format!("{}: {}", line.target, line.text),
        })
    }

    /// A word of the forwarding itself.
    pub fn of_itself(&self, at: Moment, severity: u8, said: &str) -> String {
        self.write(&Message {
            facility: DAEMON,
            severity,
            at,
            kind: "logs",
            fields: &[],
            text: said,
        })
    }
}

/// Whether an entry goes.
pub fn goes(what: Forwarded, schema: &Schema, entry: &JournalEntry) -> bool {
    what == Forwarded::All || is_security(schema, entry)
}

/// Whether it has to do with who comes in, who may what, and what was tried against that: by what its deed, and the kinds
/// that it changed, declare.
fn is_security(schema: &Schema, entry: &JournalEntry) -> bool {
    let by_deed = schema.action(&entry.action).is_none_or(|action| {
        action.dangerous || action.second_person || action.heard_with.is_some()
    });
    by_deed
        || entry.changes.iter().any(|change| {
            let info = schema.kind(change.of.kind);
            info.is_ok_and(|info| info.kind.affects_access)
        })
}

fn severity(security: bool, action: Option<Action>) -> u8 {
    match action {
        // An alert was raised, a request or a sign-in refused.
        Some(action) if matches!(action.verb(), "raise" | "refuse") => WARNING,
        _ if security => NOTICE,
        _ => INFORMATION,
    }
}

/// As much of it as a header takes: printable ASCII without blanks.
fn printable(text: &str, most: usize) -> String {
    let fine = text.chars().filter(char::is_ascii_graphic);
    fine.take(most).collect()
}

/// A value of a field: the three characters that would end it have a backslash before them.
fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in text::clean_line(value).chars() {
        if matches!(c, '"' | '\\' | ']') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// No longer than every collector takes, at the end of a character.
fn cut(text: &str) -> String {
    let mut end = text.len().min(TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(address: Option<&str>) -> Sender {
        Sender {
            process: 4711,
            ..Sender::of(address)
        }
    }

    #[test]
    fn a_line_of_the_log_is_a_message() {
        let line = LogLine {
            at: Moment(0),
            severity: 4,
            target: "atrium::jobs::outbox".into(),
            text: "nothing can be sent\n<0>forged".into(),
        };
        assert_eq!(
            sender(Some("https://atrium.example:8443")).of_line(&line),
            "<28>1 1970-01-01T00:00:00Z atrium.example atrium 4711 outbox - \u{feff}atrium::jobs::outbox: nothing can be sent <0>forged"
        );
    }

    #[test]
    fn whoever_has_no_name_says_so() {
        assert_eq!(sender(None).host, "-");
        assert_eq!(sender(Some("https://büro example")).host, "broexample");
        assert_eq!(sender(Some("https://[::1]:8443")).host, "[::1]");
    }

    #[test]
    fn what_stands_in_a_field_does_not_end_it() {
        let message = sender(None).write(&Message {
            facility: AUDIT,
            severity: NOTICE,
            at: Moment(0),
            kind: "sign_in.failed and more",
            fields: &[("note", "a \"b\" [c] \\ d\n".into())],
            text: &"ä".repeat(TEXT),
        });
        let head = "<109>1 1970-01-01T00:00:00Z - atrium 4711 sign_in.failedandmore [atrium@32473 note=\"a \\\"b\\\" [c\\] \\\\ d\"] \u{feff}";
        assert!(message.starts_with(head), "{message}");
        assert!(message.len() <= head.len() + TEXT);
    }
}
