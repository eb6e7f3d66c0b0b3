//! PDF, page by page.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::{Document, PlainTextOutput, output_doc_page};

use super::{Read, Reader, with};
use crate::extract::{PlaceKind, Reading, Text};

const MOST_PAGES: u32 = 2_000;

pub fn read(reader: &Reader, bytes: &[u8]) -> Read {
    let mut document = Document::load_mem(bytes).map_err(|error| {
        match error.to_string().to_lowercase().contains("password") {
            true => "It is protected by a password.",
            false => "It is damaged: it can't be read as a PDF.",
        }
    })?;
    // Many say only what may not be printed, and open without a word.
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Ok(Reading::refused("It is protected by a password."));
    }
    let pages = u32::try_from(document.get_pages().len()).unwrap_or(u32::MAX);
    let mut text = Text::default();
    text.begin(PlaceKind::Page, "");
    let (mut unread, mut behind) = (0, None);
    for page in 1..=pages {
        if page > MOST_PAGES || !reader.has_time() {
            behind = Some(page - 1);
            break;
        }
        // Fonts and streams that are not as they should be end in a panic there.
        let words = catch_unwind(AssertUnwindSafe(|| words_of(&document, page)));
        match words.ok().flatten() {
            Some(words) if !text.add(page, &words) => break,
            Some(_) => {}
            None => unread += 1,
        }
    }
    let note = match (behind, unread) {
        (Some(last), _) => format!("It is too long: only its first {last} pages were read."),
        (None, 0) if text.is_empty() => "It holds only pictures, such as scanned pages.".into(),
        (None, 0) => String::new(),
        (None, unread) if unread == pages => {
            return Ok(Reading::refused(
                "It is damaged: none of its pages can be read.",
            ));
        }
        (None, 1) => "One of its pages could not be read.".into(),
        (None, unread) => format!("{unread} of its {pages} pages could not be read."),
    };
    Ok(with(text, note))
}

fn words_of(document: &Document, page: u32) -> Option<String> {
    let mut words = String::new();
    let mut output = PlainTextOutput::new(&mut words);
    output_doc_page(document, &mut output, page).ok()?;
    Some(words)
}
