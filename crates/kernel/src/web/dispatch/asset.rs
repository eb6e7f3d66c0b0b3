//! Style sheets, scripts and pictures, from the binary itself.

use axum::{
    body::Body,
    http::{Response, StatusCode},
};
use bytes::Bytes;

use super::answer::{Answer, set};
use crate::web::assets;

pub(super) fn serve(path: &str, gzip: bool) -> Answer {
    let Some(asset) = assets::serve(path) else {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    };
    let (body, packed) = match (&asset.gzip, gzip) {
        (Some(packed), true) => (packed.clone(), true),
        _ => (asset.body.clone(), false),
    };
    let mut response = Response::new(Body::from(Bytes::from_owner(body)));
    set(&mut response, "content-type", asset.content_type);
    set(
        &mut response,
        "cache-control",
        "public, max-age=31536000, immutable",
    );
    set(&mut response, "vary", "accept-encoding");
    if packed {
        set(&mut response, "content-encoding", "gzip");
    }
    response
}
