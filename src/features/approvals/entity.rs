//! What approvals are called and hold.

use super::{
    Approval,
    approval::{Feasibility, Level, Matter, Status},
};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    features::settings::Category,
    ui::icon::Icon,
};

const RISK: &[Field] = &[
    Field::text("risk", "Risk"),
    Field::text("mitigation", "What is done about it"),
    Field::choice::<Level>("level", "Level"),
];

const DECISION: &[Field] = &[
    Field::person("by", "By"),
    Field::moment("at", "At"),
    Field::long("reason", "Reason"),
];

const LOAD: &[Field] = &[
    Field::person("person", "Person"),
    Field::text("name", "Name"),
    Field::minutes("open_minutes", "Open until the finish"),
    Field::minutes("capacity_minutes", "Working time until then"),
];

const APPROVAL: &[Field] = &[
    Field::choice::<Matter>("kind", "Matter"),
    Field::record("ticket", "Ticket", "tickets"),
    Field::record("client", "Client", "clients"),
    Field::text("title", "Title"),
    Field::choice::<Category>("category", "Category"),
    Field::person("requested_by", "Requested by"),
    Field::long("note", "Note"),
    Field::person("manager", "Department manager").about("Who is asked to decide."),
    Field::department("department", "Department").about("The one that would do the work."),
    Field::departments("departments", "Departments").unsent(),
    Field::choice::<Status>("status", "Status"),
    Field::choice::<Feasibility>("feasibility", "Feasibility").editable(),
    Field::long("feasibility_note", "What it depends on").editable(),
    Field::new("risk", "Risks", FieldKind::Rows(RISK))
        .stored("risks")
        .editable(),
    Field::money("cost", "Cost")
        .about("What the work costs the house.")
        .editable(),
    Field::money("value", "Value").about("What the client pays for it."),
    Field::minutes("budget_minutes", "Budget of hours").editable(),
    Field::day("start", "Start").editable(),
    Field::day("promised", "Promised to the client")
        .stored("finish")
        .editable(),
    Field::text("playbook", "Playbook").editable(),
    Field::person("team_lead", "Team lead").editable(),
    Field::long("conditions", "Conditions").editable(),
    Field::new("decision", "Decision", FieldKind::Object(DECISION)),
    Field::record("project", "Project", "projects"),
    Field::moment("asked_at", "Asked"),
    Field::moment("due", "Due"),
    Field::new(
        "load",
        "Load of those who would do it",
        FieldKind::Rows(LOAD),
    )
    .worked_out()
    .about("Of one that waits, for whoever may assess it."),
];

impl Entity for Approval {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Approval", "Approvals", Icon::Approve, APPROVAL)
            .listed()
            .found("Clients and work", 7)
            .numbered(5);
}
