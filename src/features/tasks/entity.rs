//! What comments are called and hold; tasks are described beside projects.

use super::comment::Comment;
use crate::{
    data::{Entity, EntityInfo, Field},
    ui::icon::Icon,
};

const COMMENT: &[Field] = &[
    Field::record("task", "Task", "tasks").untold(),
    Field::person("by", "By"),
    Field::long("text", "Comment"),
    Field::moment("at", "At"),
];

impl Entity for Comment {
    const INFO: &'static EntityInfo = &EntityInfo::new("Comment", "Comments", Icon::Chat, COMMENT);
}
