//! Texts: plain ones, tables of them, pages of the web, and mail.

use super::{Read, Reader, mail, markup, with};
use crate::{
    base::decode::decode,
    extract::{PlaceKind, Reading, Text},
};

/// So much of a text is read; the rest wouldn't be kept.
const MOST: usize = 16 << 20;
/// Columns of a table's row that are read.
const WIDEST: usize = 1_000;

pub fn read(reader: &Reader, bytes: &[u8], ending: &str) -> Read {
    if ending == "eml" || mail::looks_like_mail(bytes) {
        return mail::read(reader, bytes);
    }
    if bytes.starts_with(b"{\\rtf") {
        return Ok(Reading::none(
            "RTF is not read. Saved as DOCX or PDF its text is found.",
        ));
    }
    if bytes.trim_ascii().is_empty() {
        return Ok(Reading::default());
    }
    let cut = bytes.len() > MOST;
    let Ok(decoded) = decode(&bytes[..bytes.len().min(MOST)]) else {
        return Ok(Reading::none(
            "It is in a format that is not read for its text.",
        ));
    };
    let content = decoded.content;
    // A file of bytes is not a text because it has no zeros.
    let strange = content
        .chars()
        .filter(|c| *c == '\u{fffd}' || (c.is_control() && !c.is_whitespace()));
    if strange.count() > content.chars().count() / 10 {
        return Ok(Reading::none(
            "It is in a format that is not read for its text.",
        ));
    }
    let mut text = Text::default();
    let begins = content
        .trim_start()
        .get(..14)
        .unwrap_or_default()
        .to_ascii_lowercase();
    match ending {
        "csv" | "tsv" => add_table(&content, &mut text),
        "html" | "htm" | "xhtml" => add_page(&content, &mut text),
        _ if begins.starts_with("<!doctype html") || begins.starts_with("<html") => {
            add_page(&content, &mut text);
        }
        "xml" | "svg" => {
            let all = markup::Dialect {
                skipped: &["style", "script"],
                ..markup::Dialect::default()
            };
            markup::lines(content.as_bytes(), &all, &mut |_, line| text.add(0, line))?;
        }
        _ => drop(text.add(0, &content)),
    }
    text.cut |= cut;
    Ok(with(text, ""))
}

fn add_page(content: &str, text: &mut Text) {
    text.add(0, &markup::page_text(content));
}

/// Rows with their numbers; a field may go on over several lines.
fn add_table(content: &str, text: &mut Text) {
    let first = content.lines().next().unwrap_or_default();
    let count = |mark: char| first.matches(mark).count();
    let separators = [',', ';', '\t', '|'];
    let separator = separators
        .into_iter()
        .max_by_key(|mark| count(*mark))
        .unwrap_or(',');
    let mut rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .from_reader(content.as_bytes());
    text.begin(PlaceKind::Sheet, "");
    for (number, row) in (1..).zip(rows.records()) {
        let Ok(row) = row else { continue };
        let cells: Vec<&str> = row
            .iter()
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .take(WIDEST)
            .collect();
        if !text.add(number, &cells.join("\t").replace('\n', " ")) {
            return;
        }
    }
}
