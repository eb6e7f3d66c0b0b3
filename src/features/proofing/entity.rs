//! What comments on drafts and decisions are called and hold.

use super::{Decision, Pin, Verdict};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const ANSWER: &[Field] = &[
    Field::person("by", "By"),
    Field::moment("at", "At"),
    Field::long("text", "Answer"),
];

const SETTLED: &[Field] = &[Field::person("by", "By"), Field::moment("at", "At")];

const PIN: &[Field] = &[
    Field::record("document", "Document", "documents"),
    Field::record("of", "Version", "versions").untold(),
    Field::number("number", "Number").untold(),
    Field::number("x", "From the left").untold(),
    Field::number("y", "From the top").untold(),
    Field::number("page", "Page"),
    Field::long("text", "Comment"),
    Field::yes_no("staff_only", "Staff only"),
    Field::yes_no("kept_back", "Kept back").about("From the client, with its version."),
    Field::person("by", "By"),
    Field::moment("at", "At").untold(),
    Field::new("answers", "Answers", FieldKind::Rows(ANSWER)),
    Field::new("settled", "Settled", FieldKind::Object(SETTLED)),
];

impl Entity for Pin {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Comment on a draft", "Comments on drafts", Icon::Pin, PIN)
            .in_the_portal("/portal/pins");
}

const DECISION: &[Field] = &[
    Field::record("document", "Document", "documents"),
    Field::record("of", "Version", "versions").untold(),
    Field::number("number", "Version number"),
    Field::text("file", "Hash of the file"),
    Field::choice::<Verdict>("verdict", "Decision"),
    Field::long("words", "In words"),
    Field::person("by", "By"),
    Field::moment("at", "At").untold(),
];

impl Entity for Decision {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Decision on a draft",
        "Decisions on drafts",
        Icon::Approve,
        DECISION,
    )
    .in_the_portal("/portal/proof-decisions");
}
