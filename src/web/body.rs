//! Reading what was submitted: forms, JSON, and files that stream into the vault while they arrive.

use std::{
    future::Future,
    io::Read,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
    time::Instant,
};

use axum::{
    body::{Body, BodyDataStream, HttpBody},
    extract::{DefaultBodyLimit, FromRequest, Multipart, multipart::Field},
    http::{HeaderMap, Request as HttpRequest},
};
use bytes::Bytes;
use tokio::sync::mpsc;
use tokio_stream::Stream;
use zeroize::Zeroizing;

use crate::{
    base::{Error, Moment, Result},
    data::{FileRef, file_maintenance},
    web::{
        App,
        body_budget::{Portion, too_large},
        flat_json::{self, MOST_FIELDS, too_many},
        request::{Request, Upload, parse_pairs},
        scanner::Finding,
        server::Patience,
        uploads::{LOOKED_AT, Markup, Takes, sniff},
    },
};

/// A file's form has few parts beside it; the head of a part is a few hundred bytes.
const MOST_PARTS: usize = MOST_FIELDS;
/// So much may arrive before a part, or a piece of one, is made out of it: a head of 64 KB, and what arrived with its end.
const AHEAD: usize = 128 << 10;
/// What of an upload lies in memory while it is looked for the next part: what is ahead, and what was left before that.
const READING: usize = 2 * AHEAD;
/// How much of a form with small files is listened to in all, however small the limit of files is.
const LISTENED_TO: u64 = 4 << 20;
/// How much of a stranger's body goes by unread so that they hear why it is refused.
pub const HEARD: u64 = 1 << 20;

