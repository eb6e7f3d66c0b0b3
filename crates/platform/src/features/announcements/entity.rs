//! What announcements are called and hold.

use super::{Acknowledgement, Announcement, Matter};
use crate::{
    data::{Entity, EntityInfo, Field},
    ui::icon::Icon,
};

const ANNOUNCEMENT: &[Field] = &[
    Field::choice::<Matter>("matter", "About"),
    Field::long("text", "Text"),
    Field::moment("from", "From"),
    Field::moment("until", "Until"),
    Field::yes_no("to_clients", "Clients read it too"),
    Field::person("by", "By"),
    Field::moment("made", "Made"),
    Field::yes_no("told", "Told").internal(),
    Field::moment("withdrawn", "Taken down"),
];

impl Entity for Announcement {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Announcement", "Announcements", Icon::Bell, ANNOUNCEMENT);
}

const ACKNOWLEDGEMENT: &[Field] = &[
    Field::record("announcement", "Announcement", "announcements"),
    Field::person("person", "Person"),
    Field::moment("at", "At"),
];

impl Entity for Acknowledgement {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Acknowledgement",
        "Acknowledgements",
        Icon::Check,
        ACKNOWLEDGEMENT,
    )
    .without_page();
}
