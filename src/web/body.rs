//! Reading what was submitted: forms, JSON, and files that stream into the vault while they arrive.

use std::{future::Future, io::Read, pin::Pin, sync::Arc, time::Instant};

use axum::{
    body::{Body, HttpBody},
    extract::{
        DefaultBodyLimit, FromRequest, Multipart,
        multipart::{Field, MultipartError},
    },
    http::Request as HttpRequest,
};
use bytes::Bytes;
use tokio::sync::mpsc;

use crate::{
    base::{Error, Moment, Result},
    data::{FileRef, file_maintenance},
    web::{
        App,
        flat_json::{MOST_FIELDS, too_many},
        request::{Request, Upload, parse_pairs},
        scanner::Finding,
        server::Patience,
        uploads::{LOOKED_AT, Takes, sniff},
    },
};

/// Forms and JSON are small; files have their own limit.
const FORM_LIMIT: usize = 4 << 20;

pub async fn read(
    app: &Arc<App>,
    takes: Option<Takes>,
    http: HttpRequest<Body>,
    into: &mut Request,
) -> Result<()> {
    let kind = http
        .headers()
        .get("content-type")
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase();
    if kind.starts_with("multipart/form-data") {
        let takes = takes.ok_or_else(|| Error::field("file", "This form takes no files."))?;
        return read_multipart(app, takes, http, into).await;
    }
    let too_large = || Error::TooLarge("What was sent is too large: 4 MB is the most.".into());
    if http.body().size_hint().lower() > FORM_LIMIT as u64 {
        // Whoever says so beforehand hears why.
        pass_over(http, 4 * FORM_LIMIT as u64, &app.config.patience).await;
        return Err(too_large());
    }
    let whole = axum::body::to_bytes(http.into_body(), FORM_LIMIT);
    let bytes = tokio::time::timeout(app.config.patience.form, whole)
        .await
        .map_err(|_| too_slow())?
        .map_err(|_| too_large())?;
    if bytes.is_empty() {
        return Ok(());
    }
    if kind.starts_with("application/x-www-form-urlencoded") {
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| Error::field("", "What was sent is not readable text."))?;
        if text.bytes().filter(|byte| *byte == b'&').count() >= MOST_FIELDS {
            return Err(too_many());
        }
        into.fields = parse_pairs(text);
        // What decodes to no text would be kept as something else than was meant.
        let broken = |(name, value): &(String, String)| {
            name.contains(char::REPLACEMENT_CHARACTER)
                || value.contains(char::REPLACEMENT_CHARACTER)
        };
        if into.fields.iter().any(broken) {
            return Err(Error::field("", "What was sent is not readable text."));
        }
    } else if kind.starts_with("application/json") {
        let value: serde_json::Value = serde_json::from_slice(&bytes)
            .map_err(|e| Error::field("", format!("The JSON is not readable: {e}.")))?;
        if !value.is_object() {
            return Err(Error::field("", "The JSON should be an object."));
        }
        into.take_json(value, bytes.len())?;
    } else {
        return Err(Error::field(
            "",
            "Send a form, JSON (application/json), or files (multipart/form-data).",
        ));
    }
    Ok(())
}

fn too_slow() -> Error {
    Error::field(
        "",
        "What was sent took too long to arrive, so it was given up. Try again on a better connection.",
    )
}

/// Holds an upload to arriving: its next piece in time, and all of it not too slowly.
struct Pace<'p> {
    patience: &'p Patience,
    from: Instant,
    bytes: u64,
}

