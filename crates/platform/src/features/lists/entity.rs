//! What a kept view and somebody's way of reading are called and hold.

use super::view::{Audience, Density, Reading, SavedView};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const KEYS: FieldKind = FieldKind::List(&FieldKind::Text);

const SAVED_VIEW: &[Field] = &[
    Field::text("list", "List").at_first(),
    Field::text("name", "Name").editable(),
    Field::text("query", "Asks for")
        .editable()
        .about("Filters and sort, as they stand in the list's address."),
    Field::new("columns", "Columns", KEYS)
        .editable()
        .about("Keys of fields, in their order; none are the usual ones."),
    Field::choice::<Density>("density", "Rows").editable(),
    Field::person("owner", "Kept by"),
    Field::choice::<Audience>("audience", "For").editable(),
    Field::record("role", "Role", "roles").editable(),
];

const LOOK: &[Field] = &[
    Field::number("view", "View").about("The raw number of a kept view; 0 is the list itself."),
    Field::new("columns", "Columns", KEYS),
    Field::choice::<Density>("density", "Rows"),
];

const READING: &[Field] = &[
    Field::person("owner", "Whose"),
    Field::text("list", "List"),
    Field::new("looks", "Columns", FieldKind::Rows(LOOK)),
    Field::record("opens", "Opens with", "saved-views"),
];

impl Entity for SavedView {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Saved view", "Saved views", Icon::Table, SAVED_VIEW).without_page();
}

impl Entity for Reading {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Reading", "Readings", Icon::Table, READING).without_page();
}
