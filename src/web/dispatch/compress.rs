//! Answers packed for the way.

use std::io::Write;

use axum::{
    body::Body,
    http::{HeaderMap, header},
};
use bytes::Bytes;

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
    let mut encoder = flate2::write::GzEncoder::new(
        Vec::with_capacity(frame.len() / 4),
        flate2::Compression::fast(),
    );
    let packed = encoder.write_all(&frame).and_then(|()| encoder.finish());
    match packed {
        Ok(packed) => {
            *response.body_mut() = Body::from(packed);
            response.headers_mut().remove(header::CONTENT_LENGTH);
            set(&mut response, "content-encoding", "gzip");
            set(&mut response, "vary", "accept-encoding");
            response
        }
        Err(_) => {
            *response.body_mut() = Body::from(frame);
            response
        }
    }
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