impl<'p> Pace<'p> {
    fn new(patience: &'p Patience) -> Pace<'p> {
        Pace {
            patience,
            from: Instant::now(),
            bytes: 0,
        }
    }

    async fn wait<T>(&self, piece: impl Future<Output = T>) -> Result<T> {
        tokio::time::timeout(self.patience.piece, piece)
            .await
            .map_err(|_| too_slow())
    }

    /// Counts a piece in; refuses what has run for a while and brought little.
    fn took(&mut self, bytes: usize) -> Result<()> {
        self.bytes += bytes as u64;
        let run = self.from.elapsed();
        match run > self.patience.piece && self.bytes < self.patience.bytes_a_second * run.as_secs()
        {
            true => Err(too_slow()),
            false => Ok(()),
        }
    }
}

/// Lets a body that nobody wants go by: whoever is still sending would not hear an answer that ends the connection.
pub async fn pass_over(http: HttpRequest<Body>, most: u64, patience: &Patience) {
    let mut body = http.into_body();
    let mut pace = Pace::new(patience);
    let mut gone = 0;
    while gone <= most {
        let next = pace.wait(std::future::poll_fn(|cx| {
            Pin::new(&mut body).poll_frame(cx)
        }));
        let Ok(next) = next.await else { return };
        let size = match &next {
            Some(Ok(frame)) => frame.data_ref().map_or(0, Bytes::len),
            _ => 0,
        };
        if pace.took(size).is_err() {
            return;
        }
        match next {
            Some(Ok(frame)) => gone += frame.data_ref().map_or(0, |data| data.len() as u64),
            Some(Err(_)) | None => return,
        }
    }
}

async fn read_multipart(
    app: &Arc<App>,
    takes: Takes,
    mut http: HttpRequest<Body>,
    into: &mut Request,
) -> Result<()> {
    let broken =
        |e: &dyn std::fmt::Display| Error::field("file", format!("The upload broke off: {e}."));
    // Files have the vault's limit, text fields their own; axum's would stop both at 2 MB.
    DefaultBodyLimit::disable().apply(&mut http);
    let mut parts = Multipart::from_request(http, &())
        .await
        .map_err(|e| broken(&e))?;
    let patience = app.config.patience;
    let mut pace = Pace::new(&patience);
    let most = 2 * app.config.upload_limit.max(FORM_LIMIT as u64);
    while let Some(mut part) = pace
        .wait(parts.next_field())
        .await?
        .map_err(|e| broken(&e))?
    {
        let field = part.name().unwrap_or_default().to_owned();
        let Some(name) = part.file_name().map(str::to_owned) else {
            let mut text = Vec::new();
            while let Some(chunk) = pace.wait(part.chunk()).await?.map_err(|e| broken(&e))? {
                pace.took(chunk.len())?;
                if text.len() + chunk.len() > FORM_LIMIT {
                    return Err(Error::field(&field, "This is too long."));
                }
                text.extend_from_slice(&chunk);
            }
            let text = String::from_utf8(text)
                .map_err(|_| Error::field(&field, "What was sent is not readable text."))?;
            into.fields.push((field, text));
            continue;
        };
        if let Some(why) = misplaced(takes, &field, &into.uploads) {
            into.refused.add(&field, why);
            match let_by(&mut part, &mut pace, most).await? {
                true => continue,
                false => return Ok(()),
            }
        }
        // What it is shows at its beginning: what isn't taken here is not kept even for a moment.
        let (mut first, mut begun) = (Vec::new(), Vec::new());
        while first.len() < LOOKED_AT
            && let Some(chunk) = pace.wait(part.chunk()).await?.map_err(|e| broken(&e))?
        {
            pace.took(chunk.len())?;
            let more = LOOKED_AT - first.len();
            first.extend_from_slice(&chunk[..chunk.len().min(more)]);
            begun.push(chunk);
        }
        if name.is_empty() && first.is_empty() {
            continue;
        }
        let name = clean_name(&name);
        if let Some(why) = takes.refuses(&first, &name) {
            into.refused.add(&field, why);
            match let_by(&mut part, &mut pace, most).await? {
                true => continue,
                false => return Ok(()),
            }
        }
        let (send, receive) = mpsc::channel::<Option<Bytes>>(16);
        let keeper = {
            let app = app.clone();
            tokio::task::spawn_blocking(move || {
                app.store.keep(
                    Chunks {
                        receive,
                        rest: Bytes::new(),
                        ended: false,
                    },
                    app.config.upload_limit,
                )
            })
        };
        let mut wanted = true;
        for chunk in begun {
            wanted = wanted && send.send(Some(chunk)).await.is_ok();
        }
        while let Some(chunk) = pace.wait(part.chunk()).await?.map_err(|e| broken(&e))? {
            pace.took(chunk.len())?;
            // What the vault gave up is let go by, so that the answer is heard and the form keeps what was typed.
            wanted = wanted && send.send(Some(chunk)).await.is_ok();
            if !wanted && pace.bytes > most {
                return keeper.await.map_err(Error::internal)?.map(drop);
            }
        }
        // A file that broke off is told from a whole one. A vault that gave up already says why itself.
        let _ = send.send(None).await;
        let file = match keeper.await.map_err(Error::internal)? {
            Ok(file) => file,
            Err(Error::Invalid(problems)) => {
                let why = problems.of("file").unwrap_or("This file can't be kept.");
                into.refused.add(&field, why);
                continue;
            }
            // The page says so beside the field and keeps what was typed; a program hears it as what it is.
            Err(Error::Unavailable(why)) if !into.path.starts_with("/api/") => {
                into.refused.add(&field, why);
                into.unkept = true;
                continue;
            }
            Err(other) => return Err(other),
        };
        match scanned(app, &file, &name).await? {
            // It lies there for nobody, and goes with the next sweep.
            Some(why) => {
                into.refused.add(&field, why);
                file_maintenance::give_up(&app.store, &file, Moment::now())?;
            }
            None => into.uploads.push(Upload {
                field,
                media_type: sniff(&first, &name).to_owned(),
                name,
                file,
            }),
        }
    }
    Ok(())
}

/// Lets the rest of a part go by that nobody wants; false when it is too much to wait for.
async fn let_by(part: &mut Field<'_>, pace: &mut Pace<'_>, most: u64) -> Result<bool> {
    let broken = |e: MultipartError| Error::field("file", format!("The upload broke off: {e}."));
    while let Some(chunk) = pace.wait(part.chunk()).await?.map_err(broken)? {
        pace.took(chunk.len())?;
        if pace.bytes > most {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Why a file has no place here: nobody would look for it.
fn misplaced(takes: Takes, field: &str, taken: &[Upload]) -> Option<String> {
    let place = takes.field();
    match field == place {
        false => Some(format!(
            "There is no field `{field}` for a file. It goes into `{place}`."
        )),
        true if taken.iter().any(|upload| upload.field == field) => {
            Some("One file at a time: send each by itself.".into())
        }
        true => None,
    }
}

/// Why the scanner doesn't let a file in, where one is configured. One that can't be asked lets none in.
async fn scanned(app: &Arc<App>, file: &FileRef, name: &str) -> Result<Option<String>> {
    let (Some(scanner), false) = (app.config.scanner.clone(), file.size == 0) else {
        return Ok(None);
    };
    let (app, file, name) = (app.clone(), file.clone(), name.to_owned());
    let asked = move || -> Result<Option<String>> {
        Ok(match scanner.scan(app.store.file(&file)?) {
            Ok(Finding::Clean) => None,
            Ok(Finding::Found(what)) => {
                tracing::warn!(what, "the scanner found something in an upload");
                Some(format!(
                    "The virus scanner found {what} in {name}, so it was not taken. Look after the machine it comes from."
                ))
            }
            Err(error) => {
                tracing::error!(%error, "the scanner can't be asked, so no file is taken in");
                Some("Files are scanned for viruses before anybody gets them, and the scanner doesn't answer now. Nothing was taken in. Try again in a while, or tell whoever runs Atrium.".into())
            }
        })
    };
    tokio::task::spawn_blocking(asked)
        .await
        .map_err(Error::internal)?
}

/// The last part of a path, without what file systems or headers stumble over.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let cleaned: String = crate::base::text::clean_line(last)
        .chars()
        .filter(|c| !matches!(c, '"' | '<' | '>' | ':' | '|' | '?' | '*'))
        .take(180)
        .collect();
    if cleaned.trim_matches('.').is_empty() {
        "file".into()
    } else {
        cleaned
    }
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
    }
}
