//! What a gateway holds. Its secret and what is posted describe nothing.

use super::{Gateway, Media, Purpose};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const GATEWAY: &[Field] = &[
    Field::choice::<Purpose>("purpose", "For"),
    Field::yes_no("on", "On"),
    Field::text("url", "Address"),
    Field::yes_no("inside", "Inside the house's network"),
    Field::long("headers", "Headers"),
    Field::choice::<Media>("media", "Form of the body"),
    Field::long("body", "Body"),
    Field::new("types", "Told of", FieldKind::List(&FieldKind::Text)),
];

impl Entity for Gateway {
    const INFO: &'static EntityInfo = &EntityInfo::new("Gateway", "Gateways", Icon::Link, GATEWAY);
}
