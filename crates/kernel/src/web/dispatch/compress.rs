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
    let lines = headers.get_all(header::ACCEPT_ENCODING).iter();
    let codings = lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    let mut any = false;
    for coding in codings {
        let mut words = coding.split(';').map(str::trim);
        let name = words.next().unwrap_or_default();
        // `gzip;q=0` says that it isn't wanted.
        let refused = words.any(|word| {
            let weight = word.strip_prefix("q=").or_else(|| word.strip_prefix("Q="));
            weight.is_some_and(|weight| weight.trim().parse() == Ok(0.0_f32))
        });
        if ["gzip", "x-gzip"]
            .iter()
            .any(|gzip| name.eq_ignore_ascii_case(gzip))
        {
            return !refused;
        }
        any |= name == "*" && !refused;
    }
    any
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

    #[test]
    fn who_does_not_want_it_packed_gets_it_plain() {
        let of = |lines: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                let value = axum::http::HeaderValue::from_static(line);
                headers.append(header::ACCEPT_ENCODING, value);
            }
            accepts_gzip(&headers)
        };
        for wants in [
            &["gzip, deflate, br"][..],
            &["br", "GZip;q=0.5"],
            &["deflate, x-gzip ; q=1.0"],
            &["*"],
            &["identity;q=0, *;q=0.1"],
        ] {
            assert!(of(wants), "{wants:?}");
        }
        for plain in [
            &[][..],
            &["identity"],
            &["br, gzip;q=0"],
            &["gzip; q=0.000, *"],
            &["*;q=0"],
            &["gzipped"],
        ] {
            assert!(!of(plain), "{plain:?}");
        }
    }

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
