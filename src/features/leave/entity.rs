//! What leave is called and holds.

use super::{Allowance, Leave, LeaveKind, Status};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const IN_YEAR: &[Field] = &[
    Field::number("year", "Year"),
    Field::number("half_days", "Half days"),
];

const LEAVE: &[Field] = &[
    Field::person("user", "Person"),
    Field::choice::<LeaveKind>("kind", "Kind"),
    Field::day("from", "First day"),
    Field::day("until", "Last day"),
    Field::yes_no("half_first", "The first day begins at noon"),
    Field::yes_no("half_last", "The last day ends at noon"),
    Field::new("years", "Length", FieldKind::Rows(IN_YEAR))
        .about("Half days of work in each year."),
    Field::choice::<Status>("status", "Status"),
    Field::text("note", "Note"),
    Field::text("reason", "Why it won't be"),
    Field::moment("asked_at", "Asked"),
    Field::moment("decided_at", "Decided"),
    Field::person("decided_by", "Decided by"),
    Field::departments("departments", "Departments").internal(),
    Field::new(
        "teams",
        "Teams",
        FieldKind::List(&FieldKind::Record("teams")),
    )
    .internal(),
];

impl Entity for Leave {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Leave", "Leave", Icon::Calendar, LEAVE).listed();
}

const ALLOWANCE: &[Field] = &[
    Field::person("user", "Person")
        .about("Everybody without one of their own, where it is nobody's."),
    Field::number("year", "From the year"),
    Field::number("half_days", "Half days a year"),
    Field::number("carried", "Half days carried over"),
];

impl Entity for Allowance {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Leave allowance",
        "Leave allowances",
        Icon::Calendar,
        ALLOWANCE,
    )
    .without_page();
}
