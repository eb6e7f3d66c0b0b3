//! What a view through another's eyes is called and holds.

use super::View;
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const VIEW: &[Field] = &[
    Field::person("by", "Who looked"),
    Field::number("session", "Session").internal(),
    Field::person("user", "As"),
    Field::record("role", "As the role", "roles"),
    Field::department("department", "In the department"),
    Field::text("reason", "Reason"),
    Field::moment("started", "Started"),
    Field::moment("until", "Until"),
    Field::moment("ended", "Ended"),
    Field::new("opened", "Opened", FieldKind::List(&FieldKind::Text)),
];

impl Entity for View {
    const INFO: &'static EntityInfo = &EntityInfo::new("View", "Views", Icon::Eye, VIEW);
}
