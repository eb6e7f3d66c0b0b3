//! What invoices, payments and what belongs to them are called and hold.

use serde_json::json;

use super::{
    account::ClientAccount,
    billed::BilledTime,
    billed_expense::BilledExpense,
    invoice::{Invoice, Paper, Part, Status},
    line::Source,
    payment::{Payment, PaymentKind, PaymentWay},
    terms::BillingTerms,
    untaxed::Untaxed,
};
use crate::{
    base::{Result, language::Language},
    data::{Entity, EntityInfo, Field, FieldKind, Json, Visit, fill_in},
    features::{
        quotes::{Rounding, TAX, TOTALS, sums, taxes},
        settings::Category,
    },
    ui::icon::Icon,
};

pub const LINE: &[Field] = &[
    Field::text("title", "Item").for_clients(),
    Field::text("detail", "Description").for_clients(),
    Field::new("quantity", "Quantity", FieldKind::Thousandths).for_clients(),
    Field::text("unit", "Unit").for_clients(),
    Field::money("price", "Price").for_clients(),
    Field::new("discount", "Discount", FieldKind::BasisPoints).for_clients(),
    Field::money("discount_amount", "Discount as an amount").for_clients(),
    Field::new("tax", "Tax", FieldKind::BasisPoints).for_clients(),
    Field::choice::<Category>("category", "Service").for_clients(),
    Field::money("net", "Net").worked_out().for_clients(),
    Field::number("key", "Line"),
    Field::choice::<Source>("source", "Where it came from"),
];

const PARTY: &[Field] = &[
    Field::text("legal_name", "Name in law").for_clients(),
    Field::text("street", "Street").for_clients(),
    Field::text("zip", "Postal code").for_clients(),
    Field::text("city", "City").for_clients(),
    Field::text("country", "Country").for_clients(),
    Field::text("vat_number", "VAT number").for_clients(),
    Field::text("register", "Register number").for_clients(),
    Field::text("electronic_address", "Electronic address").for_clients(),
];

const BANK: &[Field] = &[
    Field::text("account", "Account").for_clients(),
    Field::text("bic", "BIC").for_clients(),
    Field::text("holder", "Account holder").for_clients(),
];

const EARLIER: &[Field] = &[
    Field::text("number", "Number").for_clients(),
    Field::day("issued_on", "Issued").for_clients(),
];

const EXCHANGE: &[Field] = &[
    Field::number("rate", "What one is worth, in millionths").for_clients(),
    Field::text("to", "In").for_clients(),
];

const PARTIES: &[Field] = &[
    Field::text("house", "From").for_clients(),
    Field::new("letterhead", "Address", FieldKind::List(&FieldKind::Text)).for_clients(),
    Field::new("client", "For", FieldKind::List(&FieldKind::Text)).for_clients(),
    Field::long("pay", "How to pay").for_clients(),
    Field::text("foot", "Foot").for_clients(),
    Field::new("seller", "From, by parts", FieldKind::Object(PARTY)).for_clients(),
    Field::new("buyer", "For, by parts", FieldKind::Object(PARTY)).for_clients(),
    Field::new("bank", "Account", FieldKind::Object(BANK)).for_clients(),
    Field::text("reference", "Their reference").for_clients(),
    Field::text("tax_number", "Tax number").for_clients(),
    Field::choice::<Language>("language", "Language").for_clients(),
];

const INVOICE: &[Field] = &[
    Field::choice::<Paper>("paper", "Kind").for_clients(),
    Field::text("number", "Number").for_clients(),
    Field::record("client", "Client", "clients"),
    Field::text("title", "Title").editable().for_clients(),
    Field::new("lines", "Items", FieldKind::Rows(LINE))
        .editable()
        .for_clients(),
    Field::number("next_key", "Next line").internal(),
    Field::new("totals", "Totals", FieldKind::Object(TOTALS))
        .worked_out()
        .for_clients(),
    Field::new("taxes", "Tax by rate", FieldKind::Rows(TAX))
        .worked_out()
        .for_clients(),
    Field::long("note", "Note to the client")
        .editable()
        .for_clients(),
    Field::record("project", "Project", "projects"),
    Field::record("quote", "Quote", "quotes"),
    Field::choice::<Part>("part", "Part of the quote"),
    Field::record("credits", "Takes back", "invoices").for_clients(),
    Field::long("reason", "Reason"),
    Field::choice::<Untaxed>("untaxed", "Why no tax")
        .editable()
        .for_clients(),
    Field::text("untaxed_reason", "Reason for no tax")
        .editable()
        .for_clients(),
    Field::new("earlier", "Billed before", FieldKind::Rows(EARLIER)).for_clients(),
    Field::person("owner", "Written by"),
    Field::department("department", "Department"),
    Field::people("leads", "Led by"),
    Field::number("days", "Days to pay").editable(),
    Field::choice::<Status>("status", "Status").for_clients(),
    Field::text("currency", "Currency").for_clients(),
    Field::new("exchange", "Rate", FieldKind::Object(EXCHANGE)).for_clients(),
    Field::money("prepaid", "Paid when it was issued").for_clients(),
    Field::new("parties", "From and for", FieldKind::Object(PARTIES)).for_clients(),
    Field::day("issued_on", "Issued").for_clients(),
    Field::day("due", "Due").for_clients(),
    Field::moment("issued_at", "Issued at"),
    Field::person("issued_by", "Issued by"),
    Field::money("paid", "Paid").for_clients(),
    Field::money("credited", "Credited").for_clients(),
    Field::money("written_off", "Written off"),
    Field::money("left", "Left to pay")
        .worked_out()
        .for_clients(),
    Field::long("write_off_reason", "Written off because"),
    Field::day("written_off_on", "Written off on"),
    Field::moment("overdue_at", "Overdue from").internal(),
    Field::yes_no("overdue", "Overdue").internal(),
    Field::moment("remind_at", "Next reminder"),
    Field::day("reminded_to", "Reminders done with up to").internal(),
    Field::number("reminders", "Reminders"),
    Field::moment("sent_at", "Sent"),
    Field::new("sent_to", "Sent to", FieldKind::List(&FieldKind::Text)),
    Field::moment("created_at", "Written"),
    Field::moment("touched", "Last touched").internal(),
];

