//! What an expense is called and holds.

use super::{Expense, ExpenseCategory, ExpenseStatus, PaidBy};
use crate::{
    base::Result,
    data::{Entity, EntityInfo, Field, FieldKind, Json, Visit},
    ui::icon::Icon,
};

const RECEIPT: &[Field] = &[
    Field::new("file", "File", FieldKind::File).internal(),
    Field::text("name", "Name"),
    Field::text("media_type", "Kind").unsought(),
];

const EXPENSE: &[Field] = &[
    Field::person("user", "Person"),
    Field::text("title", "What it was for").editable(),
    Field::day("day", "Day").editable(),
    Field::choice::<ExpenseCategory>("category", "Category").editable(),
    Field::money("amount", "Amount")
        .about("Tax included.")
        .editable(),
    Field::new("tax", "Tax", FieldKind::BasisPoints)
        .about("What of the amount is tax follows from it.")
        .editable(),
    Field::money("net", "Net").worked_out(),
    Field::record("project", "Project", "projects").editable(),
    Field::record("client", "Client", "clients").editable(),
    Field::record("bills", "Billed to", "clients")
        .about("The project's client, or the one that was said."),
    Field::yes_no("billable", "Billable").editable(),
    Field::new("markup", "Markup", FieldKind::BasisPoints)
        .about("What is added where it is billed.")
        .editable(),
    Field::money("price", "Billed at")
        .worked_out()
        .about("Before tax; nothing where it isn't billed."),
    Field::choice::<PaidBy>("paid_by", "Paid by").editable(),
    Field::text("note", "Note").editable(),
    Field::new("receipt", "Receipt", FieldKind::Object(RECEIPT)),
    Field::yes_no("billed", "On an invoice").internal(),
    Field::choice::<ExpenseStatus>("status", "Status"),
    Field::text("reason", "Why it came back"),
    Field::moment("created_at", "Written"),
    Field::moment("submitted_at", "Submitted"),
    Field::moment("decided_at", "Decided"),
    Field::person("decided_by", "Decided by"),
    Field::day("reimbursed_on", "Reimbursed"),
    Field::person("reimbursed_by", "Reimbursed by"),
    Field::departments("departments", "Departments").internal(),
    Field::new(
        "teams",
        "Teams",
        FieldKind::List(&FieldKind::Record("teams")),
    )
    .internal(),
];

impl Entity for Expense {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Expense", "Expenses", Icon::Invoice, EXPENSE).listed();

    fn work_out(&self, _: &Visit, out: &mut Json) -> Result<()> {
        out.insert("net", self.net().minor());
        out.insert("price", self.price().minor());
        Ok(())
    }
}