/// Reads what was submitted into the request. Whatever is kept of it in memory is taken from the sender's `portion`.
pub async fn read(
    app: &Arc<App>,
    takes: Option<Takes>,
    http: HttpRequest<Body>,
    into: &mut Request,
    portion: &mut Portion,
) -> Result<()> {
    if http
        .headers()
        .get("content-encoding")
        .is_some_and(|coding| coding != "identity")
    {
        return Err(Error::field(
            "",
            "What is sent is read as it is: leave Content-Encoding out.",
        ));
    }
    let kind = kind_of(http.headers());
    if kind.starts_with("multipart/form-data") {
        let takes = takes.ok_or_else(|| Error::field("file", "This form takes no files."))?;
        return read_multipart(app, takes, http, into, portion).await;
    }
    let bytes = whole(app, http, portion).await?;
    if bytes.is_empty() {
        return Ok(());
    }
    if kind.starts_with("application/x-www-form-urlencoded") {
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| Error::field("", "What was sent is not readable text."))?;
        if text.bytes().filter(|byte| *byte == b'&').count() >= MOST_FIELDS {
            return Err(too_many());
        }
        into.fields = parse_pairs(text).into();
        // What decodes to no text would be kept as something else than was meant.
        let broken = |(name, value): &(String, String)| {
            name.contains(char::REPLACEMENT_CHARACTER)
                || value.contains(char::REPLACEMENT_CHARACTER)
        };
        if into.fields.iter().any(broken) {
            return Err(Error::field("", "What was sent is not readable text."));
        }
    } else if kind.starts_with("application/json") {
        flat_json::measure(&bytes)?;
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

fn kind_of(headers: &HeaderMap) -> String {
    let kind = headers.get("content-type");
    kind.and_then(|v| v.to_str().ok())
        .unwrap_or_default()
        .to_ascii_lowercase()
}

/// A form or JSON, in time and within the sender's share. What is refused goes by first, so that the answer is heard: a
/// stranger's not for long.
async fn whole(
    app: &Arc<App>,
    http: HttpRequest<Body>,
    portion: &mut Portion,
) -> Result<Zeroizing<Vec<u8>>> {
    let patience = &app.config.patience;
    let (longest, strangers) = (portion.longest(), portion.is_strangers());
    let mut body = http.into_body();
    let arriving = async {
        if body.size_hint().lower() > longest as u64 {
            return Err(too_large(longest));
        }
        // There may be a password in it.
        let mut bytes = Zeroizing::new(Vec::new());
        while let Some(data) = next_bytes(&mut body).await {
            let data = data.map_err(|_| broke_off())?;
            portion.take(data.len())?;
            bytes.extend_from_slice(&data);
        }
        Ok(bytes)
    };
    let time = match strangers {
        true => patience.stranger,
        false => patience.form,
    };
    let read = tokio::time::timeout(time, arriving)
        .await
        .unwrap_or_else(|_| Err(too_slow()));
    match (&read, strangers) {
        (Err(Error::TooLarge(_)), true) => {
            let heard = pass_over(body, HEARD, patience);
            let _ = tokio::time::timeout(patience.stranger, heard).await;
        }
        (Err(Error::TooLarge(_) | Error::TooMany { .. }), false) => {
            let most = app.config.upload_limit.max(16 * longest as u64);
            pass_over(body, most, patience).await;
        }
        _ => {}
    }
    read
}

fn broke_off() -> Error {
    Error::field("", "What was sent broke off before its end. Send it again.")
}

/// The next bytes of a body; empty for what else it may carry.
async fn next_bytes(body: &mut Body) -> Option<Result<Bytes, axum::Error>> {
    let frame = std::future::poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await?;
    Some(frame.map(|frame| frame.into_data().unwrap_or_default()))
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
pub async fn pass_over(mut body: Body, most: u64, patience: &Patience) {
    let mut pace = Pace::new(patience);
    while pace.bytes <= most {
        let Ok(Some(Ok(data))) = pace.wait(next_bytes(&mut body)).await else {
            return;
        };
        if pace.took(data.len()).is_err() {
            return;
        }
    }
}

/// What arrived since somebody last looked for a part, or a piece of one.
#[derive(Default)]
struct Ahead {
    bytes: AtomicUsize,
    /// What is there is looked through before more of it is taken in.
    rests: AtomicBool,
}

impl Ahead {
    fn look(&self) {
        self.bytes.store(0, Ordering::Relaxed);
        self.rests.store(true, Ordering::Relaxed);
    }
}

/// A body that counts what arrived since somebody last looked, and breaks off beyond so much: a part whose head never
/// ends would be kept until there is no memory left. It comes piece by piece, and only when nothing can be made of what
/// came: whoever looks for parts takes in all that is ready before looking at any of it.
struct Counted {
    body: BodyDataStream,
    ahead: Arc<Ahead>,
}

impl Stream for Counted {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ahead.rests.swap(false, Ordering::Relaxed) {
            task.waker().wake_by_ref();
            return Poll::Pending;
        }
        let next = ready!(Pin::new(&mut self.body).poll_next(task));
        self.ahead.rests.store(true, Ordering::Relaxed);
        Poll::Ready(next.map(|data| {
            let data = data?;
            let before = self.ahead.bytes.fetch_add(data.len(), Ordering::Relaxed);
            match before > AHEAD {
                true => Err(axum::Error::new("a part without an end")),
                false => Ok(data),
            }
        }))
    }
}

async fn read_multipart(
    app: &Arc<App>,
    takes: Takes,
    http: HttpRequest<Body>,
    into: &mut Request,
    portion: &mut Portion,
) -> Result<()> {
    let ahead = Arc::new(Ahead::default());
    portion.take_beside(READING)?;
    let mut http = http.map(|body| {
        Body::from_stream(Counted {
            body: body.into_data_stream(),
            ahead: ahead.clone(),
        })
    });
    // Files have the vault's limit, text fields their own; axum's would stop both at 2 MB.
    DefaultBodyLimit::disable().apply(&mut http);
    let parts = Multipart::from_request(http, &())
        .await
        .map_err(|e| broken(&e))?;
    let mut parts = Parts {
        parts,
        pace: Pace::new(&app.config.patience),
        ahead,
        most: 2 * app.config.upload_limit.max(LISTENED_TO),
    };
    let read = read_parts(app, takes, &mut parts, into, portion).await;
    if matches!(read, Err(Error::TooLarge(_) | Error::TooMany { .. })) {
        parts.pass_over().await;
    }
    read
}

fn broken(e: &dyn std::fmt::Display) -> Error {
    Error::field("file", format!("The upload broke off: {e}."))
}

/// The parts of a body as they arrive, at their pace.
struct Parts<'p> {
    parts: Multipart,
    pace: Pace<'p>,
    ahead: Arc<Ahead>,
    /// So many bytes are listened to in all.
    most: u64,
}

