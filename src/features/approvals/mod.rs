//! Approvals: one engine for whatever waits for somebody's yes. A kind of thing is declared by the room it belongs to
//! (`Approvable`, in `Feature::approvable`): who decides where the house says nothing, what is known of it, what a yes and a
//! no do. Projects, changes of budget, deadline and scope, requested subtasks, updates of closed projects, documents and
//! discounts are such kinds; another needs its declaration and nothing here.
//!
//! Records: `Approval` (what is asked, of whom, what they said, and what was known then), `ApprovalRule` (who decides on a
//! kind under conditions), `ReturnReasons` (the house's list). Actions: see, request, assess, approve, return, reject, take
//! back, ask again; see and edit the rules. Pages: the queue with its decision beside it, one approval, the rules.
//!
//! Rules: exactly one rule applies; each of its steps takes so many yeses, in order (`round`); one no ends it; nobody
//! decides on what they asked for unless the rule says so; a deputy speaks for whom they stand in for, once; a decision
//! stands (undo or a new request change it); what it was made on is kept beside it; what waits for the yes is done in its
//! transaction, or refused with what has changed meanwhile; whoever is next is told within the deed, and by the ladder of
//! the house's policies while its time runs out (`clocked`).

mod approvable;
mod approval;
mod asking;
mod assessment;
mod clocked;
mod commands;
mod day;
mod deadline;
mod demo;
mod entity;
mod evidence;
mod forms;
mod holding;
mod list;
mod notices;
mod ops;
mod pages;
mod query;
mod reasons;
mod round;
mod routes;
mod rule;
mod rule_ops;
mod rule_pages;
mod rule_routes;
mod show;
mod typed;
mod word;

use crate::{
    access::{Action, Placement},
    base::Result,
    data::{Key, KindInfo, Visit},
    features::{Commands, Demo, DepartmentWork, Feature, clocks::ClockedKind, people::Holds},
    ui::icon::Icon,
    web::{Count, NavItem},
};

pub use approvable::{Approvable, Effect, Shows, Yes, evidence_of, granted, name_of, of_key};
pub use approval::{
    Approval, BY_MANAGER, BY_STATUS, BY_SUBJECT, BY_TICKET, Decision, Status, subject_key,
};
pub use asking::{Asking, all_about, decider, needs_nobody, waiting_about};
pub use assessment::{Assessment, Feasibility, Level, Risk};
pub use deadline::left;
pub use evidence::{Fact, Proposed, differences, proposed};
pub use forms::{Assess, DecideAll, Note, ReasonsForm, Refuse, RuleForm};
pub use notices::REJECTED;
pub use ops::{
    Answer, approve, ask_again, assess, decide_all, hand_back, reject, settle, waiting_in, withdraw,
};
pub use reasons::{Reasons, ReturnReasons};
pub use round::{Outcome, Step, Verdict, Vote};
pub use rule::{ApprovalRule, RuleStep, Rules, Weighed, Who};
pub use rule_ops::{add as add_rule, edit as edit_rule, list_reasons, retire as retire_rule};
pub use rule_pages::HERE as RULES_AT;
pub use show::{
    banner, changes, client_name, details, dialogs, evidence_section, href, line, meta,
    other_answers, steps, verdict,
};
pub use word::{may_answer, may_assess, may_decide};

pub const VIEW: Action = Action::read("approvals.view", "See approvals");
pub const EXPORT: Action = Action::read("approvals.export", "Export approvals");
/// Of a project, for a ticket.
pub const REQUEST: Action = Action::write("approvals.request", "Request an approval")
    .told("requested approval of {}")
    .in_hands();
pub const ASSESS: Action = Action::write("approvals.assess", "Assess an approval")
    .told("assessed {}")
    .in_hands();
pub const APPROVE: Action = Action::write("approvals.approve", "Approve what waits for it")
    .told("approved {}")
    .in_hands();
pub const RETURN: Action = Action::write("approvals.return", "Return what was asked for")
    .told("returned {}")
    .in_hands();
pub const REJECT: Action = Action::write("approvals.reject", "Reject what was asked for")
    .told("rejected {}")
    .in_hands();
pub const WITHDRAW: Action =
    Action::write("approvals.withdraw", "Take back what one asked for").told("took {} back");
pub const ASK_AGAIN: Action =
    Action::write("approvals.ask_again", "Ask again for what was returned")
        .told("asked again after {}");
pub const SEE_EVIDENCE: Action = Action::read(
    "approvals.see_evidence",
    "Read what was known when something was asked and decided",
);
/// Who reads what was known: whoever decides, whoever asked, and whoever looks after decisions. It tells of records that
/// others who see the approval may not see.
const READ_EVIDENCE: &[Action] = &[APPROVE, ASSESS, WITHDRAW, SEE_EVIDENCE];
/// Who may be asked; whose duty is bound to departments is proposed.
pub const DECIDE: Action = Action::duty("approvals.decide", "Be asked to decide on approvals");
pub const HEAR_REJECTIONS: Action = Action::duty(
    "approvals.hear_rejections",
    "Be told of approvals that are rejected",
);
pub const VIEW_RULES: Action = Action::read("approval_rules.view", "See who decides on what");
pub const EDIT_RULES: Action = Action::write("approval_rules.edit", "Say who decides on what")
    .told("changed who decides[ on {about}]");
/// What older houses did by themselves, and their journals tell of: since then their clocks do (`clocked`).
pub const REMIND: Action = Action::system("approvals.remind", "Remind of what waits for an answer")
    .told("reminded of {approvals}");

pub fn feature() -> Feature {
    Feature {
        name: "approvals",
        notices: notices::ALL,
        kinds: vec![
            KindInfo::entity::<Approval>().guarded(asking::one_waits),
            KindInfo::entity::<ApprovalRule>(),
            KindInfo::entity::<ReturnReasons>(),
        ],
        actions: &[
            VIEW,
            EXPORT,
            REQUEST,
            ASSESS,
            APPROVE,
            RETURN,
            REJECT,
            WITHDRAW,
            ASK_AGAIN,
            SEE_EVIDENCE,
            DECIDE,
            HEAR_REJECTIONS,
            VIEW_RULES,
            EDIT_RULES,
            REMIND,
        ],
        routes: routes::routes(),
        commands: vec![Commands::of::<Approval>(commands::commands)],
        several: vec![commands::SEVERAL],
        clocked: vec![ClockedKind::of::<Approval>()],
        nav: vec![NavItem {
            section: "Clients",
            label: "Approvals",
            icon: Icon::Approve,
            href: "/approvals",
            action: VIEW,
            go: Some('a'),
            count: Some(Count {
                of: waiting_for_me,
                on: "approvals@me",
            }),
            hot: true,
        }],
        work: vec![DepartmentWork {
            kind: "approvals",
            seen: |visit, id| {
                let place = Placement::Department(id.raw());
                let waiting =
                    visit.count_in::<Approval>(BY_STATUS, place, Key::new().byte(0), 500)?;
                Ok(waiting.and_then(|n| i64::try_from(n).ok()))
            },
            all: |all, id| all.lying_in::<Approval>(id, BY_STATUS, Key::new().byte(0)),
        }],
        demo: Some(Demo {
            by: "management",
            make: demo::make,
        }),
        held: vec![Holds::of::<Approval>()],
        day: vec![day::DAY],
        ..Feature::default()
    }
}

/// How many wait for the person's decision.
pub fn waiting_for_me(visit: &Visit) -> Result<usize> {
    let count =
        visit.tally::<Approval>(approval::WAITING, Key::new().number(visit.actor.person))?;
    Ok(usize::try_from(count).unwrap_or(0))
}
