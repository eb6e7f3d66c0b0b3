//! What tickets are called and hold.

use serde_json::{Value, json};

use super::{CheckState, Need, Stage, Ticket, TicketKind};
use crate::{
    access::Tier,
    base::Result,
    data::{Entity, EntityInfo, Field, FieldKind, Json, Visit, fill_in},
    features::settings::{Category, Priority},
    ui::icon::Icon,
};

const CHECKPOINT: &[Field] = &[
    Field::text("title", "Title"),
    Field::text("key", "Key").untold(),
    Field::text("hint", "Hint").untold(),
    Field::choice::<CheckState>("state", "State"),
    Field::person("by", "By"),
    Field::moment("at", "At"),
    Field::text("reason", "Reason"),
];

const REQUIREMENT: &[Field] = &[
    Field::text("title", "Title").for_clients(),
    Field::text("key", "Key").untold().for_clients(),
    Field::text("hint", "Hint").untold(),
    Field::choice::<Need>("kind", "Kind").untold(),
    Field::new("choices", "Choices", FieldKind::List(&FieldKind::Text)).untold(),
    Field::yes_no("required", "Required"),
    Field::long("value", "Answer"),
    Field::yes_no("done", "Done").worked_out(),
    Field::record("document", "Document", "documents"),
    Field::text("refused", "Refused because"),
    Field::moment("asked", "Client asked"),
    Field::person("by", "By").unsent(),
    Field::moment("at", "At").unsent(),
    Field::person("verified_by", "Verified by"),
    Field::moment("verified_at", "Verified"),
];

const CONDITION: &[Field] = &[Field::text("what", "What"), Field::yes_no("met", "Met")];

const WANTED: &[Field] = &[
    Field::text("title", "Title").for_clients(),
    Field::text("key", "Key").for_clients(),
    Field::yes_no("received", "Received").for_clients(),
    Field::text("refused", "Refused because").for_clients(),
];

const ON_HOLD: &[Field] = &[
    Field::text("reason", "Because"),
    Field::moment("since", "Since"),
];

const TICKET: &[Field] = &[
    Field::text("title", "Title").editable().for_clients(),
    Field::choice::<TicketKind>("kind", "Kind").for_clients(),
    Field::choice::<Category>("category", "Category")
        .editable()
        .for_several(),
    Field::record("client", "Client", "clients"),
    Field::record("quote", "Quote", "quotes"),
    Field::record("lead", "Lead", "leads"),
    Field::choice::<Stage>("stage", "Stage"),
    Field::text("status", "Status")
        .worked_out()
        .clients_only()
        .about("As clients are told."),
    Field::choice::<Stage>("ended_in", "Ended in").unsent(),
    Field::person("owner", "Owner")
        .about("In whose hand it is.")
        .for_several(),
    Field::department("department", "Department").about("The department of that hand."),
    Field::person("sales_manager", "Sales manager"),
    Field::person("support_manager", "Support manager"),
    Field::person("agent", "Agent"),
    Field::people("hands", "Hands so far").internal(),
    Field::departments("departments", "Departments").unsent(),
    Field::money("price", "Price").editable(),
    Field::long("scope", "Scope").editable(),
    Field::moment("frozen", "Scope and price frozen")
        .stored("frozen_at")
        .about("Since when scope and price stand still."),
    Field::new("completeness", "Completeness", FieldKind::Percent).worked_out(),
    Field::new(
        "gate",
        "Conditions of the hand-over",
        FieldKind::Rows(CONDITION),
    )
    .worked_out(),
    Field::new("checkpoints", "Checkpoints", FieldKind::Rows(CHECKPOINT)),
    Field::new("requirements", "Requirements", FieldKind::Rows(REQUIREMENT)),
    Field::new("wanted", "Wanted from the client", FieldKind::Rows(WANTED))
        .worked_out()
        .clients_only(),
    Field::moment("due", "Due").stored("due_at").about(
        "When the next of what it promises should be kept; nothing while that stands still.",
    ),
    Field::new(
        "next_clock",
        "Next clock",
        FieldKind::Other(|_| String::new()),
    )
    .internal(),
    Field::choice::<Priority>("priority", "Priority")
        .editable()
        .for_several(),
    Field::new("hold", "On hold", FieldKind::Object(ON_HOLD)),
    Field::moment("first_reply", "First answered").untold(),
    Field::moment("asked", "Client asked")
        .stored("asked_at")
        .untold(),
    Field::moment("answered", "Answered")
        .stored("answered_at")
        .untold(),
    Field::moment("closed", "Closed")
        .stored("closed_at")
        .untold(),
    Field::new(
        "before",
        "Stage before",
        FieldKind::Other(|_| String::new()),
    )
    .internal(),
    Field::moment("entered", "In this stage since").untold(),
    Field::moment("created_at", "Opened").for_clients(),
    Field::moment("touched", "Last touched").internal(),
    Field::record("project", "Project", "projects").for_clients(),
];

impl Entity for Ticket {
    const INFO: &'static EntityInfo = &EntityInfo::new("Ticket", "Tickets", Icon::Ticket, TICKET)
        .listed()
        .in_the_portal("/portal/requests")
        .found("Clients and work", 5)
        .numbered(4)
        .in_brief(&["stage", "owner", "due"]);

    fn work_out(&self, visit: &Visit, out: &mut Json) -> Result<()> {
        if visit.actor.tier == Tier::Client {
            let asked = self.requirements.iter().filter(|r| r.asked.is_some());
            let wanted = asked.map(|r| {
                json!({ "key": r.key, "title": r.title, "received": !r.waits_for_client(), "refused": r.refused })
            });
            out.insert("wanted", wanted.collect::<Value>());
            out.insert("status", self.word_for_client());
            return Ok(());
        }
        let gate = self.gate().into_iter();
        let gate = gate.map(|(what, met)| json!({ "what": what, "met": met }));
        out.insert("gate", gate.collect::<Value>());
        out.insert("completeness", json!(self.percent()));
        fill_in(
            out.get_mut("requirements"),
            &self.requirements,
            |_, held, row| {
                row.insert("done".into(), held.done().into());
            },
        );
        Ok(())
    }
}
