//! What timesheets are called and hold.

use super::{Status, TimeLock, Timesheet};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const TIMESHEET: &[Field] = &[
    Field::person("user", "Person"),
    Field::day("week", "Week").about("Its Monday."),
    Field::choice::<Status>("status", "Status"),
    Field::minutes("minutes", "Time").about("As it was submitted."),
    Field::minutes("billable_minutes", "Billable").about("As it was submitted."),
    Field::text("note", "Note"),
    Field::text("reason", "Why it came back"),
    Field::moment("submitted_at", "Submitted"),
    Field::moment("decided_at", "Decided"),
    Field::person("decided_by", "Decided by"),
    Field::moment("remind_at", "Reminded of").internal(),
    Field::number("reminders", "Reminders").internal(),
    Field::departments("departments", "Departments").internal(),
    Field::new(
        "teams",
        "Teams",
        FieldKind::List(&FieldKind::Record("teams")),
    )
    .internal(),
];

impl Entity for Timesheet {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Timesheet", "Timesheets", Icon::Hours, TIMESHEET).listed();
}

const TIME_LOCK: &[Field] = &[Field::day("until", "Locked up to")];

impl Entity for TimeLock {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Locked period of time",
        "Locked periods of time",
        Icon::Lock,
        TIME_LOCK,
    )
    .without_page();
}
