//! What holds for every operation of the API, whatever feature answers it: a write may say over which version of the
//! record it was made.
//!
//! A record's answer carries its version as its `ETag`. A write that says `If-Match` is done only if the record it is
//! about still has that version (412 otherwise); the field `version` of a body says the same, and is answered with 409.
//! Where the company demands it, a program's write to what it could have read says so (428 otherwise).

use crate::{
    base::{Error, Result},
    data::{Ref, Schema},
    web::{
        App, Identity, Request,
        route::{Face, Gives, Route},
    },
};

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
    fn one_strong_tag_is_read() {
        assert_eq!(expected(Some("\"42\"")), Ok(Some(42)));
        assert_eq!(expected(Some("*")), Ok(None));
        assert_eq!(expected(None), Ok(None));
        for wrong in ["42", "W/\"42\"", "\"4\", \"5\"", "\"x\""] {
            assert!(expected(Some(wrong)).is_err(), "{wrong}");
        }
    }
}
