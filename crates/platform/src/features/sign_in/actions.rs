//! What may be done in sign in: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const RESET_FACTOR: Action =
    Action::write("users.reset_factor", "Remove somebody's second factor")
        .told("removed the second factor of {}")
        .final_()
        .dangerous()
        .heard_with("sessions.view");
pub const CHANGE_EMAIL: Action = Action::write(
    "users.change_email",
    "Change the e-mail somebody signs in with",
)
.told("changed the e-mail that {} signs in with")
.final_()
.dangerous();
pub const VIEW_SESSIONS: Action = Action::read("sessions.view", "See sessions");
pub const REVOKE: Action = Action::write("sessions.revoke", "End others' sessions")
    .told("ended the sessions of {users}")
    .final_()
    .heard_with("sessions.view");
pub const SET_UP: Action =
    Action::system("house.set_up", "Set up the house").told("set up the house");
pub const SIGN_IN: Action = Action::system("sessions.start", "Sign in")
    .told("{users} signed in")
    .heard_with("sessions.view");
pub const SIGN_IN_FAILED: Action = Action::system("sessions.refuse", "Refuse a sign-in")
    .told("refused sign-ins[ of {users}]")
    .heard_with("sessions.view");
pub const BREAK_GLASS: Action =
    Action::system("users.break_glass", "Break the glass on the server's shell")
        .told("broke the glass[ for {}] on the server's shell")
        .heard_with("sessions.view");
pub const SIGN_OUT: Action = Action::own("sessions.end", "Sign out")
    .told("signed out")
    .heard_with("sessions.view");
pub const OWN: Action =
    Action::own("users.own", "Change the own profile").told("changed their own profile");
pub const OWN_SECRET: Action = Action::own("users.own_secret", "Change the own sign-in")
    .told("changed how they sign in")
    .heard_with("sessions.view");
pub const OWN_EMAIL: Action = Action::own("users.own_email", "Change the e-mail one signs in with")
    .told("changed the e-mail that they sign in with")
    .dangerous();
pub const OWN_TOKEN: Action = Action::own("tokens.own", "Make tokens for one's programs")
    .told("changed the tokens of their programs")
    .dangerous()
    .heard_with("sessions.view");
pub const ASK_LINK: Action = Action::system("users.ask_link", "Ask for a sign-in link")
    .told("{users} asked for a sign-in link")
    .heard_with("sessions.view");
pub const PROVE: Action = Action::own("sessions.prove", "Prove who one is")
    .told("proved who they are")
    .heard_with("sessions.view");
pub const VIEW_POLICIES: Action = Action::read("policies.view", "See the sign-in policy");
pub const EDIT_POLICIES: Action = Action::write("policies.edit", "Change the sign-in policy")
    .told("changed the sign-in policy")
    .dangerous();

pub(super) const OWN_WAY: &str = "everybody changes their own ways in";
