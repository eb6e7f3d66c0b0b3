//! What the settings, the look and the keeping of data hold.

use super::{Accent, Brand, Retention, Settings};
use crate::{
    base::language::Language,
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

fn weekday(held: &serde_json::Value) -> String {
    const WEEK: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let days = held.as_array().into_iter().flatten();
    let named = days.filter_map(|day| WEEK.get(usize::try_from(day.as_u64()?).ok()?).copied());
    named.collect::<Vec<_>>().join(", ")
}

const SETTINGS: &[Field] = &[
    Field::text("name", "Name"),
    Field::text("currency", "Currency"),
    Field::new("tax", "Tax", FieldKind::BasisPoints).about("Put on new lines of quotes."),
    Field::number("quote_days", "Days a quote stands"),
    Field::new("holidays", "Holidays", FieldKind::List(&FieldKind::Day)),
    Field::new("week", "Working days", FieldKind::Other(weekday)),
    Field::new("opens", "Opens", FieldKind::Clock),
    Field::new("closes", "Closes", FieldKind::Clock),
    Field::long("address", "Address"),
    Field::text("email", "E-mail"),
    Field::text("phone", "Phone"),
    Field::text("tax_number", "Tax number"),
    Field::number("snapshot_hours", "Hours between snapshots"),
    Field::number("snapshot_keep", "Snapshots kept"),
    Field::number("drill_hour", "Hour of the restore drill"),
    Field::yes_no("demand_versions", "Programs name the version they change"),
    Field::yes_no("second_person", "The gravest deeds need a second person"),
    Field::number("edit_minutes", "Minutes in which posts are edited"),
    Field::new(
        "languages",
        "Languages of the search",
        FieldKind::List(&FieldKind::Text),
    ),
    Field::new(
        "time_categories",
        "Internal work",
        FieldKind::List(&FieldKind::Text),
    )
    .about("What time is logged on that is nobody's project; it is billed to nobody."),
];

impl Entity for Settings {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Settings", "Settings", Icon::Settings, SETTINGS);
}

const LOGO: &[Field] = &[
    Field::new("file", "File", FieldKind::File),
    Field::text("media_type", "Kind of file").unsought(),
];

const BRAND: &[Field] = &[
    Field::new("logo", "Logo", FieldKind::Object(LOGO)),
    Field::choice::<Accent>("accent", "Colour"),
    Field::long("welcome", "Welcome"),
    Field::text("foot", "Foot"),
    Field::choice::<Language>("language", "Language of the portal"),
];

impl Entity for Brand {
    const INFO: &'static EntityInfo = &EntityInfo::new("Look", "Looks", Icon::Image, BRAND);
}

const RETENTION: &[Field] = &[
    Field::number("notifications", "Days notifications are kept"),
    Field::number("sign_ins", "Days sign-ins are kept"),
    Field::number("alerts", "Days alerts are kept"),
    Field::number("checks", "Days checks are kept"),
];

impl Entity for Retention {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Retention", "Retention", Icon::Trash, RETENTION);
}
