//! Mail: who wrote to whom about what, what it says, and what came with it, one level deep.

use mail_parser::{Address, Message, MessageParser, MimeHeaders, PartType};

use super::{Read, Reader, markup, with};
use crate::extract::{PlaceKind, Text};

const MOST_ATTACHMENTS: usize = 50;

/// A file that nobody called mail, and that begins with its headers all the same.
pub fn looks_like_mail(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(2048)];
    let Ok(head) = std::str::from_utf8(head) else {
        return false;
    };
    let mut lines = head.lines().take_while(|line| !line.is_empty());
    let usual = [
        "received:",
        "return-path:",
        "from:",
        "message-id:",
        "mime-version:",
        "delivered-to:",
    ];
    let is = |line: &str| {
        let line = line.to_ascii_lowercase();
        usual.iter().any(|name| line.starts_with(name))
    };
    let first = lines.next().is_some_and(is);
    first && lines.filter(|line| is(line)).count() >= 2
}

pub fn read(reader: &Reader, bytes: &[u8]) -> Read {
    let message = MessageParser::default()
        .parse(bytes)
        .ok_or("It is damaged: it can't be read as mail.")?;
    let mut text = Text::default();
    text.begin(PlaceKind::Whole, "");
    add_head(&message, &mut text);
    add_body(&message, &mut text);
    for part in message.attachments().take(MOST_ATTACHMENTS) {
        let inner = part.message();
        let subject = inner.and_then(|inner| inner.subject());
        let name = part
            .attachment_name()
            .or(subject)
            .unwrap_or("without a name");
        text.begin(PlaceKind::Attachment, name);
        let room = text.add(0, name);
        if !room || reader.within || !reader.has_time() {
            continue;
        }
        match (&part.body, inner) {
            (_, Some(inner)) => {
                add_head(inner, &mut text);
                add_body(inner, &mut text);
            }
            (PartType::Multipart(_), _) => {}
            _ => {
                let within = Reader {
                    begun: reader.begun,
                    within: true,
                };
                text.add(0, &within.read(part.contents(), name).text.body);
            }
        }
    }
    Ok(with(text, ""))
}

fn add_head(message: &Message<'_>, text: &mut Text) {
    let mut lines = Vec::new();
    if let Some(subject) = message.subject() {
        lines.push(subject.to_owned());
    }
    let each = [
        ("From", message.from()),
        ("To", message.to()),
        ("Cc", message.cc()),
    ];
    for (what, who) in each {
        let named: Vec<String> = who
            .into_iter()
            .flat_map(Address::iter)
            .take(100)
            .map(called)
            .collect();
        if !named.is_empty() {
            lines.push(format!("{what}: {}", named.join(", ")));
        }
    }
    if let Some(date) = message.date() {
        lines.push(date.to_rfc3339());
    }
    text.add(0, &lines.join("\n"));
}

fn called(who: &mail_parser::Addr<'_>) -> String {
    match (who.name(), who.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.or(address).unwrap_or_default().to_owned(),
    }
}

/// What it says as text, or else what its page says.
fn add_body(message: &Message<'_>, text: &mut Text) {
    for part in message.text_bodies() {
        match &part.body {
            PartType::Text(said) => drop(text.add(0, said)),
            PartType::Html(page) => drop(text.add(0, &markup::page_text(page))),
            _ => {}
        }
    }
}
