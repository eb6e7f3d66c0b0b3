//! What may be done in approvals: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

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

/// Who reads what was known: whoever decides, whoever asked, and whoever looks after decisions. It tells of records that
/// others who see the approval may not see.
pub const READ_EVIDENCE: &[Action] = &[APPROVE, ASSESS, WITHDRAW, SEE_EVIDENCE];
