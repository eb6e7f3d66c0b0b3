//! The cookies: the session, the words a person is told after a deed, and what is kept for a while.
//! `__Host-` binds them to this host over TLS; scripts never see the session's.

use crate::web::{
    Toast,
    request::{percent, unpercent},
};

pub const SESSION: &str = "__Host-atrium";
pub const TOAST: &str = "__Host-atrium-toast";

/// The session's cookie; it ends with the browser or at the session's own time-out, whichever is first.
pub fn session(token: &str) -> String {
    format!("{SESSION}={token}; Path=/; Secure; HttpOnly; SameSite=Strict")
}

pub fn no_session() -> String {
    format!("{SESSION}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0")
}

/// A cookie of our own for a while: a half-done sign-in, a device that is known.
pub fn kept(name: &str, value: &str, seconds: i64) -> String {
    format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={seconds}")
}

/// The same for what somebody brings along who followed a link from elsewhere: it goes with the first request after it.
pub fn brought(name: &str, value: &str, seconds: i64) -> String {
    format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}")
}

pub fn toast(toast: &Toast) -> String {
    let undo = toast.undo.map(|seq| seq.to_string()).unwrap_or_default();
    let text = crate::base::text::shorten(&toast.text, 300);
    let draft = toast.draft.as_deref().map_or(String::new(), percent);
    format!(
        "{TOAST}={undo}.{draft}!{}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=60",
        percent(&text)
    )
}

pub fn no_toast() -> String {
    format!("{TOAST}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0")
}

pub fn read_toast(value: &str) -> Option<Toast> {
    let (undo, rest) = value.split_once('.')?;
    let (draft, text) = rest.split_once('!')?;
    Some(Toast {
        text: unpercent(text, false),
        undo: undo.parse().ok(),
        draft: Some(unpercent(draft, false)).filter(|draft| !draft.is_empty()),
    })
    .filter(|toast| !toast.text.is_empty())
}

pub fn parse(header: &str) -> Vec<(String, String)> {
    header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
