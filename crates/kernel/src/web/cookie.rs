//! The cookies: the session, the words a person is told after a deed, and what is kept for a while.
//! `__Host-` binds them to this host over TLS; scripts never see them.

use cookie::{Cookie, SameSite, time::Duration};

use crate::web::{
    Toast,
    request::{percent, unpercent},
};

pub const SESSION: &str = "__Host-atrium";
pub const TOAST: &str = "__Host-atrium-toast";

/// How all of ours are set, for so many seconds or as long as the browser runs.
fn ours(name: &str, value: &str, seconds: Option<i64>) -> Cookie<'static> {
    let mut cookie = Cookie::build((name.to_owned(), value.to_owned()))
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Strict)
        .build();
    cookie.set_max_age(seconds.map(Duration::seconds));
    cookie
}

/// The session's cookie; it ends with the browser or at the session's own time-out, whichever is first.
pub fn session(token: &str) -> String {
    ours(SESSION, token, None).to_string()
}

pub fn no_session() -> String {
    ours(SESSION, "", Some(0)).to_string()
}

/// A cookie of our own for a while: a half-done sign-in, a device that is known.
pub fn kept(name: &str, value: &str, seconds: i64) -> String {
    ours(name, value, Some(seconds)).to_string()
}

/// The same for what somebody brings along who followed a link from elsewhere: it goes with the first request after it.
pub fn brought(name: &str, value: &str, seconds: i64) -> String {
    let mut cookie = ours(name, value, Some(seconds));
    cookie.set_same_site(SameSite::Lax);
    cookie.to_string()
}

pub fn toast(toast: &Toast) -> String {
    let undo = toast.undo.map(|seq| seq.to_string()).unwrap_or_default();
    let text = percent(&crate::base::text::shorten(&toast.text, 300));
    let draft = toast.draft.as_deref().map_or(String::new(), percent);
    ours(TOAST, &format!("{undo}.{draft}!{text}"), Some(60)).to_string()
}

pub fn no_toast() -> String {
    ours(TOAST, "", Some(0)).to_string()
}

pub fn read_toast(value: &str) -> Option<Toast> {
    let (undo, rest) = value.split_once('.')?;
    let (draft, text) = rest.split_once('!')?;
    Some(Toast {
        text: unpercent(text),
        undo: undo.parse().ok(),
        draft: Some(unpercent(draft)).filter(|draft| !draft.is_empty()),
    })
    .filter(|toast| !toast.text.is_empty())
}

/// Names and values of a `Cookie` header; what is none of both is passed over.
pub fn parse(header: &str) -> Vec<(String, String)> {
    Cookie::split_parse(header)
        .filter_map(std::result::Result::ok)
        .map(|cookie| (cookie.name().to_owned(), cookie.value().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_bound_to_this_host_and_no_script_sees_them() {
        for (cookie, site, age) in [
            (session("t"), "Strict", None),
            (no_session(), "Strict", Some("0")),
            (kept("__Host-x", "y", 90), "Strict", Some("90")),
            (brought("__Host-x", "y", 90), "Lax", Some("90")),
            (no_toast(), "Strict", Some("0")),
        ] {
            let parts: Vec<&str> = cookie.split("; ").collect();
            let site = format!("SameSite={site}");
            for part in ["Path=/", "Secure", "HttpOnly", &site] {
                assert!(parts.contains(&part), "{cookie} without {part}");
            }
            let max = parts.iter().find_map(|part| part.strip_prefix("Max-Age="));
            assert_eq!(max, age, "{cookie}");
            assert!(!cookie.contains("Domain"), "{cookie}");
        }
    }

    #[test]
    fn what_is_told_survives_its_cookie() {
        let told = Toast {
            text: "Moved; \"really\" 100 % & é".into(),
            undo: Some(7),
            draft: Some("lead:new".into()),
        };
        let set = toast(&told);
        let (pair, _) = set.split_once(';').unwrap();
        let held = parse(&format!("a=b; {pair}; ;nonsense; =; c=d=e"));
        let find = |name: &str| {
            held.iter()
                .find(|(n, _)| n == name)
                .map(|(_, v)| v.as_str())
        };
        assert_eq!(find("c"), Some("d=e"));
        let read = read_toast(find(TOAST).unwrap()).unwrap();
        assert_eq!(
            (read.text, read.undo, read.draft),
            (told.text, told.undo, told.draft)
        );
    }
}
