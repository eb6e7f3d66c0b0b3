//! The parts of a form with files, as they arrive: texts are kept, files go on into the vault.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
};

use axum::{
    body::{Body, HttpBody},
    extract::{DefaultBodyLimit, FromRequest, Multipart, multipart::Field},
    http::Request as HttpRequest,
};
use bytes::Bytes;
use tokio_stream::Stream;

use super::{
    Pace,
    kept::{Source, Taken, take_in},
    pass_over,
};
use crate::{
    base::{Error, Result},
    web::{
        App,
        body_budget::Portion,
        flat_json::{MOST_FIELDS, too_many},
        request::Request,
        uploads::Takes,
    },
};

/// A file's form has few parts beside it; the head of a part is a few hundred bytes.
const MOST_PARTS: usize = MOST_FIELDS;
/// So much is looked at in one go.
const PIECE: usize = 32 << 10;
/// So much may be taken in before a part, or a piece of one, is made out of it: a head of 64 KB, and what came with its
/// ends.
const AHEAD: usize = 128 << 10;
/// What of an upload lies in memory while it is looked for the next part: what is ahead, and what waits to be looked at.
const READING: usize = 2 * AHEAD;
/// How much of a form with small files is listened to in all, however small the limit of files is.
const LISTENED_TO: u64 = 4 << 20;

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

/// A body that counts what was taken of it since somebody last looked, and breaks off beyond so much: a part whose head
/// never ends would be kept until there is no memory left. It is taken in pieces of one size, however large or small it
/// arrives, and only when nothing can be made of what came: whoever looks for parts takes in all that is ready before
/// looking at any of it.
struct Counted {
    /// None once the rest of it goes by without being looked at.
    body: Arc<Mutex<Option<Body>>>,
    /// What arrived and waits for its turn.
    rest: Bytes,
    ahead: Arc<Ahead>,
}

impl Counted {
    fn poll_body(&self, task: &mut Context<'_>) -> Poll<Option<Result<Bytes, axum::Error>>> {
        let mut body = self.body.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(body) = body.as_mut() else {
            return Poll::Ready(None);
        };
        let frame = ready!(Pin::new(body).poll_frame(task));
        Poll::Ready(frame.map(|frame| Ok(frame?.into_data().unwrap_or_default())))
    }
}

impl Stream for Counted {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ahead.rests.swap(false, Ordering::Relaxed) {
            task.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.rest.is_empty() {
            match ready!(self.poll_body(task)) {
                Some(Ok(data)) => self.rest = data,
                other => return Poll::Ready(other),
            }
        }
        let size = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(size);
        self.ahead.rests.store(true, Ordering::Relaxed);
        let before = self.ahead.bytes.fetch_add(size, Ordering::Relaxed);
        Poll::Ready(Some(match before + size > AHEAD {
            true => Err(axum::Error::new("a part without an end")),
            false => Ok(piece),
        }))
    }
}

/// The parts of a body, and the body itself for whoever gives them up.
async fn parts_of(
    http: HttpRequest<Body>,
    ahead: &Arc<Ahead>,
) -> Result<(Multipart, Arc<Mutex<Option<Body>>>)> {
    let (head, body) = http.into_parts();
    let body = Arc::new(Mutex::new(Some(body)));
    let counted = Counted {
        body: body.clone(),
        rest: Bytes::new(),
        ahead: ahead.clone(),
    };
    let mut http = HttpRequest::from_parts(head, Body::from_stream(counted));
    // Files have the vault's limit, text fields their own; axum's would stop both at 2 MB.
    DefaultBodyLimit::disable().apply(&mut http);
    let parts = Multipart::from_request(http, &())
        .await
        .map_err(|e| broken(&e))?;
    Ok((parts, body))
}

