//! What templates are called and hold.

use super::DocumentTemplate;
use crate::{
    base::language::Language,
    data::{Entity, EntityInfo, Field},
    ui::icon::Icon,
};

const TEMPLATE: &[Field] = &[
    Field::text("name", "Name").editable(),
    Field::long("body", "Text")
        .editable()
        .about("A line that begins with # is a heading, and {client} is a blank."),
    Field::choice::<Language>("language", "Language")
        .editable()
        .about("Days and sums are filled in as it writes them, and the PDF says that it is in it."),
    Field::moment("touched", "Changed"),
];

impl Entity for DocumentTemplate {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Template of documents",
        "Templates of documents",
        Icon::Docs,
        TEMPLATE,
    )
    .listed();
}
