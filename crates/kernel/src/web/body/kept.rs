//! One file of an upload: what it may be here, on its way into the vault, and past the scanner.

use std::{io::Read, sync::Arc};

use bytes::Bytes;
use tokio::sync::mpsc;

use super::parts::Part;
use crate::{
    base::{Error, Moment, Result},
    data::{FileRef, Store, file_maintenance},
    web::{
        App,
        markup::Markup,
        request::Upload,
        scanner::{Finding, Scanner},
        uploads::{LOOKED_AT, Takes, sniff},
    },
};

/// Where the bytes of a file come from.
pub(super) enum Source<'a, 'p> {
    Part(Box<Part<'a, 'p>>),
    /// What was sent piece by piece and lies in the vault.
    Kept(mpsc::Receiver<Result<Bytes>>),
}

impl Source<'_, '_> {
    async fn piece(&mut self) -> Result<Option<Bytes>> {
        match self {
            Source::Part(part) => part.piece().await,
            Source::Kept(pieces) => pieces.recv().await.transpose(),
        }
    }

    async fn pass_over(self) -> Result<()> {
        match self {
            Source::Part(part) => part.pass_over().await,
            Source::Kept(_) => Ok(()),
        }
    }
}

/// So much of a kept piece is read at once.
const READ: usize = 64 << 10;

/// Reads what lies in the vault, one file after the other.
pub(super) fn read_kept(app: &Arc<App>, pieces: Vec<FileRef>) -> Source<'static, 'static> {
    let (send, receive) = mpsc::channel(16);
    let app = app.clone();
    tokio::task::spawn_blocking(move || {
        for piece in pieces {
            let mut file = match app.store.file(&piece) {
                Ok(file) => file,
                Err(error) => return drop(send.blocking_send(Err(error))),
            };
            loop {
                let mut bytes = vec![0; READ];
                match file.read(&mut bytes) {
                    Ok(0) => break,
                    Ok(read) => bytes.truncate(read),
                    Err(error) => return drop(send.blocking_send(Err(Error::internal(error)))),
                }
                // Nobody wants the rest.
                if send.blocking_send(Ok(bytes.into())).is_err() {
                    return;
                }
            }
        }
    });
    Source::Kept(receive)
}

pub(super) enum Taken {
    /// A browser sends an empty part where no file was chosen.
    Nothing,
    File(Upload),
    Refused(String),
}

/// Takes one file into the vault. Whether it may be given here is said by its name and its beginning, before anything of it
/// is stored; what is found further on ends the storing.
pub(super) async fn take_in(
    app: &Arc<App>,
    takes: Takes,
    mut part: Source<'_, '_>,
    name: &str,
) -> Result<Taken> {
    let field = takes.field().to_owned();
    let (mut first, mut waiting, mut ended) = (Vec::new(), Vec::new(), false);
    while first.len() < LOOKED_AT && !ended {
        match part.piece().await? {
            Some(piece) => {
                let more = LOOKED_AT - first.len();
                first.extend_from_slice(&piece[..piece.len().min(more)]);
                waiting.push(piece);
            }
            None => ended = true,
        }
    }
    if name.is_empty() && first.is_empty() {
        return Ok(Taken::Nothing);
    }
    let name = clean_name(name);
    if let Some(why) = takes.refuses(&first, &name) {
        part.pass_over().await?;
        return Ok(Taken::Refused(why));
    }
    let mut watch = Markup::of(&name);
    let (send, receive) = mpsc::channel::<Option<Bytes>>(16);
    let keeper = {
        let app = app.clone();
        tokio::task::spawn_blocking(move || {
            let chunks = Chunks {
                receive,
                rest: Bytes::new(),
                ended: false,
            };
            app.store.keep_new(chunks, app.config.upload_limit)
        })
    };
    let mut waiting = waiting.into_iter();
    let mut send = Some(send);
    loop {
        let piece = match waiting.next() {
            Some(piece) => Some(piece),
            None if ended => None,
            None => part.piece().await?,
        };
        let Some(piece) = piece else { break };
        if let Some(watch) = &mut watch
            && watch.runs(&piece)
        {
            // The vault keeps nothing of what broke off.
            drop(send);
            drop(keeper.await);
            part.pass_over().await?;
            return Ok(Taken::Refused(format!(
                "Something in {name} would run where it is opened: a script, or a handler of events. Save it without, or send it in a ZIP archive."
            )));
        }
        // What the vault gave up is let go by, so that the answer is heard and the form keeps what was typed.
        if let Some(open) = &send
            && open.send(Some(piece)).await.is_err()
        {
            send = None;
        }
    }
    // A file that broke off is told from a whole one. A vault that gave up already says why itself.
    if let Some(send) = send {
        let _ = send.send(None).await;
    }
    let (file, new) = match keeper.await.map_err(Error::internal)? {
        Ok(kept) => kept,
        Err(Error::Invalid(problems)) => {
            let why = problems.of("file").unwrap_or("This file can't be kept.");
            return Ok(Taken::Refused(why.to_owned()));
        }
        Err(other) => return Err(other),
    };
    Ok(match scanned(app, &file, &name).await? {
        // It lies there for nobody, and goes with the next sweep; unless it lay there before, for somebody.
        Some(why) => {
            if new {
                file_maintenance::give_up(&app.store, &file, Moment::now())?;
            }
            Taken::Refused(why)
        }
        None => Taken::File(Upload {
            scanned: is_scanned(&app.store, &file),
            field,
            media_type: sniff(&first, &name).to_owned(),
            name,
            file,
        }),
    })
}

