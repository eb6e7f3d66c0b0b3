//! What templates are called and hold.

use super::DocumentTemplate;
use crate::{
    data::{Entity, EntityInfo, Field},
    ui::icon::Icon,
};

const TEMPLATE: &[Field] = &[
    Field::text("name", "Name").editable(),
    Field::long("body", "Text")
        .editable()
        .about("A line that begins with # is a heading, and {client} is a blank."),
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
