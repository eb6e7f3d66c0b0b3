//! Answers packed for the way.

use std::cell::RefCell;

use axum::{
    body::Body,
    http::{HeaderMap, header},
};
use bytes::Bytes;
use flate2::{Compress, Compression, FlushCompress, Status};

use super::answer::{Answer, set};

pub(super) fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.split(',').any(|part| part.trim().starts_with("gzip")))
}

/// Pages and JSON shrink to a sixth; the fastest level costs less than the network saves.
pub(super) fn compress(mut response: Answer, gzip: bool) -> Answer {
    use axum::body::HttpBody;
    let text = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.starts_with("text/") || v.contains("json"));
    let size = response.body().size_hint().exact().unwrap_or(0);
    if !gzip || !text || !(1400..=4 << 20).contains(&size) {
        return response;
    }
    let Some(Ok(frame)) = now(response.body_mut()) else {
        return response;
    };
    match packed(&frame) {
        Some(packed) => {
            *response.body_mut() = Body::from(packed);
            response.headers_mut().remove(header::CONTENT_LENGTH);
            set(&mut response, "content-encoding", "gzip");
            set(&mut response, "vary", "accept-encoding");
            response
        }
        None => {
            *response.body_mut() = Body::from(frame);
            response
        }
    }
}

/// The largest window that gzip has, as a power of two.
const WINDOW: u8 = 15;

/// These bytes as a gzip file; None when they can't be packed.
///
/// What the compressor works in is a quarter of a megabyte, and making it new costs as much as packing a page with it:
/// each thread keeps its own.
fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    thread_local! {
        static GZIP: RefCell<Compress> =
            RefCell::new(Compress::new_gzip(Compression::fast(), WINDOW));
    }
    GZIP.with_borrow_mut(|gzip| {
        gzip.reset();
        let mut out = Vec::with_capacity(bytes.len() / 4 + 256);
        loop {
            let taken = gzip.total_in() as usize;
            match gzip.compress_vec(&bytes[taken..], &mut out, FlushCompress::Finish) {
                Ok(Status::StreamEnd) => return Some(out),
                Ok(_) => out.reserve(out.capacity()),
                Err(_) => return None,
            }
        }
    })
}

/// The single frame of a body that is whole in memory.
fn now(body: &mut Body) -> Option<Result<Bytes, axum::Error>> {
    use axum::body::HttpBody;
    let waker = std::task::Waker::noop();
    let mut context = std::task::Context::from_waker(waker);
    match std::pin::Pin::new(body).poll_frame(&mut context) {
        std::task::Poll::Ready(Some(Ok(frame))) => frame.into_data().ok().map(Ok),
        std::task::Poll::Ready(Some(Err(e))) => Some(Err(e)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// One after another on one thread, long and short, so that nothing of a page is left for the next.
        #[test]
        fn what_is_packed_is_unpacked_whole(pages in prop::collection::vec("[a-f <>]{0,6000}|.{0,900}", 1..6)) {
            for page in pages {
                let packed = packed(page.as_bytes()).unwrap();
                let mut unpacked = String::new();
                flate2::read::GzDecoder::new(packed.as_slice()).read_to_string(&mut unpacked).unwrap();
                prop_assert_eq!(unpacked, page);
            }
        }
    }
}
