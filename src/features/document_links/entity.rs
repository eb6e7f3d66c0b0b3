//! What links to documents are called and hold. Hashes are told nobody.

use super::{DocumentLink, LinkRules, LinkUse, actions::VIEW, usage::What};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const REVOKED: &[Field] = &[Field::person("by", "By"), Field::moment("at", "At")];

const LINK: &[Field] = &[
    Field::record("document", "Document", "documents"),
    Field::record("only", "Version", "versions").untold(),
    Field::text("whom", "For"),
    Field::text("hash", "Address").internal(),
    Field::text("password", "Password").internal(),
    Field::moment("until", "Until"),
    Field::number("most", "Downloads at most"),
    Field::yes_no("watermark", "Marked"),
    Field::person("by", "Made by"),
    Field::moment("at", "Made"),
    Field::new("revoked", "Revoked", FieldKind::Object(REVOKED)),
];

impl Entity for DocumentLink {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Link to a document", "Links to documents", Icon::Link, LINK)
            .page_needs(VIEW);
}

const OPENING: &[Field] = &[
    Field::moment("at", "At"),
    Field::choice::<What>("what", "What"),
    Field::number("number", "Version"),
    Field::text("address", "From"),
    Field::text("country", "Country"),
    Field::text("device", "Device"),
];

const USE: &[Field] = &[
    Field::record("of", "Link", "document-links"),
    Field::number("fetched", "Downloads"),
    Field::number("opened", "Opened"),
    Field::new("latest", "Last opened", FieldKind::Rows(OPENING)),
];

impl Entity for LinkUse {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Use of a link", "Uses of links", Icon::Link, USE).without_page();
}

const RULES: &[Field] = &[
    Field::number("days", "Days of a link"),
    Field::number("longest", "Days at most"),
    Field::yes_no("needs_password", "Every link has a password"),
];

impl Entity for LinkRules {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Rules of links to documents",
        "Rules of links to documents",
        Icon::Link,
        RULES,
    );
}
