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

mod actions;
mod approvable;
mod approval;
mod asking;
mod assess;
mod assessment;
mod clocked;
mod commands;
mod day;
mod deadline;
mod decide_all;
mod deciders;
mod demo;
mod entity;
mod evidence;
mod evidence_shown;
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
mod rules;
mod show;
mod typed;
mod word;

use crate::{
    access::Placement,
    data::{Key, KindInfo},
    features::{
        Commands, Demo, DepartmentWork, Feature, Waits, clocks::ClockedKind, people::Holds,
    },
    ui::icon::Icon,
    web::{Count, NavItem},
};

pub use actions::*;
pub use approvable::{Approvable, Effect, Shows, Yes, evidence_of, granted, name_of, of_key};
pub use approval::{
    Approval, BY_MANAGER, BY_STATUS, BY_SUBJECT, BY_TICKET, Decision, Status, subject_key,
};
pub use asking::{Asking, all_about, needs_nobody, waiting_about};
pub use assessment::{Assessment, Feasibility, Level, Risk};
pub use deadline::left;
pub use decide_all::decide_all;
pub use deciders::decider;
pub use evidence::{Fact, Proposed, differences, proposed};
pub use evidence_shown::evidence_section;
pub use forms::{Assess, DecideAll, Note, ReasonsForm, Refuse, RuleForm};
pub use notices::REJECTED;
pub use ops::{
    Answer, approve, ask_again, assess, hand_back, reject, settle, waiting_in, withdraw,
};
pub use query::waiting_for_me;
pub use reasons::{Reasons, ReturnReasons};
pub use round::{Outcome, Step, Verdict, Vote};
pub use rule::{ApprovalRule, RuleStep, Weighed, Who};
pub use rule_ops::{add as add_rule, edit as edit_rule, list_reasons, retire as retire_rule};
pub use rule_pages::HERE as RULES_AT;
pub use rules::Rules;
pub use show::{
    banner, changes, client_name, details, dialogs, href, line, meta, other_answers, steps, verdict,
};
pub use word::{may_answer, may_assess, may_decide};

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
            waits: |visit, id| {
                let place = Placement::Department(id.raw());
                let open = Key::new().byte(0);
                let count = visit.count_in::<Approval>(BY_STATUS, place, open, 500)?;
                let count = count.and_then(|n| i64::try_from(n).ok());
                let waits = Waits::of(count, "a decision", "/approvals?show=all");
                Ok(waits.into_iter().collect())
            },
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
