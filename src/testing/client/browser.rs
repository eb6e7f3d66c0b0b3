//! What a browser makes of an answer: the cookies it keeps, and where it goes.

/// Name and value from `Set-Cookie`; no value when the cookie is taken back.
pub(super) fn parse_cookie(header: &str) -> Option<(String, Option<String>)> {
    let mut parts = header.split(';');
    let (name, value) = parts.next()?.split_once('=')?;
    let name = name.trim();
    if name.is_empty() {
        return None;
    }
    let mut gone = false;
    let mut aged = false;
    for part in parts {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let value = value.trim();
        if key.trim().eq_ignore_ascii_case("max-age") {
            gone = value.parse::<i64>().is_ok_and(|age| age <= 0);
            aged = true; // stronger than Expires
        } else if key.trim().eq_ignore_ascii_case("expires") && !aged {
            gone = value.contains(" 1970 ") || value.contains("-1970 ");
        }
    }
    let value = (!gone).then(|| value.trim().to_owned());
    Some((name.to_owned(), value))
}

/// The path a `Location` leads to, if it stays on this host.
pub(super) fn resolve(host: &str, from: &str, location: &str) -> Option<String> {
    let location = location.split('#').next().unwrap_or("");
    let from = from.split('?').next().unwrap_or("/");
    let absolute = location
        .strip_prefix("https:")
        .unwrap_or(location)
        .strip_prefix("//");
    if let Some(rest) = absolute {
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        if !authority.eq_ignore_ascii_case(host) {
            return None;
        }
        return Some(if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/{path}")
        });
    }
    if location.starts_with('/') {
        Some(location.to_owned())
    } else if location.is_empty() || location.starts_with('?') {
        Some(format!("{from}{location}"))
    } else if location.split(['/', '?']).next()?.contains(':') {
        None // another scheme
    } else {
        let folder = &from[..=from.rfind('/').unwrap_or(0)];
        Some(format!("{folder}{location}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn cookies_come_and_go() {
        let some = |n: &str, v: &str| Some((n.to_owned(), Some(v.to_owned())));
        assert_eq!(
            parse_cookie("__Host-s=a=b; Path=/; Secure; HttpOnly"),
            some("__Host-s", "a=b")
        );
        assert_eq!(
            parse_cookie("s=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60"),
            some("s", "x")
        );
        let gone = Some(("s".to_owned(), None));
        assert_eq!(parse_cookie("s=; Max-Age=0"), gone);
        assert_eq!(
            parse_cookie("s=x; expires=Thu, 01 Jan 1970 00:00:00 GMT"),
            gone
        );
        assert_eq!(parse_cookie("nonsense"), None);
    }

    #[test]
    fn redirects_stay_on_the_host() {
        let to = |location| resolve("127.0.0.1:8443", "/a/b?x=1", location);
        assert_eq!(to("/c?d#e").as_deref(), Some("/c?d"));
        assert_eq!(to("c").as_deref(), Some("/a/c"));
        assert_eq!(to("?y=2").as_deref(), Some("/a/b?y=2"));
        assert_eq!(to("https://127.0.0.1:8443").as_deref(), Some("/"));
        assert_eq!(to("https://127.0.0.1:8443/z").as_deref(), Some("/z"));
        assert_eq!(to("//127.0.0.1:8443/z").as_deref(), Some("/z"));
        assert_eq!(to("https://example.org/z"), None);
        assert_eq!(to("http://127.0.0.1:8443/z"), None);
        assert_eq!(to("mailto:a@example.org"), None);
    }
}
