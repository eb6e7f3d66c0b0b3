//! What a mailbox says: how one of its answers is cut out of what arrives, and what it means.

use imap_proto::{AttributeValue, MailboxDatum, Response, ResponseCode, Status};

use crate::base::text;

/// What one response says, as far as it concerns anybody here.
pub(super) enum Said {
    /// The server waits for the rest of the command.
    GoOn,
    /// The command with this name is over: whether it was done, and what was said to it.
    Over(String, bool, String),
    Bye(String),
    Exists(u32),
    Validity(u32),
    Next(u32),
    Found(Vec<u32>),
    Mail {
        uid: Option<u32>,
        size: Option<u32>,
        whole: Option<Vec<u8>>,
    },
    Nothing,
}

pub(super) fn find_line_end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(2).position(|pair| pair == b"\r\n")
}

/// How many bytes follow a line that ends in `{n}`.
pub(super) fn announced(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"}")?;
    let at = line.iter().rposition(|b| *b == b'{')?;
    let number = line[at + 1..].strip_suffix(b"+").unwrap_or(&line[at + 1..]);
    match number.is_empty() || !number.iter().all(u8::is_ascii_digit) {
        true => None,
        false => std::str::from_utf8(number).ok()?.parse().ok(),
    }
}

/// What stands between quotes; what can't is left out.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars().filter(|c| (' '..='~').contains(c)) {
        if matches!(letter, '"' | '\\') {
            out.push('\\');
        }
        out.push(letter);
    }
    out.push('"');
    out
}

pub(super) fn understood(bytes: &[u8]) -> Option<Said> {
    let (rest, response) = Response::parse(bytes).ok()?;
    if !rest.is_empty() {
        return None;
    }
    let line = |said: Option<std::borrow::Cow<'_, str>>| {
        let said = said.unwrap_or_default();
        text::shorten(&text::clean_line(&said), 200)
    };
    Some(match response {
        Response::Continue(_) => Said::GoOn,
        Response::Done {
            tag,
            status,
            outcome,
        } => Said::Over(tag.0, status == Status::Ok, line(outcome.information)),
        Response::Data {
            status: Status::Bye,
            outcome,
        } => Said::Bye(line(outcome.information)),
        Response::Data { outcome, .. } => match outcome.code {
            Some(ResponseCode::UidValidity(validity)) => Said::Validity(validity),
            Some(ResponseCode::UidNext(next)) => Said::Next(next),
            _ => Said::Nothing,
        },
        Response::MailboxData(MailboxDatum::Exists(mails)) => Said::Exists(mails),
        Response::MailboxData(MailboxDatum::Search(numbers)) => Said::Found(numbers),
        Response::Fetch(_, values) => {
            let (mut uid, mut size, mut whole) = (None, None, None);
            for value in values {
                match value {
                    AttributeValue::Uid(number) => uid = Some(number),
                    AttributeValue::Rfc822Size(bytes) => size = Some(bytes),
                    AttributeValue::BodySection {
                        section: None,
                        data: Some(data),
                        ..
                    } => whole = Some(data.into_owned()),
                    _ => {}
                }
            }
            Said::Mail { uid, size, whole }
        }
        _ => Said::Nothing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_read_and_what_is_not_asked_for_is_passed_over() {
        let read = |line: &str| understood(line.as_bytes());
        assert!(matches!(
            read("* OK [UIDVALIDITY 77] yes\r\n"),
            Some(Said::Validity(77))
        ));
        assert!(matches!(
            read("* OK [UIDNEXT 9] yes\r\n"),
            Some(Said::Next(9))
        ));
        assert!(matches!(read("* 3 EXISTS\r\n"), Some(Said::Exists(3))));
        assert!(matches!(read("* SEARCH 4 5\r\n"), Some(Said::Found(found)) if found == [4, 5]));
        assert!(
            matches!(read("A1 NO not you\r\n"), Some(Said::Over(of, false, said)) if of == "A1" && said == "not you")
        );
        let mail = "* 1 FETCH (UID 4 BODY[] {7}\r\nFrom: x)\r\n";
        assert!(matches!(
            read(mail),
            Some(Said::Mail { uid: Some(4), whole: Some(whole), .. }) if whole == b"From: x"
        ));
        assert!(read("* WHATEVER {\r\n").is_none());
    }

    #[test]
    fn a_literal_is_announced_at_the_end_of_a_line() {
        assert_eq!(announced(b"* 1 FETCH (BODY[] {120}"), Some(120));
        assert_eq!(announced(b"* 1 FETCH (BODY[] {3+}"), Some(3));
        for plain in [
            "* OK {12} x",
            "{}",
            "}",
            "* OK {x1}",
            "{99999999999999999999999}",
        ] {
            assert_eq!(announced(plain.as_bytes()), None, "{plain}");
        }
    }

    #[test]
    fn nothing_breaks_out_of_its_quotes() {
        assert_eq!(quoted("a\"b\\c\r\nA2 LOGOUT"), "\"a\\\"b\\\\cA2 LOGOUT\"");
    }
}
