//! What clients and their contacts are called and hold.

use super::{Client, Contact};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    features::settings::Category,
    ui::icon::Icon,
};

const CLIENT: &[Field] = &[
    Field::text("name", "Name").editable().in_sheets(),
    Field::person("owner", "Owner")
        .about("Who keeps the relation.")
        .editable()
        .for_several()
        .in_sheets(),
    Field::departments("departments", "Departments")
        .about("Those that work with them.")
        .in_sheets(),
    Field::new(
        "categories",
        "Services",
        FieldKind::List(&FieldKind::choice::<Category>()),
    )
    .editable()
    .for_several()
    .in_sheets(),
    Field::text("phone", "Phone").editable().in_sheets(),
    Field::text("website", "Website").editable().in_sheets(),
    Field::long("address", "Address").editable().in_sheets(),
    Field::text("source", "Source")
        .editable()
        .for_several()
        .in_sheets(),
    Field::long("note", "Note").editable().in_sheets(),
    Field::moment("since", "Client since").in_sheets(),
    Field::moment("touched", "Last touched").untold(),
];

impl Entity for Client {
    const INFO: &'static EntityInfo = &EntityInfo::new("Client", "Clients", Icon::Client, CLIENT)
        .listed()
        .parts_at("/chat", "/portal/chat")
        .found("Clients and work", 1)
        .numbered(2)
        .in_brief(&["owner", "since"]);
}

const CONTACT: &[Field] = &[
    Field::record("client", "Client", "clients"),
    Field::text("name", "Name").editable(),
    Field::text("email", "E-mail").editable(),
    Field::text("phone", "Phone").editable(),
    Field::text("role", "What they do there").editable(),
    Field::person("user", "Account for the portal"),
];

impl Entity for Contact {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Contact", "Contacts", Icon::Users, CONTACT).found("Clients and work", 2);
}