/// Why the scanner doesn't let a file in, where one is configured. One that can't be asked lets none in.
async fn scanned(app: &Arc<App>, file: &FileRef, name: &str) -> Result<Option<String>> {
    let (app, file, name) = (app.clone(), file.clone(), name.to_owned());
    let asked = move || match past_scanner(&app.store, &file, &name) {
        Err(Error::Unavailable(why)) => Ok(Some(why)),
        asked => asked,
    };
    tokio::task::spawn_blocking(asked)
        .await
        .map_err(Error::internal)?
}

/// What the scanner found in a file, where one is configured.
///
/// # Errors
/// `Unavailable` when it can't be asked.
fn past_scanner(store: &Store, file: &FileRef, name: &str) -> Result<Option<String>> {
    let Some(scanner) = store.service::<Scanner>().filter(|_| file.size > 0) else {
        return Ok(None);
    };
    match scanner.scan(store.file(file)?) {
        Ok(Finding::Clean) => Ok(None),
        Ok(Finding::Found(what)) => {
            tracing::warn!(what, "the scanner found something in an upload");
            Ok(Some(format!(
                "The virus scanner found {what} in {name}, so it was not taken. Look after the machine it comes from."
            )))
        }
        Err(error) => {
            tracing::error!(%error, "the scanner can't be asked, so no file is taken in");
            Err(Error::Unavailable("Files are scanned for viruses before anybody gets them, and the scanner doesn't answer now. Nothing was taken in. Try again in a while, or tell whoever runs Atrium.".into()))
        }
    }
}

/// Whether a file that came in was looked through: what the scanner can't look at, or objects to, doesn't come in.
fn is_scanned(store: &Store, file: &FileRef) -> bool {
    store.service::<Scanner>().is_some() && file.size > 0
}

fn scanner_answers(store: &Store) -> bool {
    let scanner = store.service::<Scanner>();
    scanner.is_some_and(|scanner| scanner.answers().is_ok())
}

/// How large a file may be, in bytes; left with the store for what comes in by another way than a form.
pub struct UploadLimit(pub u64);

/// What became of a file that is here already.
pub enum Kept {
    File(Upload),
    Refused(String),
}

/// Takes a file into the vault that came by another way than a form, such as with a mail, as any upload: what it may be, and
/// what the scanner says of it.
///
/// # Errors
/// `Unavailable` when the scanner can't be asked, and whatever the vault can't do: it may go well another time.
pub fn keep(store: &Store, takes: Takes, bytes: &[u8], name: &str) -> Result<Kept> {
    let name = clean_name(name);
    let first = &bytes[..bytes.len().min(LOOKED_AT)];
    if let Some(why) = takes.refuses(first, &name) {
        return Ok(Kept::Refused(why));
    }
    let limit = store.service::<UploadLimit>().map(|limit| limit.0);
    if let Some(most) = limit.filter(|most| bytes.len() as u64 > *most) {
        return Ok(Kept::Refused(format!(
            "{name} is larger than {} MB.",
            most >> 20
        )));
    }
    if Markup::of(&name).is_some_and(|mut watch| watch.runs(bytes)) {
        return Ok(Kept::Refused(format!(
            "Something in {name} would run where it is opened."
        )));
    }
    let (file, new) = store.keep_new(bytes, bytes.len() as u64)?;
    let found = match past_scanner(store, &file, &name) {
        // It is there and can't say of this file what it is: nor will it be able to later.
        Err(Error::Unavailable(_)) if scanner_answers(store) => Some(format!(
            "The virus scanner could not look through {name}, so it was not taken."
        )),
        found => found?,
    };
    match found {
        Some(why) => {
            if new {
                file_maintenance::give_up(store, &file, Moment::now())?;
            }
            Ok(Kept::Refused(why))
        }
        None => Ok(Kept::File(Upload {
            scanned: is_scanned(store, &file),
            field: takes.field().to_owned(),
            media_type: sniff(first, &name).to_owned(),
            name,
            file,
        })),
    }
}

