//! What feedback is called and holds.

use super::Feedback;
use crate::{
    data::{Entity, EntityInfo, Field},
    ui::icon::Icon,
};

const FEEDBACK: &[Field] = &[
    Field::record("project", "Project", "projects").for_clients(),
    Field::record("client", "Client", "clients"),
    Field::text("title", "Of").for_clients(),
    Field::number("rating", "Rating")
        .about("One to five; nothing where they didn't want to say.")
        .for_clients(),
    Field::long("words", "In their words").for_clients(),
    Field::person("by", "By"),
    Field::moment("at", "At").for_clients(),
];

impl Entity for Feedback {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Feedback", "Feedback", Icon::Star, FEEDBACK).in_brief(&["rating", "at"]);
}
