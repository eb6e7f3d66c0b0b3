//! Whom a file was given to and when, over each of its pages: what goes out by a link that marks. It is drawn when the file
//! is asked for, by the process that can do nothing else, and kept for a while under what it says, so that a line that breaks
//! and a film of reloads cost one drawing. The document itself stays as it is.

use std::{
    collections::HashMap,
    io,
    sync::{Mutex, PoisonError},
};

use crate::{
    base::{Error, Moment, Result, time},
    data::{FileRef, Visit},
    extract::{Failure, Worker},
    features::{
        documents::{Shown, Version},
        settings::CurrentSettings,
    },
    ui::sheet::{Leaves, Place},
};

/// The largest file that is marked.
pub const MOST_BYTES: u64 = 40 << 20;
/// What comes of one is a little larger.
const MOST_MARKED: u64 = 64 << 20;
/// Well below the time after which files that no record names are swept.
const KEPT: i64 = 10 * time::MINUTE;
const MOST: usize = 200;
/// The leaf that is laid over pages again and again, in points, and the lines on it.
const LEAF: (f32, f32) = (600.0, 400.0);
const LINES: [(f32, f32); 2] = [(30.0, 90.0), (130.0, 290.0)];
const WIDE: f32 = 440.0;
const LETTERS: f32 = 20.0;

/// A file as it is given.
#[derive(Debug, Clone)]
pub struct Given {
    pub file: FileRef,
    pub name: String,
    pub media_type: String,
}

#[derive(Debug, Clone)]
struct Kept {
    file: FileRef,
    at: Moment,
}

/// Marked files of the last minutes, by which file and what stands on it.
#[derive(Default)]
pub struct Marks {
    held: Mutex<HashMap<(String, String), Kept>>,
    /// They are drawn one after the other: whoever asks for the same meanwhile takes what came of it.
    turn: Mutex<()>,
}

impl Marks {
    fn known(&self, key: &(String, String), at: Moment) -> Option<FileRef> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        held.retain(|_, kept| at.is_within(KEPT, kept.at));
        held.get(key).map(|kept| kept.file.clone())
    }

    fn keep(&self, key: (String, String), file: FileRef, at: Moment) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() >= MOST {
            held.clear();
        }
        held.insert(key, Kept { file, at });
    }
}

/// Why a version can't be marked, as far as that is seen from outside; nothing where it can.
pub fn unmarkable(version: &Version) -> Option<String> {
    match Shown::of(&version.media_type) {
        Some(Shown::Pdf | Shown::Picture) => (version.file.size > MOST_BYTES)
            .then(|| format!("It is larger than {} MB.", MOST_BYTES >> 20)),
        Some(Shown::Film | Shown::Sound) | None => {
            Some("Only PDFs and pictures can be marked.".into())
        }
    }
}

/// `2026-06-04 08:14 UTC`: the minute, so that what is asked for twice within one is drawn once.
fn minute(at: Moment) -> String {
    let text = at.rfc3339();
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default().to_owned();
    format!("{} {} UTC", part(0, 10), part(11, 16))
}

fn words(house: &str, whom: &str, at: Moment) -> String {
    format!("{house} for {whom}, {}", minute(at))
}

fn leaf(said: &str) -> Result<Vec<u8>> {
    let mut leaves = Leaves::new()?;
    leaves.begin(LEAF.0, LEAF.1);
    for (x, y) in LINES {
        let place = Place {
            x,
            y,
            width: WIDE,
            height: LETTERS * 1.4,
        };
        leaves.fitted(place, LETTERS, said);
    }
    leaves.pdf("Mark")
}

/// A version with a mark over all that it shows, as it was given to somebody then.
///
/// # Errors
/// `Conflict` for what can't be marked, `Unavailable` where nothing can just now.
pub fn given(visit: &Visit, version: &Version, whom: &str, at: Moment) -> Result<Given> {
    let refused = |why: String| Error::conflict(format!("This file can’t be marked. {why}"));
    if let Some(why) = unmarkable(version) {
        return Err(refused(why));
    }
    let store = visit.store();
    let (Some(marks), Some(worker)) = (store.service::<Marks>(), store.service::<Worker>()) else {
        return Err(Error::Unavailable(
            "Nothing here can mark files at the moment. Try again once the server runs as usual."
                .into(),
        ));
    };
    let said = words(&CurrentSettings::of(visit)?.0.name, whom, at);
    let key = (version.file.name.clone(), said);
    if let Some(file) = marks.known(&key, visit.at) {
        return Ok(called(version, file));
    }
    let _turn = marks.turn.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(file) = marks.known(&key, visit.at) {
        return Ok(called(version, file));
    }
    let mut original = store.file(&version.file)?;
    let marked = worker
        .mark(&mut original, &leaf(&key.1)?)
        .map_err(|failure| match failure {
            Failure::Lasting(why) => refused(why),
            Failure::Passing(why) => Error::Unavailable(why),
        })?;
    let file = store.keep(io::Cursor::new(marked), MOST_MARKED)?;
    marks.keep(key, file.clone(), visit.at);
    Ok(called(version, file))
}

/// A picture is a JPEG from then on.
fn called(version: &Version, file: FileRef) -> Given {
    let picture = Shown::of(&version.media_type) == Some(Shown::Picture);
    let stem = match version.name.rsplit_once('.') {
        Some((stem, _)) if picture && !stem.is_empty() => stem,
        _ => version.name.as_str(),
    };
    Given {
        file,
        name: match picture {
            true => format!("{stem}.jpg"),
            false => version.name.clone(),
        },
        media_type: match picture {
            true => "image/jpeg".into(),
            false => version.media_type.clone(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_says_whom_and_the_minute() {
        let said = words(
            "Juniper & Hale",
            "Bexar Print Works",
            Moment(1_790_000_000_000),
        );
        assert_eq!(
            said,
            "Juniper & Hale for Bexar Print Works, 2026-09-21 14:13 UTC"
        );
        let text = pdf_extract::extract_text_from_mem(&leaf(&said).unwrap()).unwrap();
        assert_eq!(
            text.matches("Bexar Print Works").count(),
            LINES.len(),
            "{text}"
        );
    }

    #[test]
    fn what_shows_no_page_is_not_marked_and_a_picture_becomes_a_jpeg() {
        let version = |name: &str, media_type: &str| Version {
            name: name.into(),
            media_type: media_type.into(),
            ..Version::default()
        };
        assert!(unmarkable(&version("a.csv", "text/csv")).is_some());
        assert!(unmarkable(&version("a.mp4", "video/mp4")).is_some());
        let mut large = version("a.pdf", "application/pdf");
        assert!(unmarkable(&large).is_none());
        large.file.size = MOST_BYTES + 1;
        assert!(unmarkable(&large).is_some());
        let logo = called(&version("logo.v2.png", "image/png"), FileRef::default());
        assert_eq!(
            (logo.name.as_str(), logo.media_type.as_str()),
            ("logo.v2.jpg", "image/jpeg")
        );
        let paper = called(&version("a.pdf", "application/pdf"), FileRef::default());
        assert_eq!(
            (paper.name.as_str(), paper.media_type.as_str()),
            ("a.pdf", "application/pdf")
        );
    }
}
