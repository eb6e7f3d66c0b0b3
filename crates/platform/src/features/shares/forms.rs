//! What is asked of whoever shares a record.

use crate::{
    base::{Day, Id},
    features::people::User,
    web::form::{Form, Optional, Reader, Required},
};

#[derive(Debug, Clone)]
pub struct NewShare {
    /// The record's number, such as LD-1042.
    pub record: String,
    pub person: Id<User>,
    pub edit: bool,
    pub until: Option<Day>,
}

impl Form for NewShare {
    fn read(f: &mut Reader) -> Self {
        NewShare {
            record: f.text("record", "Record, such as LD-1042", Required, 40),
            person: f.id("person", "Person", Required).unwrap_or(Id::NONE),
            edit: f.flag("edit", "They may edit it too"),
            until: f.day("until", "Until", Optional),
        }
    }
}
