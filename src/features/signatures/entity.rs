//! What requests for signatures are called and hold.

use super::{
    field::FieldKind as Kind,
    how::How,
    request::{SignatureRequest, Status},
    signer::State,
};
use crate::{
    access::Tier,
    base::{Result, language::Language},
    data::{Entity, EntityInfo, Field, FieldKind, Json, Visit},
    ui::icon::Icon,
};

const SIGNER: &[Field] = &[
    Field::person("user", "Person"),
    Field::text("name", "Name").for_clients(),
    Field::yes_no("client", "For the client").for_clients(),
    Field::choice::<State>("state", "State").for_clients(),
    Field::moment("at", "Signed or declined").for_clients(),
    Field::text("typed", "Typed name"),
    Field::text("path", "Drawn signature").untold(),
    Field::text("address", "Network address"),
    Field::choice::<How>("how", "Identified by"),
    Field::choice::<Language>("language", "Language of what they agreed to"),
];

const PLACED: &[Field] = &[
    Field::number("signer", "Whose").for_clients(),
    Field::choice::<Kind>("kind", "Kind").for_clients(),
    Field::number("page", "Page").for_clients(),
    Field::number("x", "From the left").for_clients(),
    Field::number("y", "From above").for_clients(),
    Field::number("width", "Width").for_clients(),
    Field::number("height", "Height").for_clients(),
    Field::text("text", "Words"),
];

const PAGE: &[Field] = &[
    Field::number("width", "Width").for_clients(),
    Field::number("height", "Height").for_clients(),
];

const SEALED: &[Field] = &[
    Field::new("file", "File", FieldKind::File),
    Field::text("hash", "SHA-256").for_clients(),
    Field::text("covered", "SHA-256 of what the seal covers"),
    Field::text("certificate", "SHA-256 of the certificate"),
    Field::moment("at", "Sealed").for_clients(),
    Field::new("stamped", "Time stamp", FieldKind::Object(STAMPED)).for_clients(),
];

const STAMPED: &[Field] = &[
    Field::moment("at", "At").for_clients(),
    Field::text("by", "By").for_clients(),
    Field::text("certificate", "SHA-256 of its certificate"),
];

const QUOTE: &[Field] = &[
    Field::record("quote", "Quote", "quotes").for_clients(),
    Field::number("revision", "Version").for_clients(),
];

const REQUEST: &[Field] = &[
    Field::record("document", "Document", "documents"),
    Field::record("of", "Version", "versions").internal(),
    Field::number("number", "Version of the document").for_clients(),
    Field::text("name", "Document's name").for_clients(),
    Field::record("client", "Client", "clients"),
    Field::new("file", "File", FieldKind::File),
    Field::text("hash", "SHA-256 of what is signed").for_clients(),
    Field::new("pages", "Pages", FieldKind::Rows(PAGE))
        .about("Tenths of a point.")
        .untold()
        .for_clients(),
    Field::choice::<Status>("status", "State").for_clients(),
    Field::person("sender", "Asked by"),
    Field::long("message", "Message").editable().for_clients(),
    Field::yes_no("in_order", "One after the other")
        .editable()
        .for_clients(),
    Field::people("people", "Who signs, in their order")
        .worked_out()
        .editable(),
    Field::new("signers", "Signatures", FieldKind::Rows(SIGNER)).for_clients(),
    Field::new("fields", "Places", FieldKind::Rows(PLACED))
        .about("Thousandths of the page.")
        .for_clients(),
    Field::day("expires", "Last day").editable().for_clients(),
    Field::number("every", "Days between reminders").editable(),
    Field::moment("made_at", "Prepared"),
    Field::moment("sent_at", "Sent").for_clients(),
    Field::moment("remind_at", "Next reminder").internal(),
    Field::moment("expires_at", "Expires").internal(),
    Field::moment("ended_at", "Ended").for_clients(),
    Field::long("reason", "Why it ended").for_clients(),
    Field::new("sealed", "Sealed", FieldKind::Object(SEALED)).for_clients(),
    Field::new("quote", "Accepts", FieldKind::Object(QUOTE)).for_clients(),
];

impl Entity for SignatureRequest {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Request for signatures",
        "Requests for signatures",
        Icon::Sign,
        REQUEST,
    )
    .in_the_portal("/portal/signature-requests")
    .listed()
    .in_brief(&["status", "expires"]);

    fn work_out(&self, visit: &Visit, out: &mut Json) -> Result<()> {
        // A client reads who signs by their names.
        if visit.actor.tier == Tier::Client {
            return Ok(());
        }
        let people = self.signers.iter().map(|signer| signer.user.to_string());
        out.insert("people", people.collect::<Vec<_>>());
        Ok(())
    }
}
