//! What holds for every operation of the API, whatever feature answers it: a write may say over which version of the
//! record it was made.
//!
//! A record's answer carries its version as its `ETag`. A write that says `If-Match` is done only if the record it is
//! about still has that version (412 otherwise); the field `version` of a body says the same, and is answered with 409.
//! Where the company demands it, a program's write to what it could have read says so (428 otherwise). A condition that
//! nothing here could be held against is refused (422): a write that says one is never done without it.

use axum::http::HeaderMap;

use crate::{
    base::{Error, Result},
    data::{Ref, Schema},
    web::{
        App, Identity, Request,
        route::{Face, Gives, Route},
    },
};

/// What `If-Match` says; of several or unreadable ones, something that is no tag.
pub(super) fn said(headers: &HeaderMap) -> Option<String> {
    let mut all = headers.get_all("if-match").iter();
    let one = all.next()?.to_str().unwrap_or_default();
    let alone = all.next().is_none();
    Some(if alone { one.to_owned() } else { String::new() })
}

/// Refuses conditions of a write that are not looked at.
pub(super) fn no_other_condition(headers: &HeaderMap) -> Result<()> {
    for name in ["If-None-Match", "If-Unmodified-Since"] {
        if headers.contains_key(name) {
            return Err(Error::field(
                name,
                format!(
                    "{name} is not looked at here. Say If-Match, with the ETag as it was given."
                ),
            ));
        }
    }
    Ok(())
}

/// Whether writes through a route can be held against a version: that of the record its path names, or of what its form
/// was filled in over.
pub(super) fn holds(schema: &Schema, route: &Route) -> bool {
    let path = route.path.strip_prefix("/api/v1/").unwrap_or_default();
    let mut parts = path.split('/');
    let plural = parts.next().unwrap_or_default();
    let of_record = schema.kinds().any(|info| info.kind.plural == plural);
    of_record && parts.any(|part| part == "{id}")
        || route.method == "PATCH" && route.fields.iter().any(|field| field.name == "version")
}

/// Refuses a version where there is none to hold it against.
pub(super) fn has_something_to_match(
    schema: &Schema,
    route: &Route,
    request: &Request,
) -> Result<()> {
    if route.face != Face::Api || request.if_match.is_none() || holds(schema, route) {
        return Ok(());
    }
    Err(Error::field(
        "If-Match",
        "Nothing at this address has a version. Leave If-Match away.",
    ))
}

/// The version that `If-Match` says, of one strong tag as `ETag` gives it; `*` demands nothing of an address that is
/// there anyway.
pub(super) fn expected(header: Option<&str>) -> Result<Option<u64>> {
    let Some(text) = header.map(str::trim).filter(|text| *text != "*") else {
        return Ok(None);
    };
    let tag = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
    match tag.and_then(|tag| tag.parse().ok()) {
        Some(version) => Ok(Some(version)),
        None => Err(Error::field(
            "If-Match",
            "If-Match should be one ETag as it was given, such as \"42\".",
        )),
    }
}

/// Refuses a token's write that doesn't say over which version it is made, where the company wants that said. What can't
/// be read by itself has no version that could be known.
pub(super) fn demand(
    app: &App,
    route: &Route,
    guest: Option<&Identity>,
    request: &Request,
) -> Result<()> {
    let by_token = guest.is_some_and(|guest| guest.token.is_some());
    if route.face != Face::Api
        || !by_token
        || request.if_match.is_some()
        || !holds(app.store.schema(), route)
        || !app.doorman.demands_versions(&app.store)?
    {
        return Ok(());
    }
    let parts = match subject(app.store.schema(), request) {
        Some(_) => 5,
        None => usize::MAX,
    };
    let read_at: Vec<&str> = route.path.split('/').take(parts).collect();
    let read_at = read_at.join("/");
    let reads = |other: &Route| {
        other.method == "GET" && other.gives == Gives::Object && other.path == read_at
    };
    match app.routes.iter().any(reads) {
        true => Err(Error::Unversioned),
        false => Ok(()),
    }
}

/// The record that an address is about: the one its path names first.
pub(super) fn subject(schema: &Schema, request: &Request) -> Option<Ref> {
    let path = request.path.strip_prefix("/api/v1/")?;
    let plural = path.split('/').next()?;
    let kind = schema.kinds().find(|info| info.kind.plural == plural)?.kind;
    let number = request.captures.get("id")?;
    let digits = match number.rsplit_once('-') {
        Some((prefix, digits)) if prefix.eq_ignore_ascii_case(kind.prefix) => digits,
        Some(_) => return None,
        None => number,
    };
    Some(Ref {
        kind: kind.code,
        id: digits.parse().ok()?,
    })
}

/// Where a record that was just made is read, by its number.
pub(super) fn location(schema: &Schema, number: &str) -> Option<String> {
    let of = schema.parse_number(number)?;
    let plural = schema.kind(of.kind).ok()?.kind.plural;
    Some(format!("/api/v1/{plural}/{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_that_can_not_be_read_is_no_absent_one() {
        let of = |tags: &[&'static [u8]]| {
            let mut headers = HeaderMap::new();
            for tag in tags {
                let value = axum::http::HeaderValue::from_bytes(tag).unwrap();
                headers.append("if-match", value);
            }
            said(&headers)
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[b"\"42\""]).as_deref(), Some("\"42\""));
        for unclear in [&[&b"\"42\""[..], b"\"43\""][..], &[b"\"\xe9\""]] {
            assert!(expected(of(unclear).as_deref()).is_err(), "{unclear:?}");
        }
        let mut headers = HeaderMap::new();
        assert_eq!(no_other_condition(&headers), Ok(()));
        headers.append("if-none-match", axum::http::HeaderValue::from_static("*"));
        assert!(no_other_condition(&headers).is_err());
    }

    #[test]
    fn one_strong_tag_is_read() {
        assert_eq!(expected(Some("\"42\"")), Ok(Some(42)));
        assert_eq!(expected(Some("*")), Ok(None));
        assert_eq!(expected(None), Ok(None));
        for wrong in ["42", "W/\"42\"", "\"4\", \"5\"", "\"x\""] {
            assert!(expected(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
