//! What playbooks and their versions are called and hold.

use super::{
    Edition, Playbook,
    outline::{Level, Repeat},
};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    features::{projects::Priority, settings::Category},
    ui::icon::Icon,
};

const CONDITION: &[Field] = &[
    Field::text("question", "Question"),
    Field::yes_no("not", "Is not"),
    Field::text("answer", "Answer"),
];

const TEXTS: FieldKind = FieldKind::List(&FieldKind::Text);

const STEP: &[Field] = &[
    Field::text("title", "Step"),
    Field::number("key", "Key").about("It stays with the step over all versions."),
    Field::choice::<Level>("level", "Kind"),
    Field::long("detail", "What has to be done"),
    Field::text("role", "Department"),
    Field::text("skill", "Skill"),
    Field::minutes("estimate_minutes", "Estimate").stored("estimate"),
    Field::number("start", "Starts on day").about("Working days after the project's first."),
    Field::number("days", "Days given"),
    Field::new("after", "After", FieldKind::List(&FieldKind::Number)),
    Field::number("lag", "Days between"),
    Field::choice::<Priority>("priority", "Priority"),
    Field::yes_no("review", "Has to pass review"),
    Field::yes_no("client_visible", "Client sees it"),
    Field::new("checklist", "Checklist", TEXTS),
    Field::new("documents", "Documents to ask for", TEXTS),
    Field::choice::<Repeat>("repeat", "Repeats"),
    Field::number("times", "Times"),
    Field::new("only_if", "Only if", FieldKind::Object(CONDITION)),
];

const QUESTION: &[Field] = &[
    Field::text("title", "Question"),
    Field::new("answers", "Answers", TEXTS),
];

const PLAYBOOK: &[Field] = &[
    Field::text("key", "Key").about("What approvals and projects name it by."),
    Field::text("name", "Name").editable(),
    Field::choice::<Category>("category", "Service").editable(),
    Field::long("summary", "Summary").editable(),
    Field::new("steps", "Steps", FieldKind::Rows(STEP)),
    Field::new("questions", "Questions", FieldKind::Rows(QUESTION)),
    Field::number("number", "Published version"),
    Field::yes_no("changed", "Changed since"),
    Field::yes_no("retired", "Retired"),
    Field::text("origin", "Made from"),
    Field::moment("made_at", "Made"),
];

impl Entity for Playbook {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Playbook", "Playbooks", Icon::Branch, PLAYBOOK).listed();
}

const EDITION: &[Field] = &[
    Field::record("playbook", "Playbook", "playbooks"),
    Field::number("number", "Version"),
    Field::text("name", "Name"),
    Field::choice::<Category>("category", "Service"),
    Field::long("summary", "Summary"),
    Field::new("steps", "Steps", FieldKind::Rows(STEP)),
    Field::new("questions", "Questions", FieldKind::Rows(QUESTION)),
    Field::long("note", "What was changed"),
    Field::person("by", "Published by"),
    Field::moment("at", "Published"),
];

impl Entity for Edition {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Version of a playbook",
        "Versions of playbooks",
        Icon::Branch,
        EDITION,
    )
    .without_page();
}
