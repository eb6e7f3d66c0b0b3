//! The text in XML and in pages of the web. Entities that a file defines itself are never put in their places, so that none
//! grows; nothing here calls itself, so that nothing is too deep.

use std::io::BufRead;

use quick_xml::{Reader, events::Event};

/// What counts in a kind of XML, by the local names of its elements.
#[derive(Default)]
pub struct Dialect {
    /// Elements whose text counts; empty: all.
    pub runs: &'static [&'static str],
    /// Elements that end a line where they end, or stand for its end.
    pub lines: &'static [&'static str],
    /// Elements that stand for a space.
    pub spaces: &'static [&'static str],
    /// Elements of which nothing counts.
    pub skipped: &'static [&'static str],
    /// The element that each page or slide is.
    pub page: Option<&'static str>,
}

/// Elements one in another: a document has some dozens.
const DEEPEST: usize = 5_000;
/// A line that goes on for longer is told in pieces.
const LONGEST_LINE: usize = 1 << 16;

/// Tells each line with the number of its page (0 before the first), as long as `line` wants more. Whether the XML went
/// on to its end.
pub fn lines<R: BufRead>(
    xml: R,
    dialect: &Dialect,
    line: &mut dyn FnMut(u32, &str) -> bool,
) -> Result<bool, String> {
    let mut reader = Reader::from_reader(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let (mut buffer, mut said) = (Vec::new(), String::new());
    let (mut page, mut depth) = (0, 0usize);
    // How many elements whose text counts, or that are skipped, are open.
    let (mut running, mut skipping) = (0usize, 0usize);
    loop {
        buffer.clear();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(_) if page == 0 && depth == 0 => return Err(DAMAGED.into()),
            // What came before it is good.
            Err(_) => {
                line(page, &said);
                return Ok(false);
            }
        };
        let (counts, mut ends) = (
            skipping == 0 && (running > 0 || dialect.runs.is_empty()),
            false,
        );
        match event {
            Event::Start(start) => {
                let name = start.local_name();
                let name = name.as_ref();
                depth += 1;
                if depth > DEEPEST {
                    return Err("It is nested too deeply.".into());
                }
                running += usize::from(dialect.runs.contains(&name));
                skipping += usize::from(dialect.skipped.contains(&name));
                if dialect.page == Some(name) {
                    line(page, &said);
                    said.clear();
                    page += 1;
                }
                if skipping == 0 && dialect.spaces.contains(&name) {
                    said.push(' ');
                }
            }
            Event::Empty(empty) if skipping == 0 => {
                let name = empty.local_name();
                let name = name.as_ref();
                if dialect.spaces.contains(&name) {
                    said.push(' ');
                }
                ends = dialect.lines.contains(&name);
                if dialect.page == Some(name) {
                    page += 1;
                }
            }
            Event::End(end) => {
                let name = end.local_name();
                let name = name.as_ref();
                depth = depth.saturating_sub(1);
                running = running.saturating_sub(usize::from(dialect.runs.contains(&name)));
                skipping = skipping.saturating_sub(usize::from(dialect.skipped.contains(&name)));
                ends = dialect.lines.contains(&name);
            }
            Event::Text(text) if counts => said.push_str(&text.xml10_content()),
            Event::CData(text) if counts => said.push_str(&text.xml10_content()),
            Event::GeneralRef(named) if counts => {
                said.extend(match named.resolve_char_ref() {
                    Ok(Some(letter)) => Some(letter),
                    Ok(None) => letter_of(&named),
                    Err(_) => None,
                });
            }
            Event::Eof => {
                line(page, &said);
                return Ok(true);
            }
            _ => {}
        }
        if ends || said.len() > LONGEST_LINE {
            if !line(page, &said) {
                return Ok(false);
            }
            said.clear();
        }
    }
}

const DAMAGED: &str = "It is damaged: its text can't be read.";

/// What every XML may name without defining it.
fn letter_of(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => return None,
    })
}

/// The value of an attribute by its whole name, as it is written.
pub fn attribute(start: &quick_xml::events::BytesStart<'_>, name: &str) -> Option<String> {
    let found = start.try_get_attribute(name).ok()??;
    Some(found.value.into_owned())
}

