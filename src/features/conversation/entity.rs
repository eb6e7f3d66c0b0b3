//! What posts are called and hold.

use super::{Audience, Channel, Post};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const DOCUMENT: FieldKind = FieldKind::Record("documents");

const POST: &[Field] = &[
    Field::new("on", "On", FieldKind::AnyRecord)
        .untold()
        .for_clients(),
    Field::choice::<Audience>("audience", "Read by").about("Whether the client reads it."),
    Field::choice::<Channel>("channel", "Kind")
        .about("How it was said, when it was said elsewhere."),
    Field::long("text", "Text").for_clients(),
    Field::person("by", "By").for_clients(),
    Field::yes_no("from_client", "From the client").for_clients(),
    Field::moment("at", "At").for_clients(),
    Field::new("files", "Files", FieldKind::List(&DOCUMENT)).for_clients(),
];

impl Entity for Post {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Post", "Posts", Icon::Chat, POST).on_its_whole();
}
