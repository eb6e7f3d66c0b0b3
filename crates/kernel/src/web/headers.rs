//! What every answer carries. The policy allows no inline script or style, nothing from elsewhere, no frames.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::base::Moment;

pub const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' blob:; media-src 'self'; \
     connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types atrium-app atrium-chat atrium-composer atrium-edit atrium-list atrium-live atrium-palette atrium-panel atrium-picker atrium-push atrium-quick";

/// For files people uploaded: nothing in them may run, even when opened.
pub const SANDBOX: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; media-src 'self'; sandbox";

/// For a PDF that is opened in place. A browser draws it in a reader of its own, which a sandbox would keep from starting;
/// scripts of the document run in that reader and not in this house, and it gets nothing from elsewhere.
pub const PDF: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: blob:; object-src 'self'; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const FIXED: [(&str, &str); 8] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "strict-transport-security",
        "max-age=31536000; includeSubDomains",
    ),
    (
        "permissions-policy",
        "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    ),
    ("x-permitted-cross-domain-policies", "none"),
];

/// When it is answered, by the clock as it stands now: the server below remembers the last second it wrote, and would go
/// on with that after the clock was set back.
pub fn date(headers: &mut HeaderMap, at: Moment) {
    if let Ok(date) = HeaderValue::from_str(&at.http_date()) {
        headers.insert(header::DATE, date);
    }
}

/// What lies at an address that is itself a secret: nothing follows a link from it back, and no search engine keeps it.
pub fn secret_address(headers: &mut HeaderMap) {
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
    headers.insert(
        HeaderName::from_static("x-robots-tag"),
        HeaderValue::from_static("noindex, nofollow, noarchive"),
    );
}

pub fn secure(headers: &mut HeaderMap) {
    for (name, value) in FIXED {
        let value = HeaderValue::from_static(value);
        match name {
            "referrer-policy" => {
                headers.entry(header::REFERRER_POLICY).or_insert(value);
            }
            _ => {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
    headers
        .entry("content-security-policy")
        .or_insert(HeaderValue::from_static(POLICY));
    headers
        .entry("cache-control")
        .or_insert(HeaderValue::from_static("no-store"));
}