/// Parts of a page that hold no words of it.
const UNSEEN: [&str; 5] = ["script", "style", "template", "noscript", "svg"];
/// Elements within a line.
const INLINE: [&str; 24] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark",
    "q", "s", "small", "span", "strong", "sub", "sup", "u", "var", "wbr",
];

/// The words of a page of the web: what stands between its tags, with a line break for each that isn't within a line.
pub fn page_text(page: &str) -> String {
    let mut out = String::with_capacity(page.len() / 2);
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        say(&mut out, &rest[..at]);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let after = &rest[1..];
        let begins = after.strip_prefix('/').unwrap_or(after);
        if !begins.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?') {
            // "3 < 4"
            out.push('<');
            rest = after;
            continue;
        }
        let (tag, behind) = after.split_once('>').unwrap_or((after, ""));
        rest = behind;
        let closes = tag.starts_with('/');
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .take(12)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        let name = name.as_str();
        if matches!(name, "td" | "th") {
            out.push(' ');
        } else if !INLINE.contains(&name) {
            out.push('\n');
        }
        if !closes && UNSEEN.contains(&name) && !tag.ends_with('/') {
            rest = behind_end_of(rest, name);
        }
    }
    say(&mut out, rest);
    out
}

/// What follows the end of an element; nothing when it has none.
fn behind_end_of<'p>(rest: &'p str, name: &str) -> &'p str {
    let mut at = 0;
    while let Some(found) = rest[at..].find("</") {
        let tag = &rest[at + found + 2..];
        let ends = tag
            .get(..name.len())
            .is_some_and(|held| held.eq_ignore_ascii_case(name));
        if ends {
            return tag.split_once('>').map_or("", |(_, after)| after);
        }
        at += found + 2;
    }
    ""
}

fn say(out: &mut String, text: &str) {
    if text.starts_with(char::is_whitespace) {
        out.push(' ');
    }
    match text.contains('&') {
        true => out.push_str(&mail_parser::decoders::html::html_to_text(text)),
        false => out.push_str(text),
    }
    // What was left out at the edges separated words.
    if text.ends_with(char::is_whitespace) && !out.ends_with(char::is_whitespace) {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(xml: &str, dialect: &Dialect) -> Vec<(u32, String)> {
        let mut out = Vec::new();
        let read = lines(xml.as_bytes(), dialect, &mut |page, line| {
            if !line.trim().is_empty() {
                out.push((page, line.to_owned()));
            }
            true
        });
        read.unwrap();
        out
    }

    #[test]
    fn lines_are_told_with_their_pages() {
        let dialect = Dialect {
            runs: &["t"],
            lines: &["p", "br"],
            spaces: &["tab"],
            skipped: &["gone"],
            page: Some("page"),
        };
        let xml = "<d><page><p><t>Caf&#xe9; &amp;</t><i>no</i><tab/><t>bar</t></p></page>\
            <page><gone><p><t>old</t></p></gone><p><t>one</t><br/><t>two</t></p></page></d>";
        let told = |page, line: &str| (page, line.to_owned());
        assert_eq!(
            all(xml, &dialect),
            [told(1, "Café & bar"), told(2, "one"), told(2, "two")]
        );
    }

    #[test]
    fn entities_of_its_own_never_grow() {
        let mut xml = "<!DOCTYPE d [<!ENTITY a \"ha\">".to_owned();
        for n in 0..30 {
            xml.push_str(&format!("<!ENTITY a{n} \"&a;&a;&a;&a;&a;&a;&a;&a;\">"));
        }
        xml.push_str("]><d>one &a; &a29; two</d>");
        let said: String = all(&xml, &Dialect::default())
            .into_iter()
            .map(|(_, line)| line)
            .collect();
        assert_eq!(said, "one   two");
    }

    #[test]
    fn a_page_is_what_one_reads_of_it() {
        let page = "<!doctype html><title>Offer</title><style>p{}</style><script>if (a<b) {}</script>\
            <h1>Prices</h1><p>Paper &amp; <b>ink</b>: 3 &lt; 4<!-- not this --></p>\
            <table><tr><td>90</td><td>EUR</td></tr></table>";
        let text = page_text(page);
        let words: Vec<&str> = text.split_whitespace().collect();
        assert_eq!(words.join(" "), "Offer Prices Paper & ink: 3 < 4 90 EUR");
        for odd in ["<", "<script", "</", "a<!--", "<p", "&", "<svg><p>x"] {
            page_text(odd);
        }
    }
}