pub(super) async fn read(
    app: &Arc<App>,
    takes: Takes,
    http: HttpRequest<Body>,
    into: &mut Request,
    portion: &mut Portion,
) -> Result<()> {
    let ahead = Arc::new(Ahead::default());
    portion.take_beside(READING)?;
    let (parts, body) = parts_of(http, &ahead).await?;
    let patience = &app.config.patience;
    let most = 2 * app.config.upload_limit.max(LISTENED_TO);
    let mut parts = Parts {
        parts,
        pace: Pace::new(patience),
        ahead,
        most,
    };
    let read = read_parts(app, takes, &mut parts, into, portion).await;
    if matches!(read, Err(Error::TooLarge(_) | Error::TooMany { .. })) {
        // Whoever sends the rest hears why it was refused.
        let left = most.saturating_sub(parts.pace.bytes);
        let body = body.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(body) = body {
            pass_over(body, left, patience).await;
        }
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
pub(super) struct Part<'a, 'p> {
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
}

impl Part<'_, '_> {
    /// What comes next of it; None at its end.
    pub(super) async fn piece(&mut self) -> Result<Option<Bytes>> {
        self.ahead.look();
        let piece = self.pace.wait(self.part.chunk()).await?;
        let piece = piece.map_err(|e| broken(&e))?;
        self.pace.took(piece.as_ref().map_or(0, Bytes::len))?;
        match self.pace.bytes > self.most {
            true => Err(Error::field("file", "Far more was sent than is taken in.")),
            false => Ok(piece),
        }
    }

    pub(super) async fn pass_over(mut self) -> Result<()> {
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
    let (mut count, mut taken) = (0, 0);
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
        if let Some(why) = misplaced(takes, &field, taken) {
            if into.refused.of(&field).is_none() {
                into.refused.add(&field, why);
            }
            part.pass_over().await?;
            continue;
        }
        taken += 1;
        match take_in(app, takes, Source::Part(Box::new(part)), &name).await {
            Ok(Taken::Nothing) => taken -= 1,
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

/// Why a file has no place here: nobody would look for it.
fn misplaced(takes: Takes, field: &str, taken: usize) -> Option<String> {
    let (place, most) = (takes.field(), takes.most());
    match field == place {
        false => Some(format!(
            "There is no field `{field}` for a file. It goes into `{place}`."
        )),
        true if taken < most => None,
        true if most == 1 => Some("One file at a time: send each by itself.".into()),
        true => Some(format!(
            "At most {most} files at a time: send the others after these."
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the first part of a body that arrives in pieces; how long it is, or that it never began or never ended.
    async fn first_part(pieces: Vec<Bytes>) -> Option<usize> {
        let body = Body::from_stream(tokio_stream::iter(
            pieces.into_iter().map(Ok::<_, axum::Error>),
        ));
        let http = HttpRequest::post("/")
            .header("content-type", "multipart/form-data; boundary=b")
            .body(body)
            .ok()?;
        let ahead = Arc::new(Ahead::default());
        let (mut parts, _) = parts_of(http, &ahead).await.ok()?;
        ahead.look();
        let mut part = parts.next_field().await.ok()??;
        let mut size = 0;
        loop {
            ahead.look();
            match part.chunk().await.ok()? {
                Some(piece) => size += piece.len(),
                None => return Some(size),
            }
        }
    }

    #[tokio::test]
    async fn a_part_is_read_however_its_body_is_cut_and_a_head_without_end_is_not() {
        let form = |head: usize, size: usize| {
            let named = "x".repeat(head);
            let head = format!("--b\r\nContent-Disposition: form-data; name=\"{named}\"\r\n\r\n");
            Bytes::from([head.as_bytes(), &vec![b' '; size], b"\r\n--b--\r\n"].concat())
        };
        for cut in [700, 16 << 10, 200_000, usize::MAX] {
            let cuts = |whole: Bytes| -> Vec<Bytes> {
                let size = cut.min(whole.len());
                whole.chunks(size).map(Bytes::copy_from_slice).collect()
            };
            for (head, size) in [(5, 0), (5, 3 << 20), (60_000, 3 << 20), (60_000, 10)] {
                let read = first_part(cuts(form(head, size))).await;
                assert_eq!(read, Some(size), "{cut} {head} {size}");
            }
            assert_eq!(first_part(cuts(form(1 << 20, 5))).await, None, "{cut}");
        }
    }
}
