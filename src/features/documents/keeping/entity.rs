//! What categories of documents are called and hold.

use super::{DocumentCategory, Ending};
use crate::{
    data::{Entity, EntityInfo, Field},
    ui::icon::Icon,
};

const CATEGORY: &[Field] = &[
    Field::text("name", "Name").editable(),
    Field::number("keep_months", "Kept for months")
        .editable()
        .about("From the newest version on, or from the day on which the document expires. Nothing keeps them for ever."),
    Field::choice::<Ending>("ending", "Then").editable(),
];

impl Entity for DocumentCategory {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Category of documents",
        "Categories of documents",
        Icon::Docs,
        CATEGORY,
    )
    .listed();
}
