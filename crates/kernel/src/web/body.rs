//! Reading what was submitted: forms, JSON, and files that stream into the vault while they arrive.

mod kept;
mod parts;

pub use kept::{Kept, UploadLimit, keep};

use std::{future::Future, pin::Pin, sync::Arc, time::Instant};

use axum::{
    body::{Body, HttpBody},
    http::{HeaderMap, Request as HttpRequest},
};
use bytes::Bytes;
use zeroize::Zeroizing;

use crate::{
    base::{Error, Moment, Result},
    web::{
        App, RateLimit,
        body_budget::{Portion, too_large},
        flat_json::{self, MOST_FIELDS, too_many},
        request::{Request, parse_pairs},
        resumed::{self, Resumed},
        server::Patience,
        uploads::Takes,
    },
};

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
        return parts::read(app, takes, http, into, portion).await;
    }
    let bytes = whole(app, http, portion).await?;
    if bytes.is_empty() {
        return Ok(());
    }
    // Exactly: what begins like JSON may be a list of changes (`json-patch`), or lines of it.
    let media = kind.split(';').next().unwrap_or_default().trim();
    if media == "application/x-www-form-urlencoded" {
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
    } else if matches!(media, "application/json" | "application/merge-patch+json") {
        if !says_utf8(&kind) {
            return Err(Error::field("", "Send JSON in UTF-8."));
        }
        flat_json::measure(&bytes)?;
        let value = flat_json::parse(&bytes)?;
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

/// Whether a media type names no character set, or UTF-8.
fn says_utf8(kind: &str) -> bool {
    let mut said = kind
        .split(';')
        .skip(1)
        .filter_map(|part| part.split_once('='));
    said.all(|(name, value)| {
        !name.trim().eq_ignore_ascii_case("charset")
            || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
    })
}

/// Takes in what the person sent piece by piece before the form that names it, as if it came with it, each at the pace of
/// files.
pub async fn resume(
    app: &Arc<App>,
    takes: Takes,
    (person, at): (u64, Moment),
    into: &mut Request,
) -> Result<()> {
    let named = |(name, _): &(String, String)| name == resumed::FIELD;
    let numbers: Vec<String> = into
        .fields
        .extract_if(.., |pair| named(pair))
        .map(|(_, number)| number)
        .collect();
    let Some(service) = app
        .store
        .service::<Resumed>()
        .filter(|_| !numbers.is_empty())
    else {
        return Ok(());
    };
    let field = takes.field();
    if numbers.len() > resumed::MOST {
        into.refused
            .add(field, "These are more files than one form takes.");
        return Ok(());
    }
    // Each costs as much as one that comes with the form, however short the form is.
    for _ in &numbers {
        app.rate_limits.take(RateLimit::Upload, person, at)?;
    }
    for number in numbers {
        let sent = match (service.0)(&app.store, person, &number) {
            Ok(sent) => sent,
            Err(Error::Invalid(problems)) => {
                for (_, why) in problems.iter() {
                    into.refused.add(field, why);
                }
                continue;
            }
            Err(other) => return Err(other),
        };
        let whole = kept::read_kept(app, sent.pieces);
        match kept::take_in(app, takes, whole, &sent.name).await? {
            kept::Taken::Nothing => {}
            kept::Taken::File(upload) => into.uploads.push(upload),
            kept::Taken::Refused(why) => into.refused.add(field, why),
        }
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