impl Entity for Invoice {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Invoice", "Invoices", Icon::Invoice, INVOICE)
            .listed()
            .in_the_portal("/portal/invoices")
            .found("Clients and work", 12)
            .numbered(10)
            .in_brief(&["number", "status", "due"]);

    fn work_out(&self, _: &Visit, out: &mut Json) -> Result<()> {
        let lines = self.plain_lines();
        out.insert("totals", json!(self.totals()));
        out.insert("taxes", json!(taxes(&lines, Rounding::PerRate)));
        out.insert("left", self.left().minor());
        fill_in(out.get_mut("lines"), &lines, |_, line, row| sums(line, row));
        Ok(())
    }
}

const ALLOCATION: &[Field] = &[
    Field::record("invoice", "Invoice", "invoices").for_clients(),
    Field::money("amount", "Amount").for_clients(),
];

const PAYMENT: &[Field] = &[
    Field::choice::<PaymentKind>("kind", "Kind").for_clients(),
    Field::record("client", "Client", "clients"),
    Field::money("amount", "Amount").for_clients(),
    Field::text("currency", "Currency").for_clients(),
    Field::new("exchange", "Rate", FieldKind::Object(EXCHANGE)).for_clients(),
    Field::day("day", "Day").for_clients(),
    Field::choice::<PaymentWay>("way", "How").for_clients(),
    Field::text("reference", "Reference").for_clients(),
    Field::long("note", "Note"),
    Field::new("allocations", "Pays", FieldKind::Rows(ALLOCATION)).for_clients(),
    Field::person("by", "Booked by"),
    Field::department("department", "Department"),
    Field::people("leads", "Led by"),
    Field::moment("at", "Booked"),
];

impl Entity for Payment {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Payment", "Payments", Icon::Check, PAYMENT).listed();
}

const ACCOUNT: &[Field] = &[
    Field::record("client", "Client", "clients"),
    Field::number("days", "Days to pay"),
    Field::yes_no("no_reminders", "Never reminded"),
    Field::text("email", "E-mail for invoices"),
    Field::text("reference", "Their reference"),
    Field::new("party", "In law", FieldKind::Object(PARTY)),
    Field::choice::<Untaxed>("untaxed", "Why no tax"),
    Field::text("untaxed_reason", "Reason for no tax"),
    Field::text("currency", "Billed in"),
    Field::number("rate", "What one is worth, in millionths"),
    Field::text("rate_to", "In"),
    Field::money("credit", "To their credit").for_clients(),
    Field::text("credit_in", "Credit in").for_clients(),
];

impl Entity for ClientAccount {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Terms of payment",
        "Terms of payment",
        Icon::Invoice,
        ACCOUNT,
    )
    .without_page();
}

const TERMS: &[Field] = &[
    Field::number("days", "Days to pay"),
    Field::long("pay", "How to pay"),
    Field::text("pay_link", "Link to pay"),
    Field::money("hour", "Price of an hour"),
    Field::new(
        "reminders",
        "Reminders, days after the due day",
        FieldKind::List(&FieldKind::Number),
    ),
    Field::new("interest", "Interest a year", FieldKind::BasisPoints),
    Field::money("late_fee", "Fee of a reminder"),
    Field::number("late_fee_from", "From which reminder on"),
    Field::new("seller", "Who bills", FieldKind::Object(PARTY)),
    Field::new("bank", "Account", FieldKind::Object(BANK)),
    Field::choice::<Untaxed>("untaxed", "Why no tax"),
    Field::text("untaxed_reason", "Reason for no tax"),
];

impl Entity for BillingTerms {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Terms of billing",
        "Terms of billing",
        Icon::Settings,
        TERMS,
    );
}

const BILLED: &[Field] = &[
    Field::record("entry", "Time", "time-entries"),
    Field::record("project", "Project", "projects"),
    Field::record("invoice", "Invoice", "invoices"),
    Field::number("line", "Line"),
    Field::minutes("minutes", "Billed"),
    Field::moment("released", "Taken back"),
];

impl Entity for BilledTime {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Billed time", "Billed time", Icon::Hours, BILLED).without_page();
}

const BILLED_EXPENSE: &[Field] = &[
    Field::record("expense", "Expense", "expenses"),
    Field::record("client", "Client", "clients"),
    Field::record("invoice", "Invoice", "invoices"),
    Field::number("line", "Line"),
    Field::money("price", "Billed"),
    Field::moment("released", "Taken back"),
];

impl Entity for BilledExpense {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Billed expense",
        "Billed expenses",
        Icon::Invoice,
        BILLED_EXPENSE,
    )
    .without_page();
}
