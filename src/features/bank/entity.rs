//! What accounts, statements and their lines are called and hold.

use super::{
    account::BankAccount,
    line::{BankLine, Direction, LineStatus},
    matched::{self, BankMatch},
    parse::Format,
    statement::BankStatement,
};
use crate::{
    base::{Choice, Result},
    data::{Entity, EntityInfo, Field, FieldKind, Json, Visit},
    ui::icon::Icon,
};

const ACCOUNT: &[Field] = &[
    Field::text("name", "Name").editable(),
    Field::text("number", "IBAN or number").editable(),
    Field::text("currency", "Currency").editable(),
    Field::moment("created_at", "Added"),
];

impl Entity for BankAccount {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Bank account", "Bank accounts", Icon::Coin, ACCOUNT);
}

const STATEMENT: &[Field] = &[
    Field::record("account", "Account", "bank-accounts"),
    Field::choice::<Format>("format", "Came as"),
    Field::text("number", "The bank’s number"),
    Field::text("file_name", "File"),
    Field::day("from", "From"),
    Field::day("until", "Until"),
    Field::money("opening", "Before"),
    Field::money("closing", "After"),
    Field::number("lines", "Lines"),
    Field::number("known", "There already"),
    Field::number("passed_over", "Left out"),
    Field::number("waiting", "Waiting").worked_out(),
    Field::number("matched", "Matched").worked_out(),
    Field::number("ignored", "Ignored").worked_out(),
    Field::person("by", "Uploaded by"),
    Field::moment("at", "Uploaded"),
];

impl Entity for BankStatement {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Bank statement", "Bank statements", Icon::Coin, STATEMENT);

    fn work_out(&self, visit: &Visit, out: &mut Json) -> Result<()> {
        for status in LineStatus::ALL {
            out.insert(status.key(), self.counted(visit, *status)?);
        }
        Ok(())
    }
}

const LINE: &[Field] = &[
    Field::record("account", "Account", "bank-accounts"),
    Field::record("statement", "Statement", "bank-statements"),
    Field::number("place", "Place").internal(),
    Field::text("key", "Known by").internal(),
    Field::day("day", "Day"),
    Field::day("value_day", "Value day"),
    Field::money("amount", "Amount"),
    Field::choice::<Direction>("direction", "In or out").worked_out(),
    Field::text("name", "Payer or payee"),
    Field::text("number", "Their account"),
    Field::text("text", "Text"),
    Field::text("reference", "The bank’s reference"),
    Field::text("end_to_end", "Payer’s reference"),
    Field::record("alike", "Like", "bank-lines"),
    Field::money("booked", "Booked"),
    Field::choice::<LineStatus>("status", "Status"),
    Field::long("reason", "Ignored because"),
    Field::person("ignored_by", "Ignored by"),
    Field::moment("ignored_at", "Ignored at"),
    Field::new(
        "payments",
        "Payments",
        FieldKind::List(&FieldKind::Record("payments")),
    )
    .worked_out(),
];

impl Entity for BankLine {
    const INFO: &'static EntityInfo = &EntityInfo::new("Bank line", "Bank lines", Icon::Coin, LINE)
        .listed()
        .found("Clients and work", 14)
        .in_brief(&["day", "status"]);

    fn work_out(&self, visit: &Visit, out: &mut Json) -> Result<()> {
        out.insert("direction", self.direction().key());
        let payments = matched::payments(visit, self)?;
        let payments: Vec<String> = payments
            .iter()
            .map(|(held, _)| held.id.to_string())
            .collect();
        out.insert("payments", payments);
        Ok(())
    }
}

const MATCH: &[Field] = &[
    Field::record("line", "Bank line", "bank-lines"),
    Field::record("payment", "Payment", "payments"),
    Field::money("amount", "Amount"),
    Field::yes_no("books", "Booked with it"),
    Field::moment("at", "Matched"),
];

impl Entity for BankMatch {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Bank match", "Bank matches", Icon::Link, MATCH).without_page();
}
