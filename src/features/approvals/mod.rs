//! Approvals: stage 7 of the nine. A department manager says whether the house can do what support has prepared,
//! for how many hours and by when; an approval makes the whole plan from a playbook in one click.
//!
//! Record: `Approval`. Actions: see, request (by support), assess (feasibility, risks, budget, dates, lead), approve,
//! return to support, reject. Pages: the queue with its decision beside it, and one approval with its history.
//!
//! Rules: nothing is approved before it is feasible, has hours, dates, a playbook and a team lead; conditions are
//! written down; a decision stands (undo or a new request change it); whoever is next is told within the deed.

mod approval;
mod ask;
mod day;
mod entity;
mod forms;
mod holding;
mod load;
mod ops;
mod pages;
mod routes;
mod view;

use crate::{
    access::{Action, Placement},
    base::Result,
    data::{Key, KindInfo, Visit},
    features::{DepartmentWork, Feature, people::Holds},
    ui::icon::Icon,
    web::{Count, NavItem, Route},
};

pub use approval::Assessment;
pub use approval::{
    Approval, BY_MANAGER, BY_STATUS, BY_TICKET, Decision, Feasibility, Level, Matter, Risk, Status,
};
pub use forms::{Assess, NewRequest, RequestForm};
pub use load::{Load, department_load};
pub use ops::{approve, assess, hand_back, reject, request};

pub const VIEW: Action = Action::read("approvals.view", "See approvals");
pub const REQUEST: Action = Action::write("approvals.request", "Request an approval")
    .told("requested approval of {}")
    .in_hands();
pub const ASSESS: Action = Action::write("approvals.assess", "Assess an approval")
    .told("assessed {}")
    .in_hands();
pub const APPROVE: Action = Action::write("approvals.approve", "Approve and create the project")
    .told("approved {}")
    .in_hands();
pub const RETURN: Action = Action::write("approvals.return", "Return an approval to support")
    .told("returned {} to support")
    .in_hands();
pub const REJECT: Action = Action::write("approvals.reject", "Reject an approval")
    .told("rejected {}")
    .in_hands();
/// Who may be asked; whose duty is bound to departments is proposed.
pub const DECIDE: Action = Action::duty("approvals.decide", "Be asked to decide on approvals");
pub const HEAR_REJECTIONS: Action = Action::duty(
    "approvals.hear_rejections",
    "Be told of approvals that are rejected",
);

pub fn feature() -> Feature {
    Feature {
        name: "approvals",
        kinds: vec![KindInfo::entity::<Approval>()],
        actions: &[
            VIEW,
            REQUEST,
            ASSESS,
            APPROVE,
            RETURN,
            REJECT,
            DECIDE,
            HEAR_REJECTIONS,
        ],
        routes: Route::about::<Approval>("/approvals", routes::routes()),
        nav: vec![NavItem {
            section: "Clients",
            label: "Approvals",
            icon: Icon::Approve,
            href: "/approvals",
            action: VIEW,
            go: 'a',
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
