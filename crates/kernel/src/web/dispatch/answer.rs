//! The answers themselves, piece by piece.

use std::io::Read;

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use bytes::Bytes;
use maud::Markup;

use crate::web::request::percent;

pub(super) type Answer = Response<Body>;

/// A handler panicked: nothing was changed, because deeds are whole or not at all.
pub(super) fn plain_failure() -> Answer {
    let mut response = Response::new(Body::from(
        "Something broke on our side. Nothing was changed. Go back and try again.",
    ));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    set(&mut response, "content-type", "text/plain; charset=utf-8");
    response
}

pub(super) fn set(response: &mut Answer, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().append(name, value);
    }
}

/// This isn't fetched ahead: the browser asks once more when it is opened.
pub(super) fn not_ahead() -> Answer {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response
}

pub(super) fn redirect(to: &str) -> Answer {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    set(&mut response, "location", to);
    response
}

pub(super) fn json_response(status: u16, body: impl Into<Body>) -> Answer {
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}

/// A refusal as programs read it (RFC 9457).
pub(super) fn problem_response(status: u16, body: &serde_json::Value) -> Answer {
    let mut response = json_response(status, body.to_string());
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    response
}

pub(super) fn html_response(status: u16, body: Markup) -> Answer {
    let mut response = Response::new(Body::from(body.into_string()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}

pub(super) fn disposition(way: &str, name: &str) -> String {
    let ascii: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || ".-_ ".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    format!(
        "{way}; filename=\"{ascii}\"; filename*=UTF-8''{}",
        percent(name)
    )
}

/// Streams a verified file from a blocking reader; a damaged one breaks off before its last byte.
pub(super) fn stream(mut reader: impl Read + Send + 'static) -> Body {
    let (send, receive) = tokio::sync::mpsc::channel::<std::io::Result<Bytes>>(4);
    tokio::task::spawn_blocking(move || {
        loop {
            let mut chunk = vec![0u8; 1 << 16];
            match reader.read(&mut chunk) {
                Ok(0) => return,
                Ok(got) => {
                    chunk.truncate(got);
                    if send.blocking_send(Ok(chunk.into())).is_err() {
                        return;
                    }
                }
                Err(error) => {
                    tracing::error!(%error, "a file broke off");
                    let _ = send.blocking_send(Err(error));
                    return;
                }
            }
        }
    });
    Body::from_stream(tokio_stream::wrappers::ReceiverStream::new(receive))
}

/// The request came by a name that is not ours; nothing of it is repeated.
pub(super) fn misdirected(api: bool) -> Answer {
    const WHY: &str = "Atrium doesn't answer to this name. Open it by its own address; whoever runs it can add a name to hosts in atrium.toml.";
    if api {
        return problem_response(
            421,
            &serde_json::json!({
                "type": "urn:atrium:problem:host", "title": "Not the name of this server", "status": 421, "detail": WHY,
            }),
        );
    }
    let mut response = Response::new(Body::from(WHY));
    *response.status_mut() = StatusCode::MISDIRECTED_REQUEST;
    set(&mut response, "content-type", "text/plain; charset=utf-8");
    response
}

/// An address or cookies with more in them than can be meant; nothing of it is read.
pub(super) fn overlong(api: bool) -> Answer {
    const WHY: &str = "The address asks for more, or more cookies came along, than Atrium reads. Open the page again by its own address; forget this site's cookies if that doesn't help.";
    if api {
        return problem_response(
            431,
            &serde_json::json!({
                "type": "urn:atrium:problem:head", "title": "The head of the request is too long", "status": 431,
                "detail": WHY,
            }),
        );
    }
    let mut response = Response::new(Body::from(WHY));
    *response.status_mut() = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
    set(&mut response, "content-type", "text/plain; charset=utf-8");
    response
}

pub(super) fn other_method(methods: &[&str]) -> Answer {
    let mut response = problem_response(
        405,
        &serde_json::json!({
            "type": "urn:atrium:problem:method", "title": "Another method is needed here", "status": 405,
            "detail": format!("This address answers {}.", methods.join(", ")),
        }),
    );
    set(&mut response, "allow", &methods.join(", "));
    response
}
