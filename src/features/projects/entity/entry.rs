//! What time entries are called and hold.

use super::super::{
    TimeEntry,
    actions::{VIEW_COSTS, VIEW_RATES},
};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const ENTRY: &[Field] = &[
    Field::person("user", "Person"),
    Field::record("task", "Task", "tasks")
        .about("Nothing where it was for a project as a whole, for a ticket, or internal."),
    Field::record("parent", "Task above", "tasks").internal(),
    Field::record("project", "Project", "projects")
        .about("Nothing where it was for a ticket, or internal."),
    Field::record("ticket", "Ticket", "tickets")
        .about("Nothing where it was for a project, or internal."),
    Field::record("client", "Client", "clients").about("Whose ticket it is."),
    Field::text("category", "Internal work").about(
        "What of the house's own work it was; nothing where it was for a project or a ticket.",
    ),
    Field::minutes("minutes", "Time").editable(),
    Field::day("day", "Day").editable(),
    Field::text("note", "What was done").editable(),
    Field::yes_no("billable", "Billable")
        .editable()
        .for_several(),
    Field::money("rate", "Billed an hour")
        .only_for(&[VIEW_RATES])
        .about("As it was when the entry was made."),
    Field::money("cost_rate", "Cost of an hour")
        .only_for(&[VIEW_COSTS])
        .about("As it was when the entry was made."),
    Field::text("over_budget", "Why over the budget")
        .about("Where its project asks for a reason once its budget is used up.")
        .editable(),
    Field::yes_no("owes_reason", "Reason over the budget is missing")
        .about("A timer ran beyond a budget that asks for a reason, which is given by an edit."),
    Field::moment("started", "Timer runs since"),
    Field::moment("began", "Timer started"),
    Field::moment("budget_ends", "Budget used up").internal(),
    Field::yes_no("asked_after", "Asked after").internal(),
    Field::yes_no("billed", "On an invoice").internal(),
    Field::yes_no("counted", "Counted towards a retainer").internal(),
    Field::departments("departments", "Departments").internal(),
    Field::new(
        "teams",
        "Teams",
        FieldKind::List(&FieldKind::Record("teams")),
    )
    .internal(),
];

impl Entity for TimeEntry {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Time entry", "Time entries", Icon::Hours, ENTRY).listed();
}
