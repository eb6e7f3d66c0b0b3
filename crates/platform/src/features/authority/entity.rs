//! What the permissions that a house knows are called and hold.

use super::KnownPermissions;
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const TEXTS: FieldKind = FieldKind::List(&FieldKind::Text);

const KNOWN: &[Field] = &[
    Field::new("actions", "Permissions", TEXTS),
    Field::new("roles", "Shipped roles", TEXTS),
];

impl Entity for KnownPermissions {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Known permissions",
        "Known permissions",
        Icon::Shield,
        KNOWN,
    )
    .without_page();
}