/// In bytes, and so no more letters than a document may be called by. A longer name fits into no folder of some systems.
const LONGEST_NAME: usize = 180;
/// What is longer behind the last dot says no kind.
const LONGEST_ENDING: usize = 12;

/// The last part of a path, without what file systems or headers stumble over; one that is too long is cut before its
/// ending, which says what it is.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let cleaned: String = crate::base::text::clean_line(last)
        .chars()
        .filter(|c| !matches!(c, '"' | '<' | '>' | ':' | '|' | '?' | '*'))
        .collect();
    // Windows leaves these away, and opens what it is then.
    let cleaned = cleaned.trim_end_matches(['.', ' ']);
    if cleaned.trim_matches('.').is_empty() {
        return "file".into();
    }
    let (stem, ending) = match cleaned.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= LONGEST_ENDING => (stem, format!(".{ending}")),
        _ => (cleaned, String::new()),
    };
    let before = if is_device(stem) { "_" } else { "" };
    let room = LONGEST_NAME - ending.len() - before.len();
    let ends = stem.char_indices().map(|(at, c)| at + c.len_utf8());
    let end = ends.take_while(|end| *end <= room).last().unwrap_or(0);
    format!("{before}{}{ending}", stem[..end].trim_end())
}

/// Whether Windows takes a name for a device, whatever its ending is: no such file can be saved there.
fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().trim_end();
    let first = first.to_ascii_uppercase();
    let numbered = ["COM", "LPT"].iter().any(|name| {
        let digit = first.strip_prefix(name);
        digit.is_some_and(|digit| digit.len() == 1 && digit.as_bytes()[0].is_ascii_digit())
    });
    numbered || ["CON", "PRN", "AUX", "NUL"].contains(&first.as_str())
}

/// A blocking reader over chunks that arrive; None is the file's own end.
struct Chunks {
    receive: mpsc::Receiver<Option<Bytes>>,
    rest: Bytes,
    ended: bool,
}

impl Read for Chunks {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.rest.is_empty() && !self.ended {
            match self.receive.blocking_recv() {
                Some(Some(chunk)) => self.rest = chunk,
                Some(None) => self.ended = true,
                None => return Err(std::io::ErrorKind::UnexpectedEof.into()),
            }
        }
        let take = self.rest.len().min(out.len());
        out[..take].copy_from_slice(&self.rest.split_to(take));
        Ok(take)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_last_part_without_what_headers_stumble_over() {
        assert_eq!(clean_name("C:\\x\\..\\a\"b.pdf"), "ab.pdf");
        assert_eq!(clean_name(".."), "file");
        assert_eq!(clean_name("plan.exe. ."), "plan.exe");
        for (device, plain) in [("con.pdf", "_con.pdf"), ("Nul.tar.gz", "_Nul.tar.gz")] {
            assert_eq!(clean_name(device), plain);
        }
        for name in ["Lpt1", "COM0.txt"] {
            assert_eq!(clean_name(name), format!("_{name}"));
        }
        assert_eq!(clean_name("console.log"), "console.log");
    }

    #[test]
    fn a_long_name_keeps_its_ending_and_fits_into_every_folder() {
        for letter in ["a", "é", "紫", "😀"] {
            let name = clean_name(&format!("{}.pdf", letter.repeat(300)));
            assert!(name.len() <= LONGEST_NAME && name.len() > 170, "{name}");
            assert!(name.starts_with(letter) && name.ends_with(".pdf"), "{name}");
        }
        let sentence = format!("Minutes of the 2. meeting, {}", "and more ".repeat(40));
        assert!(clean_name(&sentence).len() <= LONGEST_NAME);
    }
}
