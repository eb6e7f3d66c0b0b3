//! What a notification is called and holds.

use super::{Notification, Reason};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const NOTIFICATION: &[Field] = &[
    Field::person("to", "To"),
    Field::person("from", "From"),
    Field::choice::<Reason>("reason", "Why"),
    Field::new("about", "About", FieldKind::AnyRecord),
    Field::text("text", "Text"),
    Field::moment("at", "At"),
    Field::moment("read", "Read"),
];

impl Entity for Notification {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Notification", "Notifications", Icon::Bell, NOTIFICATION);
}
