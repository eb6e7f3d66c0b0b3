//! What rooms are called and hold, and what people have with them.

use super::{ChatRoom, RoomType, Subscription, ThreadSubscription, standing::Involvement};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const MEMBER: &[Field] = &[
    Field::person("person", "Person"),
    Field::number("came_at", "Came at post").untold().unsent(),
];

const ROOM: &[Field] = &[
    Field::choice::<RoomType>("how", "Kind").about("How people come into it."),
    Field::text("name", "Name").editable(),
    Field::text("topic", "Topic").editable(),
    Field::new("members", "Members", FieldKind::Rows(MEMBER)),
    Field::department("department", "Department"),
    Field::record("project", "Project", "projects")
        .about("It is archived with it.")
        .editable(),
    Field::moment("archived", "Archived"),
    Field::yes_no("with_project", "Archived with its project").internal(),
    Field::person("by", "Made by"),
    Field::moment("since", "Since"),
];

impl Entity for ChatRoom {
    const INFO: &'static EntityInfo = &EntityInfo::new("Room", "Rooms", Icon::Chat, ROOM)
        .parts_at("/chat", "/portal/chat")
        .found("Rooms", 11);
}

const SUBSCRIPTION: &[Field] = &[
    Field::person("person", "Person"),
    Field::new("of", "Room", FieldKind::AnyRecord),
    Field::number("read", "Read up to post").unsent(),
    Field::number("unread_from", "Marked as unread from post").unsent(),
    Field::choice::<Involvement>("level", "Counts"),
    Field::yes_no("muted", "Muted"),
    Field::yes_no("favourite", "Favourite"),
    Field::yes_no("kept", "Among the own rooms"),
    Field::moment("at", "Last read"),
];

impl Entity for Subscription {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Subscription", "Subscriptions", Icon::Chat, SUBSCRIPTION).without_page();
}

const THREAD: &[Field] = &[
    Field::person("person", "Person"),
    Field::record("root", "Thread of", "posts"),
    Field::number("read", "Read up to reply").unsent(),
    Field::number("last", "Last reply").unsent(),
    Field::moment("at", "Last said"),
    Field::yes_no("left", "Hears no more of it"),
];

impl Entity for ThreadSubscription {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Thread", "Threads", Icon::Chat, THREAD).without_page();
}
