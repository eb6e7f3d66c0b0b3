//! What the page of a document shows of its file, so that nobody has to save it to see what it is: pictures, film and sound
//! where they are, and of the rest what was read of it.

use maud::{Markup, html};

use super::{
    Current, Document, Extraction, Stage, Version,
    actions::READ_AGAIN,
    extraction_of, text_of,
    words::{kind_of, size},
};
use crate::{
    base::{Result, text},
    data::Visit,
    extract::{Group, Passage, PlaceKind, Text},
    ui::prelude::*,
};

/// What a browser shows without running anything of it. Everything else is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Picture,
    Pdf,
    Film,
    Sound,
}

impl Shown {
    /// By what the first bytes of the file are, which was found out when it came in.
    pub fn of(media_type: &str) -> Option<Shown> {
        Some(match media_type {
            "image/png" | "image/jpeg" | "image/gif" | "image/webp" => Shown::Picture,
            "application/pdf" => Shown::Pdf,
            "video/mp4" | "video/webm" => Shown::Film,
            "audio/mpeg" | "audio/ogg" | "audio/wav" => Shown::Sound,
            _ => return None,
        })
    }
}

/// Characters of a text, and rows of a table, that are shown at first sight.
const MOST_TEXT: usize = 4_000;
const MOST_ROWS: usize = 15;
const MOST_SHEETS: usize = 3;
const MOST_CELLS: usize = 12;

pub(super) fn of_version(document: &Document, what: &str, version: &Version) -> String {
    format!(
        "/documents/{}/{what}version={}",
        document.id, version.number
    )
}

/// A small picture of a version, where there is one, in the place of the sheet that says its kind.
pub fn thumb(
    visit: &Visit,
    document: &Document,
    version: &Version,
    kind: Markup,
) -> Result<Markup> {
    let preview = extraction_of(visit, version)?.and_then(|held| held.preview);
    Ok(match preview {
        Some(preview) => html! {
            img class="type thumb" src=(of_version(document, "preview?", version)) alt="" loading="lazy"
                width=(preview.width) height=(preview.height);
        },
        None => kind,
    })
}

/// Pictures up to so many bytes are shown themselves while there is no small one of them.
const LIGHT: u64 = 3 << 20;

/// A document that came with words, below `base`: a picture of it or its first page, film and sound where they are, and the
/// file.
pub fn beside_words(visit: &Visit, document: &Current, base: &str) -> Result<Markup> {
    let version = &document.newest;
    let about = |what: &str| format!("{base}/{}/{what}version={}", document.id, version.number);
    let open = about("file?show=on&");
    let shown = Shown::of(&version.media_type);
    let small = extraction_of(visit, version)?.and_then(|held| held.preview);
    let picture = match (shown, &small) {
        (Some(Shown::Picture | Shown::Pdf), Some(small)) => Some(html! {
            img src=(about("preview?")) alt="" loading="lazy" width=(small.width) height=(small.height);
        }),
        (Some(Shown::Picture), None) if version.file.size <= LIGHT => {
            Some(html! { img src=(open) alt="" loading="lazy"; })
        }
        _ => None,
    };
    let file = file(
        &format!("{base}/{}/file", document.id),
        &kind_of(version),
        &document.name,
        size(version.file.size),
    );
    Ok(html! {
        @match (shown, picture) {
            (_, Some(picture)) => a class="shown" href=(open) target="_blank" rel="noopener" aria-label=(format!("Open {}", version.name)) { (picture) },
            (Some(Shown::Film), None) => video class="shown" controls preload="metadata" src=(open) { a class="link" href=(open) { "Open the film" } },
            (Some(Shown::Sound), None) => audio class="shown" controls preload="metadata" src=(open) { a class="link" href=(open) { "Open the recording" } },
            _ => {},
        }
        (file)
    })
}

/// The section of a document's page that shows the version that counts. Nothing where there is nothing to see.
pub fn section(visit: &Visit, document: &Document, version: &Version) -> Result<Option<Markup>> {
    let open = of_version(document, "file?show=on&", version);
    let shown = Shown::of(&version.media_type);
    let picture = extraction_of(visit, version)?.and_then(|held| held.preview);
    let text = match shown {
        Some(Shown::Picture | Shown::Film | Shown::Sound) => None,
        Some(Shown::Pdf) | None => text_of(visit, version)?,
    };
    let body = match (shown, picture, &text) {
        (Some(Shown::Picture), Some(small), _) => html! {
            button class="shown" type="button" command="show-modal" commandfor="large" aria-label=(format!("Show {} large", version.name)) {
                img src=(of_version(document, "preview?", version)) alt=(format!("Small picture of {}", document.name))
                    width=(small.width) height=(small.height);
            }
            (Dialog::new("large", version.name.as_str()).body(html! {
                img class="large" src=(open) alt=(document.name) loading="lazy";
            }))
        },
        (Some(Shown::Film), ..) => html! {
            video class="shown" controls preload="metadata" src=(open) { a class="link" href=(open) { "Open the film" } }
        },
        (Some(Shown::Sound), ..) => html! {
            audio class="shown" controls preload="metadata" src=(open) { a class="link" href=(open) { "Open the recording" } }
        },
        (Some(Shown::Pdf), Some(page), text) => html! {
            a class="shown" href=(open) target="_blank" rel="noopener" aria-label=(format!("Open {}", version.name)) {
                img src=(of_version(document, "preview?", version)) alt=(format!("First page of {}", document.name))
                    width=(page.width) height=(page.height);
            }
            @if let Some(text) = text { (words(&text.content)) }
        },
        (_, _, Some(text)) => words(&text.content),
        _ => return Ok(None),
    };
    let mut section = Section::new("Preview", body).small(match &text {
        Some(text) => extent(&text.content),
        None => format!("Version {}", version.number),
    });
    if shown.is_some() {
        let open = html! {
            a class="btn small quiet" href=(open) target="_blank" rel="noopener" { "Open in a new tab" }
        };
        section = section.action(open);
    }
    Ok(Some(html! { (section.live("preview")) }))
}

