//! A document in words: its kind, its size, how it stands.

use super::{document::Document, version::Version};
use crate::{base::language, ui::prelude::*};
use maud::{Markup, html};

/// `12 KB`, `1.4 MB`
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
        1_000_000..1_000_000_000 => {
            let tenths = format!("{}.{}", bytes / 1_000_000, bytes % 1_000_000 / 100_000);
            format!("{} MB", language::number(&tenths))
        }
        _ => {
            let tenths = format!(
                "{}.{}",
                bytes / 1_000_000_000,
                bytes % 1_000_000_000 / 100_000_000
            );
            format!("{} GB", language::number(&tenths))
        }
    }
}

/// The few letters that mark a kind of file, from its name.
pub fn kind_of(version: &Version) -> String {
    match version.name.rsplit_once('.') {
        Some((_, ending)) if (1..=4).contains(&ending.len()) && ending.is_ascii() => {
            ending.to_uppercase()
        }
        _ => "FILE".into(),
    }
}

pub(super) fn state(document: &Document) -> Markup {
    html! {
        @if document.hold.is_some() { (Badge::new(Tone::Warning, "Held").icon(Icon::Lock)) " " }
        @if document.archived { (badge(Tone::Stone, "Archived")) }
        @else if document.verified.is_some() { (Badge::new(Tone::Success, "Verified").icon(Icon::Check)) }
        @else { (badge(Tone::Warning, "To verify")) }
    }
}
