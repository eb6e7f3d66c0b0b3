//! What drills, saved searches and alerts are called and hold.

use super::{
    backups::{Drill, Outcome},
    journal::Search,
    log_forwarding::{Forwarded, LogDestination, LogLevel},
    security::{Alert, Rule, Stage},
};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const DRILL: &[Field] = &[
    Field::choice::<Outcome>("outcome", "Outcome"),
    Field::moment("at", "At"),
    Field::yes_no("nightly", "Nightly"),
    Field::text("snapshot", "Snapshot"),
    Field::moment("taken", "Taken"),
    Field::number("seq", "Journal entry"),
    Field::number("records", "Records"),
    Field::number("files", "Files"),
    Field::number("bytes", "Bytes"),
    Field::new("took", "Took", FieldKind::Span),
    Field::text("trouble", "Trouble"),
];

const LOG_DESTINATION: &[Field] = &[
    Field::yes_no("on", "Forwards logs"),
    Field::text("host", "Collector"),
    Field::number("port", "Port"),
    Field::choice::<Forwarded>("journal", "Of the journal"),
    Field::choice::<LogLevel>("program", "Of the program's own log"),
];

impl Entity for LogDestination {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Log destination",
        "Log destinations",
        Icon::Server,
        LOG_DESTINATION,
    );
}

impl Entity for Drill {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Restore drill", "Restore drills", Icon::Backup, DRILL);
}

const SEARCH: &[Field] = &[
    Field::text("name", "Name"),
    Field::person("owner", "Owner"),
    Field::text("query", "What is asked"),
];

impl Entity for Search {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Saved search", "Saved searches", Icon::Search, SEARCH);
}

const ALERT: &[Field] = &[
    Field::choice::<Rule>("rule", "Rule"),
    Field::text("subject", "Subject"),
    Field::person("user", "Person"),
    Field::text("text", "What happened"),
    Field::moment("first", "First"),
    Field::moment("last", "Last"),
    Field::number("count", "Times"),
    Field::choice::<Stage>("stage", "Stage"),
    Field::person("by", "Handled by"),
    Field::text("note", "Note"),
];

impl Entity for Alert {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Security alert", "Security alerts", Icon::Shield, ALERT).listed();
}