/// "12 pages", "3 sheets", "410 words".
fn extent(found: &Text) -> String {
    let kind = found
        .groups
        .first()
        .map_or(PlaceKind::Whole, |group| group.kind);
    let last = found
        .passages()
        .last()
        .map_or(0, |passage| passage.number as usize);
    match kind {
        PlaceKind::Page => format!("up to page {last}"),
        PlaceKind::Slide => text::count(last, "slide", "slides"),
        PlaceKind::Sheet => text::count(found.groups.len(), "sheet", "sheets"),
        PlaceKind::Attachment | PlaceKind::Whole | PlaceKind::Unknown => {
            text::count(found.body.split_whitespace().count(), "word", "words")
        }
    }
}

fn words(found: &Text) -> Markup {
    let is_table = found
        .groups
        .first()
        .is_some_and(|group| group.kind == PlaceKind::Sheet);
    let cut = match is_table {
        true => tables(found),
        false => passages(found),
    };
    html! {
        (cut.0)
        @if cut.1 || found.cut { p class="dim t12" { "There is more in the file." } }
    }
}

/// The first rows of the first sheets, and whether there are more.
fn tables(found: &Text) -> (Markup, bool) {
    let mut sheets: Vec<(&Group, Vec<Passage<'_>>)> = Vec::new();
    let mut more = false;
    for passage in found.passages() {
        let Some(group) = passage.group else { continue };
        let sheet = sheets.len();
        match sheets.last_mut() {
            Some((held, rows)) if *held == group => match rows.len() < MOST_ROWS {
                true => rows.push(passage),
                false => more = true,
            },
            _ if sheet == MOST_SHEETS => {
                more = true;
                break;
            }
            _ => sheets.push((group, vec![passage])),
        }
    }
    let markup = html! {
        @for (group, rows) in &sheets {
            @let name = if group.name.is_empty() { "Rows" } else { group.name.as_str() };
            div class="cells" role="region" tabindex="0" aria-label=(name) {
                table {
                    caption { (name) }
                    @for row in rows {
                        tr {
                            th scope="row" { (row.number) }
                            @for cell in row.text.split('\t').take(MOST_CELLS) { td { (cell) } }
                        }
                    }
                }
            }
        }
    };
    (markup, more)
}

/// The first words with their places, and whether there are more.
fn passages(found: &Text) -> (Markup, bool) {
    let mut left = MOST_TEXT;
    let mut shown: Vec<(Option<String>, &str)> = Vec::new();
    let mut more = false;
    for passage in found.passages() {
        if left == 0 {
            more = true;
            break;
        }
        let end = passage.text.floor_char_boundary(left);
        more |= end < passage.text.len();
        left -= end;
        shown.push((passage.place(), &passage.text[..end]));
    }
    let markup = html! {
        div class="excerpt" role="region" tabindex="0" aria-label="Text" {
            @for (place, said) in &shown {
                @if let Some(place) = place { h3 { (place) } }
                @for part in said.split("\n\n") { p { (part) } }
            }
        }
    };
    (markup, more)
}

/// Whether a version is found by its words, and why not.
pub fn reading(visit: &Visit, document: &Document, version: &Version) -> Result<Markup> {
    let Some(held) = extraction_of(visit, version)? else {
        return Ok(html! { "-" });
    };
    let Extraction {
        stage, note, tries, ..
    } = &held;
    let may = *stage == Stage::Failed && visit.may(&READ_AGAIN, document);
    Ok(html! {
        @match stage {
            Stage::Waiting if *tries > 0 => (badge(Tone::Warning, "Is tried again")),
            Stage::Waiting => (badge(Tone::Stone, "Is being read")),
            Stage::Ready => "Found by its words",
            Stage::Empty => "No words in it",
            Stage::Failed | Stage::Unknown => (badge(Tone::Danger, "Could not be read")),
        }
        @if !note.is_empty() { div class="dim t12" { (note) } }
        @if may {
            (post_button(&format!("/documents/{}/read-again", document.id), html! {}, Button::submit("Try again").small().quiet()))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_runs_nothing_is_shown_in_place() {
        assert_eq!(Shown::of("image/webp"), Some(Shown::Picture));
        assert_eq!(Shown::of("video/mp4"), Some(Shown::Film));
        for saved in [
            "text/html",
            "image/svg+xml",
            "text/plain; charset=utf-8",
            "application/zip",
            "",
        ] {
            assert_eq!(Shown::of(saved), None, "{saved}");
        }
    }

    #[test]
    fn a_preview_says_that_there_is_more() {
        let mut sheet = Text::default();
        sheet.begin(PlaceKind::Sheet, "Prices");
        for row in 1..=20 {
            sheet.add(row, &format!("Paper {row}\t90"));
        }
        let (markup, more) = tables(&sheet);
        assert!(
            more && markup.0.contains("<td>Paper 15</td><td>90</td>"),
            "{}",
            markup.0
        );
        assert!(!markup.0.contains("Paper 16"));
        let mut pages = Text::default();
        pages.begin(PlaceKind::Page, "");
        pages.add(1, "One & two");
        pages.add(2, &"ä".repeat(MOST_TEXT));
        let (markup, more) = passages(&pages);
        assert!(more && markup.0.contains("<h3>page 2</h3>"), "{}", markup.0);
        assert!(markup.0.contains("One &amp; two"));
        assert_eq!(extent(&pages), "up to page 2");
    }
}