/// One part, with the pace of the body it is of.
struct Part<'a, 'p> {
    part: Field<'a>,
    pace: &'a mut Pace<'p>,
    ahead: &'a Ahead,
    most: u64,
}

impl<'p> Parts<'p> {
    async fn next(&mut self) -> Result<Option<Part<'_, 'p>>> {
        self.ahead.look();
        let next = self.pace.wait(self.parts.next_field()).await?;
        let part = next.map_err(|e| broken(&e))?;
        Ok(part.map(|part| Part {
            part,
            pace: &mut self.pace,
            ahead: &self.ahead,
            most: self.most,
        }))
    }

    /// Lets the rest go by, so that whoever sends it hears why it was refused.
    async fn pass_over(&mut self) {
        while let Ok(Some(part)) = self.next().await {
            if part.pass_over().await.is_err() {
                return;
            }
        }
    }
}

impl Part<'_, '_> {
    async fn piece(&mut self) -> Result<Option<Bytes>> {
        self.ahead.look();
        let piece = self.pace.wait(self.part.chunk()).await?;
        let piece = piece.map_err(|e| broken(&e))?;
        self.pace.took(piece.as_ref().map_or(0, Bytes::len))?;
        match self.pace.bytes > self.most {
            true => Err(Error::field("file", "Far more was sent than is taken in.")),
            false => Ok(piece),
        }
    }

    async fn pass_over(mut self) -> Result<()> {
        while self.piece().await?.is_some() {}
        Ok(())
    }

    async fn text(mut self, field: &str, portion: &mut Portion) -> Result<String> {
        let mut text = Vec::new();
        while let Some(piece) = self.piece().await? {
            portion.take(piece.len())?;
            text.extend_from_slice(&piece);
        }
        String::from_utf8(text)
            .map_err(|_| Error::field(field, "What was sent is not readable text."))
    }
}

async fn read_parts(
    app: &Arc<App>,
    takes: Takes,
    parts: &mut Parts<'_>,
    into: &mut Request,
    portion: &mut Portion,
) -> Result<()> {
    let (mut count, mut filled) = (0, false);
    while let Some(part) = parts.next().await? {
        count += 1;
        let field = part.part.name().unwrap_or_default().to_owned();
        portion.take(field.len())?;
        if count > MOST_PARTS {
            return Err(too_many());
        }
        let Some(name) = part.part.file_name().map(str::to_owned) else {
            let text = part.text(&field, portion).await?;
            into.fields.push((field, text));
            continue;
        };
        if let Some(why) = misplaced(takes, &field, filled) {
            if into.refused.of(&field).is_none() {
                into.refused.add(&field, why);
            }
            part.pass_over().await?;
            continue;
        }
        filled = true;
        match take_in(app, takes, part, &name).await {
            Ok(Taken::Nothing) => filled = false,
            Ok(Taken::File(upload)) => into.uploads.push(upload),
            Ok(Taken::Refused(why)) => into.refused.add(&field, why),
            // The page says so beside the field and keeps what was typed; a program hears it as what it is.
            Err(Error::Unavailable(why)) if !into.path.starts_with("/api/") => {
                into.refused.add(&field, why);
                into.unkept = true;
            }
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

enum Taken {
    /// A browser sends an empty part where no file was chosen.
    Nothing,
    File(Upload),
    Refused(String),
}

/// Takes one file into the vault. Whether it may be given here is said by its name and its beginning, before anything of it
/// is stored; what is found further on ends the storing.
async fn take_in(
    app: &Arc<App>,
    takes: Takes,
    mut part: Part<'_, '_>,
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
            field,
            media_type: sniff(&first, &name).to_owned(),
            name,
            file,
        }),
    })
}

/// Why a file has no place here: nobody would look for it.
fn misplaced(takes: Takes, field: &str, filled: bool) -> Option<String> {
    let place = takes.field();
    match field == place {
        false => Some(format!(
            "There is no field `{field}` for a file. It goes into `{place}`."
        )),
        true => filled.then(|| "One file at a time: send each by itself.".into()),
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
