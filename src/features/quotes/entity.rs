//! What quotes are called and hold.

use serde_json::{Map, Value, json};

use super::{Line, Quote, Status, Way, line::taxes};
use crate::{
    base::{Choice, Result, language::Language},
    data::{Entity, EntityInfo, Field, FieldKind, Json, Visit, fill_in},
    features::settings::Category,
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
];

/// Tax is one amount for each rate, worked out from the sum of its lines.
pub const TAX: &[Field] = &[
    Field::new("rate", "Rate", FieldKind::BasisPoints).for_clients(),
    Field::money("net", "Net").for_clients(),
    Field::money("tax", "Tax").for_clients(),
];

pub const TOTALS: &[Field] = &[
    Field::money("net", "Net").for_clients(),
    Field::money("discount", "Discount").for_clients(),
    Field::money("tax", "Tax").for_clients(),
    Field::money("gross", "Gross").for_clients(),
];

const SIGNATURE: &[Field] = &[
    Field::text("name", "Name").for_clients(),
    Field::text("path", "Signature").untold().for_clients(),
    Field::choice::<Way>("way", "How they said yes"),
    Field::text("note", "Note"),
    Field::moment("at", "At").for_clients(),
    Field::text("address", "Network address"),
];

const REVISION: &[Field] = &[
    Field::text("title", "Title"),
    Field::number("revision", "Version"),
    Field::moment("sent_at", "Sent"),
    Field::day("valid_until", "Valid until"),
    Field::new("lines", "Items", FieldKind::Rows(LINE)),
    Field::new("totals", "Totals", FieldKind::Object(TOTALS)),
    Field::long("note", "Note to the client"),
    Field::long("terms", "Terms"),
    Field::text("declined", "Declined because"),
    Field::moment("decided_at", "Decided"),
    Field::yes_no("tax_per_rate", "Tax rounded over each rate").unsent(),
];

const QUOTE: &[Field] = &[
    Field::record("lead", "Lead", "leads"),
    Field::record("client", "Client", "clients"),
    Field::text("title", "Title").editable().for_clients(),
    Field::person("owner", "Owner")
        .about("The agent who quotes.")
        .for_several(),
    Field::department("department", "Department"),
    Field::choice::<Status>("status", "Status").for_clients(),
    Field::number("revision", "Version").for_clients(),
    Field::yes_no("being_revised", "Being revised")
        .worked_out()
        .for_clients(),
    Field::new("lines", "Items", FieldKind::Rows(LINE))
        .editable()
        .for_clients(),
    Field::new("totals", "Totals", FieldKind::Object(TOTALS))
        .worked_out()
        .for_clients(),
    Field::new("taxes", "Tax by rate", FieldKind::Rows(TAX))
        .worked_out()
        .for_clients(),
    Field::long("note", "Note to the client")
        .editable()
        .for_several()
        .for_clients(),
    Field::long("terms", "Terms")
        .editable()
        .for_several()
        .for_clients(),
    Field::day("valid_until", "Valid until")
        .editable()
        .for_several()
        .for_clients(),
    Field::moment("sent_at", "Sent").for_clients(),
    Field::moment("decided_at", "Decided").for_clients(),
    Field::person("decided_by", "Decided by"),
    Field::new("signature", "Signature", FieldKind::Object(SIGNATURE)).for_clients(),
    Field::long("declined", "Declined because").for_clients(),
    Field::new("past", "Earlier versions", FieldKind::Rows(REVISION)),
    Field::yes_no("tax_per_rate", "Tax rounded over each rate").unsent(),
    Field::choice::<Language>("language", "Language").for_clients(),
    Field::moment("created_at", "Written"),
    Field::moment("touched", "Last touched").internal(),
];

impl Entity for Quote {
    const INFO: &'static EntityInfo = &EntityInfo::new("Quote", "Quotes", Icon::Quote, QUOTE)
        .listed()
        .in_the_portal("/portal/quotes")
        .found("Clients and work", 6)
        .numbered(3)
        .in_brief(&["status", "owner", "valid_until"]);

    fn work_out(&self, visit: &Visit, out: &mut Json) -> Result<()> {
        out.insert("status", self.standing(visit.today()).key());
        out.insert("being_revised", self.is_being_revised());
        out.insert("totals", json!(self.totals()));
        out.insert("taxes", json!(taxes(&self.lines, self.rounding())));
        fill_in(out.get_mut("lines"), &self.lines, |_, line, row| {
            sums(line, row)
        });
        fill_in(out.get_mut("past"), &self.past, |_, past, row| {
            fill_in(row.get_mut("lines"), &past.lines, |_, line, row| {
                sums(line, row)
            });
        });
        Ok(())
    }
}

pub fn sums(line: &Line, row: &mut Map<String, Value>) {
    row.insert("net".into(), line.amounts().net.minor().into());
}
