//! What approvals are called and hold.

use super::{
    Approval, ApprovalRule, ReturnReasons,
    actions::READ_EVIDENCE,
    approvable::words,
    approval::Status,
    assessment::{Feasibility, Level},
    round::Verdict,
    rule::Who,
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
    Field::text("why", "Reason of the list"),
];

const STEP: &[Field] = &[
    Field::text("label", "Who"),
    Field::people("people", "People"),
    Field::number("need", "How many of them"),
    Field::yes_no("department", "Anybody of the department counts"),
];

const VOTE: &[Field] = &[
    Field::choice::<Verdict>("verdict", "Answer"),
    Field::number("step", "Step").about("From 0."),
    Field::person("by", "By"),
    Field::person("instead_of", "As deputy of"),
    Field::moment("at", "At"),
    Field::long("note", "Note"),
];

const PROPOSED: &[Field] = &[
    Field::text("label", "What"),
    Field::text("field", "Field"),
    Field::text("before", "Before"),
    Field::text("after", "After"),
    Field::number("was", "Stored before").unsent(),
    Field::number("becomes", "Stored after").unsent(),
];

const FACT: &[Field] = &[Field::text("label", "What"), Field::text("value", "Value")];

const LOAD: &[Field] = &[
    Field::person("person", "Person"),
    Field::text("name", "Name"),
    Field::minutes("open_minutes", "Open until the finish"),
    Field::minutes("capacity_minutes", "Working time until then"),
];

const DAY: &[Field] = &[
    Field::day("day", "Day"),
    Field::minutes("planned_minutes", "Planned without it"),
    Field::minutes("added_minutes", "It adds"),
    Field::minutes("capacity_minutes", "Fits"),
];

const AHEAD: &[Field] = &[
    Field::new("days", "Days", FieldKind::Rows(DAY)),
    Field::number("days_over", "Days on which more is planned than fits"),
    Field::day("first_free", "First start without overload"),
];

const APPROVAL: &[Field] = &[
    Field::new("kind", "Matter", FieldKind::Choice(words)),
    Field::new("subject", "About", FieldKind::AnyRecord),
    Field::record("ticket", "Ticket", "tickets"),
    Field::record("client", "Client", "clients"),
    Field::text("title", "Title"),
    Field::choice::<Category>("category", "Category"),
    Field::person("requested_by", "Requested by"),
    Field::long("note", "Note"),
    Field::person("manager", "Department manager").about("Who is asked to decide."),
    Field::person("owner", "Owner").about("Who answers for what it is about."),
    Field::department("department", "Department").about("The one that would do the work."),
    Field::departments("departments", "Departments").unsent(),
    Field::choice::<Status>("status", "Status"),
    Field::new("steps", "Who decides", FieldKind::Rows(STEP)),
    Field::new("votes", "Answers", FieldKind::Rows(VOTE)),
    Field::record("rule", "Rule", "approval-rules"),
    Field::yes_no("by_asker", "Whoever asked may decide"),
    Field::new(
        "proposed",
        "What becomes another",
        FieldKind::Rows(PROPOSED),
    ),
    Field::new("evidence", "When it was asked", FieldKind::Rows(FACT))
        .untold()
        .only_for(READ_EVIDENCE),
    Field::new("decided_on", "At the decision", FieldKind::Rows(FACT))
        .untold()
        .only_for(READ_EVIDENCE),
    Field::new("today", "Today", FieldKind::Rows(FACT)).worked_out(),
    Field::record("again_of", "Asked again after", "approvals"),
    Field::new(
        "since",
        "Another since the return",
        FieldKind::Rows(PROPOSED),
    )
    .untold()
    .only_for(READ_EVIDENCE),
    Field::minutes("promised_minutes", "To be decided within").internal(),
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
    Field::new("share", "Discount", FieldKind::BasisPoints),
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
    Field::new("ahead", "The department's days", FieldKind::Object(AHEAD))
        .worked_out()
        .about("With and without the project, of one that waits, for whoever may assess it."),
];

impl Entity for Approval {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Approval", "Approvals", Icon::Approve, APPROVAL)
            .listed()
            .found("Clients and work", 7)
            .numbered(5);
}

const RULE_STEP: &[Field] = &[
    Field::choice::<Who>("who", "Who"),
    Field::record("role", "Role", "roles"),
    Field::people("people", "People"),
    Field::number("need", "How many"),
];

const RULE: &[Field] = &[
    Field::text("name", "Name").editable(),
    Field::new("kind", "Kind", FieldKind::Choice(words)).editable(),
    Field::number("place", "Place")
        .about("Of the rules of a kind whose conditions hold, the lowest applies.")
        .editable(),
    Field::money("amount_from", "Amount from").editable(),
    Field::money("amount_below", "Amount below").editable(),
    Field::minutes("minutes_from", "Hours from").editable(),
    Field::new("share_from", "Percent from", FieldKind::Percent).editable(),
    Field::department("department", "Department").editable(),
    Field::choice::<Category>("category", "Category").editable(),
    Field::record("asked_by", "Asked by the role", "roles").editable(),
    Field::new("steps", "Who decides", FieldKind::Rows(RULE_STEP)).editable(),
    Field::yes_no("by_decider", "Whoever decides needs nobody else").editable(),
    Field::number("hours", "Working hours to decide").editable(),
    Field::yes_no("retired", "Retired"),
];

impl Entity for ApprovalRule {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Approval rule", "Approval rules", Icon::Approve, RULE);
}

const REASONS: &[Field] = &[Field::new(
    "reasons",
    "Reasons",
    FieldKind::List(&FieldKind::Text),
)];

impl Entity for ReturnReasons {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Reasons for a return",
        "Reasons for a return",
        Icon::Reply,
        REASONS,
    )
    .without_page();
}
