//! What a notification is called and holds.

use super::{Notification, Reason};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const NOTIFICATION: &[Field] = &[
    Field::person("to", "To"),
    Field::person("from", "From"),
    Field::choice::<Reason>("reason", "Why").for_clients(),
    Field::new("about", "About", FieldKind::AnyRecord).for_clients(),
    Field::text("text", "Text").for_clients(),
    Field::moment("at", "At").for_clients(),
    Field::moment("read", "Read").for_clients(),
];

impl Entity for Notification {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Notification", "Notifications", Icon::Bell, NOTIFICATION);
}
