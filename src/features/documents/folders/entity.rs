//! What folders are called and hold.

use super::Folder;
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const FOLDER: &[Field] = &[
    Field::text("name", "Name").editable(),
    Field::record("parent", "In the folder", "folders"),
    Field::record("client", "Client", "clients"),
    Field::new("about", "About", FieldKind::AnyRecord),
    Field::person("owner", "Owner"),
    Field::departments("departments", "Departments").unsent(),
    Field::moment("created_at", "Made"),
];

impl Entity for Folder {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Folder", "Folders", Icon::Docs, FOLDER).listed();
}
