//! A link as programs are told of it.

use serde_json::{Value, json};

use super::{
    record::{BY_DOCUMENT, DocumentLink, Standing, of_document},
    usage::LinkUse,
    visitor,
};
use crate::{
    base::{Choice, Moment, Result},
    data::Visit,
    features::documents::{Document, Version},
    web::Told,
};

/// A link with how it was used and what it gives.
pub struct Made {
    pub link: DocumentLink,
    pub used: LinkUse,
    pub only: Option<Version>,
    pub standing: Standing,
}

impl Made {
    pub fn of(visit: &Visit, link: DocumentLink, document: &Document) -> Result<Made> {
        let used = visitor::used(visit, &link)?;
        let only = match link.only {
            Some(_) => visit.follow(&link, |link| link.only.unwrap_or_default())?,
            None => None,
        };
        let standing = link.standing(visit.at, used.fetched, document.archived);
        Ok(Made {
            link,
            used,
            only,
            standing,
        })
    }

    /// Those of a document, the newest first.
    pub fn all(visit: &Visit, document: &Document) -> Result<Vec<Made>> {
        let key = of_document(document.id);
        let held = visit.related::<DocumentLink>(document, BY_DOCUMENT, key, super::ops::MOST)?;
        held.into_iter()
            .map(|link| Made::of(visit, link, document))
            .collect()
    }

    pub fn json(&self) -> Value {
        let Made { link, used, .. } = self;
        let latest = used.latest.iter().rev().map(|opening| {
            json!({
                "at": opening.at.rfc3339(),
                "what": opening.what.key(),
                "version": Some(opening.number).filter(|number| *number > 0),
                "address": opening.address,
                "country": opening.country,
                "device": opening.device,
            })
        });
        json!({
            "id": link.id.to_string(),
            "document": link.document.to_string(),
            "for": link.whom,
            "state": self.standing.key(),
            "only": self.only.as_ref().map(|version| version.number),
            "until": link.until.rfc3339(),
            "has_password": link.password.is_some(),
            "watermark": link.watermark,
            "most": link.most,
            "downloads": used.fetched,
            "opened": used.opened,
            "by": link.by.to_string(),
            "made": link.at.rfc3339(),
            "revoked": link.revoked.map(|held| held.at).map(Moment::rfc3339),
            "latest": latest.collect::<Vec<_>>(),
        })
    }
}

const OPENING: &[(&str, Told)] = &[
    ("at", Told::Moment),
    ("what", Told::Word(&["page", "shown", "saved", "refused"])),
    ("version", Told::Number),
    ("address", Told::Text),
    ("country", Told::Text),
    ("device", Told::Text),
];

/// What `json` says.
pub const LINK: Told = Told::Object(&[
    ("id", Told::Record),
    ("document", Told::Record),
    ("for", Told::Text),
    (
        "state",
        Told::Word(&["open", "expired", "spent", "revoked", "archived"]),
    ),
    ("only", Told::Number),
    ("until", Told::Moment),
    ("has_password", Told::Flag),
    ("watermark", Told::Flag),
    ("most", Told::Number),
    ("downloads", Told::Number),
    ("opened", Told::Number),
    ("by", Told::Record),
    ("made", Told::Moment),
    ("revoked", Told::Moment),
    ("latest", Told::List(&Told::Object(OPENING))),
]);
