//! In whose hands work is, and what only these hands do with it: read off the stored records, one after the other, and
//! said once more here, without asking the rules of the features.

use std::collections::HashMap;

use atrium::{
    access::Action,
    data::{Record, Ref, Visit},
    features::{approvals::Approval, leads::Lead, projects::Project, tasks::Task, tickets::Ticket},
};

use super::ties::each;

/// What is done to records of a kind only by those who have it in hand; whoever had it before goes on seeing it.
const OF_HANDS: [(&str, &[&str]); 4] = [
    (
        "leads",
        &[
            "leads.edit",
            "leads.qualify",
            "leads.move",
            "leads.hand_over",
            "leads.return",
            "leads.merge",
            "leads.lose",
            "leads.reopen",
        ],
    ),
    (
        "tickets",
        &[
            "tickets.edit",
            "tickets.hand_over",
            "tickets.return",
            "tickets.check",
            "tickets.waive",
            "tickets.complete",
            "tickets.ask",
            "tickets.verify",
            "tickets.refuse",
            "tickets.freeze",
            "tickets.unfreeze",
            "tickets.cancel",
            "tickets.close",
            "tickets.reopen",
            "tickets.hold",
            "tickets.resume",
            "approvals.request",
        ],
    ),
    (
        "approvals",
        &[
            "approvals.assess",
            "approvals.approve",
            "approvals.return",
            "approvals.reject",
        ],
    ),
    ("tasks", &["tasks.start", "tasks.progress", "tasks.hand_in"]),
];

/// Whether a deed is only for the hands that a record is in.
pub fn only_for_hands(plural: &str, action: &Action) -> bool {
    let of = OF_HANDS.iter().find(|(held, _)| *held == plural);
    of.is_some_and(|(_, keys)| keys.contains(&action.key))
}

/// Where a record is in hand. A department's own people may lay hands on what its people have, as far as `widened_by`
/// says; whoever may do that deed in the whole house goes on with everything.
pub struct Hands {
    pub people: Vec<u64>,
    pub department: Option<u64>,
    /// Nobody's yet: whoever reaches it may take it up.
    pub free: bool,
    pub widened_by: Widened,
}

pub enum Widened {
    /// By the deed itself, as far as its grant reaches over the record's department.
    ByTheDeed,
    /// By belonging to its department, or by this deed in the whole house.
    ByDepartment(&'static str),
    /// By whoever may do this other deed to the record.
    By(&'static str),
}

/// The hands of everything that is in somebody's.
pub fn all(visit: &Visit) -> HashMap<Ref, Hands> {
    let mut all = HashMap::new();
    each(visit, |r: Lead| {
        let hands = Hands {
            people: vec![r.owner.raw()],
            department: Some(r.department.raw()),
            free: false,
            widened_by: Widened::ByTheDeed,
        };
        all.insert(r.as_ref(), hands);
    });
    each(visit, |r: Ticket| {
        let hands = Hands {
            people: vec![r.owner.raw()],
            department: Some(r.department.raw()),
            free: false,
            widened_by: Widened::ByDepartment("tickets.edit"),
        };
        all.insert(r.as_ref(), hands);
    });
    each(visit, |r: Approval| {
        let hands = Hands {
            people: r.asked_now().into_iter().map(|id| id.raw()).collect(),
            department: Some(r.department.raw()),
            free: false,
            widened_by: Widened::ByDepartment("approvals.approve"),
        };
        all.insert(r.as_ref(), hands);
    });
    let mut leading: HashMap<Ref, [u64; 2]> = HashMap::new();
    each(visit, |r: Project| {
        leading.insert(r.as_ref(), [r.team_lead.raw(), r.manager.raw()]);
    });
    each(visit, |r: Task| {
        let own = r.assignee.map(|id| id.raw());
        let hands = Hands {
            people: own
                .into_iter()
                .chain(leading[&r.project.as_ref()])
                .collect(),
            department: None,
            free: own.is_none(),
            widened_by: Widened::By("tasks.assign"),
        };
        all.insert(r.as_ref(), hands);
    });
    all
}
