//! What may be done in colleagues: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read(
    "colleagues.view",
    "See who of the own company has access to the portal",
);
pub const INVITE: Action = Action::write("colleagues.invite", "Invite a colleague to the portal")
    .told("let {users} into the portal")
    .dangerous()
    .final_();
pub const RIGHTS: Action = Action::write(
    "colleagues.rights",
    "Change what a colleague may do in the portal",
)
.told("changed what {users} may do in the portal")
.dangerous()
.final_();
pub const LET_GO: Action = Action::write(
    "colleagues.let_go",
    "Take a colleague's access to the portal away",
)
.told("took {users} out of the portal")
.final_();
pub const LET_IN: Action =
    Action::write("colleagues.let_in", "Let a colleague into the portal again")
        .told("let {users} into the portal again")
        .dangerous()
        .final_();
