//! What public forms and what they bring are called and hold.

use super::{FormEntry, PublicForm, entry::State, form::Purpose};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const FORM: &[Field] = &[
    Field::text("name", "Heading").editable(),
    Field::choice::<Purpose>("purpose", "For").editable(),
    Field::text("word", "In its address"),
    Field::person("owner", "Reaches").editable(),
    Field::long("intro", "Introduction").editable(),
    Field::long("consent", "Consent").editable(),
    Field::long("thanks", "Thanks").editable(),
    Field::yes_no("open", "Takes entries").editable(),
    Field::moment("made_at", "Made"),
];

impl Entity for PublicForm {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Public form", "Public forms", Icon::Inbox, FORM).in_brief(&["open"]);
}

const ENTRY: &[Field] = &[
    Field::record("form", "Form", "public-forms"),
    Field::choice::<Purpose>("purpose", "For"),
    Field::person("owner", "Reaches"),
    Field::text("name", "Name"),
    Field::text("email", "E-mail"),
    Field::text("company", "Company"),
    Field::text("phone", "Phone"),
    Field::long("text", "In their words"),
    Field::long("consent", "Consented to"),
    Field::number("form_version", "Version of the form")
        .about("Of the form whose words were consented to; 0 where it wasn't kept yet."),
    Field::moment("at", "Sent"),
    Field::text("stamp", "Page").internal(),
    Field::choice::<State>("state", "State"),
    Field::new("became", "Became", FieldKind::AnyRecord),
];

impl Entity for FormEntry {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Form entry", "Form entries", Icon::Inbox, ENTRY)
            .in_brief(&["state", "at"]);
}
