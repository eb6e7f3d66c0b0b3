//! Texts and slides of the usual word processors and presentation programs.

use std::io::BufRead;

use quick_xml::{Reader, events::Event};

use super::{
    Read,
    archive::Archive,
    markup::{self, Dialect},
    with,
};
use crate::extract::{PlaceKind, Text};

const WORDS: Dialect = Dialect {
    runs: &["t"],
    lines: &["p", "br", "cr"],
    spaces: &["tab"],
    skipped: &["del", "moveFrom"],
    page: None,
};
const SLIDE: Dialect = Dialect {
    runs: &["t"],
    lines: &["p", "br"],
    spaces: &["tab"],
    skipped: &[],
    page: None,
};
const OPEN: Dialect = Dialect {
    runs: &["p", "h"],
    lines: &["p", "h", "line-break"],
    spaces: &["tab", "s"],
    skipped: &["tracked-changes", "scripts", "styles"],
    page: None,
};
const OPEN_SLIDES: Dialect = Dialect {
    page: Some("page"),
    ..OPEN
};

/// The most slides that are looked at.
const MOST_SLIDES: usize = 2_000;
const NOT_TO_ITS_END: &str = "It is damaged: it could not be read to its end.";

/// Adds every line of a part; whether the part went on to its end.
fn add_lines(
    archive: &mut Archive<'_>,
    name: &str,
    dialect: &Dialect,
    add: &mut dyn FnMut(u32, &str) -> bool,
) -> Result<bool, String> {
    match archive.part(name)? {
        Some(part) => {
            let mut wanted = true;
            let whole = markup::lines(part, dialect, &mut |page, line| {
                wanted = add(page, line);
                wanted
            })?;
            // Whoever has enough has missed nothing.
            Ok(whole || !wanted)
        }
        None => Ok(true),
    }
}

/// DOCX: the text first, then what stands above, below and beside it.
pub fn read_document(mut archive: Archive<'_>) -> Read {
    let mut text = Text::default();
    let mut whole = add_lines(&mut archive, "word/document.xml", &WORDS, &mut |_, line| {
        text.add(0, line)
    })?;
    let beside = |name: &String| {
        let name = name.strip_prefix("word/").unwrap_or_default();
        let begins = ["header", "footer", "footnotes", "endnotes", "comments"];
        name.ends_with(".xml") && !name.contains('/') && begins.iter().any(|b| name.starts_with(b))
    };
    let mut others: Vec<String> = archive.names().into_iter().filter(beside).collect();
    others.sort();
    for name in others.iter().take(50) {
        // What is beside it is not worth the whole.
        whole &= add_lines(&mut archive, name, &WORDS, &mut |_, line| text.add(0, line))
            .unwrap_or(false);
    }
    Ok(with(text, if whole { "" } else { NOT_TO_ITS_END }))
}

/// PPTX: slide by slide as they are shown, each with its notes.
pub fn read_slides(mut archive: Archive<'_>) -> Read {
    let mut text = Text::default();
    text.begin(PlaceKind::Slide, "");
    let mut whole = true;
    for (number, name) in (1..).zip(slides(&mut archive)) {
        let notes = name.replace("slides/slide", "notesSlides/notesSlide");
        for part in [name, notes] {
            whole &= add_lines(&mut archive, &part, &SLIDE, &mut |_, line| {
                text.add(number, line)
            })
            .unwrap_or(false);
        }
    }
    Ok(with(text, if whole { "" } else { NOT_TO_ITS_END }))
}

/// The parts that the slides are, in the order in which they are shown; in that of their names where nothing says it.
fn slides(archive: &mut Archive<'_>) -> Vec<String> {
    let shown = shown_slides(archive).unwrap_or_default();
    let mut shown: Vec<String> = shown.into_iter().filter(|name| archive.has(name)).collect();
    if shown.is_empty() {
        let number = |name: &str| -> Option<u32> {
            let rest = name.strip_prefix("ppt/slides/slide")?;
            rest.strip_suffix(".xml")?.parse().ok()
        };
        let all = archive.names().into_iter();
        let mut all: Vec<(u32, String)> = all
            .filter_map(|name| Some((number(&name)?, name)))
            .collect();
        all.sort();
        shown = all.into_iter().map(|(_, name)| name).collect();
    }
    shown.truncate(MOST_SLIDES);
    shown
}

fn shown_slides(archive: &mut Archive<'_>) -> Option<Vec<String>> {
    let mut targets = Vec::new();
    let relations = archive.part("ppt/_rels/presentation.xml.rels").ok()??;
    each_element(relations, &mut |element| {
        if element.local_name().as_ref() == "Relationship"
            && let Some(id) = markup::attribute(element, "Id")
            && let Some(target) = markup::attribute(element, "Target")
        {
            let target = match target.strip_prefix('/') {
                Some(from_root) => from_root.to_owned(),
                None => format!("ppt/{target}"),
            };
            targets.push((id, target));
        }
    });
    let mut shown = Vec::new();
    each_element(
        archive.part("ppt/presentation.xml").ok()??,
        &mut |element| {
            if element.local_name().as_ref() == "sldId"
                && let Some(id) = markup::attribute(element, "r:id")
                && let Some((_, target)) = targets.iter().find(|(held, _)| *held == id)
            {
                shown.push(target.clone());
            }
        },
    );
    Some(shown)
}

/// Elements of a small XML, one after the other.
fn each_element(xml: impl BufRead, each: &mut dyn FnMut(&quick_xml::events::BytesStart<'_>)) {
    let mut reader = Reader::from_reader(xml);
    let mut buffer = Vec::new();
    for _ in 0..20_000 {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) => each(&element),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
        buffer.clear();
    }
}

/// ODT.
pub fn read_open_text(mut archive: Archive<'_>) -> Read {
    let mut text = Text::default();
    let whole = add_lines(&mut archive, "content.xml", &OPEN, &mut |_, line| {
        text.add(0, line)
    })?;
    Ok(with(text, if whole { "" } else { NOT_TO_ITS_END }))
}

/// ODP, and drawings, which have pages as well.
pub fn read_open_slides(mut archive: Archive<'_>) -> Read {
    let mut text = Text::default();
    text.begin(PlaceKind::Slide, "");
    let whole = add_lines(
        &mut archive,
        "content.xml",
        &OPEN_SLIDES,
        &mut |page, line| text.add(page.max(1), line),
    )?;
    Ok(with(text, if whole { "" } else { NOT_TO_ITS_END }))
}
