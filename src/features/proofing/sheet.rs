//! A version as a picture with its pins: an SVG over the picture, so that a place stays where it is at any width.

use maud::{Markup, html};

use super::{Pin, ops::is_shown};
use crate::{
    base::{Error, Result, language::say},
    data::{Record, Visit},
    features::documents::{Shown, Version, drawn_page, extraction_of},
    said,
};

/// Units of a picture's width.
const WIDE: u64 = 1_000;

/// What is seen of one page of a version.
pub struct Sheet {
    href: String,
    /// In units of which the width has a thousand; None where the measure isn't known, so that nothing can be put on it.
    height: Option<u64>,
    /// Pages of a PDF, where they are known.
    pub pages: Option<u32>,
}

impl Sheet {
    /// Below `base` lie the files and the pages of the document. None where there is nothing to see.
    pub fn of(visit: &Visit, version: &Version, page: u16, base: &str) -> Result<Option<Sheet>> {
        if !is_shown(version) {
            return Ok(None);
        }
        let number = version.number;
        if Shown::of(&version.media_type) == Some(Shown::Pdf) {
            let drawn = match drawn_page(visit, &version.file, u32::from(page)) {
                // Whoever draws is busy: what was said is read all the same.
                Err(Error::Unavailable(_)) => None,
                drawn => drawn?,
            };
            return Ok(drawn.map(|drawn| Sheet {
                href: format!("{base}/proof/page?version={number}&page={page}"),
                height: Some(scaled(drawn.width, drawn.height)),
                pages: Some(drawn.pages),
            }));
        }
        let preview = extraction_of(visit, version)?.and_then(|held| held.preview);
        Ok(Some(Sheet {
            href: format!("{base}/file?show=on&version={number}"),
            height: preview.map(|held| scaled(held.width, held.height)),
            pages: None,
        }))
    }

    /// With its pins; `places` says whether one more can be put on it here.
    pub fn show(&self, name: &str, pins: &[&Pin], places: bool) -> Markup {
        let Some(height) = self.height else {
            return html! { img src=(self.href) alt=(name) loading="lazy"; };
        };
        let said = match pins.len() {
            0 => name.to_owned(),
            n => said!("proof-with-comments", name = name, count = n),
        };
        html! {
            svg viewBox=(format!("0 0 {WIDE} {height}")) role="group" aria-label=(said) data-proof[places] {
                image href=(self.href) width=(WIDE) height=(height) {}
                @for pin in pins {
                    @let (x, y) = (u64::from(pin.x), u64::from(pin.y) * height / WIDE);
                    @let state = if pin.is_open() { say("proof-open") } else { say("proof-settled-state") };
                    a class="pinat" href=(format!("#{}", Record::number(*pin))) data-st=(if pin.is_open() { "open" } else { "done" })
                        aria-label=(said!("proof-comment-is", number = pin.number, state = state)) {
                        circle cx=(x) cy=(y) r="20" {}
                        text x=(x) y=(y + 7) { (pin.number) }
                    }
                }
                @if places {
                    g class="pinat" data-place role="button" aria-label=(say("proof-where")) {
                        circle cx="0" cy="0" r="20" {}
                        text x="0" y="7" { "+" }
                    }
                }
            }
        }
    }
}

fn scaled(width: u32, height: u32) -> u64 {
    (u64::from(height) * WIDE / u64::from(width.max(1))).max(1)
}
