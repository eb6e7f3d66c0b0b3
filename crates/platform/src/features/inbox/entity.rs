//! What notifications, choices and followed records are called and hold.

use serde_json::Value;

use super::{
    DigestRhythm, Notification, NotificationPreferences, Reason,
    follow::{Follow, Hears},
    notice_type::ByMail,
};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const DEADLINE: &[Field] = &[
    Field::number("due", "Due"),
    Field::yes_no("missed", "Missed"),
];

const NOTIFICATION: &[Field] = &[
    Field::person("to", "To"),
    Field::person("from", "From"),
    Field::choice::<Reason>("reason", "Why").for_clients(),
    Field::new("about", "About", FieldKind::AnyRecord).for_clients(),
    Field::text("text", "Text").for_clients(),
    Field::moment("at", "At").for_clients(),
    Field::moment("read", "Read").for_clients(),
    Field::text("kind", "Type").for_clients(),
    Field::text("why", "Because").for_clients(),
    Field::moment("done", "Done").for_clients(),
    Field::moment("later", "Later").for_clients(),
    Field::yes_no("unlisted", "In no list").internal(),
    Field::yes_no("shown", "Shown by browsers").internal(),
    Field::moment("mail", "Goes by mail").internal(),
    Field::yes_no("digest", "With what comes together").internal(),
    Field::moment("sms", "Goes as a text message").internal(),
    Field::moment("push", "Is pushed").internal(),
    Field::new("deadline", "Deadline", FieldKind::Object(DEADLINE)).internal(),
    Field::new(
        "instead_of",
        "Instead of",
        FieldKind::List(&FieldKind::Record("notifications")),
    )
    .kept(),
];

impl Entity for Notification {
    // Its page is in the inbox of its person, and for nobody else.
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Notification", "Notifications", Icon::Bell, NOTIFICATION).without_page();
}

const CHOSEN: &[Field] = &[
    Field::text("of", "Type"),
    Field::yes_no("app", "In the inbox"),
    Field::choice::<ByMail>("mail", "By mail"),
    Field::yes_no("browser", "In the browser"),
    Field::yes_no("push", "Pushed"),
    Field::yes_no("sms", "Text message"),
];

fn days(held: &Value) -> String {
    const WEEK: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let days = held.as_array().into_iter().flatten();
    let named = days.filter_map(|day| WEEK.get(usize::try_from(day.as_u64()?).ok()?).copied());
    named.collect::<Vec<_>>().join(", ")
}

const PREFERENCES: &[Field] = &[
    Field::person("person", "Person"),
    Field::new("chosen", "Choices", FieldKind::Rows(CHOSEN)),
    Field::text("zone", "Zone"),
    Field::yes_no("quiet", "Quiet hours"),
    Field::new("quiet_from", "Quiet from", FieldKind::Clock),
    Field::new("quiet_to", "Quiet until", FieldKind::Clock),
    Field::new("quiet_days", "Quiet days", FieldKind::Other(days)),
    Field::yes_no("urgent_through", "What is urgent comes through"),
    Field::choice::<DigestRhythm>("digest", "Digest"),
    Field::new("digest_at", "Digest at", FieldKind::Clock),
    Field::number("digest_day", "Day of the digest"),
    Field::yes_no("skip_read", "Mails leave out what was read"),
    Field::text("phone", "Text messages go to"),
];

impl Entity for NotificationPreferences {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Notification choices",
        "Notification choices",
        Icon::Bell,
        PREFERENCES,
    )
    .without_page();
}

const FOLLOW: &[Field] = &[
    Field::person("person", "Person"),
    Field::new("of", "Record", FieldKind::AnyRecord),
    Field::choice::<Hears>("hears", "Hears"),
    Field::moment("until", "Until"),
    Field::moment("since", "Since"),
];

impl Entity for Follow {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Followed record", "Followed records", Icon::Bell, FOLLOW).without_page();
}
